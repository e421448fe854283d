"""Draws what became of records, and makes the objects that scripts read of it."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import msgspec
from msgspec.structs import replace
from rich.text import Text

from attiary.cli.output import cell, shown_text, style_of
from attiary.documents.references import references, with_names
from attiary.errors import CatalogError
from attiary.language import count
from attiary.wording.change_lines import change_lines, counts

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from rich.console import Console

    from attiary.assembly import Assembly
    from attiary.model.revision import Change, Revision
    from attiary.wording.change_lines import ValueLine

SHORT_ID = 10


def change_object(change: Change) -> dict[str, Any]:
    """A change as scripts read it."""
    said: dict[str, Any] = msgspec.to_builtins(change)
    return said | {"kind": change.shown_kind}


def revision_object(revision: Revision) -> dict[str, Any]:
    """A commit as scripts read it."""
    return {
        "commit": revision.id,
        "time": utc(revision.time),
        "subject": revision.subject,
        "runId": revision.run_id,
        "undoes": revision.undoes,
        "forgets": revision.forgets,
        "byHand": not revision.is_ours,
    }


def utc(time: str) -> str:
    """A time of git's as all others: UTC in whole seconds."""
    return datetime.fromisoformat(time).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def local(time: str) -> str:
    """A time as a person reads it."""
    return datetime.fromisoformat(time).astimezone().strftime("%Y-%m-%d %H:%M")


def join_names(attiary: Assembly, changes: Sequence[Change]) -> list[Change]:
    """The same, with names in the references of which the catalog has the record; without one, none."""
    values = [side for change in changes for each in change.values for side in (each.before, each.after)]
    keys = {(each["objectType"], each["attioRecordId"]) for each in references(values)}
    named: dict[str, str] = {}
    with suppress(CatalogError):
        rows = attiary.rows() if keys else None
        if rows:
            found = rows.named(keys)
            named = {record_id: name for (_, record_id), name in found.items()}
    return [_with_names(change, named) for change in changes]


def _with_names(change: Change, named: Mapping[str, str]) -> Change:
    values = [
        replace(each, before=with_names(each.before, named), after=with_names(each.after, named))
        for each in change.values
    ]
    return replace(change, values=values)


def counted(numbers: Mapping[str, int]) -> str:
    """How many records by kind: 12 added, 3 changed."""
    return shown_text(counts(numbers))


def draw_changes(console: Console, changes: Sequence[Change], limit: int) -> None:
    """The first changes, each with its values, and how many more there are."""
    for change in changes[:limit]:
        draw_change(console, change)
    more = len(changes) - limit
    if more > 0:
        console.print(count("and {number} more", "and {number} more", more), style="dim")


def draw_change(console: Console, change: Change) -> None:
    """One record: what happened to it, then its values, one a line."""
    lines = change_lines(change)
    path = cell(f"  {lines.path}", style="dim")
    kind = cell(shown_text(lines.kind.words), style=style_of(lines.kind))
    console.print(kind + "  " + cell(lines.name) + path)
    if lines.formerly:
        console.print(cell("    " + shown_text(lines.formerly.words)) + "  " + cell(lines.former_name))
    for value in lines.values:
        sides = Text(" ").join(_sides(value))
        console.print(cell(f"    {value.slug}", style="dim") + "  " + sides)


def _sides(value: ValueLine) -> Iterator[Text]:
    if value.is_replaced:
        yield from (cell(value.before or ""), Text("→"), cell(value.now or ""))
        return
    for sign, side in (("+", value.now), ("-", value.before)):
        if side is not None:
            yield from (Text(sign), cell(side))
