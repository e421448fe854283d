from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from crash import A_FILE_IS_WRITTEN, BLOBS_ARE_STORED, THE_CATALOG_IS_OPENED, Effect, kill
from undo_steps import assert_files_commit_and_rows_agree, imported, people, undone
from whole_folder import bytes_of

from attiary.errors import MovedMeanwhile, NothingToUndo
from attiary.services.context import open_app
from attiary.undo.preview import UndoPreview, UndoState, preview_undo
from attiary.undo.undo import Undone, confirm_undo

if TYPE_CHECKING:
    from collections.abc import Callable

    from user import User


def previewed(user: User) -> UndoPreview:
    with open_app(user.folder) as app, app.open_folder() as folder:
        return preview_undo(folder)


def confirmed(user: User, fingerprint: str) -> Undone:
    with open_app(user.folder) as app, app.open_folder() as folder:
        return confirm_undo(folder, lambda: app.rows(folder), fingerprint)


@pytest.fixture
def wizards(user: User) -> list[str]:
    """The paths of three people whom the last of two imports changed."""
    imported(user)
    for record_id in people(user, 3):
        user.attio.world.set_values("people", record_id, {"job_title": "Wizard"})
    imported(user)
    return [path for path, each in user.documents().items() if "Wizard" in str(each)]


def edits(user: User, path: str, *, before: str = "Wizard", after: str = "Witch") -> None:
    file = user.folder / path
    file.write_text(file.read_text().replace(before, after))


def edits_one(user: User, wizards: list[str]) -> None:
    edits(user, wizards[0])


def removes_one(user: User, wizards: list[str]) -> None:
    (user.folder / wizards[0]).unlink()


def edits_one_further(user: User, wizards: list[str]) -> None:
    """A file that was edited when it was shown, as it will be each time below."""
    edits(user, wizards[2], before="Witch", after="Warlock")


def commits_an_edit(user: User, wizards: list[str]) -> None:
    edits(user, wizards[0])
    user.git("commit", "-qam", "mine")


def commits_something_else(user: User, wizards: list[str]) -> None:
    assert wizards
    (user.folder / "mine.txt").write_text("mine\n")
    user.git("add", "mine.txt")
    user.git("commit", "-qm", "mine", "--", "mine.txt")


def imports_more(user: User, wizards: list[str]) -> None:
    assert wizards
    user.attio.world.add_record("people", {"name": "Quite New"})
    imported(user)


def undoes_it(user: User, wizards: list[str]) -> None:
    assert wizards
    undone(user)


def forgets_one(user: User, wizards: list[str]) -> None:
    ended = user.runs("forget", user.documents()[wizards[0]]["attioRecordId"], "--yes")
    assert ended.code == 0, ended.err


def goes_back(user: User, wizards: list[str]) -> None:
    assert wizards
    user.git("stash", "-q")
    user.git("reset", "-q", "--hard", "HEAD~1")


@pytest.mark.parametrize(
    "moves",
    [
        edits_one,
        removes_one,
        edits_one_further,
        commits_an_edit,
        commits_something_else,
        imports_more,
        undoes_it,
        forgets_one,
        goes_back,
    ],
)
def test_what_is_not_as_it_was_shown_is_refused_and_nothing_has_changed(
    user: User, wizards: list[str], moves: Callable[[User, list[str]], None]
) -> None:
    edits(user, wizards[2])
    shown = previewed(user)
    moves(user, wizards)
    before = bytes_of(user.folder)

    with pytest.raises(MovedMeanwhile):
        confirmed(user, shown.fingerprint)

    assert bytes_of(user.folder) == before
    again = previewed(user)
    assert again.fingerprint != shown.fingerprint
    assert confirmed(user, again.fingerprint).changes == again.changes


def test_a_preview_shows_what_is_done_and_changes_nothing(user: User, wizards: list[str]) -> None:
    edits(user, wizards[0])
    before = bytes_of(user.folder)

    shown = previewed(user)

    assert bytes_of(user.folder) == before
    assert previewed(user) == shown
    assert (shown.state, shown.kept, shown.commit) == (UndoState.NEW, wizards[:1], None)
    assert sorted(change.path for change in shown.changes) == wizards[1:]
    done = confirmed(user, shown.fingerprint)
    assert (done.run_id, done.changes, done.kept) == (shown.run_id, shown.changes, shown.kept)
    assert done.commit == user.git("rev-parse", "HEAD")


@pytest.mark.parametrize(
    ("effect", "number", "state"),
    [
        (A_FILE_IS_WRITTEN, 2, UndoState.BEGUN),
        (BLOBS_ARE_STORED, 1, UndoState.BEGUN),
        (THE_CATALOG_IS_OPENED, 1, UndoState.COMMITTED),
    ],
)
def test_an_undo_that_was_killed_is_shown_as_such_and_finished_by_a_new_confirmation(
    user: User, wizards: list[str], effect: Effect, number: int, state: UndoState
) -> None:
    fresh = previewed(user)
    kill(user.folder, ["undo", "--yes"], effect, number)
    before = bytes_of(user.folder)

    shown = previewed(user)

    assert (shown.state, shown.run_id) == (state, fresh.run_id)
    with pytest.raises(MovedMeanwhile):
        confirmed(user, fresh.fingerprint)
    assert bytes_of(user.folder) == before
    assert confirmed(user, shown.fingerprint).run_id == fresh.run_id
    assert all("Wizard" not in str(user.documents()[path]) for path in wizards)
    assert_files_commit_and_rows_agree(user)


@pytest.mark.usefixtures("wizards")
def test_a_killed_undo_is_finished_on_the_way_where_something_was_imported_since(user: User) -> None:
    kill(user.folder, ["undo", "--yes"], THE_CATALOG_IS_OPENED, 1)
    newer = imported(user)["runId"]

    shown = previewed(user)
    done = confirmed(user, shown.fingerprint)

    assert (shown.state, shown.run_id, done.run_id) == (UndoState.NEW, newer, newer)
    assert_files_commit_and_rows_agree(user)


def test_an_import_that_was_interrupted_is_shown_and_taken_back(user: User, wizards: list[str]) -> None:
    before = user.files()
    user.attio.world.set_values("people", people(user, 1)[0], {"job_title": "Witch"})
    kill(user.folder, ["import", "people", "--all"], BLOBS_ARE_STORED, 1)

    shown = previewed(user)

    assert (shown.state, shown.subject, len(shown.changes)) == (UndoState.NEW, None, 1)
    assert shown.changes[0].path in wizards
    assert confirmed(user, shown.fingerprint).commit is None
    assert user.files() == before


def test_a_folder_of_somebody_elses_is_not_even_touched(user: User) -> None:
    for refused in (previewed, lambda user: confirmed(user, "")):
        with pytest.raises(NothingToUndo):
            refused(user)
    assert bytes_of(user.folder) == {}
