"""The two query endpoints: a page of records or entries, joined from bytes encoded once."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Any

from attiary.simulator.api_errors import ApiError, invalid, invalid_type, not_found
from attiary.simulator.calls import Call, endpoint, whole_number
from attiary.simulator.filtering import compiled
from attiary.simulator.limits import score_of
from attiary.simulator.ordering import ordered
from attiary.simulator.reading import target_of
from attiary.simulator.rowbytes import row_bytes
from attiary.simulator.unsettled import LARGEST_OFFSET, PAGE_LIMIT

if TYPE_CHECKING:
    from collections.abc import Iterable

    from attiary.simulator.tables import Row, Table
    from attiary.simulator.world import World

_KEYS = ("filter", "filter_view_id", "sorts", "limit", "offset")


def _query_records(call: Call) -> bytes:
    try:
        table = target_of(call)
    # The query words it otherwise than all other calls (fact sheet, section 8).
    except ApiError as refusal:
        raise not_found("The referenced object was not found.") from refusal
    return _page(call, table)


def _query_entries(call: Call) -> bytes:
    return _page(call, target_of(call))


def _page(call: Call, table: Table) -> bytes:
    call.asked()
    body = call.body(_KEYS)
    # 500 is the documented default; that it is the most as well is assumed (fact sheet, section 3).
    limit = whole_number(body, "limit", PAGE_LIMIT, PAGE_LIMIT)
    start = whole_number(body, "offset", 0, LARGEST_OFFSET)
    node, sorts = _filter(table, body), _sorts(body)
    _charge(call, score_of(len(table.order), node, sorts))
    rows = _rows(call.world, table, node, sorts, slice(start, start + limit))
    return b'{"data":[%b]}' % b",".join(row_bytes(call.world, table, row) for row in rows)


def _charge(call: Call, score: int) -> None:
    call.headers["x-attio-record-query-score"] = str(score)
    if call.limits:
        call.limits.spend_score(score)


def _rows(world: World, table: Table, node: Any, sorts: list[Any], page: slice) -> Iterable[Row]:
    # The common case, at any size: a slice, with no row looked at.
    if not node and not sorts:
        return [table.rows[row_id] for row_id in table.order[page]]
    matching = filter(compiled(world, table, node), table) if node else iter(table)
    if not sorts:
        return islice(matching, page.start, page.stop)
    return ordered(world, table, matching, sorts)[page]


def _sorts(body: dict[str, Any]) -> list[Any]:
    sorts = body.get("sorts", [])
    if not isinstance(sorts, list):
        raise invalid_type("Body", ("sorts",), "array", sorts)
    return sorts


def _filter(table: Table, body: dict[str, Any]) -> Any:
    node = body.get("filter", {})
    if not isinstance(node, dict):
        raise invalid_type("Body", ("filter",), "object", node)
    if "filter_view_id" not in body:
        return node
    # Both at once is an error, as the view is a filter (fact sheet, section 4).
    if "filter" in body:
        raise invalid("Body", ("filter_view_id",), "Cannot be used together with filter")
    view = next((view for view in table.views if view.id == body["filter_view_id"]), None)
    if view is None:
        raise not_found(f'View with ID "{body["filter_view_id"]}" not found.')
    return view.filter


QUERYING = (
    endpoint(
        "POST",
        "/objects/{object}/records/query",
        _query_records,
        "record_permission:read object_configuration:read",
    ),
    endpoint(
        "POST", "/lists/{list}/entries/query", _query_entries, "list_entry:read list_configuration:read"
    ),
)
