"""Shows results: to a person as words and tables, to a script as one JSON object."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import msgspec

from attiary.cli.bidi import printable
from attiary.language import say
from attiary.wording.error_texts import sentences
from attiary.wording.lines import Tone, text_of
from attiary.wording.wait_lines import Waits

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Sequence

    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from attiary.errors import Error
    from attiary.model.observer import WaitReason
    from attiary.services.context import App
    from attiary.wording.lines import Line, Words

WIDE = 10_000


def console(*, stderr: bool = False) -> Console:
    """A console as wide as the terminal; where there is none, wide enough that nothing is cut."""
    from attiary.cli.isolating_console import IsolatingConsole

    # A name may hold [brackets] and :colons:, which rich would take for markup and emoji.
    # https://rich.readthedocs.io/en/stable/markup.html
    shown = IsolatingConsole(stderr=stderr, highlight=False, soft_wrap=False, markup=False, emoji=False)
    if not shown.is_terminal:
        # rich assumes 80 columns in a pipe, and would cut what a script greps for.
        shown.width = WIDE
    return shown


def tell_moved_on(app: App) -> None:
    """Say on standard error, in a line, that git has moved the folder since the last import here."""
    from attiary.services.following import has_moved_on

    if has_moved_on(app):
        console(stderr=True).print(
            say("The folder has moved on since the last import here; the next one catches up."), style="dim"
        )


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

    shown = Text(printable(_start(text)), style=style, no_wrap=not wrap, overflow="ellipsis")
    # A terminal opens a link with whatever program its scheme names: none but the browser is wanted.
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
    # As bytes: under LANG=C, or on a Windows console, text would lose letters or fail.
    sys.stdout.buffer.write(msgspec.json.format(msgspec.json.encode(result), indent=2) + b"\n")
    sys.stdout.buffer.flush()


def draw_line(console: Console, line: Line, *, indent: str = "") -> None:
    """One line in the colour of its tone."""
    from rich.text import Text

    style = f"{'bold ' if line.is_strong else ''}{_STYLES[line.tone]}".strip()
    console.print(Text(indent + shown_text(line.words), style=style))


_STYLES = {
    Tone.PLAIN: "",
    Tone.GOOD: "green",
    Tone.CAUTION: "yellow",
    Tone.BAD: "red",
    Tone.DIM: "dim",
}


def style_of(line: Line) -> str:
    """How rich draws a line's tone."""
    return _STYLES[line.tone]


def shown_text(words: Words) -> str:
    """The words as a terminal shows them: what they name is made printable."""
    return text_of(words, lambda text: printable(_start(text)))


def _start(text: str) -> str:
    """As much of a text as fits a line."""
    return text if len(text) <= WIDE else f"{text[:WIDE]}…"


def tell_waits() -> Callable[[float, WaitReason], None]:
    """What says on standard error that a wait of this command has begun, and why."""
    waits = Waits()

    def tell(seconds: float, reason: WaitReason) -> None:
        line = waits.begin(seconds, reason)
        if line:
            print(shown_text(line.words), file=sys.stderr)  # noqa: T201 - this is what prints

    return tell


def error_object(error: Error) -> dict[str, Any]:
    """What a script reads of a failure."""
    sentence, hint = sentences(error, printable)
    return {"error": {"kind": type(error).__name__, "message": sentence, "hint": hint}}


def show_error(error: Error, *, as_json: bool, frame: dict[str, Any] | None = None) -> None:
    """One sentence on standard error, what to do below it; for a script an object on standard output too."""
    sentence, hint = sentences(error, printable)
    print(sentence, file=sys.stderr)  # noqa: T201 - this is what prints
    if hint:
        print(f"  {hint}", file=sys.stderr)  # noqa: T201 - as above
    if as_json:
        write_json((frame or {}) | error_object(error))
