"""Shows results: to a person as words and tables, to a script as one JSON object."""

from __future__ import annotations

import sys
import unicodedata
from typing import TYPE_CHECKING, Any

import msgspec

from attiary.language import say

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from attiary.errors import Error

WIDE = 10_000
_ISOLATE, _POP = "\N{FIRST STRONG ISOLATE}", "\N{POP DIRECTIONAL ISOLATE}"
_RIGHT_TO_LEFT = frozenset(("R", "AL"))


def printable(text: str) -> str:
    """Text from a CRM, safe for a terminal: on one line, no control or bidi-control characters.

    Right-to-left text is isolated (Unicode UAX 9), so that it does not disorder its neighbours.
    """
    kept = "".join(
        " " if character in "\t\n\r" else character for character in text if not _is_control(character)
    )
    if any(unicodedata.bidirectional(character) in _RIGHT_TO_LEFT for character in kept):
        return f"{_ISOLATE}{kept}{_POP}"
    return kept


def _is_control(character: str) -> bool:
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
    from rich.console import Console

    shown = Console(stderr=stderr, highlight=False, soft_wrap=False)
    if not shown.is_terminal:
        shown.width = WIDE
    return shown


def table(*headings: str) -> Table:
    """An empty table with translated headings."""
    from rich import box
    from rich.table import Table

    drawn = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
    for heading in headings:
        drawn.add_column(heading, overflow="ellipsis", no_wrap=True)
    return drawn


def cell(text: str, *, link: str | None = None, style: str = "") -> Text:
    """One cell of CRM text: never markup, a link only where the address is plain https."""
    from rich.style import Style
    from rich.text import Text

    shown = Text(printable(text), style=style)
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


def sentences(error: Error) -> tuple[str, str]:
    """The error's sentence and its hint in the reader's language; what they name is made printable."""
    fields = {name: printable(str(value)) for name, value in error.fields.items()}
    return say(error.sentence, **fields), say(error.hint, **fields) if error.hint else ""


def show_error(error: Error, *, as_json: bool, frame: dict[str, Any] | None = None) -> None:
    """One sentence on standard error, what to do below it; for a script an object on standard output too."""
    sentence, hint = sentences(error)
    print(sentence, file=sys.stderr)  # noqa: T201 - this is what prints
    if hint:
        print(f"  {hint}", file=sys.stderr)  # noqa: T201 - as above
    if as_json:
        write_json(
            (frame or {}) | {"error": {"kind": type(error).__name__, "message": sentence, "hint": hint}}
        )
