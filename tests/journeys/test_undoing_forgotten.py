from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from taking_back import assert_files_commit_and_rows_agree, undone

from attiary.simulator.sample import empty_workspace
from attiary.simulator.server import running
from attiary.simulator.standard import list_table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from attiary.simulator.server import Running
    from tests.journeys.conftest import Person

ADA, ALEX, ENGINES = "Ada Moreau", "Alex Kim", "Unforgettable Engines"


@pytest.fixture
def attio() -> Iterator[Running]:
    """Two people in one company, both on a list."""
    world = empty_workspace()
    world.lists["outreach"] = list_table(world.identities, "outreach", "Outreach", "people", "")
    company = world.add_record("companies", {"name": ENGINES})
    reference = {"target_object": "companies", "target_record_id": company}
    for name in (ADA, ALEX):
        world.add_entry("outreach", world.add_record("people", {"name": name, "company": [reference]}))
    with running(world) as simulator:
        yield simulator


def imports(person: Person, *what: str) -> None:
    ended = person.runs("import", *what, "--all", "--yes")
    assert ended.code == 0, ended.err


def forgets(person: Person, record_id: str) -> None:
    ended = person.runs("forget", record_id, "--yes")
    assert ended.code == 0, ended.err


def ids(person: Person) -> dict[str, str]:
    return {
        row["name"]: row["attioRecordId"] for row in person.rows() if row["attioObjectType"] != "list_entry"
    }


def texts(person: Person) -> str:
    return "".join(content.decode() for content in person.files().values())


def test_who_was_merged_by_mistake_is_not_forgotten_with_the_other(person: Person) -> None:
    imports(person, "people")
    before = person.files()
    assert person.runs("merged", ADA, ALEX, "--yes").code == 0
    undone(person)
    assert person.files() == before

    forgets(person, ids(person)[ALEX])

    assert ids(person).keys() == {ADA}
    assert_files_commit_and_rows_agree(person)
    imports(person, "people")
    assert ids(person).keys() == {ADA}


def test_the_list_entries_of_somebody_forgotten_do_not_come_back(person: Person) -> None:
    imports(person, "people", "list", "outreach")
    alex = ids(person)[ALEX]
    person.attio.world.set_values("people", alex, {"name": "Alexandra Kimberly"})
    imports(person, "people", "list", "outreach")
    forgets(person, alex)
    before = person.files()

    shown = person.runs("undo", "--yes")

    assert shown.code == 0
    assert "Alex" not in shown.out
    assert "forgotten" in shown.out
    assert person.files() == before
    assert alex not in str(person.rows())
    assert_files_commit_and_rows_agree(person)


def test_a_name_that_was_forgotten_does_not_come_back_into_references(person: Person) -> None:
    imports(person, "people", "companies", "--expand", "company")
    known = ids(person)
    world = person.attio.world
    world.set_values("people", known[ADA], {"company": [], "job_title": "Wizard"})
    world.set_values("people", known[ALEX], {"job_title": "Witch"})
    imports(person, "people", "companies")
    forgets(person, known[ENGINES])
    assert ENGINES not in texts(person)

    shown = person.runs("undo", "--yes")

    assert shown.code == 0
    assert ENGINES not in shown.out + texts(person)
    references = [each["attributes"]["company"] for each in person.documents().values()]
    assert [known[ENGINES] in str(each) for each in references] == [True, True]
    assert "Wi" not in texts(person)
    assert_files_commit_and_rows_agree(person)


def test_nobody_who_was_forgotten_since_is_brought_back_or_named(person: Person) -> None:
    imports(person, "people")
    known = ids(person)
    for each in (known[ADA], known[ALEX]):
        person.attio.world.set_values("people", each, {"job_title": "Wizard"})
    imports(person, "people")
    forgets(person, known[ALEX])

    ended = person.runs("undo", "--yes")

    assert ended.code == 0
    assert ALEX not in ended.out
    assert "1 record that was forgotten" in ended.out
    assert ids(person).keys() == {ADA}
    assert person.git("log", "-1", "--format=%s") == "Undo import of people: 1 changed"
    assert_files_commit_and_rows_agree(person)
