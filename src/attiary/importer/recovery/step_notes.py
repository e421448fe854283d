"""How far a step of a run is, kept in the journal, so that an interrupted import goes on there.

Counters are written anew at each page; lists are only added to. A receipt that is written whole at each page
grows with the square of the records: 2.3 GB for 100,000 that were marked as gone (`bench/mark_gone.py`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec
from msgspec import Struct, field
from msgspec.structs import replace

from attiary.folder import Checkpoint
from attiary.model.run import Gone, HeldBack, Merger, Problem, TargetResult
from attiary.model.selection import Selection, Target

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from attiary.folder import Runs

_LISTS: dict[str, Any] = {
    "problems": Problem,
    "gone": Gone,
    "unmarked": Gone,
    "held_back": HeldBack,
    "mergers": Merger,
    "deleted_ids": str,
    "missing_ids": str,
}
_THE_STEPS = Selection(target=Target(""))
"""In a checkpoint: the run has it, and ids may be many."""


class Kept(Struct, frozen=True):
    """What a run that was interrupted had done of a step."""

    result: TargetResult
    cursor: str | None = None
    seen: dict[str, bool] = field(default_factory=dict)
    """By record id, whether it was new to us."""
    is_done: bool = False


class StepNotes:
    """The notes on one step of the run under way."""

    def __init__(self, runs: Runs, number: int) -> None:
        self._runs = runs
        self._number = number
        self._is_begun = False
        self._noted = dict.fromkeys(_LISTS, 0)
        """How many items of each list the journal has."""

    def load(self, selection: Selection) -> Kept | None:
        """What an interrupted run had done of the step; None where it has to begin anew."""
        saved = self._runs.checkpoint(self._number)
        if saved is None or not (saved.cursor or saved.is_done):
            return None
        result = replace(msgspec.json.decode(saved.result, type=TargetResult), selection=selection)
        findings = self._runs.findings(self._number)
        for name, kind in _LISTS.items():
            found = [msgspec.json.decode(item, type=kind) for each, item in findings if each == name]
            self._noted[name] = len(found)
            _list(result, name).extend(found)
        self._is_begun = True
        return Kept(result, saved.cursor, self._runs.seen(self._number), saved.is_done)

    def keep(
        self, result: TargetResult, cursor: str | None, new: Mapping[str, bool], *, is_done: bool = False
    ) -> None:
        """Note how far the step is, and what was seen since: ids, and whether they are new to us."""
        checkpoint = Checkpoint(cursor, msgspec.json.encode(_counters(result)).decode(), is_done)
        findings = [
            (name, msgspec.json.encode(item).decode())
            for name in _LISTS
            for item in self._unnoted(result, name)
        ]
        self._runs.save_checkpoint(self._number, checkpoint, new, findings, afresh=not self._is_begun)
        self._is_begun = True
        self._noted = {name: len(_list(result, name)) for name in _LISTS}

    def _unnoted(self, result: TargetResult, name: str) -> Sequence[Any]:
        return _list(result, name)[self._noted[name] :]


def _list(result: TargetResult, name: str) -> list[Any]:
    found: list[Any] = getattr(result.reading if name == "missing_ids" else result, name)
    return found


def _counters(result: TargetResult) -> TargetResult:
    """The result without what grows with the records."""
    return replace(
        result,
        selection=_THE_STEPS,
        reading=replace(result.reading, missing_ids=[]),
        problems=[],
        gone=[],
        unmarked=[],
        held_back=[],
        forgotten=[],
        mergers=[],
        deleted_ids=[],
    )
