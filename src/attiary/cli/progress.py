"""Shows a run's progress on standard error: a moving bar on a terminal, nothing in a pipe."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bars

from attiary.cli.bidi import printable
from attiary.cli.output import console, draw_line, shown_text
from attiary.wording.progress_lines import hidden_line, resumed_line, stage_words
from attiary.wording.wait_lines import Waits

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rich.progress import TaskID

    from attiary.model.observer import WaitReason
    from attiary.model.proof import Hidden
    from attiary.model.run import Progress, Stage
    from attiary.model.selection import Target


class Watch:
    """The observer at a terminal: bars, one for each target, and a line for what else happens."""

    def __init__(self, bars: Bars) -> None:
        self._bars = bars
        self._tasks: dict[Target, TaskID] = {}
        self._waits = Waits()

    def started(self, targets: Sequence[Target]) -> None:
        """Wait for the first page of each: only then its bar has something to show."""

    def progress(self, progress: Progress) -> None:
        """Show where the run stands."""
        if progress.target is None:
            self._show_stage(progress.stage)
            return
        if progress.target not in self._tasks:
            self._finish_earlier()
            name = printable(progress.target.slug)
            self._tasks[progress.target] = self._bars.add_task(name, total=progress.total)
        self._bars.update(self._tasks[progress.target], completed=progress.current, total=progress.total)

    def hidden(self, hidden: Hidden) -> None:
        """Say what the key's scopes will keep from this import."""
        draw_line(self._bars.console, hidden_line(hidden))

    def resumed(self, started_at: str) -> None:
        """Say that an import is taken up again."""
        draw_line(self._bars.console, resumed_line(started_at))

    def waiting(self, seconds: float, reason: WaitReason) -> None:
        """Say that a wait has begun, and why."""
        line = self._waits.begin(seconds, reason)
        if line:
            draw_line(self._bars.console, line)

    def is_cancelled(self) -> bool:
        """Let the run go on: at a terminal Ctrl-C stops it."""
        return False

    def _show_stage(self, stage: Stage) -> None:
        self._finish_earlier()
        self._bars.add_task(shown_text(stage_words(stage)), total=None)

    def _finish_earlier(self) -> None:
        """What came before is done: its total is what it reached."""
        # Attio tells no totals: rich draws a bar without one as if it were under way for ever.
        for task in self._bars.tasks:
            self._bars.update(task.id, total=task.completed or 1, completed=task.completed or 1)


@contextmanager
def watching() -> Iterator[Watch]:
    """A watch that clears its bars when the work ends."""
    shown = console(stderr=True)
    bars = Bars(
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=shown,
        disable=not shown.is_terminal,  # in a log each step of a bar would be a line
        transient=True,
    )
    with bars:
        yield Watch(bars)
