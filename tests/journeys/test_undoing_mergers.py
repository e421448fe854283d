from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from taking_back import (
    assert_files_commit_and_rows_agree,
    import_twins,
    imported,
    link,
    links,
    people,
    undone,
)

from attiary.simulator.sample import sample_workspace
from attiary.simulator.server import running

if TYPE_CHECKING:
    from collections.abc import Iterator

    from attiary.simulator.server import Running
    from tests.journeys.conftest import Person


@pytest.fixture
def attio() -> Iterator[Running]:
    with running(sample_workspace(people=30, companies=10)) as simulator:
        yield simulator


@pytest.fixture
def twins(person: Person) -> tuple[str, str]:
    return import_twins(person)


def test_a_merger_is_taken_back_with_the_links_of_each(person: Person, twins: tuple[str, str]) -> None:
    one, other = twins
    before, paths = person.files(), {row["attioRecordId"]: row["localFilePath"] for row in person.rows()}
    heir = person.attio.world.merge("people", one, other)
    assert imported(person)["merged"] == 1
    assert links(person) == {heir: {"a", "b", "both"}}
    link(person, heir, "since")
    [path] = [row["localFilePath"] for row in person.rows() if row["attioRecordId"] == heir]

    shown = person.runs("undo").out
    assert undone(person)["counts"] == {"added": 2, "removed": 1}

    [line] = [each for each in shown.splitlines() if "no longer merged into" in each]
    assert all(name in line for name in ("Twin N0", "Twin N1"))

    assert person.files() == before
    expected = {one: {"a", "both"}, other: {"b", "both"}}
    holder = next(record_id for record_id in twins if paths[record_id] == path)
    assert links(person) == expected | {holder: expected[holder] | {"since"}}
    assert_files_commit_and_rows_agree(person)

    assert imported(person)["merged"] == 1
    assert links(person) == {heir: {"a", "b", "both", "since"}}
    assert_files_commit_and_rows_agree(person)


def test_a_merger_by_hand_into_a_record_that_has_a_file_is_taken_back(person: Person) -> None:
    imported(person)
    former, heir = people(person, 2)
    link(person, former, "a")
    link(person, heir, "b")
    before = person.files()
    run = person.runs("merged", former, heir, "--yes", "--json")
    assert run.code == 0
    assert links(person) == {heir: {"a", "b"}}
    link(person, heir, "since")

    assert undone(person)["runId"] == run.json["runId"]

    assert person.files() == before
    assert links(person) == {former: {"a"}, heir: {"b", "since"}}
    assert_files_commit_and_rows_agree(person)
    assert imported(person)["commits"] == []


def test_a_record_that_an_experiment_links_to_keeps_its_row(person: Person) -> None:
    imported(person)
    record_id = people(person, 1)[0]
    link(person, record_id, "a")
    undone(person)
    assert links(person) == {record_id: {"a"}}
    imported(person)
    assert links(person) == {record_id: {"a"}}
    assert_files_commit_and_rows_agree(person)
