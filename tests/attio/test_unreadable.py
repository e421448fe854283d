"""One bad row never costs the others, and is never passed over in silence."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from attiary.attio.paging.chain import Chain
from attiary.attio.wire.decode import decode_items, id_of
from attiary.errors import UnexpectedAnswer
from attiary.model.activity import Member, Note, Task, View
from attiary.model.crm import Attribute, Entry, ListInfo, ObjectInfo, Record
from attiary.model.selection import Target

if TYPE_CHECKING:
    from msgspec import Struct

PEOPLE = Target("people")
NAMELESS: list[Any] = [
    None,
    7,
    "text",
    [],
    {},
    {"id": None},
    {"id": {"record_id": ""}},
    {"id": {"record_id": 5}},
]
IDS = {
    Record: ("object_id", "record_id"),
    Entry: ("list_id", "entry_id"),
    ListInfo: ("list_id",),
    ObjectInfo: ("object_id",),
    Attribute: ("object_id", "attribute_id"),
    Member: ("workspace_member_id",),
    Note: ("note_id",),
    Task: ("task_id",),
    View: ("object_id", "view_id"),
}
JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text()),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(), inner, max_size=3)),
    max_leaves=10,
)


@st.composite
def rows(draw: st.DrawFn, noun: type[Struct]) -> dict[str, Any]:
    """Any object that has an id: what Attio documents of it, in any form, and what it does not."""
    known = [each for each in noun.__struct_fields__ if each not in ("id", "extra")]
    row = draw(st.dictionaries(st.one_of(st.sampled_from(known), st.text()), JSON, max_size=8))
    kinds = st.sampled_from(["text", "number", "select", "location", "personal-name", "mood", None, 1])
    value = st.dictionaries(st.sampled_from(["value", "option", "full_name", "x"]), JSON, max_size=3)
    typed = st.builds(lambda kind, own: {"attribute_type": kind, **own}, kinds, value)
    for name in {"values", "entry_values"} & set(known):
        row[name] = draw(st.one_of(JSON, st.dictionaries(st.text(), st.lists(typed, max_size=3), max_size=4)))
    ids = draw(
        st.dictionaries(
            st.one_of(st.sampled_from(["workspace_id", "object_id"]), st.text()), JSON, max_size=2
        )
    )
    return row | {"id": ids | {IDS[noun][-1]: draw(st.text(min_size=1))}}


@pytest.mark.parametrize("noun", IDS, ids=lambda noun: noun.__name__)
@settings(max_examples=120, deadline=None)
@given(data=st.data())
def test_any_object_that_has_an_id_is_read(noun: type[Struct], data: st.DataObject) -> None:
    row = data.draw(rows(noun))
    decoded = decode_items(json.dumps({"data": [row]}).encode(), noun)
    (item,) = decoded.items
    assert id_of(item)
    assert decoded.unreadable == []


def person(number: int) -> dict[str, Any]:
    ids = {"workspace_id": "w", "object_id": "o", "record_id": f"{number:04}"}
    return {"id": ids, "created_at": "2026-01-01T00:00:00.000000000Z", "web_url": None, "values": {}}


@pytest.mark.parametrize("bad", NAMELESS, ids=repr)
def test_a_row_without_an_id_costs_no_other_and_leaves_the_reading_incomplete(
    *, far_end: Any, answer: Any, client_of: Any, bad: object
) -> None:
    with client_of(far_end(answer(200, {"data": [person(1), bad, person(2)]}))) as attio:
        pages = attio.pages(PEOPLE)
        assert [each.key for page in pages for each in page.items] == ["0001", "0002"]
        assert [each.key for each in attio.fetch_people()] == ["0001", "0002"]
        by_ids = attio.fetch_by_ids(PEOPLE, ["0001", "0002", "0003"])
    reading = pages.reading
    assert (reading.unreadable, reading.is_unbroken, reading.records) == (["?"], False, 2)
    assert reading.last_page_length == 3
    assert (len(by_ids.items), by_ids.cost.unreadable) == (2, 1)


def test_a_full_page_with_a_bad_row_is_not_taken_for_the_last(
    far_end: Any, answer: Any, client_of: Any
) -> None:
    table: list[Any] = [person(number) for number in range(1_100)]
    table[3] = table[495] = None
    answers = [answer(200, {"data": table[offset : offset + 500]}) for offset in (0, 490, 980)]
    with client_of(far_end(*answers, answer(200, {"data": []}))) as attio:
        pages = attio.pages(PEOPLE)
        read = [each.key for page in pages for each in page.items]
    assert len(read) == len(set(read)) == 1_098
    assert pages.reading.unreadable == ["?", "?"]
    assert (pages.reading.links_checked, pages.reading.is_unbroken) == (2, False)


def test_where_a_bad_row_hides_what_two_pages_share_the_chain_steps_back() -> None:
    table: list[str | None] = [f"{number:04}" for number in range(130)]
    for place in range(40, 50):
        table[place] = None
    chain = Chain[str](set(), key=str, name=str, limit=50)
    read: list[str] = []
    while not chain.is_finished:
        for offset in chain.wanted():
            page = table[offset : offset + 50]
            bad = [place for place, each in enumerate(page) if each is None]
            chain.take(offset, [each for each in page if each is not None], bad)
            for items in chain.follow():
                read += items
    assert read == [each for each in table if each is not None]
    counted = chain.counted()
    assert (counted.unreadable, counted.links_repaired) == (10, 1)


@pytest.mark.parametrize("bad", [[None], [{}, 7], [person(1), *[None] * 1_001]], ids=["one", "two", "many"])
def test_an_answer_in_which_hardly_anything_can_be_read_is_refused(
    *, far_end: Any, answer: Any, client_of: Any, bad: list[Any]
) -> None:
    far = far_end(answer(200, {"data": bad}))
    with client_of(far) as attio, pytest.raises(UnexpectedAnswer, match="without an id"):
        list(attio.records("people"))
    assert len(far.requests) == 1


def test_of_what_is_no_record_none_may_be_missing(far_end: Any, answer: Any, client_of: Any) -> None:
    attribute = {"id": {"workspace_id": "w", "object_id": "o", "attribute_id": "a"}, "title": "T"}
    far = far_end(answer(200, {"data": [attribute, None]}))
    with client_of(far) as attio, pytest.raises(UnexpectedAnswer, match="without an id"):
        attio.fetch_attributes("people")


def test_notes_and_tasks_that_cannot_be_read_are_counted_too(
    far_end: Any, answer: Any, client_of: Any
) -> None:
    note = {"id": {"workspace_id": "w", "note_id": "n"}, "created_at": "2026-01-01T00:00:00.000000000Z"}
    later = note | {"id": {"note_id": "m"}, "created_at": "2025-01-01T00:00:00.000000000Z"}
    for data in ([note, None], [note, None, later]):
        with client_of(far_end(answer(200, {"data": data}))) as attio:
            notes = attio.notes()
            assert len(list(notes)) == len(data) - 1
        assert (notes.reading.unreadable, notes.reading.is_unbroken) == (["?"], False)
        assert notes.reading.last_page_length == len(data)
