"""The endpoints that create a record or an entry, or change the one that is there already."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attiary.simulator.api_errors import ApiError, invalid
from attiary.simulator.calls import Call, endpoint
from attiary.simulator.reading import target_of
from attiary.simulator.writing import (
    WRITES_ENTRIES,
    WRITES_RECORDS,
    create_entry,
    create_record,
    holders,
    overwrite,
    sent_entry,
    sent_values,
)

if TYPE_CHECKING:
    from attiary.simulator.tables import Attribute, Row, Table


def _assert_record(call: Call) -> bytes:
    table = target_of(call)
    matching = _matching(call, table)
    values = sent_values(call, table, "values")
    key = next((key for key in (matching.slug, matching.id) if key in values), None)
    if key is None:
        raise ApiError(400, "missing_value", f'A value for "{matching.slug}" is needed to find the record.')
    found = holders(table, matching, values[key])
    if len(found) > 1:
        raise _several(f'Multiple records were found for the given value of "{matching.slug}".')
    if not found:
        return create_record(call, table, values)
    return overwrite(call, table, found[0], values, added_to=key)


def _matching(call: Call, table: Table) -> Attribute:
    key = call.asked("matching_attribute").get("matching_attribute")
    if key is None:
        raise invalid("Query", ("matching_attribute",), "Required", "invalid_type", expected="string")
    attribute = table.attribute(key)
    if attribute is None:
        message = f'No attribute was found for matching_attribute slug/ID "{key}".'
        raise ApiError(400, "value_not_found", message)
    # Where several may hold a value, none of them is the one that is meant.
    if not attribute.is_unique:
        raise invalid("Query", ("matching_attribute",), f'The attribute "{key}" is not unique')
    return attribute


def _assert_entry(call: Call) -> bytes:
    call.asked()
    table = target_of(call)
    parent_id, object_key, values = sent_entry(call, table)
    found = _entries(table, parent_id)
    if len(found) > 1:
        raise _several(
            "Multiple entries were founds for the given parent record. "
            "Please remove duplicates or use the update or create entry endpoints instead."
        )
    if not found:
        return create_entry(call, table, parent_id, object_key, values)
    return overwrite(call, table, found[0], values)


def _entries(table: Table, parent_id: str) -> list[Row]:
    return [table.rows[entry_id] for entry_id in table.entries_of.get(parent_id, ())]


def _several(message: str) -> ApiError:
    return ApiError(400, "multiple_match_results", message)


ASSERTING = (
    endpoint("PUT", "/objects/{object}/records", _assert_record, WRITES_RECORDS),
    endpoint("PUT", "/lists/{list}/entries", _assert_entry, WRITES_ENTRIES),
)
