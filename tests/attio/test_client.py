from __future__ import annotations

import threading
from random import Random
from typing import TYPE_CHECKING, Any

import pytest

from attiary.attio.client import AttioClient
from attiary.attio.http.rate_limit import RateLimiter
from attiary.attio.scopes import explain
from attiary.errors import AttioApiError, AttioError
from attiary.model.crm import Entry, Record
from attiary.model.selection import Target
from attiary.wording.hint_texts import hint_of

if TYPE_CHECKING:
    from attiary.simulator.server import Running
    from attiary.simulator.world import World

PEOPLE = Target("people")


def test_the_workspace_and_what_the_key_may_do_are_told(attio: AttioClient, simulator: Running) -> None:
    workspace = attio.identify()
    assert workspace.workspace_id == simulator.world.id
    assert all(row.may_read for row in explain(workspace.scopes))
    assert attio.test_connection() is True


def test_a_key_nobody_knows_does_not_connect(simulator: Running) -> None:
    with AttioClient("x" * 64, base_url=simulator.base_url) as attio:
        assert attio.test_connection() is False
        with pytest.raises(AttioApiError) as caught:
            attio.fetch_objects()
    assert caught.value.is_unauthorized


def test_a_scope_that_is_missing_is_named(simulator: Running) -> None:
    key = simulator.world.add_key("object_configuration:read")
    with AttioClient(key, base_url=simulator.base_url) as attio, pytest.raises(AttioApiError) as caught:
        attio.fetch_people()
    assert caught.value.is_forbidden
    assert "record_permission:read" in hint_of(caught.value).format(**caught.value.fields)


def test_objects_lists_and_attributes_are_listed(attio: AttioClient) -> None:
    assert {"people", "companies", "deals"} <= {each.api_slug for each in attio.fetch_objects()}
    lists = attio.fetch_lists()
    assert len(lists) >= 3
    people = [each.api_slug for each in attio.fetch_attributes("people")]
    assert people[:3] == ["record_id", "name", "email_addresses"]
    own = {each.api_slug for each in attio.fetch_attributes(lists[0].api_slug, of_list=True)}
    assert "entry_id" in own
    assert "name" not in own


def test_a_slice_is_what_was_asked_for_in_attios_order(attio: AttioClient, simulator: Running) -> None:
    ids = simulator.world.ids("people")
    assert [each.key for each in attio.fetch_people(limit=3, offset=2)] == ids[2:5]
    assert [each.key for each in attio.fetch_people(limit=1_100)] == ids[:1_100]
    assert attio.fetch_people(limit=0) == []
    assert len(attio.fetch_companies()) == len(simulator.world.ids("companies"))


def test_sorts_and_filters_are_attios(attio: AttioClient) -> None:
    newest = attio.fetch_records("people", sorts=[{"attribute": "created_at", "direction": "desc"}], limit=5)
    times = [each.created_at for each in newest]
    assert times == sorted(times, reverse=True)
    (one,) = attio.fetch_people(filter={"record_id": newest[0].key})
    assert one.key == newest[0].key


def test_items_are_found_by_ids_and_those_that_are_gone_are_left_out(
    attio: AttioClient, simulator: Running
) -> None:
    ids = simulator.world.ids("people")
    gone = "00000000-0000-5000-8000-000000000000"
    found = attio.fetch_by_ids(PEOPLE, [*ids[:700], gone, *ids[:5]]).items
    assert sorted(each.key for each in found) == sorted(ids[:700])
    sales = attio.fetch_lists()[0].api_slug
    entries = attio.fetch_list_entries(sales, limit=4)
    again = attio.fetch_by_ids(Target(sales, is_list=True), [each.key for each in entries]).items
    assert sorted(each.key for each in again) == sorted(each.key for each in entries)
    assert attio.fetch_by_ids(PEOPLE, []).items == []


def test_what_reading_by_ids_costs_is_noted(simulator: Running, waits: Any) -> None:
    ids = simulator.world.ids("people")[:3]
    with AttioClient(
        simulator.api_key, base_url=simulator.base_url, timing=waits.timing, rate_limiter=RateLimiter()
    ) as attio:
        simulator.faults.plan("500", times=2)
        fetched = attio.fetch_by_ids(PEOPLE, ids)
    assert (len(fetched.items), fetched.cost.waits) == (3, 2)
    assert fetched.cost.waited_seconds == pytest.approx(sum(waits.seconds))


def test_all_of_an_object_and_of_every_list_is_read(attio: AttioClient, simulator: Running) -> None:
    records = list(attio.records("people"))
    assert [each.key for each in records] == simulator.world.ids("people")
    assert all(isinstance(each, Record) for each in records)
    for each in attio.fetch_lists():
        entries = list(attio.entries(each.api_slug))
        assert [entry.key for entry in entries] == simulator.world.ids(each.api_slug)
        assert all(isinstance(entry, Entry) for entry in entries)
    assert (attio.unknown.types, attio.unknown.keys) == ({}, {})


def test_a_reading_proves_what_it_read(attio: AttioClient) -> None:
    pages = attio.pages(PEOPLE)
    assert sum(len(page.items) for page in pages) == 1_203
    reading = pages.reading
    assert (reading.is_unbroken, reading.records, reading.ordered_by) == (True, 1_203, "id")
    assert reading.last_page_length == 1_203 - 980
    assert (reading.links_checked, reading.links_repaired, reading.created_meanwhile) == (2, 0, 0)


def test_a_small_table_costs_one_request(attio: AttioClient, simulator: Running) -> None:
    calls: list[int] = []
    simulator.faults.between_requests = lambda _world: calls.append(1)
    pages = attio.pages(Target("companies"))
    assert sum(len(page.items) for page in pages) == 40
    assert (len(calls), pages.reading.pages, pages.reading.is_unbroken) == (1, 1, True)


def test_what_exists_throughout_is_read_while_others_come_and_go(
    attio: AttioClient, simulator: Running
) -> None:
    before = set(simulator.world.ids("people"))
    chance = Random(7)  # noqa: S311 - chance that can be repeated
    made: list[str] = []
    gone: set[str] = set()

    def move(world: World) -> None:
        for each in chance.sample(world.ids("people"), 10):
            world.delete("people", each)
            gone.add(each)
        made.extend(world.add_record("people", {"name": f"New {number}"}) for number in range(4))

    first = attio.pages(PEOPLE)
    simulator.faults.between_requests = move
    read = [each.key for page in first for each in page.items]
    simulator.faults.between_requests = None
    assert first.reading.is_unbroken
    assert before - gone <= set(read)
    assert len(read) == len(set(read)) == first.reading.records
    assert first.reading.created_meanwhile > 0
    assert set(made[:-8]) - gone <= set(read)


def test_another_process_goes_on_after_the_last_page_that_was_kept(
    attio: AttioClient, simulator: Running
) -> None:
    first = attio.pages(PEOPLE).__next__()
    simulator.world.delete("people", first.items[3].key)
    added = simulator.world.add_record("people", {"name": "Late"})
    rest = attio.pages(PEOPLE, after=first.cursor)
    read = [each.key for each in first.items] + [each.key for page in rest for each in page.items]
    assert len(read) == len(set(read)) == rest.reading.records
    assert set(simulator.world.ids("people")) | {first.items[3].key} == set(read)
    assert added in read
    assert rest.reading.is_unbroken


def test_a_reading_that_was_finished_brings_nothing_more(attio: AttioClient) -> None:
    (cursor,) = [page.cursor for page in attio.pages(Target("companies"))]
    again = attio.pages(Target("companies"), after=cursor)
    assert list(again) == []
    assert (again.reading.records, again.reading.is_unbroken) == (40, True)


@pytest.mark.parametrize("cursor", ["", "{", "null", '{"place": 1}', "\ud800"])
def test_a_cursor_that_cannot_be_read_is_refused(attio: AttioClient, cursor: str) -> None:
    with pytest.raises(AttioError, match="saved position"):
        attio.pages(PEOPLE, after=cursor)


@pytest.mark.parametrize("kind", ["429 past", "500", "cut", "truncated", "not json"])
def test_trouble_on_the_way_costs_a_wait_and_nothing_else(simulator: Running, waits: Any, kind: str) -> None:
    simulator.faults.plan(kind, times=2, after=1)
    with AttioClient(
        simulator.api_key,
        base_url=simulator.base_url,
        ahead=1,
        timing=waits.timing,
        rate_limiter=RateLimiter(),
        on_wait=waits.tell,
    ) as attio:
        pages = attio.pages(PEOPLE)
        assert sum(len(page.items) for page in pages) == 1_203
    assert pages.reading.is_unbroken
    assert pages.reading.waits == 2
    assert pages.reading.waited_seconds == pytest.approx(sum(seconds for seconds, _ in waits.told))


def test_a_key_revoked_half_way_stops_the_reading(attio: AttioClient, simulator: Running) -> None:
    simulator.faults.plan("revoked", after=1)
    pages = attio.pages(PEOPLE)
    assert len(pages.__next__().items) == 500
    with pytest.raises(AttioApiError) as caught:
        list(pages)
    assert caught.value.is_unauthorized
    assert not pages.reading.is_unbroken


def test_a_search_finds_people_by_name_and_address(attio: AttioClient, simulator: Running) -> None:
    wanted = simulator.world.add_record(
        "people", {"name": "Zaphod Quux", "email_addresses": ["ford@heart-of-gold.example"]}
    )
    for text in ("zaphod qu", "  QUUX ", "heart-of-gold"):
        found = attio.fetch_people(filter=attio.search_filter(PEOPLE, text))
        assert [each.key for each in found] == [wanted]


def test_a_search_finds_entries_by_their_parent(attio: AttioClient, simulator: Running) -> None:
    chosen = next(each for each in attio.fetch_lists() if each.parent_object == ["people"])
    record = simulator.world.add_record("people", {"name": "Zaphod Quux"})
    entry = simulator.world.add_entry(chosen.api_slug, record)
    target = Target(chosen.api_slug, is_list=True)
    pages = attio.pages(target, filter=attio.search_filter(target, "quux"))
    assert [each.key for page in pages for each in page.items] == [entry]


@pytest.mark.parametrize("text", ["", "  "])
def test_a_search_for_nothing_is_refused(attio: AttioClient, text: str) -> None:
    with pytest.raises(AttioError, match="search text is empty"):
        attio.search_filter(PEOPLE, text)


def test_several_threads_share_a_client(attio: AttioClient) -> None:
    counts: list[int] = []
    threads = [
        threading.Thread(target=lambda: counts.append(sum(1 for _ in attio.records("people"))))
        for _ in range(3)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert counts == [1_203] * 3
