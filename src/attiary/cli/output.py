"""Shows results: to a person as words and tables, to a script as one JSON object."""

from __future__ import annotations

import sys
import time
import unicodedata
from typing import TYPE_CHECKING, Any

import msgspec

from attiary.language import say
from attiary.wording.hint_texts import hint_of

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Sequence

    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from attiary.errors import Error

WIDE = 10_000
ISOLATE, POP = "\N{FIRST STRONG ISOLATE}", "\N{POP DIRECTIONAL ISOLATE}"
_JOINERS = "\N{ZERO WIDTH NON-JOINER}\N{ZERO WIDTH JOINER}"  # Persian words and emoji need them
_RIGHT_TO_LEFT = frozenset(("R", "AL"))


def printable(text: str) -> str:
    """Text from a CRM, safe for a terminal: on one line, no control or bidi-control characters.

    Right-to-left text is isolated (Unicode UAX 9), so that it does not disorder its neighbours.
    """
    kept = "".join(
        " " if character in "\t\n\r" else character for character in text if not _is_control(character)
    )
    if any(unicodedata.bidirectional(character) in _RIGHT_TO_LEFT for character in kept):
        return f"{ISOLATE}{kept}{POP}"
    return kept


def _is_control(character: str) -> bool:
    if character in _JOINERS:
        return False
    return character not in "\t\n\r" and unicodedata.category(character) in (
        "Cc",
        "Cf",
        "Cs",
        "Co",
        "Zl",
        "Zp",
    )


def in_words(value: Any) -> str:
    """A document's value as a person reads it; a reference by its name, where that was joined."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return say("yes") if value else say("no")
    if isinstance(value, list):
        return ", ".join(in_words(each) for each in value)
    if isinstance(value, dict):
        known = next((value[key] for key in ("name", "attioRecordId", "actorType") if value.get(key)), None)
        return in_words(known or msgspec.json.encode(value).decode())
    return str(value)


def console(*, stderr: bool = False) -> Console:
    """A console as wide as the terminal; where there is none, wide enough that nothing is cut."""
    from attiary.cli.isolating_console import IsolatingConsole

    shown = IsolatingConsole(stderr=stderr, highlight=False, soft_wrap=False, markup=False, emoji=False)
    if not shown.is_terminal:
        shown.width = WIDE
    return shown


def table(*headings: str, firm: Collection[int] = ()) -> Table:
    """An empty table with translated headings; the columns numbered in `firm` are never cut."""
    from rich import box
    from rich.table import Table
    from rich.text import Text

    drawn = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
    for number, heading in enumerate(headings):
        drawn.add_column(Text(printable(heading), no_wrap=True, overflow="ellipsis"), no_wrap=number in firm)
    return drawn


def cell(text: str, *, link: str | None = None, style: str = "", wrap: bool = False) -> Text:
    """One cell of CRM text, as much as fits a line: never markup, a link only where it is plain https."""
    from rich.style import Style
    from rich.text import Text

    start = text if len(text) <= WIDE else f"{text[:WIDE]}…"
    shown = Text(printable(start), style=style, no_wrap=not wrap, overflow="ellipsis")
    if link and link.startswith("https://") and link.isprintable() and " " not in link:
        shown.stylize(Style(link=link))
    return shown


def add_rows(drawn: Table, rows: Iterable[Sequence[str]]) -> Table:
    """The table with rows of plain CRM text."""
    for row in rows:
        drawn.add_row(*(cell(text) for text in row))
    return drawn


def show(result: dict[str, Any], draw: Callable[[Console], None], *, as_json: bool) -> None:
    """Print a command's result: `result` as JSON for a script, or what `draw` draws for a person."""
    if as_json:
        write_json(result)
    else:
        draw(console())


def write_json(result: dict[str, Any]) -> None:
    """One JSON object on standard output, and nothing else."""
    sys.stdout.buffer.write(msgspec.json.format(msgspec.json.encode(result), indent=2) + b"\n")
    sys.stdout.buffer.flush()


_waiting_until: dict[str, float] = {}


def waiting(seconds: float, reason: str) -> str:
    """That a wait has begun, and why; nothing while the same was said and that wait is not over.

    `reason` is a sentence that may name `{seconds}`.
    """
    now = time.monotonic()
    if now < _waiting_until.get(reason, 0):
        return ""
    _waiting_until[reason] = now + seconds
    return say(reason, seconds=max(1, round(seconds)))


def tell_wait(seconds: float, reason: str) -> None:
    """Say on standard error that a wait has begun."""
    text = waiting(seconds, reason)
    if text:
        print(text, file=sys.stderr)  # noqa: T201 - this is what prints


def sentences(error: Error) -> tuple[str, str]:
    """The error's sentence and its hint in the reader's language; what they name is made printable."""
    fields = {name: printable(str(value)) for name, value in error.fields.items()}
    hint = hint_of(error)
    return say(error.sentence, **fields), say(hint, **fields) if hint else ""


def error_object(error: Error) -> dict[str, Any]:
    """What a script reads of a failure."""
    sentence, hint = sentences(error)
    return {"error": {"kind": type(error).__name__, "message": sentence, "hint": hint}}


def show_error(error: Error, *, as_json: bool, frame: dict[str, Any] | None = None) -> None:
    """One sentence on standard error, what to do below it; for a script an object on standard output too."""
    sentence, hint = sentences(error)
    print(sentence, file=sys.stderr)  # noqa: T201 - this is what prints
    if hint:
        print(f"  {hint}", file=sys.stderr)  # noqa: T201 - as above
    if as_json:
        write_json((frame or {}) | error_object(error))
