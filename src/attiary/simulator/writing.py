"""The endpoints that write, so that a test can make the world move over HTTP too."""

from __future__ import annotations

from typing import Any

from attiary.simulator.api_errors import ApiError, Path, invalid, invalid_type
from attiary.simulator.calls import Call, checked, endpoint
from attiary.simulator.reading import attribute_of, target_of
from attiary.simulator.rowbytes import row_bytes
from attiary.simulator.shapes import attribute_json, choice_json
from attiary.simulator.stamps import Actor
from attiary.simulator.tables import Attribute, Choice, Row, Table, values_of

_VALUES = {"objects": "values", "lists": "entry_values"}


def _create_record(call: Call) -> bytes:
    table = target_of(call)
    return create_record(call, table, sent_values(call, table, "values"))


def create_record(call: Call, table: Table, values: dict[str, Any]) -> bytes:
    """Create a record, and show it."""
    _refuse_duplicates(table, values)
    return _shown(call, table, call.world.add_record(table.slug, values, actor=_actor(call)))


def _create_entry(call: Call) -> bytes:
    table = target_of(call)
    return create_entry(call, table, *sent_entry(call, table))


def create_entry(call: Call, table: Table, parent_id: str, object_key: str, values: dict[str, Any]) -> bytes:
    """Create an entry, and show it."""
    entry_id = call.world.add_entry(table.slug, parent_id, values, object_slug=object_key)
    return _shown(call, table, entry_id)


def sent_entry(call: Call, table: Table) -> tuple[str, str, dict[str, Any]]:
    """The parent's id, its object and the values of an entry's body; 400 where one is missing."""
    keys = ("parent_record_id", "parent_object")
    data = call.data(*keys, "entry_values")
    values = sent_values(call, table, *keys, "entry_values")
    for key in keys:
        if not isinstance(data.get(key), str):
            raise invalid_type("Body", ("data", key), "string", data.get(key))
    return data["parent_record_id"], data["parent_object"], values


def _prepend(call: Call) -> bytes:
    table, row = _row(call)
    values = _changes(call, table, row)
    call.world.set_values(table.slug, row.id, values, prepend=True, actor=_actor(call))
    return _shown(call, table, row.id)


def _overwrite(call: Call) -> bytes:
    table, row = _row(call)
    return overwrite(call, table, row, _changes(call, table, row))


def overwrite(call: Call, table: Table, row: Row, values: dict[str, Any], *, added_to: str = "") -> bytes:
    """Overwrite a row's values, but keep those that the attribute `added_to` has; and show it."""
    _refuse_duplicates(table, values, row)
    # The attribute that found the record is added to: an address must not cost it its others.
    added = {key: value for key, value in values.items() if key == added_to}
    others = {key: value for key, value in values.items() if key != added_to}
    call.world.set_values(table.slug, row.id, added, prepend=True, actor=_actor(call))
    call.world.set_values(table.slug, row.id, others, actor=_actor(call))
    return _shown(call, table, row.id)


def _row(call: Call) -> tuple[Table, Row]:
    table = target_of(call)
    return table, call.world.row(table, call.path["row_id"])


def _changes(call: Call, table: Table, row: Row) -> dict[str, Any]:
    values = sent_values(call, table, _VALUES[table.kind])
    _refuse_duplicates(table, values, row)
    return values


def _merge(call: Call) -> dict[str, Any]:
    table = target_of(call)
    keys = ("primary_record_id", "secondary_record_id")
    data = call.data(*keys)
    for key in keys:
        if not isinstance(data.get(key), str):
            raise invalid_type("Body", ("data", key), "string", data.get(key))
        if data[key] not in table.rows:
            raise ApiError(404, "value_not_found", f'Record with ID "{data[key]}" not found.')
    return {"data": {"new_record_id": call.world.merge(table.slug, *(data[key] for key in keys))}}


def _delete(call: Call) -> dict[str, Any]:
    table = target_of(call)
    call.world.delete(table.slug, call.world.row(table, call.path["row_id"]).id)
    return {}


def _change_attribute(call: Call) -> dict[str, Any]:
    table, attribute = attribute_of(call)
    data = call.data("title", "api_slug", "description", "is_archived")
    if attribute.is_system:
        raise ApiError(400, "system_edit_unauthorized", "Cannot update a System attribute.")
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
        raise ApiError(404, "not_found", f'Option with ID "{call.path["choice"]}" not found.')
    _rename_choice(attribute, choice, _string(data, "title", choice.title))
    choice.is_archived = _boolean(data, choice.is_archived)
    table.forget_bytes()
    return {"data": choice_json(call.world, table, attribute, choice)}


def _rename_choice(attribute: Attribute, choice: Choice, title: str) -> None:
    other = attribute.choice(title)
    if other is not None and other is not choice:
        message = f'There is already another select option with the title "{title}".'
        raise ApiError(409, "slug_conflict", message)
    choice.title = title


def sent_values(call: Call, table: Table, *allowed: str) -> dict[str, Any]:
    """The values of a write's body; `allowed` are the keys that may stand beside them; 400 for others."""
    key = _VALUES[table.kind]
    data = call.data(*allowed)
    values = checked(data.get(key), data.get(key) or (), ("data", key))
    for name in values:
        attribute = table.attribute(name)
        # Before anything is written: one such key refuses the whole body (fact sheet, section 8).
        if attribute and not attribute.is_writable:
            message = f'Cannot write to the read-only attribute with slug "{name}".'
            raise ApiError(400, "system_edit_unauthorized", message)
    return values


def _refuse_duplicates(table: Table, values: dict[str, Any], row: Row | None = None) -> None:
    for key, raw in values.items():
        attribute = table.attribute(key)
        if attribute is None or not attribute.is_unique:
            continue
        if any(other is not row for other in holders(table, attribute, raw)):
            message = f'The value provided for the unique attribute with slug "{key}" is already in use.'
            raise ApiError(400, "uniqueness_conflict", message)


def holders(table: Table, attribute: Attribute, raw: Any) -> list[Row]:
    """The rows that hold one of the values that a write names."""
    wanted = {_identifying(one, attribute) for one in (raw if isinstance(raw, list) else [raw])}
    return [row for row in table if _holds(row, attribute, wanted)]


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


WRITES_RECORDS = "record_permission:read-write object_configuration:read"
WRITES_ENTRIES = "list_entry:read-write list_configuration:read"
_RECORD = "/objects/{object}/records/{row_id}"
_ENTRY = "/lists/{list}/entries/{row_id}"
_OF_OBJECT = "/objects/{object}/attributes/{attribute}"
_OF_LIST = "/lists/{list}/attributes/{attribute}"

WRITING = (
    endpoint("POST", "/objects/{object}/records", _create_record, WRITES_RECORDS),
    endpoint("POST", "/objects/{object}/records/merge", _merge, WRITES_RECORDS),
    endpoint("PATCH", _RECORD, _prepend, WRITES_RECORDS),
    endpoint("PUT", _RECORD, _overwrite, WRITES_RECORDS),
    endpoint("DELETE", _RECORD, _delete, WRITES_RECORDS),
    endpoint("POST", "/lists/{list}/entries", _create_entry, WRITES_ENTRIES),
    endpoint("PATCH", _ENTRY, _prepend, WRITES_ENTRIES),
    endpoint("PUT", _ENTRY, _overwrite, WRITES_ENTRIES),
    endpoint("DELETE", _ENTRY, _delete, WRITES_ENTRIES),
    endpoint("PATCH", _OF_OBJECT, _change_attribute, "object_configuration:read-write"),
    endpoint("PATCH", _OF_LIST, _change_attribute, "list_configuration:read-write"),
    endpoint("PATCH", f"{_OF_OBJECT}/options/{{choice}}", _change_choice, "object_configuration:read-write"),
    endpoint("PATCH", f"{_OF_LIST}/options/{{choice}}", _change_choice, "list_configuration:read-write"),
    endpoint("PATCH", f"{_OF_OBJECT}/statuses/{{choice}}", _change_choice, "object_configuration:read-write"),
    endpoint("PATCH", f"{_OF_LIST}/statuses/{{choice}}", _change_choice, "list_configuration:read-write"),
)
