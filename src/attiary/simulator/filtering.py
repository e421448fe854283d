"""Attio's filters: a filter of section 4 of the fact sheet becomes a test on a row, or is refused."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from attiary.simulator.api_errors import ApiError, Path, bad_filter, invalid_type
from attiary.simulator.predicates import condition
from attiary.simulator.tables import Attribute, Row, Table, values_of
from attiary.simulator.unsettled import DEEPEST_FILTER

if TYPE_CHECKING:
    from attiary.simulator.workspace import Workspace

Match = Callable[[Row], bool]


def compiled(workspace: Workspace, table: Table, node: Any, path: Path = ()) -> Match:
    """The test that a filter node stands for; `path` leads to the node, for the refusal."""
    if not isinstance(node, dict):
        raise invalid_type("Body", ("filter", *path), "object", node)
    # Recursion ends here, not in Python.
    if len(path) > DEEPEST_FILTER:
        raise bad_filter("The filter is nested too deeply.", path)
    if isinstance(node.get("path"), list):
        return _path_node(workspace, table, node, path)
    matches = [_part(workspace, table, key, inner, (*path, key)) for key, inner in node.items()]
    return matches[0] if len(matches) == 1 else lambda row: all(match(row) for match in matches)


def _part(workspace: Workspace, table: Table, key: str, inner: Any, path: Path) -> Match:
    if key in ("$and", "$or"):
        return _several(workspace, table, key, inner, path)
    if key == "$not":
        match = compiled(workspace, table, inner, path)
        # Rows without a value are what does not meet a condition, so they are in:
        # https://docs.attio.com/rest-api/guides/filtering-and-sorting
        return lambda row: not match(row)
    if key.startswith("$"):
        raise bad_filter(f"Unknown operator: {key}.", path)
    # Several values: any of them will do (each of Attio's examples implies it; fact sheet, section 4).
    attribute = _attribute(table, key, path)
    test = condition(attribute, inner, path)
    return lambda row: any(test(value) for value in values_of(row, attribute))


def _several(workspace: Workspace, table: Table, key: str, inner: Any, path: Path) -> Match:
    if not isinstance(inner, list):
        raise invalid_type("Body", ("filter", *path), "array", inner)
    if not inner:
        raise bad_filter(f"{key} needs at least one condition.", path)
    matches = [compiled(workspace, table, node, (*path, i)) for i, node in enumerate(inner)]
    if key == "$and":
        return lambda row: all(match(row) for match in matches)
    return lambda row: any(match(row) for match in matches)


def _attribute(table: Table, key: str, path: Path) -> Attribute:
    attribute = table.attribute(key)
    if attribute is None:
        # Positions in arrays are texts in this error, as recorded (fact sheet, section 4).
        at = [str(step) for step in path]
        raise ApiError(400, "unknown_filter_attribute_slug", f"Unknown attribute slug: {key}.", path=at)
    return attribute


def _path_node(workspace: Workspace, table: Table, node: dict[str, Any], path: Path) -> Match:
    if set(node) != {"path", "constraints"}:
        raise bad_filter("A path needs constraints and nothing else.", path)
    steps = route(workspace, table, node["path"], (*path, "path"))
    attribute = steps[-1]
    test = condition(attribute, node["constraints"], (*path, "constraints"))
    return lambda row: any(
        test(value) for end in reached(workspace, row, steps) for value in values_of(end, attribute)
    )


def route(workspace: Workspace, table: Table, raw: Any, path: Path) -> list[Attribute]:
    """The attributes that a path of (object or list, attribute) pairs names, each found on its own table."""
    if not isinstance(raw, list) or not raw:
        raise bad_filter("A path needs at least one pair of object and attribute.", path)
    steps: list[Attribute] = []
    for i, pair in enumerate(raw):
        if not _is_pair(pair):
            raise bad_filter("Each step of a path is a pair of object and attribute.", (*path, i))
        here = _container(workspace, table, steps, pair[0], (*path, i))
        steps.append(_attribute(here, pair[1], (*path, i)))
    return steps


def _is_pair(raw: Any) -> bool:
    return isinstance(raw, list) and [type(part) for part in raw] == [str, str]


def _container(workspace: Workspace, table: Table, steps: list[Attribute], key: str, path: Path) -> Table:
    if not steps:
        # Slug or id, as everywhere: https://docs.attio.com/docs/slugs-and-ids
        if key not in (table.slug, table.id):
            raise bad_filter(f'The path must begin at "{table.slug}".', path)
        return table
    last = steps[-1]
    if last.type != "record-reference":
        raise bad_filter(f'The path cannot pass through "{last.slug}": it is not a reference.', path)
    found = next((each for each in workspace.objects.values() if key in (each.slug, each.id)), None)
    if found is None or (last.targets and found.slug not in last.targets):
        raise bad_filter(f'"{last.slug}" does not lead to an object "{key}".', path)
    return found


def reached(workspace: Workspace, row: Row, steps: list[Attribute]) -> Iterator[Row]:
    """The rows on which the last attribute of a route lies, starting at a row."""
    if len(steps) == 1:
        yield row
        return
    for value in values_of(row, steps[0]):
        target_object, target_id = value.own
        yield from reached(workspace, workspace.objects[target_object].rows[target_id], steps[1:])
