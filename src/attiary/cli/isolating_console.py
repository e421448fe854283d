"""A console that ends with each line what it isolates: a text that is cut or wrapped turns no other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Console
from rich.segment import Segment
from rich.text import Text

from attiary.cli.bidi import ISOLATE, POP

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from rich.console import ConsoleOptions, RenderableType


class IsolatingConsole(Console):
    """A console each of whose lines closes what it isolates (Unicode UAX 9); our isolates do not nest."""

    def render(self, renderable: RenderableType, options: ConsoleOptions | None = None) -> Iterable[Segment]:
        """What is drawn of it."""
        # rich wraps and cuts a text by its letters: an isolate may open on one line and close on another.
        segments = super().render(renderable, options)
        return _closed(segments) if isinstance(renderable, Text) else segments


def _closed(segments: Iterable[Segment]) -> Iterator[Segment]:
    lines = _Lines()
    for segment in segments:
        yield segment._replace(text=lines.take(segment.text))
    if lines.end():
        yield Segment(POP)


class _Lines:
    """Goes through a text and closes at the end of a line what is open, to open it again on the next one."""

    def __init__(self) -> None:
        self._is_within = False
        self._is_open = False

    def take(self, text: str) -> str:
        """The next piece of the text, which may end lines."""
        first, *others = text.split("\n")
        return self._take(first) + "".join(f"{self.end()}\n{self._take(each)}" for each in others)

    def end(self) -> str:
        """What closes the line."""
        is_open, self._is_open = self._is_open, False
        return POP if is_open else ""

    def _take(self, piece: str) -> str:
        if not piece:
            return piece
        begin = ISOLATE if self._is_within and not self._is_open else ""
        self._is_within = self._is_within + piece.count(ISOLATE) > piece.count(POP)
        self._is_open = self._is_within
        return begin + piece
