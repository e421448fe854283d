"""Where a run and a row stand, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attiary.model.imported_record import SyncStatus
from attiary.model.run import RunState
from attiary.wording.lines import Sentence, said

if TYPE_CHECKING:
    from attiary.model.imported_record import ImportedRecord


def run_state(state: RunState, *, is_under_way: bool = False) -> Sentence:
    """How a run ended. One that was killed is told as interrupted: it is continued in the same way."""
    if is_under_way:
        return said("under way")
    return {
        RunState.RUNNING: said("interrupted"),
        RunState.COMPLETE: said("complete"),
        RunState.INCOMPLETE: said("incomplete"),
        RunState.FAILED: said("failed"),
        RunState.INTERRUPTED: said("interrupted"),
        RunState.UNDOING: said("being taken back"),
        RunState.UNDONE: said("taken back"),
    }[state]


def sync_status(status: SyncStatus) -> Sentence:
    """Whether a row's file is as Attio has the record."""
    return {
        SyncStatus.SYNCED: said("synced"),
        SyncStatus.PENDING: said("pending"),
        SyncStatus.ERROR: said("error"),
    }[status]


def row_status(row: ImportedRecord) -> Sentence:
    """The status of a row, and why its file is not as Attio has the record."""
    if row.gone_at:
        return said("gone from Attio")
    status, why = sync_status(row.sync_status), row.sync_error
    return said("{status}: {reason}", status=status, reason=Sentence(why.text, why.fields)) if why else status
