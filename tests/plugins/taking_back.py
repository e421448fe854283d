"""What journeys through `attiary undo` do and look at."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from attiary.assembly import assemble

if TYPE_CHECKING:
    from tests.journeys.conftest import Person


def imported(person: Person) -> dict[str, Any]:
    ended = person.runs("import", "people", "--all", "--json")
    assert ended.code == 0, ended.err
    return ended.json


def undone(person: Person) -> dict[str, Any]:
    ended = person.runs("undo", "--yes", "--json")
    assert (ended.code, ended.err) == (0, "")
    return ended.json


def assert_files_commit_and_rows_agree(person: Person) -> None:
    assert person.git("status", "--porcelain") == ""
    assert person.git("fsck", "--strict", "--no-dangling") == ""
    committed = person.git("ls-tree", "-r", "--name-only", "HEAD", "attio/").splitlines()
    assert sorted(path for path in committed if path.count("/") == 2) == sorted(person.documents())
    rows = {row["localFilePath"]: row["attioRecordId"] for row in person.rows()}
    assert rows == {path: each["attioRecordId"] for path, each in person.documents().items()}


def people(person: Person, number: int) -> list[str]:
    return list(person.attio.world.ids("people")[:number])


def link(person: Person, record_id: str, experiment: str) -> None:
    with assemble(person.folder) as attiary:
        project = attiary.folder.project()
        assert project
        catalog, owner = attiary.catalog, attiary.settings.owner
        catalog.link_experiment(owner, project.project_id, "person", record_id, experiment)


def links(person: Person) -> dict[str, set[str]]:
    rows = person.rows()
    return {row["attioRecordId"]: set(row["experimentIds"]) for row in rows if row["experimentIds"]}


def import_twins(person: Person) -> tuple[str, str]:
    """Import two records that Attio will make one, each with links of its own; their ids."""
    one, other = people(person, 2)
    for number, record_id in enumerate((one, other)):
        address = {"email_addresses": [f"twin{number}@example.com"], "name": f"Twin N{number}"}
        person.attio.world.set_values("people", record_id, address)
    imported(person)
    for record_id, experiment in ((one, "a"), (one, "both"), (other, "b"), (other, "both")):
        link(person, record_id, experiment)
    return one, other
