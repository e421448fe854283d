from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from attiary.attio.wire.decode import Decoded, decode_items, decode_workspace
from attiary.errors import AttioApiError, NotJson, UnexpectedAnswer
from attiary.model.crm import Attribute, Entry, ListInfo, ObjectInfo, Record
from attiary.model.values import PersonalNameValue, SelectValue, TextValue, UnknownValue

AT = "2026-05-15T20:39:15.678000000Z"
COMMON = {"active_from": AT, "active_until": None, "created_by_actor": {"type": "system", "id": None}}
RECORD = {
    "id": {"workspace_id": "w", "object_id": "o", "record_id": "r"},
    "created_at": AT,
    "web_url": "https://app.attio.com/acme/person/r",
}


def value(kind: str, **own: Any) -> dict[str, Any]:
    return COMMON | own | {"attribute_type": kind}


def decode_record(**changes: Any) -> Decoded[Record]:
    return decode_items(json.dumps({"data": [RECORD | changes]}).encode(), Record)


OPTION = {
    "id": {"workspace_id": "w", "object_id": "o", "attribute_id": "a", "option_id": "p"},
    "title": "Lead",
    "is_archived": False,
}
RECORDED = {
    "name": [value("personal-name", first_name="Ann", last_name="", full_name="Ann")],
    "job": [value("text", value="CEO")],
    "kind": [value("select", option=OPTION)],
    "empty": [],
}


def test_a_recorded_answer_goes_straight_into_its_types() -> None:
    decoded = decode_record(values=RECORDED)
    (record,) = decoded.items
    assert record.key == "r"
    assert isinstance(record.values["name"][0], PersonalNameValue)
    assert record.values["empty"] == []
    assert (decoded.unknown.types, decoded.unknown.keys) == ({}, {})


def test_an_unknown_type_is_kept_as_it_came_and_counted_and_its_neighbours_are_typed() -> None:
    mood = value("mood", feeling={"deep": [1, None]})
    decoded = decode_record(values=RECORDED | {"mood": [mood, mood]})
    (record,) = decoded.items
    assert record.values["mood"][0] == UnknownValue(mood)
    assert record.values["job"] == decode_record(values=RECORDED).items[0].values["job"]
    assert decoded.unknown.types == {"mood": 2}


@pytest.mark.parametrize("unfit", [7, None, {"a": 1}, ["x"]])
def test_a_known_type_in_an_unfit_shape_is_kept_as_it_came(unfit: object) -> None:
    odd = value("text", value=unfit)
    decoded = decode_record(values={"job": [odd]})
    assert decoded.items[0].values["job"] == [UnknownValue(odd)]
    assert decoded.unknown.types == {"text": 1}


def test_an_extra_key_is_counted_and_the_value_stays_typed_however_deep_it_lies() -> None:
    option = OPTION | {"colour": "red", "id": OPTION["id"] | {"shard": 3}}  # type: ignore[operator]  # a dict
    decoded = decode_record(
        values={"kind": [value("select", option=option)], "job": [value("text", value="CEO", lang="en")]}
    )
    (record,) = decoded.items
    assert isinstance(record.values["kind"][0], SelectValue)
    assert isinstance(record.values["job"][0], TextValue)
    assert decoded.unknown.keys == {
        "select.option.colour": 1,
        "select.option.id.shard": 1,
        "text.lang": 1,
    }
    assert decoded.unknown.types == {}


def test_a_null_that_the_document_forgot_is_a_missing_part() -> None:
    decoded = decode_record(values={"name": [value("personal-name", first_name=None, full_name="Ann")]})
    name = decoded.items[0].values["name"][0]
    assert isinstance(name, PersonalNameValue)
    assert (name.full_name, name.first_name) == ("Ann", "")
    assert decoded.unknown.keys == {"personal-name.first_name": 1}


@pytest.mark.parametrize(
    ("values", "kept"),
    [
        (None, {}),
        ("nothing", {}),
        ({"job": None}, {"job": []}),
        ({"job": value("mood")}, {"job": [UnknownValue(value("mood"))]}),
        ({"job": ["plain"]}, {"job": [UnknownValue({"value": "plain"})]}),
        ({"job": [{"attribute_type": ["x"]}]}, {"job": [UnknownValue({"attribute_type": ["x"]})]}),
    ],
)
def test_values_in_no_documented_form_cost_no_page(values: object, kept: object) -> None:
    assert decode_record(values=values).items[0].values == kept


def test_missing_and_null_parts_of_a_record_stay_empty() -> None:
    odd = {"id": {"record_id": "r"}, "web_url": 5, "values": None}
    (record,) = decode_items(json.dumps({"data": [odd]}).encode(), Record).items
    assert (record.key, record.created_at, record.web_url, record.values) == ("r", "", None, {})


def test_entries_lists_objects_and_attributes_are_read_with_what_they_lack() -> None:
    ids = {"workspace_id": "w", "list_id": "l", "object_id": "o", "attribute_id": "a", "entry_id": "e"}
    data = json.dumps({"data": [{"id": ids, "name": None, "title": None, "is_unique": None}]}).encode()
    assert decode_items(data, Entry).items[0].entry_values == {}
    assert decode_items(data, ListInfo).items[0].parent_object == []
    assert decode_items(data, ObjectInfo).items[0].api_slug is None
    assert decode_items(data, Attribute).items[0].is_unique is False


@pytest.mark.parametrize("odd_id", [None, {}, {"record_id": ""}, {"record_id": 7}, "r"])
def test_an_item_without_an_id_is_refused(odd_id: object) -> None:
    with pytest.raises(UnexpectedAnswer, match="without an id"):
        decode_record(id=odd_id, values={})


@pytest.mark.parametrize(
    "body", [b"{}", b"[]", b"null", b'{"data": null}', b'{"data": {}}', b'{"data": [1]}']
)
def test_an_answer_without_items_is_refused(body: bytes) -> None:
    with pytest.raises(UnexpectedAnswer) as caught:
        decode_items(body, Record)
    assert not isinstance(caught.value, NotJson)


@pytest.mark.parametrize("body", [b"", b"<html>", b'{"data": ['])
def test_bytes_that_are_no_json_are_told_apart(body: bytes) -> None:
    with pytest.raises(NotJson):
        decode_items(body, Record)


def test_half_a_character_becomes_the_sign_for_one_and_the_page_is_kept() -> None:
    body = json.dumps({"data": [RECORD | {"values": {"job": [value("text", value="a\ud83db 😀")]}}]}).encode()
    (record,) = decode_items(body, Record).items
    (job,) = record.values["job"]
    assert isinstance(job, TextValue)
    assert job.value == "a�b 😀"


def test_bytes_that_are_no_utf8_cost_no_page() -> None:
    body = json.dumps({"data": [RECORD | {"values": {"job": [value("text", value="X")]}}]}).encode()
    (record,) = decode_items(body.replace(b"X", b"\xff"), Record).items
    assert isinstance(record.values["job"][0], TextValue)


JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), st.text()),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(), inner, max_size=3)),
    max_leaves=8,
)
TYPES = st.sampled_from(["text", "number", "select", "status", "location", "interaction", "mood"])


@settings(max_examples=50, deadline=None)
@given(
    st.dictionaries(st.text(), st.one_of(JSON, st.lists(st.builds(value, TYPES, value=JSON, option=JSON))))
)
def test_no_value_costs_a_page(values: dict[str, Any]) -> None:
    (record,) = decode_record(values=values).items
    assert set(record.values) == set(values)


def test_a_workspace_is_read_from_what_the_key_says_of_itself() -> None:
    said = {"active": True, "scope": None, "workspace_id": "w", "workspace_name": "Acme", "exp": None}
    (workspace,) = decode_workspace(json.dumps(said | {"workspace_slug": "acme"}).encode()).items
    assert (workspace.workspace_id, workspace.workspace_name, workspace.scopes) == ("w", "Acme", None)


def test_a_key_that_is_not_active_is_unauthorized_though_the_status_was_200() -> None:
    with pytest.raises(AttioApiError) as caught:
        decode_workspace(b'{"active": false}')
    assert caught.value.is_unauthorized


@pytest.mark.parametrize("body", [b"[]", b"{}", b'{"active": true}', b'"hello"'])
def test_an_answer_that_names_no_workspace_is_refused(body: bytes) -> None:
    with pytest.raises(UnexpectedAnswer):
        decode_workspace(body)
