from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from undo_steps import (
    assert_files_commit_and_rows_agree,
    import_twins,
    imported,
    link,
    links,
    people,
    undone,
)

if TYPE_CHECKING:
    from user import User


@pytest.fixture
def twins(user: User) -> tuple[str, str]:
    return import_twins(user)


def test_a_merger_is_taken_back_with_the_links_of_each(user: User, twins: tuple[str, str]) -> None:
    one, other = twins
    before, paths = user.files(), {row["attioRecordId"]: row["localFilePath"] for row in user.rows()}
    survivor = user.attio.world.merge("people", one, other)
    assert imported(user)["merged"] == 1
    assert links(user) == {survivor: {"a", "b", "both"}}
    link(user, survivor, "since")
    [path] = [row["localFilePath"] for row in user.rows() if row["attioRecordId"] == survivor]

    shown = user.runs("undo").out
    assert undone(user)["counts"] == {"added": 2, "removed": 1}

    [line] = [each for each in shown.splitlines() if "no longer merged into" in each]
    assert all(name in line for name in ("Twin N0", "Twin N1"))

    assert user.files() == before
    expected = {one: {"a", "both"}, other: {"b", "both"}}
    holder = next(record_id for record_id in twins if paths[record_id] == path)
    assert links(user) == expected | {holder: expected[holder] | {"since"}}
    assert_files_commit_and_rows_agree(user)

    assert imported(user)["merged"] == 1
    assert links(user) == {survivor: {"a", "b", "both", "since"}}
    assert_files_commit_and_rows_agree(user)


def test_a_merger_by_hand_into_a_record_that_has_a_file_is_taken_back(user: User) -> None:
    imported(user)
    merged, survivor = people(user, 2)
    link(user, merged, "a")
    link(user, survivor, "b")
    before = user.files()
    run = user.runs("merged", merged, survivor, "--yes", "--json")
    assert run.code == 0
    assert links(user) == {survivor: {"a", "b"}}
    link(user, survivor, "since")

    assert undone(user)["runId"] == run.json["runId"]

    assert user.files() == before
    assert links(user) == {merged: {"a"}, survivor: {"b", "since"}}
    assert_files_commit_and_rows_agree(user)
    assert imported(user)["commits"] == []


def test_a_record_that_an_experiment_links_to_keeps_its_row(user: User) -> None:
    imported(user)
    record_id = people(user, 1)[0]
    link(user, record_id, "a")
    undone(user)
    assert links(user) == {record_id: {"a"}}
    imported(user)
    assert links(user) == {record_id: {"a"}}
    assert_files_commit_and_rows_agree(user)
