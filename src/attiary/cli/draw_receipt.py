"""Draws a receipt: its lines in their colours, its counts as a table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attiary.cli.output import cell, draw_line, shown_text, table
from attiary.wording.lines import Counts, Details, Line
from attiary.wording.receipt_lines import receipt

if TYPE_CHECKING:
    from rich.console import Console

    from attiary.model.run import ImportRun


def draw(console: Console, run: ImportRun) -> None:
    """The receipt of a run."""
    for block in receipt(run):
        match block:
            case Line():
                draw_line(console, block)
            case Details(lines):
                for line in lines:
                    draw_line(console, line, indent="  ")
            case Counts():
                _draw_counts(console, block)


def _draw_counts(console: Console, counts: Counts) -> None:
    drawn = table("", *(shown_text(title) for title in counts.titles))
    for column in drawn.columns[1:]:
        column.justify = "right"
    for name, numbers in counts.rows:
        drawn.add_row(cell(shown_text(name), style="bold"), *(cell(f"{number:,}") for number in numbers))
    console.print(drawn)
