"""What a receipt says of one target: how it was read, what is gone, what went wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attiary.cli.output import cell, printable
from attiary.language import count, say
from attiary.model.run import Outcome

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rich.console import Console

    from attiary.model.proof import Oddities, Reading
    from attiary.model.run import TargetResult
    from attiary.model.selection import Selection

MOST_SHOWN, MOST_NAMED = 10, 3


def name(result: TargetResult) -> str:
    """The target's name."""
    target = result.selection.target
    return say("list {slug}", slug=target.slug) if target.is_list else target.slug


def proof(result: TargetResult) -> str:
    """One line: what was selected, the pages and links, and what the reading cost."""
    reading, selection = result.reading, result.selection
    pages = count("{number} page", "{number} pages", reading.pages)
    parts = [say("{name}: {pages}", name=name(result) + _selected(selection), pages=pages)]
    if not (reading.pages or reading.is_unbroken):
        return say("{name}: not read", name=name(result))
    if selection.is_by_id:
        parts = [say("{name}: read by id in {pages}", name=name(result), pages=pages)]
    else:
        parts += _links(reading)
    if reading.repeats:
        parts.append(count("{number} read twice", "{number} read twice", reading.repeats))
    if reading.created_meanwhile:
        parts.append(
            count("{number} created meanwhile", "{number} created meanwhile", reading.created_meanwhile)
        )
    if reading.unknown.types or reading.unknown.keys:
        parts.append(_oddities(reading.unknown))
    if reading.waits:
        seconds = round(reading.waited_seconds)
        parts.append(
            count("tried again {number} time", "tried again {number} times", reading.waits)
            + " "
            + say("({seconds} s waited)", seconds=seconds)
        )
    return ", ".join(parts)


def _selected(selection: Selection) -> str:
    """How it was selected, where not everything was."""
    parts = [say("search “{text}”", text=selection.search)] if selection.search else []
    parts += selection.filters
    parts += [say("view “{text}”", text=selection.view)] if selection.view else []
    return f" ({printable(', '.join(parts))})" if parts else ""


def _oddities(unknown: Oddities) -> str:
    """How much was kept of what Attio does not document, and what it is called."""
    kinds = {**unknown.types, **unknown.keys}
    number = sum(unknown.types.values()) + sum(unknown.keys.values())
    names = ", ".join(sorted(kinds)[:MOST_NAMED]) + (" …" if len(kinds) > MOST_NAMED else "")
    kept = count("{number} unknown value kept", "{number} unknown values kept", number)
    return f"{kept} ({printable(names)})"


def _links(reading: Reading) -> list[str]:
    by_creation = [say("in order of creation")] if reading.ordered_by == "created_at" else []
    return [
        *by_creation,
        count("{number} link checked", "{number} links checked", reading.links_checked),
        count("{number} repaired", "{number} repaired", reading.links_repaired),
        _end(reading),
    ]


def _end(reading: Reading) -> str:
    if not reading.is_unbroken:
        return say("the chain of pages could not be closed")
    return say("last page short ({rows}), chain unbroken", rows=reading.last_page_length)


def draw_departures(console: Console, result: TargetResult, *, is_dry: bool) -> None:
    """Who was merged and who is gone from Attio; what was left unmarked, and how to have it marked."""
    for merger in result.mergers[:MOST_SHOWN]:
        text = count(
            "merged in Attio: {number} record is now {path}",
            "merged in Attio: {number} records are now {path}",
            len(merger.former_ids),
            path=merger.path,
        )
        console.print(cell(f"  {text}"))
    gone = say("gone from Attio, to be marked") if is_dry else say("gone from Attio, its file is kept")
    _draw_some(console, [f"{each.path}: {gone}" for each in result.gone], "yellow")
    left = say("gone from Attio, not marked")
    _draw_some(console, [f"{each.path}: {left}" for each in result.unmarked], "red")
    if result.unmarked:
        console.print(cell("  " + _how_to_mark(result), style="red", wrap=True))


def _how_to_mark(result: TargetResult) -> str:
    if not result.reading.records and not result.selection.is_by_id:
        return say(
            "Attio says that {name} has no records at all, so nothing is marked. If that is so, "
            "`attiary import --refresh` asks for each of them.",
            name=name(result),
        )
    return count(
        "{number} file is left as it is: to mark it as gone, import again with --yes.",
        "{number} files are left as they are: to mark them as gone, import again with --yes.",
        len(result.unmarked),
    )


def draw_problems(console: Console, result: TargetResult) -> None:
    """Rows that could not be read, records that were not found, files that are not as Attio has them."""
    unreadable = len(result.reading.unreadable)
    if unreadable:
        text = count(
            "{number} row that Attio sent could not be read, and has no file.",
            "{number} rows that Attio sent could not be read, and have no files.",
            unreadable,
        )
        console.print(cell(f"  {text}", style="red"))
    _draw_unknown_choices(console, result)
    missing = [say("Not in Attio: {id}", id=record_id) for record_id in result.reading.missing_ids]
    _draw_some(console, missing, "red")
    for outcome, color in ((Outcome.FAILED, "red"), (Outcome.KEPT, "yellow")):
        problems = [each for each in result.problems if each.outcome is outcome]
        lines = [f"{each.path}: {say(each.reason, **_printable(each.fields))}" for each in problems]
        _draw_some(console, lines, color)


def _draw_unknown_choices(console: Console, result: TargetResult) -> None:
    if result.unknown_choices:
        text = say(
            "attiary.toml names {slugs}, which {name} does not have: was it renamed in Attio?",
            slugs=printable(", ".join(result.unknown_choices)),
            name=name(result),
        )
        console.print(cell(f"  {text}", style="yellow", wrap=True))


def _printable(fields: dict[str, str]) -> dict[str, str]:
    return {name: printable(value) for name, value in fields.items()}


def _draw_some(console: Console, lines: Iterable[str], style: str) -> None:
    shown = list(lines)
    for line in shown[:MOST_SHOWN]:
        console.print(cell(f"  {line}", style=style))
    more = len(shown) - MOST_SHOWN
    if more > 0:
        console.print("  " + count("and {number} more", "and {number} more", more))
