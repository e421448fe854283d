"""Draws what became of records."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from rich.text import Text

from attiary.cli.output import cell, shown_text, style_of
from attiary.language import count
from attiary.wording.change_lines import change_lines, counts, history_end

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from rich.console import Console

    from attiary.model.revision import Change, HistoryEnd
    from attiary.wording.change_lines import ValueLine


def local(time: str) -> str:
    """A time as a person reads it."""
    return datetime.fromisoformat(time).astimezone().strftime("%Y-%m-%d %H:%M")


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


def draw_end(console: Console, end: HistoryEnd | None) -> None:
    """Where the history ends that is here, if it is not whole."""
    if end:
        line = history_end(end)
        console.print(cell(shown_text(line.words), style=style_of(line), wrap=True))


def _sides(value: ValueLine) -> Iterator[Text]:
    if value.is_replaced:
        yield from (cell(value.before or ""), Text("→"), cell(value.now or ""))
        return
    for sign, side in (("+", value.now), ("-", value.before)):
        if side is not None:
            yield from (Text(sign), cell(side))
