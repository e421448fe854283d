"""What git's history says of our files: which commits touched them, and how one record's file came to be."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from git_user import FILE, User, imports, write

from attiary.errors import GitFailed
from attiary.folder import Action
from attiary.model.revision import FileChange

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from attiary.folder import Folder

OTHER = "attio/person/john.json"


def run(folder: Folder, run_id: str, changes: dict[str, str | None], undoes: str = "") -> str:
    trailers = f"Import-Run: {run_id}\n" + (f"Undoes-Run: {undoes}\n" if undoes else "")
    commit = folder.commit(
        Action.IMPORT, f"Import {run_id}\n\nImport-Run: not this\n\n{trailers}", folder.stage(changes)
    )
    assert commit
    return commit


def record(name: str, age: int = 1) -> bytes:
    return b'{"id": "%s", "age": %d}\n' % (name.encode(), age)


def is_record(name: str) -> Callable[[bytes], bool]:
    return lambda content: content.startswith(b'{"id": "%s"' % name.encode())


def moves(folder: Folder, old: str, new: str, content: bytes) -> dict[str, str | None]:
    folder.files.remove(old)
    return {old: None} | write(folder, new, content)


def steps(folder: Folder, path: str, name: str) -> list[tuple[str, FileChange]]:
    return [(revision.run_id, change) for revision, change in folder.history.past(path, is_record(name))]


@pytest.fixture
def begun(user: User, folder: Folder) -> Folder:
    user.begins()
    folder.prepare()
    return folder


def test_the_runs_and_the_users_own_commits_that_touch_our_files_are_revisions(
    user: User, begun: Folder
) -> None:
    first = run(begun, "run-1", write(begun))
    user.git("commit", "--quiet", "--all", "--message=elsewhere")
    user.edits(FILE, "mine\n")
    user.git("commit", "--quiet", "--all", "--message=my edit\n\nWhy not.")
    mine = user.head()
    last = run(begun, "run-2", write(begun), undoes="run-1")
    said = [(each.id, each.subject, each.run_id, each.undoes) for each in begun.history.revisions()]
    assert said == [
        (last, "Import run-2", "run-2", "run-1"),
        (mine, "my edit", "", ""),
        (first, "Import run-1", "run-1", ""),
    ]
    assert [each.id for each in begun.history.revisions(2)] == [last, mine]
    assert [each.id for each in begun.history.revisions(below="")] == user.git("rev-list", "HEAD").split()
    assert all(each.time.startswith("20") for each in begun.history.revisions())


def test_a_folder_without_a_repository_or_a_commit_has_no_past(user: User, folder: Folder) -> None:
    user.folder.mkdir()
    for _ in range(2):
        assert (
            list(folder.history.revisions()),
            folder.history.revision("abcd"),
            folder.history.contents(["0" * 40]),
        ) == (
            [],
            None,
            {},
        )
        assert list(folder.history.past(FILE, bool)) == []
        folder.prepare()


def test_a_revision_is_named_by_its_commit_or_run_or_what_alone_begins_so(begun: Folder) -> None:
    commits = [
        run(begun, f"abcd-{number}f", write(begun, content=record("a", number))) for number in range(3)
    ]
    for name in (commits[1], commits[1][:7], commits[1][:7].upper(), "abcd-1f", "abcd-1"):
        found = begun.history.revision(name)
        assert found is not None, name
        assert found.id == commits[1]
    for nothing in ("abcd", "abcd-", commits[0][:3], "", "HEAD", "main", "--all", "-1", "HEAD^{tree}", "\0"):
        assert begun.history.revision(nothing) is None, nothing


def test_the_changes_of_a_commit_are_those_against_its_first_parent(user: User, begun: Folder) -> None:
    content, blob = record("a"), begun.blob_id(record("a"))
    root = run(begun, "1", write(begun, content=content))
    assert begun.history.changes(root) == [FileChange(FILE, None, blob)]
    moved = run(begun, "2", moves(begun, FILE, OTHER, content))
    assert begun.history.changes(moved) == [FileChange(FILE, blob, None), FileChange(OTHER, None, blob)]
    user.git("reset", "--quiet", "--hard")
    user.git("checkout", "--quiet", "-b", "side", root)
    user.edits("attio/person/side.json", "side\n")
    user.git("add", "--all")
    user.git("commit", "--quiet", "--message=side")
    user.git("checkout", "--quiet", "main")
    user.git("merge", "--quiet", "--no-edit", "side")
    side = begun.blob_id(b"side\n")
    assert begun.history.changes(user.head()) == [FileChange("attio/person/side.json", None, side)]
    assert [each.id for each in begun.history.revisions()] == [user.head(), moved, root]


def test_the_changes_of_a_root_commit_are_all_its_files_and_of_one_elsewhere_none(
    user: User, folder: Folder
) -> None:
    user.folder.mkdir()
    user.git("init", "--quiet", "--initial-branch=main")
    commit = imports(folder)
    assert commit
    assert folder.history.changes(commit) == [FileChange(FILE, None, folder.blob_id(b"{}\n"))]
    user.git("commit", "--quiet", "--allow-empty", "--message=none")
    assert folder.history.changes(user.head()) == []


def test_what_is_no_commits_id_never_reaches_git_as_words(begun: Folder) -> None:
    for name in ("HEAD", "--all", "", "0" * 40):
        with pytest.raises(GitFailed):
            begun.history.changes(name)
    assert begun.history.contents(["HEAD", "--batch-all-objects", f"{'0' * 40}\n"]) == {}


def test_only_files_are_changes(user: User, begun: Folder) -> None:
    run(begun, "1", write(begun))
    blob = begun.blob_id(b"{}\n")
    (user.folder / FILE).unlink()
    (user.folder / FILE).symlink_to("nowhere")
    (user.folder / "attio/link").symlink_to("nowhere")
    user.git("add", "attio")
    user.git("commit", "--quiet", "--message=links")
    assert begun.history.changes(user.head()) == [FileChange(FILE, blob, None)]


def test_bytes_are_read_by_their_ids_and_missing_ones_left_out(user: User, begun: Folder) -> None:
    wanted = [b"", b"\n", b"a\0b\n\n", b"x" * 3_000_000]
    paths = {f"attio/person/{number}.json": content for number, content in enumerate(wanted)}
    for path, content in paths.items():
        run(begun, path, write(begun, path, content))
    ids = [begun.blob_id(content) for content in wanted]
    tree = user.git("rev-parse", "HEAD^{tree}").strip()
    assert begun.history.contents([*ids, ids[0], "0" * 40, tree]) == dict(zip(ids, wanted, strict=True))


def test_many_small_and_large_blobs_are_read_without_waiting_for_each_other(begun: Folder) -> None:
    contents = {begun.blob_id(each): each for each in (b"%d\n" % number * 200 for number in range(3_000))}
    changes: dict[str, str | None] = {}
    for number, content in enumerate(contents.values()):
        changes |= write(begun, f"attio/person/{number}.json", content)
    run(begun, "1", changes)
    assert begun.history.contents(contents) == contents


def test_a_file_is_followed_through_exact_renames(begun: Folder) -> None:
    blobs = [begun.blob_id(record("a", age)) for age in range(4)]
    run(begun, "1", write(begun, "attio/person/one.json", record("a", 0)))
    run(begun, "2", write(begun, "attio/person/one.json", record("a", 1)) | write(begun, OTHER, record("b")))
    decoy = moves(begun, OTHER, "attio/person/decoy.json", record("b", 1))
    run(begun, "3", decoy | moves(begun, "attio/person/one.json", "attio/person/two.json", record("a", 2)))
    run(begun, "4", write(begun, "attio/person/unrelated.json"))
    run(begun, "5", write(begun, "attio/person/two.json", record("a", 3)))
    assert steps(begun, "attio/person/two.json", "a") == [
        ("5", FileChange("attio/person/two.json", blobs[2], blobs[3])),
        ("3", FileChange("attio/person/two.json", blobs[1], blobs[2])),
        ("2", FileChange("attio/person/one.json", blobs[0], blobs[1])),
        ("1", FileChange("attio/person/one.json", None, blobs[0])),
    ]


def test_two_records_that_exchange_their_names_keep_their_own_past(begun: Folder) -> None:
    a, b = begun.blob_id(record("a")), begun.blob_id(record("b"))
    run(begun, "1", write(begun, FILE, record("a")) | write(begun, OTHER, record("b")))
    run(begun, "2", write(begun, FILE, record("b")) | write(begun, OTHER, record("a")))
    assert steps(begun, OTHER, "a") == [("2", FileChange(OTHER, a, a)), ("1", FileChange(FILE, None, a))]
    assert steps(begun, FILE, "b") == [("2", FileChange(FILE, b, b)), ("1", FileChange(OTHER, None, b))]


def test_a_file_that_went_and_came_back_has_both_lives(begun: Folder) -> None:
    blob = begun.blob_id(record("a"))
    run(begun, "1", write(begun, FILE, record("a")))
    begun.files.remove(FILE)
    run(begun, "2", {FILE: None})
    gone = [("2", FileChange(FILE, blob, None)), ("1", FileChange(FILE, None, blob))]
    assert steps(begun, FILE, "a") == gone
    run(begun, "3", write(begun, FILE, record("b")))
    begun.files.remove(FILE)
    run(begun, "4", {FILE: None})
    assert steps(begun, FILE, "a") == gone
    run(begun, "5", write(begun, FILE, record("a")))
    assert steps(begun, FILE, "a") == [("5", FileChange(FILE, None, blob)), *gone]


def test_a_past_may_be_left_before_its_end(begun: Folder) -> None:
    for age in range(3):
        run(begun, str(age), write(begun, FILE, record("a", age)))
    newest, _ = next(begun.history.past(FILE, is_record("a")))
    assert newest.run_id == "2"


def test_deep_in_a_larger_repository_paths_are_the_folders_own(
    user: User, opened: Callable[[Path], Folder]
) -> None:
    user.begins()
    deep = opened(user.folder / "our crm\nrecords" / "é")
    deep.root.mkdir(parents=True)
    deep.prepare()
    path = "attio/person/*[é]\t:\n.json"
    blob = deep.blob_id(record("a"))
    commit = run(deep, "1", write(deep, path, record("a")))
    user.edits("attio/person/elsewhere.json", "{}\n")
    user.git("add", "attio")
    user.git("commit", "--quiet", "--message=elsewhere")
    assert [each.id for each in deep.history.revisions()] == [commit]
    assert deep.history.changes(commit) == [FileChange(path, None, blob)]
    assert steps(deep, path, "a") == [("1", FileChange(path, None, blob))]


ODD = {
    "log.showSignature": "true",
    "log.showRoot": "false",
    "log.follow": "true",
    "log.decorate": "full",
    "log.mailmap": "true",
    "log.diffMerges": "remerge",
    "log.abbrevCommit": "true",
    "log.date": "relative",
    "format.pretty": "oneline",
    "i18n.logOutputEncoding": "latin1",
    "diff.relative": "true",
    "diff.renames": "copies",
    "diff.noprefix": "true",
    "diff.external": "/bin/false",
    "diff.orderFile": "/nowhere",
    "diff.submodule": "log",
    "color.ui": "always",
    "core.abbrev": "5",
    "core.quotePath": "true",
    "core.pager": "/bin/false",
    "notes.displayRef": "*",
}


def test_no_setting_note_or_replacement_of_theirs_changes_what_is_read(user: User, begun: Folder) -> None:
    user.git("reset", "--quiet", "--hard")
    run(begun, "é", write(begun, FILE, record("a")))
    last = run(begun, "2", moves(begun, FILE, "attio/person/é.json", record("a")))
    user.git("merge", "--quiet", "--no-ff", "--no-edit", "HEAD", fails=True)

    def read() -> object:
        past = steps(begun, "attio/person/é.json", "a")
        blob = begun.blob_id(record("a"))
        return (
            list(begun.history.revisions()),
            begun.history.changes(last),
            past,
            begun.history.contents([blob]),
        )

    before = read()
    for name, value in ODD.items():
        user.git("config", name, value)
    user.git("notes", "add", "--message=a note", last)
    user.edits("other", "other\n")
    other = user.git("hash-object", "-w", "other").strip()
    user.git("replace", begun.blob_id(record("a")), other)
    user.git("replace", "--graft", last)
    (user.folder / ".git/info/grafts").write_text(f"{last}\n", encoding="utf-8")
    user.edits(".gitattributes", "*.json diff=odd filter=odd -diff\n")
    user.edits(".mailmap", "Somebody <else@example.com> <user@example.com>\n")
    assert read() == before
