"""`POST /objects/records/search` (fact sheet section 10): records of several objects, by what names them."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Any

from attiary.simulator.api_errors import ApiError, invalid, invalid_type
from attiary.simulator.calls import Call, checked, endpoint, whole_number
from attiary.simulator.unsettled import SEARCH_LIMIT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from attiary.simulator.tables import Row, Table

_LONGEST_QUERY = 256
_LABELS = ("name", "title")
_HANDLES = ("angellist", "facebook", "instagram", "linkedin", "twitter")
_SEARCHED = {
    "people": ("name", "email_addresses", "phone_numbers", *_HANDLES),
    "companies": ("name", "domains", *_HANDLES),
}
_ADDED = {"people": ("email_addresses", "phone_numbers"), "companies": ("domains",)}
_KEYS = ("query", "objects", "request_as", "limit")


def _search(call: Call) -> dict[str, Any]:
    call.asked()
    body = call.body(_KEYS)
    words = _query(body).casefold().split()
    tables = [_table(call, key) for key in _objects(body)]
    _check_viewer(call, body.get("request_as"))
    found = ((table, row) for table in tables for row in _matching(table, words))
    return {"data": [_hit(call, table, row) for table, row in islice(found, _limit(body))]}


def _query(body: dict[str, Any]) -> str:
    query = body.get("query")
    if not isinstance(query, str):
        raise invalid_type("Body", ("query",), "string", query)
    if len(query) > _LONGEST_QUERY:
        message = f"String must contain at most {_LONGEST_QUERY} character(s)"
        raise invalid("Body", ("query",), message, "too_big", maximum=_LONGEST_QUERY)
    return query


def _objects(body: dict[str, Any]) -> list[str]:
    keys = body.get("objects")
    if not isinstance(keys, list) or not all(isinstance(key, str) for key in keys):
        raise invalid_type("Body", ("objects",), "array", keys)
    if not keys:
        message = "Array must contain at least 1 element(s)"
        raise invalid("Body", ("objects",), message, "too_small", minimum=1)
    return keys


def _table(call: Call, key: str) -> Table:
    try:
        return call.world.object(key)
    except ApiError as refusal:
        # 400, not 404 as elsewhere, with the same words (fact sheet, section 8).
        raise ApiError(400, "value_not_found", str(refusal)) from refusal


def _check_viewer(call: Call, raw: Any) -> None:
    viewer = checked(raw, ("type", "workspace_member_id", "email_address"), ("request_as",))
    if viewer == {"type": "workspace"}:
        return
    emails = {each["id"]["workspace_member_id"]: each["email_address"] for each in call.world.members}
    wanted = viewer.get("workspace_member_id"), viewer.get("email_address")
    if viewer.get("type") != "workspace-member" or len(viewer) != len(wanted):
        raise invalid("Body", ("request_as",), "Invalid input", "invalid_union")
    if wanted[0] not in emails and wanted[1] not in emails.values():
        raise ApiError(400, "value_not_found", f'Workspace member "{wanted[0] or wanted[1]}" not found.')


def _limit(body: dict[str, Any]) -> int:
    limit = whole_number(body, "limit", SEARCH_LIMIT, SEARCH_LIMIT)
    # From 1 to 25, without an offset: further hits cannot be had (fact sheet, section 10).
    if not limit:
        message = "Number must be greater than or equal to 1"
        raise invalid("Body", ("limit",), message, "too_small", minimum=1)
    return limit


def _matching(table: Table, words: list[str]) -> Iterator[Row]:
    searched = _SEARCHED.get(table.slug, _LABELS)
    for row in table:
        text = " ".join(part for slug in searched for part in _texts(row, slug)).casefold()
        if all(word in text for word in words):
            yield row


def _texts(row: Row, slug: str) -> list[str]:
    return [part for own in row.owns(slug) for part in own if isinstance(part, str)]


def _hit(call: Call, table: Table, row: Row) -> dict[str, Any]:
    images = _texts(row, "avatar_url") + _texts(row, "logo_url")
    added = {slug: [own[0] for own in row.owns(slug)] for slug in _ADDED.get(table.slug, ())}
    return {
        "id": {"workspace_id": call.world.id, "object_id": table.id, "record_id": row.id},
        "object_slug": table.slug,
        "record_text": next((own[-1] for slug in _LABELS for own in row.owns(slug)), ""),
        "record_image": images[0] if images else None,
        **added,
    }


SEARCHING = (
    endpoint(
        "POST",
        "/objects/records/search",
        _search,
        "record_permission:read object_configuration:read",
    ),
)
