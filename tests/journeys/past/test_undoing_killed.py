from __future__ import annotations

import shutil
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from crash import (
    A_FILE_IS_REMOVED,
    A_FILE_IS_WRITTEN,
    A_TREE_IS_MADE,
    BLOBS_ARE_STORED,
    THE_BRANCH_MOVES,
    THE_CATALOG_IS_OPENED,
    THE_INDEX_IS_REPLACED,
    Effect,
    kill,
)
from undo_steps import assert_files_commit_and_rows_agree, import_twins, imported, links, people, undone

if TYPE_CHECKING:
    from user import User


@pytest.fixture
def twins(user: User) -> tuple[str, str]:
    return import_twins(user)


def change_much(user: User, twins: tuple[str, str]) -> str:
    """A merger, a rename, a change, a new record, one that goes; the id of what the twins became."""
    world = user.attio.world
    survivor = world.merge("people", *twins)
    renamed, changed, deleted = [each for each in people(user, 6) if each not in {*twins, survivor}][:3]
    world.set_values("people", renamed, {"name": "Entirely Renamed"})
    world.set_values("people", changed, {"job_title": "Wizard"})
    world.delete("people", deleted)
    world.add_record("people", {"name": "Quite New"})
    return survivor


def test_an_import_that_was_interrupted_is_taken_back_without_a_commit(
    user: User, twins: tuple[str, str]
) -> None:
    before, had, head = user.files(), links(user), user.git("rev-parse", "HEAD")
    change_much(user, twins)
    kill(user.folder, ["import", "people", "--all"], BLOBS_ARE_STORED, 1)
    assert user.files() != before

    result = undone(user)

    assert result["commit"] is None
    assert result["counts"] == {"added": 2, "changed": 1, "renamed": 1, "returned": 1, "removed": 2}
    assert user.files() == before
    assert links(user) == had
    assert user.git("rev-parse", "HEAD") == head
    assert_files_commit_and_rows_agree(user)

    again = imported(user)
    assert (again["resumed"], again["merged"], again["renamed"]) == (0, 1, 1)
    assert_files_commit_and_rows_agree(user)


@pytest.mark.parametrize(("effect", "number"), [(A_FILE_IS_WRITTEN, 2), (A_FILE_IS_REMOVED, 1)])
def test_an_import_that_was_killed_amid_its_files_leaves_none_that_undo_forgets(
    user: User, twins: tuple[str, str], effect: Effect, number: int
) -> None:
    before, had = user.files(), links(user)
    change_much(user, twins)
    kill(user.folder, ["import", "people", "--all"], effect, number)

    undone(user)

    assert user.files() == before
    assert links(user) == had
    assert_files_commit_and_rows_agree(user)


KILL_POINTS = [
    *((A_FILE_IS_WRITTEN, number) for number in (1, 3)),
    *((A_FILE_IS_REMOVED, number) for number in (1, 2)),
    (BLOBS_ARE_STORED, 1),
    (A_TREE_IS_MADE, 1),
    (THE_BRANCH_MOVES, 1),
    (THE_INDEX_IS_REPLACED, 1),
    (THE_CATALOG_IS_OPENED, 1),
]


@pytest.mark.parametrize(("effect", "number"), KILL_POINTS, ids=str)
def test_an_undo_that_was_killed_is_finished_by_the_next_and_made_good_by_an_import(
    user: User, twins: tuple[str, str], effect: Effect, number: int
) -> None:
    before, had = user.files(), links(user)
    survivor = change_much(user, twins)
    run, after = imported(user), user.files()
    kill(user.folder, ["undo", "--yes"], effect, number)
    copy = replace(user, folder=user.folder.with_name("copy"))
    shutil.copytree(user.folder, copy.folder)
    (copy.folder / ".git" / "index.lock").unlink(missing_ok=True)  # it names the folder it was made in

    assert undone(user)["runId"] == run["runId"]
    assert user.files() == before
    assert links(user) == had
    assert_files_commit_and_rows_agree(user)

    imported(copy)
    assert copy.files().keys() == after.keys()
    assert links(copy) == {survivor: {"a", "b", "both"}}
    assert_files_commit_and_rows_agree(copy)


def test_an_interrupted_undo_of_an_interrupted_import_is_finished(user: User, twins: tuple[str, str]) -> None:
    before, had = user.files(), links(user)
    change_much(user, twins)
    kill(user.folder, ["import", "people", "--all"], BLOBS_ARE_STORED, 1)
    kill(user.folder, ["undo", "--yes"], A_FILE_IS_WRITTEN, 2)
    kill(user.folder, ["undo", "--yes"], A_FILE_IS_REMOVED, 1)
    kill(user.folder, ["undo", "--yes"], THE_CATALOG_IS_OPENED, 1)

    undone(user)

    assert user.files() == before
    assert links(user) == had
    assert_files_commit_and_rows_agree(user)
