"""Whether an import takes up the one that was interrupted, or begins anew."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import msgspec
from msgspec.structs import replace

from attiary.model.run import RunState
from attiary.model.selection import Selection

if TYPE_CHECKING:
    from collections.abc import Sequence

    from attiary.folder import Folder, Run
    from attiary.importer.plan import Step
    from attiary.model.selection import Options

LONGEST_BREAK = timedelta(days=1)
"""What was read longer ago than this is read again: nobody expects an import to bring what is that old."""


def asked_for(selections: Sequence[Selection], steps: Sequence[Step], options: Options) -> str:
    """What a run is to do, as JSON: two runs of which this is equal write the same files.

    What is expanded is a matter of the steps, whether it was asked for now or is kept in `attiary.toml`. To
    mark the gone is a decision about what was read: it does not make it another import.
    """
    asked = {
        "selections": selections,
        "options": replace(options, expand=(), mark_gone=False),
        "schemas": [[sorted(step.schema.left_out), list(step.expand)] for step in steps],
    }
    return msgspec.json.encode(asked).decode()


def selections_in(asked_for: str) -> list[Selection]:
    """What a run was to read, of what `asked_for` made."""
    asked: Any = msgspec.json.decode(asked_for)
    return msgspec.convert(asked["selections"] if isinstance(asked, dict) else asked, list[Selection])


def is_unfinished(run: Run | None) -> bool:
    """Whether a run was begun and did not come to its end: killed, stopped or failed."""
    return run is not None and run.state.is_unfinished


def is_under_way(folder: Folder, run: Run) -> bool:
    """Whether somebody is at work on a run, and it was not killed. Raises FolderError."""
    return run.state is RunState.RUNNING and folder.is_busy()


def is_taken_up(last: Run | None, asked: str, now: str) -> bool:
    """Whether the last run is to be finished by the one that begins `now` (UTC, `2026-02-06T12:00:00Z`)."""
    if last is None or not is_unfinished(last) or last.selection != asked:
        return False
    return datetime.fromisoformat(now) - datetime.fromisoformat(last.started_at) <= LONGEST_BREAK
