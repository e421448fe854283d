"""Attio's sorts (fact sheet section 5): earlier ones win, rows without a value come last."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from attiary.simulator.api_errors import ApiError, Path, invalid, invalid_type
from attiary.simulator.filtering import reached, route
from attiary.simulator.kinds import kind_of
from attiary.simulator.predicates import reader
from attiary.simulator.tables import Attribute, Row, Table, values_of

if TYPE_CHECKING:
    from attiary.simulator.workspace import Workspace

_Keyed = Callable[[Row], Any]


def ordered(workspace: Workspace, table: Table, rows: Iterable[Row], sorts: list[Any]) -> list[Row]:
    """The rows in the order asked for; 400 for a sort that makes no sense."""
    ranking = [_ranking(workspace, table, sort, ("sorts", i)) for i, sort in enumerate(sorts)]
    result = list(rows)
    # From the last sort to the first: Python's sort is stable, so earlier ones win, and ties stay by id.
    for key, descending in reversed(ranking):
        keyed = [(key(row), row) for row in result]
        present = [pair for pair in keyed if pair[0] is not None]
        present.sort(key=lambda pair: pair[0], reverse=descending)
        result = [row for _, row in present] + [row for value, row in keyed if value is None]
    return result


def _ranking(workspace: Workspace, table: Table, sort: Any, path: Path) -> tuple[_Keyed, bool]:
    _check(sort, path)
    if "path" in sort:
        steps = route(workspace, table, sort["path"], (*path, "path"))
    else:
        steps = [_attribute(table, sort["attribute"])]
    attribute = steps[-1]
    read = _reader(attribute, sort.get("field"), path)

    def key(row: Row) -> Any:
        values = (value for end in reached(workspace, row, steps) for value in values_of(end, attribute))
        return next((read(value) for value in values), None)

    return key, sort["direction"] == "desc"


def _check(sort: Any, path: Path) -> None:
    if not isinstance(sort, dict):
        raise invalid_type("Body", path, "object", sort)
    if sort.get("direction") not in ("asc", "desc"):
        options = ["asc", "desc"]
        raise invalid(
            "Body", (*path, "direction"), "Invalid enum value", "invalid_enum_value", options=options
        )
    if ("path" in sort) == ("attribute" in sort):
        raise invalid("Body", path, "Either attribute or path is needed")
    if unknown := set(sort) - {"direction", "attribute", "path", "field"}:
        raise invalid("Body", path, f"Unrecognized key(s) in object: {sorted(unknown)}", "unrecognized_keys")
    for key in ("attribute", "field"):
        if not isinstance(sort.get(key, ""), str):
            raise invalid_type("Body", (*path, key), "string", sort[key])


def _attribute(table: Table, key: str) -> Attribute:
    attribute = table.attribute(key)
    if attribute is None:
        raise ApiError(
            400, "unknown_filter_attribute_slug", f"Unknown attribute slug: {key}.", path=["sorts"]
        )
    return attribute


def _reader(attribute: Attribute, field: str | None, path: Path) -> Callable[[Any], Any]:
    kind = kind_of(attribute.type)
    name = field or kind.sorts_by
    if name not in {*kind.properties, kind.sorts_by}:
        raise invalid("Body", (*path, "field"), f'Values of "{attribute.slug}" have no "{name}"')
    read = reader(attribute, name)
    if name not in ("option", "status"):
        return read
    # People sort what they see; the id of an option says nothing.
    titles = {choice.id: choice.title for choice in attribute.choices}
    return lambda value: titles[read(value)]
