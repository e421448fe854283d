from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

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


def imported(person: Person) -> None:
    assert person.runs("import", "companies", "people", "--all").code == 0


def commits(person: Person, *arguments: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = person.runs("log", *arguments, "--json").json["commits"]
    return found


def change_of(changes: list[dict[str, Any]], record_id: str) -> dict[str, Any]:
    [found] = [each for each in changes if each["attioRecordId"] == record_id]
    return found


def test_gone_back_again_and_merged_are_told_by_their_names(person: Person) -> None:
    world = person.attio.world
    one, other, third = world.ids("people")[:3]
    for number, record_id in enumerate((one, other)):
        values = {"email_addresses": [f"twin{number}@example.com"], "name": f"Twin N{number}"}
        world.set_values("people", record_id, values)
    imported(person)
    heir = world.merge("people", one, other)
    world.delete("people", third)
    imported(person)

    changes = person.runs("diff", "--json").json["changes"]
    assert change_of(changes, third)["kind"] == "gone"
    merged = [each for each in changes if each["attioRecordId"] == heir]
    assert [each["kind"] for each in merged] == ["merged", "merged"]
    assert {each["formerId"] for each in merged} == {one, other}

    past = person.runs("history", heir, "--json").json["revisions"]
    assert [each["kind"] for each in past] == ["merged", "added"]
    assert past[0]["formerId"] == past[1]["attioRecordId"]

    person.runs("undo", "--yes")
    changes = person.runs("diff", person.git("rev-parse", "HEAD"), "--json").json["changes"]
    assert change_of(changes, third)["kind"] == "returned"
    assert {each["attioRecordId"]: each["kind"] for each in changes}[heir] == "removed"
    assert [each["kind"] for each in person.runs("history", one, "--json").json["revisions"]][-1] == "added"


def test_an_import_that_was_taken_back_says_so_in_the_log(person: Person) -> None:
    imported(person)
    person.runs("undo", "--yes")
    undo, first = commits(person)
    assert (undo["undoes"], undo["byHand"], undo["changes"]) == (first["runId"], False, {"removed": 40})
    assert first["isUndone"] is True
    shown = person.runs("log").out
    assert "taken back: 40 removed" in shown
    assert "40 added (taken back since)" in shown


def test_a_merger_by_hand_is_told_as_one_everywhere(person: Person) -> None:
    imported(person)
    former, heir = person.attio.world.ids("people")[:2]
    rows = {row["attioRecordId"]: row for row in person.rows()}
    path, name = (rows[former][key] for key in ("localFilePath", "name"))
    assert person.runs("merged", former, heir, "--yes").code == 0

    assert commits(person)[0]["changes"] == {"merged": 1}
    [change] = person.runs("diff", "--json").json["changes"]
    assert (change["kind"], change["attioRecordId"], change["formerId"]) == ("merged", heir, former)
    assert person.runs("history", path, "--json").json["revisions"][0]["kind"] == "merged"
    shown = person.runs("history", path).out
    assert f"merged into  {rows[heir]['name']}" in shown
    assert f"formerly  {name}" in shown


def test_an_import_that_was_taken_back_says_so_in_diff_and_receipt(person: Person) -> None:
    imported(person)
    assert "taken back" not in person.runs("diff").out + person.runs("receipt").out
    person.runs("undo", "--yes")

    for command in ("diff", "receipt"):
        assert "This import was taken back since." in person.runs(command).out
        assert person.runs(command, "--json").json["isUndone"] is True
