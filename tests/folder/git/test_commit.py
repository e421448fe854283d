"""One commit of ours beside the work of the user."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from git_user import FILE, THEIR_WORK, User, imports, write

from attiary.errors import RefusedRepository
from attiary.folder import Action

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from attiary.folder import Folder


def test_nothing_staged_stays_nothing_staged(user: User, folder: Folder) -> None:
    user.begins()
    user.git("reset", "--quiet", "--hard")
    user.edits("b.txt", "two\n")  # same size, same moment: git must still see it
    imports(folder)
    assert user.status() == " M b.txt\n"


def test_the_first_commit_of_a_repository_leaves_what_is_staged(user: User, folder: Folder) -> None:
    user.folder.mkdir()
    user.git("init", "--quiet")
    user.edits("a.txt", "staged\n")
    user.git("add", "a.txt")
    imports(folder)
    assert user.in_head() == {FILE}
    assert user.status() == "A  a.txt\n"
    user.verifies()


def test_a_linked_worktree_commits_to_its_own_branch(
    user: User, opened: Callable[[Path], Folder], tmp_path: Path
) -> None:
    user.begins()
    user.git("worktree", "add", "--quiet", str(tmp_path / "linked"), "-b", "linked")
    main = user.head()
    linked = opened(tmp_path / "linked")
    commit = imports(linked)
    assert user.head() == main
    assert user.git("rev-parse", "linked").strip() == commit
    assert user.status() == THEIR_WORK
    assert user.git("-C", str(linked.root), "status", "--porcelain") == ""


def test_a_folder_deep_in_a_larger_repository_commits_below_itself(
    user: User, opened: Callable[[Path], Folder]
) -> None:
    user.begins()
    deep = opened(user.folder / "our crm\nrecords" / "é")
    deep.root.mkdir(parents=True)
    assert imports(deep)
    assert user.in_last_commit() == {f"our crm\nrecords/é/{FILE}"}
    assert deep.committed("attio") == {FILE: deep.blob_id(b"{}\n")}
    assert user.status() == THEIR_WORK


def test_a_repository_of_its_own_can_be_asked_for_inside_another(
    user: User, opened: Callable[[Path], Folder]
) -> None:
    user.begins()
    inside = opened(user.folder / "demo")
    inside.root.mkdir()
    assert inside.prepare(own=True)
    assert not inside.prepare(own=True)
    before = user.head()
    assert inside.commit(Action.IMPORT, "Import", inside.stage(write(inside)))
    assert user.head() == before


def test_where_there_is_no_repository_one_is_made(user: User, folder: Folder) -> None:
    assert folder.prepare()
    assert not folder.prepare()
    assert folder.commit(Action.IMPORT, "Import", folder.stage(write(folder)))
    assert user.status() == ""


def test_names_of_every_kind_are_committed_as_they_are(user: User, folder: Folder) -> None:
    user.begins()
    folder.prepare()
    names = [
        "with space",
        "tab\tand\nline",
        '"quoted"',
        "日本",
        "عربي",
        "-dash",
        ":colon",
        "back\\slash",
        "*",
    ]
    paths = {f"attio/person/{name}.json" for name in names}
    for path in paths:
        folder.files.write(path, b"{}\n")
    assert folder.commit(Action.IMPORT, "Import", folder.stage(dict.fromkeys(paths, folder.blob_id(b"{}\n"))))
    assert user.in_last_commit() == paths
    assert set(folder.committed("attio/person")) == paths
    assert user.status() == THEIR_WORK


def test_the_git_around_us_does_not_redirect_ours(
    user: User, folder: Folder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    user.begins()
    with monkeypatch.context() as around:
        for name in ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY", "GIT_COMMON_DIR"):
            around.setenv(name, str(tmp_path / "elsewhere"))
        around.setenv("GIT_LITERAL_PATHSPECS", "1")
        assert imports(folder)
    assert user.in_last_commit() == {FILE}


def test_the_message_is_kept_whatever_it_holds(user: User, folder: Folder) -> None:
    user.begins()
    folder.prepare()
    folder.commit(
        Action.IMPORT, "Import 人: \ud800 é\n\n# not a comment\nImport-Run: 1\n", folder.stage(write(folder))
    )
    assert user.git("log", "-1", "--format=%B") == "Import 人: ? é\n\n# not a comment\nImport-Run: 1\n\n"
    head = folder.history.head()
    assert head
    assert (head.subject, head.id) == ("Import 人: ? é", user.head())


@pytest.mark.parametrize("action", Action)
def test_the_reflog_says_what_made_the_commit(user: User, folder: Folder, action: Action) -> None:
    user.begins()
    folder.prepare()
    assert folder.commit(action, "Message", folder.stage(write(folder)))
    assert user.git("reflog", "-1", "--format=%gs") == f"attiary: {action}\n"


def test_ids_noted_before_a_repository_of_the_other_hash_are_hashed_anew(user: User, folder: Folder) -> None:
    noted = write(folder)
    user.git("init", "--quiet", "--object-format=sha256")
    folder.prepare()
    assert folder.commit(Action.IMPORT, "Import", folder.stage(noted))
    assert user.git("show", f"HEAD:{FILE}") == "{}\n"


def test_without_an_identity_attiary_signs_for_itself(user: User, folder: Folder) -> None:
    user.begins()
    user.git("config", "--global", "--remove-section", "user")
    user.git("config", "--global", "user.useConfigOnly", "true")
    imports(folder)
    assert user.git("log", "-1", "--format=%an <%ae> %cn") == "Attiary <attiary@localhost> Attiary\n"


def test_many_files_make_one_pack_and_no_loose_blobs(user: User, folder: Folder) -> None:
    user.begins()
    folder.prepare()
    changes: dict[str, str | None] = {}
    for number in range(300):
        changes |= write(folder, f"attio/person/p{number}.json", b'{"number": %d}\n' % number)
    folder.commit(Action.IMPORT, "Import", folder.stage(changes))
    counts = dict(line.split(": ") for line in user.git("count-objects", "-v").splitlines())
    assert counts["packs"] == "1"
    assert counts["in-pack"] == "300"
    assert user.status() == THEIR_WORK


def test_a_file_edited_or_removed_meanwhile_is_passed_over(user: User, folder: Folder) -> None:
    user.begins()
    folder.prepare()
    changes = write(folder) | write(folder, "attio/person/b.json") | write(folder, "attio/person/c.json")
    user.edits("attio/person/b.json", "mine\n")
    (user.folder / "attio/person/c.json").unlink()
    assert folder.commit(Action.IMPORT, "Import", folder.stage(changes))
    assert user.in_last_commit() == {FILE}
    assert user.status() == THEIR_WORK + "?? attio/person/b.json\n"


def test_a_file_the_user_brought_back_is_not_removed(user: User, folder: Folder) -> None:
    user.begins()
    imports(folder)
    user.edits(FILE, "mine\n")
    assert folder.commit(Action.IMPORT, "Import", folder.stage({FILE: None})) is None
    assert FILE in user.in_head()


def test_our_files_that_the_user_staged_early_are_committed_and_clean(user: User, folder: Folder) -> None:
    user.begins()
    folder.prepare()
    write(folder)
    user.git("add", "attio")
    assert folder.commit(Action.IMPORT, "Import", folder.stage(write(folder, content=b"[]\n")))
    assert user.in_last_commit() == {FILE}
    assert user.status() == THEIR_WORK


def test_a_merge_begun_during_the_import_refuses_the_commit(user: User, folder: Folder) -> None:
    user.begins()
    folder.prepare()
    changes = write(folder)
    (user.folder / ".git/MERGE_HEAD").write_text(user.head(), encoding="utf-8")
    with pytest.raises(RefusedRepository):
        folder.commit(Action.IMPORT, "Import", folder.stage(changes))
