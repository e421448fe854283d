"""Who wrote what, and which file is a record's, told from a few commits."""

from __future__ import annotations

from itertools import permutations

from attiary.folder import KnownFile, OurCommit
from attiary.importer.git_following import Place, choose, written_by_us
from attiary.model.revision import FileChange, Revision


def commit(number: int, *files: tuple[str | None, str], is_cut_off: bool = False, **said: str) -> OurCommit:
    revision = Revision(f"{number:040}", f"2026-02-06T12:00:{number:02}+00:00", "Import people", **said)
    changes = [FileChange("attio/person/ada.json", before, after) for before, after in files]
    return OurCommit(revision, changes, is_cut_off)


def test_what_an_import_wrote_is_ours_and_what_it_wrote_over_is_not() -> None:
    assert written_by_us([commit(1, ("theirs", "ours"), run_id="r")], (), ()) == {"ours"}


def test_an_undo_gives_the_user_back_what_was_theirs() -> None:
    commits = [commit(1, ("theirs", "ours"), run_id="r"), commit(2, ("ours", "theirs"), undoes="r")]
    assert written_by_us(commits, (), ()) == {"ours"}


def test_a_forget_takes_a_name_out_of_whoevers_text() -> None:
    commits = [
        commit(1, (None, "ours"), run_id="r"),
        commit(2, ("ours", "ours without"), ("theirs", "theirs without"), forgets="f"),
    ]
    assert written_by_us(commits, (), ()) == {"ours", "ours without"}


def test_of_two_commits_of_one_run_the_one_that_was_there_first_says_what_it_wrote() -> None:
    made, amended = commit(1, (None, "ours"), run_id="r"), commit(2, (None, "edited"), run_id="r")
    assert written_by_us([made, amended], (), ()) == written_by_us([amended, made], (), ()) == {"ours"}
    assert written_by_us([made, amended], (), {amended.revision.id}) == {"edited"}


def test_where_the_history_is_cut_off_nothing_is_proven() -> None:
    assert written_by_us([commit(1, (None, "whose"), run_id="r", is_cut_off=True)], (), ()) == set()


def place(path: str, imported_at: str, *, is_ours: bool = True, is_our_path: bool = True) -> Place:
    file = KnownFile("person", "1", path, "Ada", imported_at, f"blob of {path}", -1, -1)
    return Place(file, is_ours, is_our_path)


def test_every_machine_chooses_the_same_file_and_leaves_copies_alone() -> None:
    older, newer = place("attio/person/ada.json", "2026-01-01"), place("attio/person/zoe.json", "2026-02-01")
    copy = place("attio/person/copy.json", "2026-02-01", is_our_path=False)
    edited = place("attio/person/old.json", "2026-01-01", is_ours=False)
    for places in permutations([older, newer, copy, edited]):
        first, surplus = choose(places, lambda _file: False)
        assert (first, surplus) == (newer, [older])
