"""The endpoints that read (fact sheet section 2): objects, lists, attributes, one row, views."""

from __future__ import annotations

from typing import Any

import orjson

from attiary.simulator.api_errors import ApiError, missing
from attiary.simulator.calls import KEY_LENGTH, Call, Endpoint, endpoint
from attiary.simulator.rowbytes import row_bytes
from attiary.simulator.shapes import (
    attribute_json,
    choice_json,
    list_json,
    object_json,
    value_json,
    view_json,
)
from attiary.simulator.stamps import stamp
from attiary.simulator.tables import Attribute, Table, Value, values_of
from attiary.simulator.unsettled import ATTRIBUTES_LIMIT, ENTRIES_LIMIT, VIEWS_LIMIT

Answer = dict[str, Any]


def _self(call: Call) -> Answer:
    # Never 401 here: a token of wrong form is 400, an unknown one 200 (fact sheet, section 11).
    if len(call.token) != KEY_LENGTH or not call.token.isalnum():
        raise ApiError(
            400, "missing_value", "Token was not recognised, please check the Authorization header."
        )
    key = call.world.keys.get(call.token)
    if key is None:
        return {"active": False}
    return {
        "active": True,
        "scope": " ".join(key.scopes),
        "client_id": key.id,
        "token_type": "Bearer",
        "exp": None,
        "iat": key.issued // 1000,
        "sub": call.world.id,
        "aud": key.id,
        "iss": "attio.com",
        "token_level": "workspace",
        "authorized_by_workspace_member_id": call.world.owner.id or key.id,
        "workspace_id": call.world.id,
        "workspace_name": call.world.name,
        "workspace_slug": call.world.slug,
        "workspace_logo_url": None,
    }


def _objects(call: Call) -> Answer:
    call.asked()
    # By id: so in both recordings (fact sheet, section 2).
    tables = sorted(call.world.objects.values(), key=lambda table: table.id)
    return {"data": [object_json(call.world, table) for table in tables]}


def _object(call: Call) -> Answer:
    call.asked()
    return {"data": object_json(call.world, call.world.object(call.path["object"]))}


def _lists(call: Call) -> Answer:
    call.asked()
    return {"data": [list_json(call.world, table) for table in call.world.shown_lists.values()]}


def _list(call: Call) -> Answer:
    call.asked()
    return {"data": list_json(call.world, call.world.shown_list(call.path["list"]))}


def target_of(call: Call) -> Table:
    """The object or list that a path names by slug or id; 404 otherwise."""
    if "list" in call.path:
        return call.world.shown_list(call.path["list"])
    return call.world.object(call.path["object"])


def attribute_of(call: Call) -> tuple[Table, Attribute]:
    """The attribute that a path names by slug or id, and where it lives; 404 otherwise."""
    table = target_of(call)
    return table, table.known_attribute(call.path["attribute"])


def _attributes(call: Call) -> Answer:
    call.asked("limit", "offset", "show_archived")
    table = target_of(call)
    shown = [each for each in table.attributes.values() if call.flag("show_archived") or not each.is_archived]
    start, limit = call.number("offset"), call.number("limit", ATTRIBUTES_LIMIT)
    return {"data": [attribute_json(call.world, table, each) for each in shown[start : start + limit]]}


def _attribute(call: Call) -> Answer:
    call.asked()
    return {"data": attribute_json(call.world, *attribute_of(call))}


def _choices(call: Call) -> Answer:
    call.asked("show_archived")
    table, attribute = attribute_of(call)
    shown = [each for each in attribute.choices if call.flag("show_archived") or not each.is_archived]
    return {"data": [choice_json(call.world, table, attribute, each) for each in shown]}


def _options(call: Call) -> Answer:
    return _choices_of("select", call)


def _statuses(call: Call) -> Answer:
    return _choices_of("status", call)


def _choices_of(kind: str, call: Call) -> Answer:
    if attribute_of(call)[1].type != kind:
        raise missing(f"{kind.capitalize()} attribute", call.path["attribute"])
    return _choices(call)


def _row(call: Call) -> bytes:
    call.asked()
    table = target_of(call)
    return b'{"data":%b}' % row_bytes(call.world, table, call.world.row(table, call.path["row_id"]))


def _values(call: Call) -> Answer:
    call.asked("show_historic", "limit", "offset")
    table, attribute = attribute_of(call)
    row = call.world.row(table, call.path["row_id"])
    values = values_of(row, attribute)
    if call.flag("show_historic"):
        _refuse_without_history(attribute)
        values = sorted([*row.past.get(attribute.slug, []), *values], key=_since)
    start, limit = call.number("offset"), call.number("limit", ATTRIBUTES_LIMIT)
    page = values[start : start + limit]
    return {"data": [value_json(call.world, table, attribute, value) for value in page]}


def _since(value: Value) -> int:
    return value.since


def _refuse_without_history(attribute: Attribute) -> None:
    is_enriched = attribute.type == "interaction" or attribute.slug.startswith("strongest_connection")
    # What Attio enriches has no past to show, and the call says so (fact sheet, section 2).
    if is_enriched:
        message = f'Attribute "{attribute.slug}" has no historic values.'
        raise ApiError(400, "validation_type", message)


def _record_entries(call: Call) -> Answer:
    call.asked("limit", "offset")
    row = call.world.row(target_of(call), call.path["row_id"])
    found = [
        {
            "list_id": table.id,
            "list_api_slug": table.slug,
            "entry_id": entry_id,
            "created_at": stamp(table.rows[entry_id].created),
        }
        for table in call.world.shown_lists.values()
        for entry_id in table.entries_of.get(row.id, ())
    ]
    start, limit = call.number("offset"), call.number("limit", ENTRIES_LIMIT)
    return {"data": found[start : start + limit]}


def _views(call: Call) -> Answer:
    call.asked("show_archived", "limit", "cursor")
    table = target_of(call)
    views = sorted(table.views, key=lambda view: view.id)
    # The cursor is the last id: clients must not care what it is.
    left = [view for view in views if view.id > call.query.get("cursor", "")]
    limit = call.number("limit", VIEWS_LIMIT)
    more = left[limit - 1].id if len(left) > limit > 0 else None
    shown = [view_json(call.world, table, view) for view in left[:limit]]
    return {"data": shown, "pagination": {"next_cursor": more}}


def encoded(answer: Answer | bytes) -> bytes:
    """An endpoint's answer as the bytes of its body."""
    return answer if isinstance(answer, bytes) else orjson.dumps(answer)


_SCHEMA = {"objects": "object_configuration:read", "lists": "list_configuration:read"}
_ROWS = {
    "objects": "record_permission:read object_configuration:read",
    "lists": "list_entry:read list_configuration:read",
}
_ONE = {"objects": "/objects/{object}", "lists": "/lists/{list}"}
_ROW = {"objects": "/objects/{object}/records/{row_id}", "lists": "/lists/{list}/entries/{row_id}"}


def _of_either(kind: str) -> tuple[Endpoint, ...]:
    schema, rows, one, row = _SCHEMA[kind], _ROWS[kind], _ONE[kind], _ROW[kind]
    return (
        endpoint("GET", f"{one}/attributes", _attributes, schema),
        endpoint("GET", f"{one}/attributes/{{attribute}}", _attribute, schema),
        endpoint("GET", f"{one}/attributes/{{attribute}}/options", _options, schema),
        endpoint("GET", f"{one}/attributes/{{attribute}}/statuses", _statuses, schema),
        endpoint("GET", f"{one}/views", _views, schema),
        endpoint("GET", row, _row, rows),
        endpoint("GET", f"{row}/attributes/{{attribute}}/values", _values, rows),
    )


READING = (
    Endpoint("GET", "/v2/self", _self, is_open=True),
    endpoint("GET", "/objects", _objects, _SCHEMA["objects"]),
    endpoint("GET", _ONE["objects"], _object, _SCHEMA["objects"]),
    endpoint("GET", "/lists", _lists, _SCHEMA["lists"]),
    endpoint("GET", _ONE["lists"], _list, _SCHEMA["lists"]),
    endpoint("GET", f"{_ROW['objects']}/entries", _record_entries, f"{_ROWS['objects']} list_entry:read"),
    *_of_either("objects"),
    *_of_either("lists"),
)
