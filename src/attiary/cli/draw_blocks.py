"""Draws what `wording` says: its lines in their colours, its counts as a table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attiary.cli.output import cell, draw_line, shown_text, style_of, table
from attiary.wording.lines import Counts, Details, Entry, Line

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rich.console import Console

    from attiary.wording.lines import Block


def draw_blocks(console: Console, blocks: Iterable[Block]) -> None:
    """One below the other."""
    for block in blocks:
        match block:
            case Line():
                draw_line(console, block)
            case Details(lines):
                for line in lines:
                    draw_line(console, line, indent="  ")
            case Entry(label, text):
                drawn = cell(shown_text(label.words), style=style_of(label))
                console.print(drawn + "  " + cell(shown_text(text)))
            case Counts():
                _draw_counts(console, block)


def _draw_counts(console: Console, counts: Counts) -> None:
    drawn = table("", *(shown_text(title) for title in counts.titles))
    for column in drawn.columns[1:]:
        column.justify = "right"
    for name, numbers in counts.rows:
        drawn.add_row(cell(shown_text(name), style="bold"), *(cell(f"{number:,}") for number in numbers))
    console.print(drawn)
