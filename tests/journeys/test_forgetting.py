from __future__ import annotations

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
    link,
    outreach,
    refer_to,
    says,
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


def test_nothing_of_a_forgotten_person_is_left_but_in_the_history(person: Person, her: Her) -> None:
    imports(person)
    person.runs("import", "people", "--id", her.record_id)
    person.runs("import", "people", "--search", NAME)
    person.runs("import", "people", "--filter", f"name={NAME}")
    everything = [*her.words, her.record_id, her.entry_id, "an experiment"]
    link(person, her, "an experiment")
    (person.folder / ".attiary" / "part-1").write_text(f"{NAME}, as a killed run was writing")
    assert says(bytes_now(person), everything) == everything

    ended = forgets(person, her)

    assert says(bytes_now(person), everything) == []
    assert {key: ended.json[key] for key in ("files", "rows", "links", "references")} == {
        "files": 2,
        "rows": 2,
        "links": 1,
        "references": 0,
    }
    assert says(ended.json["historyCommand"].encode(), everything) == [SLUG]
    assert ended.json["commit"] == person.git("rev-parse", "HEAD")
    message = person.git("log", "-1", "--format=%B")
    assert message.splitlines()[0] == "Forget a record"
    assert says(message.encode(), everything) == []
    assert person.git("status", "--porcelain") == ""


def test_no_import_brings_a_forgotten_person_back(person: Person, her: Her) -> None:
    imports(person)
    forgets(person, her)
    again = imports(person)
    assert (again.json["forgotten"], again.json["added"], again.json["commits"]) == (2, 0, [])
    by_id = person.runs("import", "people", "--id", her.record_id, "--json")
    assert (by_id.json["forgotten"], by_id.json["added"]) == (1, 0)
    world = person.attio.world
    other = world.add_record("people", {"name": "Z.", "email_addresses": ["z@vale.example"]})
    world.merge("people", other, her.record_id)
    assert imports(person).json["added"] == 0
    assert says(bytes_now(person), her.words) == []


def test_made_anew_in_attio_under_another_id_a_person_stays_forgotten(person: Person, her: Her) -> None:
    imports(person)
    forgets(person, her)
    person.attio.world.delete("people", her.record_id)
    person.attio.world.add_record("people", {"name": NAME, "email_addresses": [EMAIL.upper()]})
    assert imports(person).json["forgotten"] == 1
    assert says(bytes_now(person), her.words) == []


@pytest.mark.parametrize("known_by", ["id", "email"])
def test_who_is_remembered_comes_back_with_the_next_import(person: Person, her: Her, known_by: str) -> None:
    imports(person)
    forgets(person, her)
    text = her.record_id if known_by == "id" else EMAIL.title()
    assert person.runs("remember", text, "--json").json == {"commit": person.git("rev-parse", "HEAD")}
    assert person.git("log", "-1", "--format=%s") == "Remember a record"
    assert imports(person).json["added"] == 2
    assert person.runs("remember", text).code == 1


def test_without_a_terminal_and_without_yes_it_says_what_would_go_and_changes_nothing(
    person: Person, her: Her
) -> None:
    imports(person)
    before, head = person.files(), person.git("rev-parse", "HEAD")
    ended = person.runs("forget", her.record_id)
    assert ended.code == 1
    assert f"attio/person/{SLUG}.json" in ended.err
    assert "--yes" in ended.err
    assert (person.files(), person.git("rev-parse", "HEAD")) == (before, head)


def test_an_edited_file_goes_too_and_other_work_stays(person: Person, her: Her) -> None:
    imports(person)
    edited = person.folder / f"attio/person/{SLUG}.json"
    edited.write_text(edited.read_text().replace(EMAIL, "zq@quux.example"))
    person.git("add", edited.relative_to(person.folder).as_posix())
    edited.write_text("no JSON any more: zq@quux.example")
    other = next(path for path in sorted((person.folder / "attio/person").iterdir()) if path != edited)
    other.write_text(other.read_text().replace('"name"', '"mine": 1, "name"'))
    (person.folder / "staged.txt").write_text("staged\n")
    person.git("add", "staged.txt")
    theirs = person.git("status", "--porcelain").splitlines()

    shown = person.runs("forget", her.record_id).err
    forgets(person, her)

    assert "with your changes" in shown
    assert says(bytes_now(person), [*her.words, "zq@quux.example"]) == []
    left = [line for line in theirs if SLUG not in line]
    assert person.git("status", "--porcelain").splitlines() == left


def test_a_name_in_an_edited_file_is_refused_with_what_to_do(person: Person, her: Her) -> None:
    refer_to(person, her)
    imports(person, "--expand", "associated_people")
    deal = next(path for path, each in person.documents().items() if each["attioRecordId"] == her.deal_id)
    file = person.folder / deal
    file.write_text(file.read_text().replace('"name"', '"mine": "a note", "name"', 1))
    refused = person.runs("forget", her.record_id, "--yes")
    assert refused.code == 1
    assert "Commit them" in refused.err
    person.git("commit", "-qam", "mine")
    forgets(person, her)
    assert '"mine": "a note"' in file.read_text()
    assert says(bytes_now(person), her.words) == []
    assert person.git("status", "--porcelain") == ""
