"""Imports that begin at a given moment, and one that is killed on its way."""

from __future__ import annotations

import os
import signal
from pathlib import Path
from typing import TYPE_CHECKING

from attiary.importer.pipeline import run_import
from attiary.importer.plan import Tools
from attiary.model.observer import SilentObserver
from attiary.services.context import open_app

if TYPE_CHECKING:
    from collections.abc import Sequence

    from attiary.model.run import ImportRun, Progress
    from attiary.model.selection import Selection


def import_at(
    folder: Path, selections: Sequence[Selection], moment: str, *, afresh: bool = False
) -> ImportRun:
    with open_app(folder) as app, app.open_folder() as opened:
        tools = Tools(app.attio, opened, app.rows_of)
        return run_import(selections, tools, started_at=moment, afresh=afresh)


def import_until(selections: Sequence[Selection], moment: str, after: int) -> None:
    """For a process of its own: it is killed as soon as so many pages, or stages, are done."""
    with open_app(Path.cwd()) as app, app.open_folder() as opened:
        tools = Tools(app.attio, opened, app.rows_of)
        run_import(selections, tools, started_at=moment, observer=_Killer(after))


class _Killer(SilentObserver):
    def __init__(self, after: int) -> None:
        self._left = after

    def progress(self, progress: Progress) -> None:  # noqa: ARG002
        self._left -= 1
        if self._left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
