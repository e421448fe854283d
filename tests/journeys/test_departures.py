"""Records that Attio does not have any more: gone, merged, and back again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from attiary.assembly import assemble
from attiary.simulator.sample import sample_workspace
from attiary.simulator.server import Running, running

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.journeys.conftest import Person

ALL = ("import", "people", "--all", "--json")


@pytest.fixture
def attio() -> Iterator[Running]:
    with running(sample_workspace(people=60, companies=10)) as simulator:
        yield simulator


@pytest.fixture
def ids(person: Person) -> list[str]:
    """The people, each with an address of their own, imported."""
    ids = person.attio.world.ids("people")
    for number, record_id in enumerate(ids):
        values: dict[str, Any] = {"email_addresses": [f"p{number}@example.com"], "name": f"Person N{number}"}
        person.attio.world.set_values("people", record_id, values)
    assert person.runs(*ALL).code == 0
    return ids


def document_of(person: Person, record_id: str) -> tuple[str, dict[str, Any]]:
    found = [(path, each) for path, each in person.documents().items() if each["attioRecordId"] == record_id]
    assert len(found) == 1, found
    return found[0]


def row_of(person: Person, record_id: str) -> dict[str, Any]:
    (row,) = [row for row in person.rows() if row["attioRecordId"] == record_id]
    return row


def link(person: Person, record_id: str, experiment: str) -> None:
    with assemble(person.folder) as attiary:
        project = attiary.folder.project()
        assert project
        attiary.catalog.link_experiment(
            attiary.settings.owner, project.project_id, "person", record_id, experiment
        )


def test_a_record_that_is_gone_keeps_its_file_with_the_date(person: Person, ids: list[str]) -> None:
    path, before = document_of(person, ids[3])
    person.attio.world.delete("people", ids[3])
    ended = person.runs(*ALL)
    assert (ended.code, ended.json["gone"], ended.json["status"]) == (0, 1, "complete")
    there, after = document_of(person, ids[3])
    assert there == path
    assert after == before | {"goneAt": ended.json["receipt"]["startedAt"]}
    assert row_of(person, ids[3])["goneAt"] == after["goneAt"]
    assert "gone from Attio" in person.runs("imports", "--search", before["name"]).out
    assert "gone from Attio" in person.runs("show", ids[3]).out
    assert person.git("log", "-1", "--format=%s") == "Import people: 1 gone from Attio"
    assert person.git("status", "--porcelain") == ""
    again = person.runs(*ALL)
    assert (again.json["gone"], again.json["commits"]) == (0, [])


def test_more_than_one_in_twenty_are_left_alone_where_nobody_can_be_asked(
    person: Person, ids: list[str]
) -> None:
    for record_id in ids[:4]:
        person.attio.world.delete("people", record_id)
    person.attio.world.set_values("people", ids[10], {"job_title": "changed meanwhile"})
    ended = person.runs(*ALL)
    assert (ended.code, ended.json["status"]) == (1, "incomplete")
    assert (ended.json["gone"], ended.json["unmarked"], ended.json["changed"]) == (0, 4, 1)
    assert len(ended.json["commits"]) == 1
    assert "goneAt" not in document_of(person, ids[0])[1]
    told = person.runs("import", "people", "--all")
    assert "--yes" in told.out
    assert person.runs(*ALL, "--yes").json["gone"] == 4
    assert person.git("status", "--porcelain") == ""


def test_a_table_that_is_suddenly_empty_marks_nobody_until_each_was_asked_for(
    person: Person, ids: list[str]
) -> None:
    for record_id in ids:
        person.attio.world.delete("people", record_id)
    ended = person.runs(*ALL, "--yes")
    assert (ended.code, ended.json["gone"], ended.json["unmarked"]) == (1, 0, len(ids))
    assert ended.json["commits"] == []
    assert "attiary import --refresh" in person.runs("import", "people", "--all", "--yes").out
    assert person.runs("import", "--refresh", "--json").json["unmarked"] == len(ids)
    asked = person.runs("import", "--refresh", "--yes", "--json")
    assert (asked.code, asked.json["gone"]) == (0, len(ids))
    assert person.runs(*ALL).code == 0


def test_an_unfinished_reading_marks_nobody(person: Person, ids: list[str]) -> None:
    person.attio.world.delete("people", ids[0])
    for arguments in (["--search", "N1"], ["--filter", "name~N2"], ["--id", ids[5]]):
        ended = person.runs("import", "people", *arguments, "--json")
        assert (ended.code, ended.json["gone"]) == (0, 0)
    person.attio.faults.plan("500", times=50, path="/records/query")
    person.patch.setenv("ATTIARY_PATIENCE_SECONDS", "0")
    assert person.runs(*ALL).code == 1
    assert all("goneAt" not in each for each in person.documents().values())


def test_a_record_asked_for_by_id_that_attio_does_not_have_is_gone(person: Person, ids: list[str]) -> None:
    stranger = "00000000-0000-4000-8000-000000000000"
    person.attio.world.delete("people", ids[3])
    ended = person.runs("import", "people", "--id", *ids[:30], stranger, "--json")
    assert (ended.code, ended.json["gone"]) == (1, 1)
    assert ended.json["receipt"]["missingIds"] == [stranger]
    assert "goneAt" in document_of(person, ids[3])[1]


def test_refreshing_reads_all_that_was_imported_before_and_nothing_else(
    person: Person, ids: list[str]
) -> None:
    person.attio.world.delete("people", ids[3])
    person.attio.world.set_values("people", ids[4], {"job_title": "changed"})
    person.attio.world.add_record("people", {"name": "Quite New"})
    ended = person.runs("import", "--refresh", "--json")
    assert (ended.code, ended.json["status"]) == (0, "complete")
    assert [ended.json[each] for each in ("read", "added", "changed", "gone")] == [59, 0, 1, 1]
    again = person.runs("import", "--refresh", "--json")
    assert (again.code, again.json["gone"], again.json["commits"]) == (0, 0, [])


def test_a_record_that_comes_back_has_no_date_any_more(person: Person, ids: list[str]) -> None:
    path, before = document_of(person, ids[3])
    content = (person.folder / path).read_text().replace('"person"', '"person"')
    marked = content.rstrip().removesuffix("}").rstrip() + ',\n  "goneAt": "2026-01-01T00:00:00Z"\n}\n'
    (person.folder / path).write_text(marked)
    person.git("commit", "-qam", "as if it had been gone")
    (person.folder / ".attiary/state.db").unlink()
    ended = person.runs(*ALL)
    assert ended.json["changed"] == 1
    assert {**document_of(person, ids[3])[1], "importedAt": before["importedAt"]} == before
    assert row_of(person, ids[3])["goneAt"] is None


def test_an_edited_file_of_a_record_that_is_gone_stays_as_it_is(person: Person, ids: list[str]) -> None:
    path, _ = document_of(person, ids[3])
    (person.folder / path).write_text((person.folder / path).read_text() + "\n")
    edited = (person.folder / path).read_text()
    person.attio.world.delete("people", ids[3])
    ended = person.runs(*ALL)
    assert ended.json["receipt"]["problems"][0]["reason"] == "Edited here, and gone from Attio since."
    assert (person.folder / path).read_text() == edited
    assert row_of(person, ids[3])["syncStatus"] == "error"


def test_two_records_that_were_merged_become_the_new_one(person: Person, ids: list[str]) -> None:
    path, _ = document_of(person, ids[3])
    other, _ = document_of(person, ids[4])
    link(person, ids[3], "x")
    link(person, ids[4], "y")
    new = person.attio.world.merge("people", ids[3], ids[4])

    ended = person.runs(*ALL)

    assert (ended.code, ended.json["merged"], ended.json["gone"], ended.json["added"]) == (0, 1, 0, 0)
    [merger] = ended.json["receipt"]["mergers"]
    assert merger == {"formerIds": sorted([ids[3], ids[4]]), "attioRecordId": new, "path": path}
    there, document = document_of(person, new)
    assert there == path
    assert document["attributes"]["email_addresses"] == ["p3@example.com", "p4@example.com"]
    assert not (person.folder / other).exists()
    assert sorted(row_of(person, new)["experimentIds"]) == ["x", "y"]
    assert {ids[3], ids[4]}.isdisjoint(row["attioRecordId"] for row in person.rows())
    assert person.git("status", "--porcelain") == ""
    assert person.git("log", "-1", "--format=%s") == "Import people: 1 merged"
    assert person.runs(*ALL).json["commits"] == []


def test_a_commit_counts_each_record_as_the_receipt_does(person: Person, ids: list[str]) -> None:
    world = person.attio.world
    world.merge("people", ids[3], ids[4])
    world.delete("people", ids[5])
    world.set_values("people", ids[6], {"job_title": "changed"})
    world.set_values("people", ids[7], {"name": "Renamed Entirely"})
    world.add_record("people", {"name": "Quite New"})
    ended = person.runs(*ALL)
    counted = ("added", "changed", "renamed", "merged", "gone")
    assert [ended.json[each] for each in counted] == [1, 1, 1, 1, 1]
    words = "1 added, 1 changed, 1 renamed, 1 merged, 1 gone from Attio"
    assert person.git("log", "-1", "--format=%s") == f"Import people: {words}"
    shown = person.git("show", "--format=", "--name-only", "--no-renames", "HEAD").splitlines()
    assert f"{len(shown)} files" in person.runs("receipt").out


def test_a_merged_record_keeps_the_file_of_a_former_one_as_long_as_its_name(
    person: Person, ids: list[str]
) -> None:
    for record_id in ids[3:5]:
        person.attio.world.set_values("people", record_id, {"name": "Twin Name"})
    person.runs(*ALL)
    new = person.attio.world.merge("people", ids[3], ids[4])
    person.runs(*ALL)
    path, _ = document_of(person, new)
    assert path == "attio/person/twin-name.json"
    person.attio.world.set_values("people", new, {"name": "Other Name"})
    assert person.runs(*ALL).json["renamed"] == 1
    assert document_of(person, new)[0] == "attio/person/other-name.json"


def test_a_merger_that_cannot_be_told_is_gone_and_new(person: Person, ids: list[str]) -> None:
    person.attio.world.delete("people", ids[3])
    for suffix in ("a", "b"):
        person.attio.world.add_record("people", {"name": f"Half {suffix}", "job_title": "p3@example.com"})
    ended = person.runs(*ALL)
    assert [ended.json[each] for each in ("merged", "gone", "added")] == [0, 1, 2]


def test_a_dry_run_tells_who_is_gone_and_merged_and_changes_nothing(person: Person, ids: list[str]) -> None:
    person.attio.world.delete("people", ids[8])
    person.attio.world.merge("people", ids[3], ids[4])
    before = person.files()
    ended = person.runs(*ALL, "--dry-run")
    assert [ended.json[each] for each in ("merged", "gone", "added")] == [1, 1, 0]
    assert person.files() == before
    assert person.git("status", "--porcelain") == ""
