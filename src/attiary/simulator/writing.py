"""The endpoints that write, so that a test can make the world move over HTTP too."""

from __future__ import annotations

from typing import Any

from attiary.simulator.calls import Call, checked, endpoint
from attiary.simulator.identity import Actor
from attiary.simulator.reading import attribute_of, target_of
from attiary.simulator.refusals import Path, Refusal, invalid, invalid_type
from attiary.simulator.shapes import attribute_json, choice_json, row_bytes
from attiary.simulator.tables import Attribute, Choice, Row, Table, values_of

_VALUES = {"objects": "values", "lists": "entry_values"}


def _create_record(call: Call) -> bytes:
    table = target_of(call)
    values = _values(call, table, "values")
    _refuse_duplicates(table, values)
    return _shown(call, table, call.world.add_record(table.slug, values, actor=_actor(call)))


def _create_entry(call: Call) -> bytes:
    table = target_of(call)
    data = call.data("parent_record_id", "parent_object", "entry_values")
    values = _values(call, table, *data)
    for key in ("parent_record_id", "parent_object"):
        if not isinstance(data.get(key), str):
            raise invalid_type("Body", ("data", key), "string", data.get(key))
    entry_id = call.world.add_entry(
        table.slug, data["parent_record_id"], values, object_slug=data["parent_object"]
    )
    return _shown(call, table, entry_id)


def _prepend(call: Call) -> bytes:
    return _change(call, prepend=True)


def _overwrite(call: Call) -> bytes:
    return _change(call, prepend=False)


def _change(call: Call, *, prepend: bool) -> bytes:
    table = target_of(call)
    row = call.world.row(table, call.path["row_id"])
    values = _values(call, table, _VALUES[table.kind])
    _refuse_duplicates(table, values, row)
    call.world.set_values(table.slug, row.id, values, prepend=prepend, actor=_actor(call))
    return _shown(call, table, row.id)


def _delete(call: Call) -> dict[str, Any]:
    table = target_of(call)
    call.world.delete(table.slug, call.world.row(table, call.path["row_id"]).id)
    return {}


def _change_attribute(call: Call) -> dict[str, Any]:
    table, attribute = attribute_of(call)
    data = call.data("title", "api_slug", "description", "is_archived")
    if attribute.is_system:
        raise Refusal(400, "system_edit_unauthorized", "Cannot update a System attribute.")
    call.world.rename_attribute(
        table.slug,
        attribute.slug,
        title=_string(data, "title", attribute.title),
        api_slug=_string(data, "api_slug", attribute.slug),
    )
    attribute.description = data.get("description", attribute.description)
    attribute.is_archived = _boolean(data, attribute.is_archived)
    return {"data": attribute_json(call.world, table, attribute)}


def _change_choice(call: Call) -> dict[str, Any]:
    table, attribute = attribute_of(call)
    data = call.data("title", "is_archived")
    choice = attribute.choice(call.path["choice"])
    if choice is None:
        raise Refusal(404, "not_found", f'Option with ID "{call.path["choice"]}" not found.')
    _rename_choice(attribute, choice, _string(data, "title", choice.title))
    choice.is_archived = _boolean(data, choice.is_archived)
    table.forget_bytes()
    return {"data": choice_json(call.world, table, attribute, choice)}


def _rename_choice(attribute: Attribute, choice: Choice, title: str) -> None:
    other = attribute.choice(title)
    if other is not None and other is not choice:
        message = f'There is already another select option with the title "{title}".'
        raise Refusal(409, "slug_conflict", message)
    choice.title = title


def _values(call: Call, table: Table, *allowed: str) -> dict[str, Any]:
    key = _VALUES[table.kind]
    data = call.data(*allowed)
    values = checked(data.get(key), data.get(key) or (), ("data", key))
    for name in values:
        attribute = table.attribute(name)
        if attribute and not attribute.is_writable:
            message = f'Cannot write to the read-only attribute with slug "{name}".'
            raise Refusal(400, "system_edit_unauthorized", message)
    return values


def _refuse_duplicates(table: Table, values: dict[str, Any], row: Row | None = None) -> None:
    for key, raw in values.items():
        attribute = table.attribute(key)
        if attribute is None or not attribute.is_unique:
            continue
        wanted = {_identifying(one, attribute) for one in (raw if isinstance(raw, list) else [raw])}
        if any(_holds(other, attribute, wanted) for other in table if other is not row):
            message = f'The value provided for the unique attribute with slug "{key}" is already in use.'
            raise Refusal(400, "uniqueness_conflict", message)


def _identifying(raw: Any, attribute: Attribute) -> str:
    keys = {"email-address": "email_address", "domain": "domain"}
    text = raw.get(keys.get(attribute.type, "value")) if isinstance(raw, dict) else raw
    return str(text).strip().lower()


def _holds(row: Row, attribute: Attribute, wanted: set[str]) -> bool:
    return any(str(part).lower() in wanted for value in values_of(row, attribute) for part in value.own[:1])


def _string(data: dict[str, Any], key: str, present: str) -> str:
    value = data.get(key, present)
    if not isinstance(value, str):
        raise invalid_type("Body", ("data", key), "string", value)
    if not value:
        raise invalid("Body", ("data", key), "String must contain at least 1 character(s)", "too_small")
    return value


def _boolean(data: dict[str, Any], present: bool) -> bool:
    path: Path = ("data", "is_archived")
    value = data.get("is_archived", present)
    if not isinstance(value, bool):
        raise invalid_type("Body", path, "boolean", value)
    return value


def _actor(call: Call) -> Actor:
    return Actor("api-token", call.key.id if call.key else None)


def _shown(call: Call, table: Table, row_id: str) -> bytes:
    return b'{"data":%b}' % row_bytes(call.world, table, table.rows[row_id])


_RECORDS = "record_permission:read-write object_configuration:read"
_ENTRIES = "list_entry:read-write list_configuration:read"
_RECORD = "/objects/{object}/records/{row_id}"
_ENTRY = "/lists/{list}/entries/{row_id}"
_OF_OBJECT = "/objects/{object}/attributes/{attribute}"
_OF_LIST = "/lists/{list}/attributes/{attribute}"

WRITING = (
    endpoint("POST", "/objects/{object}/records", _create_record, _RECORDS),
    endpoint("PATCH", _RECORD, _prepend, _RECORDS),
    endpoint("PUT", _RECORD, _overwrite, _RECORDS),
    endpoint("DELETE", _RECORD, _delete, _RECORDS),
    endpoint("POST", "/lists/{list}/entries", _create_entry, _ENTRIES),
    endpoint("PATCH", _ENTRY, _prepend, _ENTRIES),
    endpoint("PUT", _ENTRY, _overwrite, _ENTRIES),
    endpoint("DELETE", _ENTRY, _delete, _ENTRIES),
    endpoint("PATCH", _OF_OBJECT, _change_attribute, "object_configuration:read-write"),
    endpoint("PATCH", _OF_LIST, _change_attribute, "list_configuration:read-write"),
    endpoint("PATCH", f"{_OF_OBJECT}/options/{{choice}}", _change_choice, "object_configuration:read-write"),
    endpoint("PATCH", f"{_OF_LIST}/options/{{choice}}", _change_choice, "list_configuration:read-write"),
    endpoint("PATCH", f"{_OF_OBJECT}/statuses/{{choice}}", _change_choice, "object_configuration:read-write"),
    endpoint("PATCH", f"{_OF_LIST}/statuses/{{choice}}", _change_choice, "list_configuration:read-write"),
)
