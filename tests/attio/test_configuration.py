from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

import pytest

from attiary.attio.client import AttioClient
from attiary.attio.query.operators import KINDS
from attiary.errors import AttioApiError, AttioError, UnknownName
from attiary.model.selection import Target
from attiary.model.values import PersonalNameValue
from attiary.simulator.sample import sample_workspace
from attiary.simulator.server import running

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from attiary.model.crm import Attribute, Entry, Record
    from attiary.model.values import Value
    from attiary.simulator.server import Running


@pytest.fixture
def simulator() -> Iterator[Running]:
    with running(sample_workspace(people=150, companies=30)) as simulated:
        yield simulated


@pytest.fixture(scope="module")
def resting() -> Iterator[AttioClient]:
    """A client of a small workspace that nobody changes."""
    with (
        running(sample_workspace(people=150, companies=30)) as simulated,
        AttioClient(simulated.api_key, base_url=simulated.base_url) as client,
    ):
        yield client


PEOPLE, SALES = Target("people"), Target("enterprise_sales", is_list=True)


def test_one_record_and_one_entry_are_read_by_their_ids(attio: AttioClient) -> None:
    record = attio.fetch_people(limit=1)[0]
    assert attio.fetch_record("people", record.key) == record
    entry = attio.fetch_list_entries(SALES.slug, limit=1)[0]
    assert attio.fetch_entry(SALES.slug, entry.key) == entry
    with pytest.raises(AttioApiError) as caught:
        attio.fetch_record("people", entry.key)
    assert caught.value.is_missing


def test_a_record_that_is_being_merged_is_waited_for(attio: AttioClient, simulator: Running) -> None:
    record, other = simulator.world.ids("people")[:2]
    simulator.faults.plan("merge in progress")
    assert attio.fetch_record("people", record).key == record
    simulator.world.delete("people", other)
    with pytest.raises(AttioApiError) as caught:
        attio.fetch_record("people", other)
    assert caught.value.is_missing


def test_options_and_statuses_come_with_the_archived_ones(attio: AttioClient) -> None:
    channels = attio.fetch_options("outreach", "channel", of_list=True)
    assert {each.title: each.is_archived for each in channels}["Fax"]
    stages = attio.fetch_statuses("deals", "stage")
    assert [each.title for each in stages][:2] == ["Lead", "In Progress"]


def test_members_are_listed_the_suspended_ones_too(attio: AttioClient) -> None:
    assert {each.access_level for each in attio.fetch_members()} == {"admin", "member", "suspended"}


def test_a_record_knows_the_lists_it_is_in(attio: AttioClient, simulator: Running) -> None:
    record = simulator.world.add_record("companies", {"name": "Acme"})
    entries = {simulator.world.add_entry(SALES.slug, record) for _ in range(3)}
    memberships = attio.memberships("companies", record)
    assert {each.entry_id for each in memberships} == entries
    assert memberships.reading.is_unbroken
    assert list(attio.memberships("companies", simulator.world.add_record("companies", {}))) == []


def test_notes_and_tasks_are_read_whole(attio: AttioClient, simulator: Running) -> None:
    notes, tasks = attio.notes(), attio.tasks()
    assert [each.id.note_id for each in notes] == [each["id"]["note_id"] for each in simulator.world.notes]
    assert len(list(tasks)) == len(simulator.world.tasks)
    assert (notes.reading.is_unbroken, tasks.reading.is_unbroken) == (True, True)
    assert (attio.unknown.types, attio.unknown.keys) == ({}, {})


def test_notes_of_one_record_and_tasks_that_are_done_can_be_asked_for(
    attio: AttioClient, simulator: Running
) -> None:
    chosen = simulator.world.notes[7]
    parent = (chosen["parent_object"], chosen["parent_record_id"])
    found = [each.id.note_id for each in attio.notes(parent=parent)]
    assert chosen["id"]["note_id"] in found
    assert all(each.is_completed for each in attio.tasks(is_completed=True))
    done, open_ = (len(list(attio.tasks(is_completed=each))) for each in (True, False))
    assert done + open_ == len(simulator.world.tasks)


def of_type(attributes: Iterable[Attribute], *types: str) -> list[str]:
    return [each.api_slug for each in attributes if each.type in types]


@pytest.mark.parametrize("slug", ["people", "companies", "deals", "projects"])
def test_whether_there_is_a_value_is_answered_exactly_or_not_at_all(resting: AttioClient, slug: str) -> None:
    attributes, everything = resting.fetch_attributes(slug), list(resting.records(slug))
    silent = of_type(attributes, "text", "location", "actor-reference")
    for each in silent[:2]:
        with pytest.raises(AttioError, match="cannot check whether"):
            resting.filter_of(Target(slug), [f"{each}?"])
    told = [each.api_slug for each in attributes if each.api_slug not in silent]
    filters = resting.filter_of(Target(slug), [f"{each}?" for each in told])
    assert filters
    for each, chosen in zip(told, filters["$and"], strict=True):
        having = {record.key for record in everything if any(map(is_something, record.values[each]))}
        assert keys(resting.fetch_records(slug, filter=chosen)) == having
        assert keys(resting.fetch_records(slug, filter={"$not": chosen})) == keys(everything) - having


def is_something(value: Value) -> bool:
    """A name may be there and be empty."""
    return not isinstance(value, PersonalNameValue) or value.full_name != ""


def keys(items: Iterable[Record | Entry]) -> set[str]:
    return {each.key for each in items}


_DAY = "2024-01-01"
SAMPLES = {
    **dict.fromkeys(("kick_off", "last_review", "created_at"), _DAY),
    "is_confidential": "yes",
    "phase": "Running",
    "tags": "Pilot",
}


def test_everything_that_the_language_allows_is_understood(resting: AttioClient) -> None:
    written = []
    for each in resting.fetch_attributes("projects"):
        text = SAMPLES.get(each.api_slug, "2024" if each.type in ("number", "rating", "currency") else "x")
        for part, asked in KINDS[each.type].properties.items():
            operand = _DAY if part == "active_from" else text
            is_id = each.api_slug == "record_id" or part in ("target_record_id", "referenced_actor_id")
            operand = str(UUID(int=7)) if is_id else operand
            written += [f"{each.api_slug}.{part}{symbol}{operand}" for symbol in asked.symbols]
    chosen = resting.filter_of(Target("projects"), written)
    assert chosen
    assert len(chosen["$and"]) == len(written) > 70
    resting.fetch_records("projects", filter=chosen, limit=1)


def test_entries_are_found_and_sorted_by_their_parent(attio: AttioClient, simulator: Running) -> None:
    record = simulator.world.add_record("companies", {"name": "Zyx Corp", "domains": ["zyx.example"]})
    entry = simulator.world.add_entry(SALES.slug, record)
    chosen = attio.filter_of(SALES, ["parent.name~zyx", "parent.domains=zyx.example"])
    assert [each.key for each in attio.entries(SALES.slug, filter=chosen)] == [entry]
    up, down = (
        attio.fetch_list_entries(SALES.slug, sorts=attio.sorts_of(SALES, [name]))
        for name in ("parent.name", "-parent.name")
    )
    names = {each.key: str(each.values["name"][0].value) for each in attio.fetch_companies()}  # type: ignore[union-attr]  # texts
    assert len(up) == len(down)
    for first, last in ((up[0], up[-1]), (down[-1], down[0])):
        assert names[first.parent_record_id] < names[last.parent_record_id]


def test_people_are_found_by_their_company_and_sorted_by_any_attribute(resting: AttioClient) -> None:
    company = next(each for each in resting.fetch_companies() if each.values["team"])
    chosen = resting.filter_of(PEOPLE, [f"company={company.key}"])
    team = {each.target_record_id for each in company.values["team"]}  # type: ignore[union-attr]  # a reference
    assert keys(resting.fetch_people(chosen)) == team
    names = [f"-{each.api_slug}" for each in resting.fetch_attributes("people")]
    resting.fetch_records("people", sorts=resting.sorts_of(PEOPLE, names), limit=1)


def test_a_name_that_is_not_there_is_refused_before_attio_is_asked(attio: AttioClient) -> None:
    for ask in (attio.filter_of, attio.sorts_of):
        with pytest.raises(UnknownName, match="nothing_such"):
            ask(PEOPLE, ["nothing_such" if ask == attio.sorts_of else "nothing_such=1"])


def test_attios_own_refusal_of_a_raw_filter_names_the_attribute(attio: AttioClient) -> None:
    chosen = attio.filter_of(PEOPLE, ['{"$or": [{"emial": "x"}]}'])
    with pytest.raises(AttioApiError, match="emial") as caught:
        list(attio.records("people", filter=chosen))
    assert caught.value.code == "unknown_filter_attribute_slug"


@pytest.mark.parametrize("text", ["a\ud800", "\ud800"])
def test_half_a_character_cannot_be_asked_for(attio: AttioClient, text: str) -> None:
    with pytest.raises(AttioError, match="cannot be written as JSON"):
        list(attio.records("people", filter=attio.filter_of(PEOPLE, [f"name~{text}"])))
    with pytest.raises(AttioError, match="cannot be written as JSON"):
        attio.fetch_people(filter=attio.search_filter(PEOPLE, text))
