from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from undo_steps import assert_files_commit_and_rows_agree, imported, people, undone

if TYPE_CHECKING:
    from user import User


def test_a_first_import_is_taken_back_whole_and_comes_again(user: User) -> None:
    run = imported(user)
    before, head = user.files(), run["commits"][0]

    result = undone(user)

    assert (result["runId"], result["counts"], result["kept"]) == (run["runId"], {"removed": 30}, [])
    assert user.documents() == {}
    assert user.git("rev-parse", "HEAD") == result["commit"]
    assert user.git("rev-parse", "HEAD~1") == head
    assert user.git("log", "-1", "--format=%B").splitlines() == [
        "Undo import of people: 30 removed",
        "",
        f"Undoes-Run: {run['runId']}",
    ]
    assert user.git("reflog", "-1", "--format=%gs") == "attiary: undo"
    assert_files_commit_and_rows_agree(user)

    again = imported(user)
    assert again["added"] == 30
    assert user.files().keys() == before.keys()
    assert_files_commit_and_rows_agree(user)


def test_a_change_a_rename_and_a_tombstone_are_taken_back(user: User) -> None:
    imported(user)
    before = user.files()
    changed, renamed, deleted = people(user, 3)
    world = user.attio.world
    world.set_values("people", changed, {"job_title": "Wizard"})
    world.set_values("people", renamed, {"name": "Entirely Renamed"})
    world.delete("people", deleted)
    assert imported(user)["gone"] == 1

    result = undone(user)

    assert result["counts"] == {"changed": 1, "renamed": 1, "returned": 1}
    assert user.files() == before
    assert {row["goneAt"] for row in user.rows()} == {None}
    assert_files_commit_and_rows_agree(user)

    again = imported(user)
    assert (again["changed"], again["renamed"], again["gone"]) == (1, 1, 1)
    assert_files_commit_and_rows_agree(user)


def test_undoing_twice_goes_one_import_further_back_and_then_nothing_is_left(user: User) -> None:
    first = imported(user)
    user.attio.world.set_values("people", people(user, 1)[0], {"job_title": "Wizard"})
    second = imported(user)

    assert [undone(user)["runId"], undone(user)["runId"]] == [second["runId"], first["runId"]]

    ended = user.runs("undo", "--yes")
    assert (ended.code, ended.out) == (1, "")
    assert "no import left" in ended.err
    assert_files_commit_and_rows_agree(user)


def test_nobody_is_asked_without_a_terminal_and_nothing_changes(user: User) -> None:
    imported(user)
    before = user.files(), user.rows(), user.git("rev-parse", "HEAD")

    ended = user.runs("undo")
    as_json = user.runs("undo", "--json")

    assert (ended.code, as_json.code) == (1, 1)
    assert "removed" in ended.out
    assert "--yes" in ended.err
    assert (as_json.json["done"], as_json.json["counts"]) == (False, {"removed": 30})
    assert (user.files(), user.rows(), user.git("rev-parse", "HEAD")) == before


@pytest.mark.parametrize(("typed", "code", "left"), [("n\n", 1, 30), ("y\n", 0, 0)])
def test_somebody_at_a_terminal_is_shown_what_happens_and_asked(
    user: User, typed: str, code: int, left: int
) -> None:
    imported(user)
    ended = user.runs("undo", stdin=typed, at_terminal=True)
    assert ended.code == code
    assert "30 removed" in ended.out
    assert "Take it back?" in ended.err
    assert len(user.documents()) == left


def test_an_empty_folder_has_nothing_to_take_back(user: User) -> None:
    ended = user.runs("undo", "--yes", "--json")
    assert ended.code == 1
    assert ended.json["error"]["kind"] == "NothingToUndo"
    assert not list(user.folder.glob("attio"))
