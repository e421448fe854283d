from __future__ import annotations

import shlex
import subprocess
from typing import TYPE_CHECKING

import pytest
from erasing import (
    EMAIL,
    NAME,
    SLUG,
    Her,
    add_her,
    bytes_now,
    forgets,
    imports,
    objects,
    outreach,
    refer_to,
    says,
    scrubbed,
)

from attiary.simulator.server import running

if TYPE_CHECKING:
    from collections.abc import Iterator

    from attiary.simulator.server import Running
    from tests.journeys.conftest import Person


@pytest.fixture
def attio() -> Iterator[Running]:
    with running(outreach()) as simulator:
        yield simulator


@pytest.fixture
def her(person: Person) -> Her:
    return add_her(person)


def test_the_printed_command_takes_a_person_out_of_every_object(person: Person, her: Her) -> None:
    imports(person)
    person.attio.world.set_values("people", her.record_id, {"name": "Zenobia Vale"})
    imports(person)
    everything = [*her.words, "Zenobia Vale", "zenobia-vale", her.record_id, her.entry_id]
    assert says(objects(person.folder), everything) == everything

    command = forgets(person, her).json["historyCommand"]

    assert command.startswith("git filter-repo --invert-paths --path attio/")
    assert says(scrubbed(person, command), everything) == []


def test_the_name_goes_from_references_here_and_in_the_history(person: Person, her: Her) -> None:
    refer_to(person, her)
    expanding = imports(person, "--expand", "associated_people")
    assert expanding.json["added"] > 0
    deal = next(path for path, each in person.documents().items() if each["attioRecordId"] == her.deal_id)
    before = person.documents()[deal]
    assert [each["name"] for each in before["attributes"]["associated_people"]] == [NAME]

    ended = forgets(person, her)

    after = person.documents()[deal]
    reference = {"objectType": "person", "attioRecordId": her.record_id}
    assert after["attributes"] == before["attributes"] | {"associated_people": [reference]}
    assert after["importedAt"] == before["importedAt"]
    assert (ended.json["references"], ended.json["referring"]) == (1, 1)
    assert says(bytes_now(person), her.words) == []
    assert says(scrubbed(person, ended.json["historyCommand"]), her.words) == []
    again = imports(person, "--expand", "associated_people")
    assert again.json["commits"] == []
    assert says(bytes_now(person), her.words) == []


def test_another_record_at_a_path_she_had_keeps_its_history(person: Person, her: Her) -> None:
    imports(person)
    world = person.attio.world
    world.set_values("people", her.record_id, {"name": "Zenobia Vale"})
    imports(person)
    twin = world.add_record("people", {"name": NAME, "email_addresses": ["other@vale.example"]})
    imports(person)
    here = person.documents()[f"attio/person/{SLUG}.json"]
    assert here["attioRecordId"] == twin

    command = forgets(person, her).json["historyCommand"]

    left = scrubbed(person, command)
    assert says(left, [EMAIL, her.record_id, "zenobia-vale"]) == []
    assert says(left, ["other@vale.example"]) == ["other@vale.example"]


def test_who_was_merged_into_her_goes_from_the_history_with_her(person: Person, her: Her) -> None:
    world = person.attio.world
    other = world.add_record("people", {"name": "Nobia Q", "email_addresses": ["nobia@quux.example"]})
    imports(person)
    heir = world.merge("people", other, her.record_id)
    assert imports(person).json["merged"] == 1
    everything = [*her.words, "Nobia Q", "nobia-q", "nobia@quux.example", other, her.record_id, heir]

    command = person.runs("forget", heir, "--yes", "--json").json["historyCommand"]

    assert says(bytes_now(person), everything) == []
    assert says(scrubbed(person, command), everything) == []


def test_in_a_larger_repository_the_command_names_paths_from_its_top(person: Person, her: Her) -> None:
    subprocess.run(["git", "init", "--quiet", str(person.folder.parent)], check=True)
    imports(person)
    command = forgets(person, her).json["historyCommand"]
    assert f"crm/attio/person/{SLUG}.json" in shlex.split(command)
