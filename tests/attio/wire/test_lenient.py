from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from attiary.attio.wire.decode import decode_items, decode_workspace
from attiary.errors import UnexpectedAnswer
from attiary.model.activity import Member, Membership, Note, Task, View
from attiary.model.crm import Attribute, Entry, ListInfo, ObjectInfo, Record
from attiary.model.values import Option, Status, TextValue

AT = "2026-05-15T20:39:15.678000000Z"
IDS = dict.fromkeys(
    [
        "workspace_id", "object_id", "list_id", "attribute_id", "option_id", "status_id", "record_id",
        "entry_id",         "view_id", "workspace_member_id", "note_id", "task_id",
    ],
    "x",
)  # fmt: skip
NOUNS = [Record, Entry, ListInfo, ObjectInfo, Attribute, Note, Task, View, Member]


def only(noun: type[Any], item: dict[str, Any]) -> dict[str, Any]:
    """The item with the parts of the id that this noun has."""
    names = noun.__annotations__["id"]
    parts = {
        "ObjectId": 2, "ListId": 2, "RecordId": 3, "EntryId": 3, "AttributeId": 3, "ViewId": 3, "MemberId": 2,
        "NoteId": 2, "TaskId": 2,
    }  # fmt: skip
    last = {
        "ObjectId": "object_id", "ListId": "list_id", "RecordId": "object_id record_id",
        "EntryId": "list_id entry_id", "AttributeId": "object_id attribute_id", "ViewId": "list_id view_id",
        "MemberId": "workspace_member_id", "NoteId": "note_id", "TaskId": "task_id",
    }[names].split()  # fmt: skip
    assert len(last) + 1 == parts[names]
    return {"id": {"workspace_id": "w"} | dict.fromkeys(last, "x")} | item


def decoded(noun: type[Any], **item: Any) -> Any:
    return decode_items(json.dumps({"data": [only(noun, item)]}).encode(), noun)


@pytest.mark.parametrize("noun", NOUNS)
def test_a_key_that_nobody_documented_is_kept_with_its_noun_and_counted(noun: type[Any]) -> None:
    answer = decoded(noun, shiny={"deep": [1]})
    assert answer.items[0].extra["shiny"] == {"deep": [1]}
    word = noun.__name__.removesuffix("Info").lower()
    assert answer.unknown.keys[f"{word}.shiny"] == 1


@pytest.mark.parametrize("noun", NOUNS)
def test_a_noun_of_which_all_but_the_id_is_missing_costs_no_page(noun: type[Any]) -> None:
    (item,) = decoded(noun).items
    assert item.extra == {}


def test_what_is_missing_though_it_is_always_there_is_counted() -> None:
    assert decoded(Record).unknown.keys == {"record.created_at": 1}
    assert decoded(Note, created_at=AT).unknown.keys == {"note.parent_object": 1, "note.parent_record_id": 1}


def test_null_where_the_document_has_none_is_kept_and_counted() -> None:
    answer = decoded(Task, created_at=AT, content_plaintext=None, assignees=None)
    (task,) = answer.items
    assert (task.content_plaintext, task.assignees) == ("", [])
    assert task.extra == {"content_plaintext": None, "assignees": None}
    assert answer.unknown.keys == {"task.content_plaintext": 1, "task.assignees": 1}


def test_what_is_odd_within_a_value_is_kept_by_its_path() -> None:
    value = {"attribute_type": "text", "value": "CEO", "lang": "en"}
    answer = decoded(Record, created_at=AT, values={"job": [value], "none": None})
    (record,) = answer.items
    assert isinstance(record.values["job"][0], TextValue)
    assert record.extra == {"values.job.0.lang": "en", "values.none": None}
    assert answer.unknown.keys == {"text.lang": 1, "record.values.none": 1}


def test_what_is_odd_within_a_list_of_parts_is_kept_and_its_neighbours_are_typed() -> None:
    linked = [
        {"target_object_id": "people", "target_record_id": "r", "why": 1},
        "odd",
        {"target_record_id": "s"},
    ]
    answer = decoded(Task, created_at=AT, linked_records=linked)
    (task,) = answer.items
    assert [(each.target_object_id, each.target_record_id) for each in task.linked_records] == [
        ("people", "r"),
        ("", "s"),
    ]
    assert task.extra == {"linked_records.0.why": 1, "linked_records.1": "odd"}
    assert answer.unknown.keys["task.linked_records.why"] == 1


def test_a_member_of_an_enumeration_that_is_new_is_kept_as_it_is() -> None:
    answer = decoded(Member, access_level="owner-of-the-moon")
    assert (answer.items[0].access_level, answer.unknown.keys) == ("owner-of-the-moon", {})
    actor = {"type": "robot", "id": None}
    answer = decoded(Note, created_at=AT, parent_object="p", parent_record_id="r", created_by_actor=actor)
    assert answer.items[0].created_by_actor.type == "robot"


def test_a_single_item_is_read_as_a_list_of_one() -> None:
    body = json.dumps({"data": only(Record, {"created_at": AT, "new": 1})}).encode()
    assert [each.extra for each in decode_items(body, Record).items] == [{"new": 1}]


def test_options_and_statuses_are_read_with_keys_that_are_new() -> None:
    data = json.dumps({"data": [{"id": IDS, "title": "Lead", "colour": "red"}]}).encode()
    nouns: tuple[type[Any], ...] = (Option, Status)
    for noun in nouns:
        answer = decode_items(data, noun)
        assert answer.items[0].title == "Lead"
        assert answer.unknown.keys[f"{noun.__name__.lower()}.colour"] == 1


def test_a_membership_is_named_by_its_entry() -> None:
    flat = {"list_id": "l", "list_api_slug": "s", "entry_id": "e", "created_at": AT}
    assert decode_items(json.dumps({"data": [flat]}).encode(), Membership).items[0].entry_id == "e"
    with pytest.raises(UnexpectedAnswer):
        decode_items(json.dumps({"data": [flat | {"entry_id": ""}]}).encode(), Membership)


def test_keys_beside_the_items_are_counted_and_the_cursor_is_still_found() -> None:
    body = {"data": [only(View, {"title": "T"})], "pagination": {"next_cursor": "c", "total": 9}, "meta": 1}
    answer = decode_items(json.dumps(body).encode(), View)
    assert answer.next_cursor == "c"
    assert answer.unknown.keys == {"answer.meta": 1}


@pytest.mark.parametrize("pagination", [None, 3, {"next_cursor": 3}, {}])
def test_a_pagination_in_no_documented_form_ends_the_listing(pagination: object) -> None:
    body = {"data": [only(View, {"title": "T"})], "pagination": pagination}
    assert decode_items(json.dumps(body).encode(), View).next_cursor is None


def test_what_a_key_says_of_itself_beyond_the_documents_is_kept() -> None:
    said = {
        "active": True, "scope": "note:read", "client_id": "c", "token_type": "Bearer", "exp": None, "iat": 1,
        "sub": "s", "aud": "a", "iss": "attio.com", "token_level": "workspace",
        "authorized_by_workspace_member_id": "m",
        "workspace_id": "w", "workspace_name": "Acme", "workspace_slug": "acme", "workspace_logo_url": None,
    }  # fmt: skip
    answer = decode_workspace(json.dumps(said | {"plan": "pro"}).encode())
    assert (answer.items[0].extra, answer.unknown.keys) == ({"plan": "pro"}, {"workspace.plan": 1})
    assert decode_workspace(json.dumps(said).encode()).unknown.keys == {}


JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.text()),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(), inner, max_size=3)),
    max_leaves=6,
)
PARTS = st.sampled_from(
    [
        "title",
        "created_at",
        "created_by_actor",
        "assignees",
        "linked_records",
        "tags",
        "config",
        "values",
        "shiny",
    ]
)


@settings(max_examples=80, deadline=None)
@given(noun=st.sampled_from(NOUNS), parts=st.dictionaries(PARTS, JSON))
def test_no_part_of_a_noun_costs_a_page(noun: type[Any], parts: dict[str, Any]) -> None:
    (item,) = decoded(noun, **parts).items
    assert item.id.workspace_id == "w"
