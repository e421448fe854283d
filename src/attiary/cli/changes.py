"""What became of records, in words: kinds, values from what to what, and the commits that did it."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import msgspec
from msgspec.structs import replace
from rich.text import Text

from attiary.cli.output import cell, in_words
from attiary.documents.compare import added_and_taken
from attiary.documents.references import references, with_names
from attiary.errors import CatalogError
from attiary.language import count, say
from attiary.model.revision import RENAMED, Kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from rich.console import Console

    from attiary.assembly import Assembly
    from attiary.model.revision import Change, Revision, ValueChange
    from attiary.model.values import Json

SHORT_ID = 10
LONGEST = 80
_LEAD = 20  # letters shown before the first that differs
_TOLD_BY_KIND = frozenset(("goneAt",))


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


def counted(counts: Mapping[str, int]) -> str:
    """How many records by kind: 12 added, 3 changed."""
    return ", ".join(_counted(word, number) for word, number in counts.items())


def _counted(word: str, number: int) -> str:
    said = {
        Kind.ADDED: count("{number} added", "{number} added", number),
        Kind.CHANGED: count("{number} changed", "{number} changed", number),
        RENAMED: count("{number} renamed", "{number} renamed", number),
        Kind.GONE: count("{number} gone from Attio", "{number} gone from Attio", number),
        Kind.RETURNED: count("{number} back again", "{number} back again", number),
        Kind.MERGED: count("{number} merged", "{number} merged", number),
        Kind.REMOVED: count("{number} removed", "{number} removed", number),
    }
    return said[word]


def draw_changes(console: Console, changes: Sequence[Change], limit: int) -> None:
    """The first changes, each with its values, and how many more there are."""
    for change in changes[:limit]:
        draw_change(console, change)
    more = len(changes) - limit
    if more > 0:
        console.print(count("and {number} more", "and {number} more", more), style="dim")


def draw_change(console: Console, change: Change) -> None:
    """One record: what happened to it, then its values, one a line."""
    path = cell(f"  {change.path}", style="dim")
    console.print(cell(word(change), style=_COLOURS[change.shown_kind]) + "  " + cell(change.name) + path)
    if change.former_name:
        was = say("formerly") if change.kind is Kind.MERGED else say("was called")
        console.print(cell("    " + was) + "  " + cell(change.former_name))
    for value in change.values:
        if not (change.kind in {Kind.GONE, Kind.RETURNED} and value.slug in _TOLD_BY_KIND):
            console.print(_told(value))


_COLOURS = {
    Kind.ADDED: "green",
    Kind.CHANGED: "",
    RENAMED: "",
    Kind.GONE: "yellow",
    Kind.RETURNED: "green",
    Kind.MERGED: "yellow",
    Kind.REMOVED: "red",
}


def word(change: Change) -> str:
    """What happened to a record."""
    said = {
        Kind.ADDED: say("added"),
        Kind.CHANGED: say("changed"),
        RENAMED: say("renamed"),
        Kind.GONE: say("gone from Attio"),
        Kind.RETURNED: say("back again"),
        Kind.MERGED: say("merged into"),
        Kind.REMOVED: say("removed"),
    }
    return said[change.shown_kind]


def _told(value: ValueChange) -> Text:
    return cell(f"    {value.slug}", style="dim") + "  " + Text(" ").join(_sides(value.before, value.after))


def _sides(before: Json, after: Json) -> Iterator[Text]:
    arrays = added_and_taken(before, after)
    if arrays and any(arrays):
        before, after = arrays[1] or None, arrays[0] or None
    elif before is not None and after is not None:
        former, now = _shortened(in_words(before), in_words(after))
        yield from (cell(former), Text("→"), cell(now))
        return
    for sign, side in (("+", after), ("-", before)):
        if side is not None:
            yield from (Text(sign), cell(_shortened(in_words(side))[0]))


def _shortened(*texts: str) -> list[str]:
    """The texts, no longer than a line: from a little before where they differ."""
    if all(len(text) <= LONGEST for text in texts):
        return list(texts)
    start = max(0, _first_difference(*texts) - _LEAD) if len(texts) > 1 else 0
    return [_cut(text, start) for text in texts]


def _first_difference(one: str, other: str) -> int:
    pairs = enumerate(zip(one, other, strict=False))
    return next((place for place, (here, there) in pairs if here != there), min(len(one), len(other)))


def _cut(text: str, start: int) -> str:
    shown = text[start : start + LONGEST]
    return ("…" if start else "") + shown + ("…" if len(text) > start + LONGEST else "")
