"""The runs of the importer: what was asked of each, how far the one under way is, how each ended.

In `.attiary/state.db`, and lost with it: nothing else keeps receipts and mergers.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from msgspec import Struct, field

from attiary.model.run import RunState

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from attiary.folder.state.database import Database

_RUN = "SELECT run_id, started_at, selection, status, receipt FROM runs"

_SEE = """
INSERT INTO seen (step, record_id, is_added) VALUES (?, ?, ?)
ON CONFLICT DO UPDATE SET is_added = max(is_added, excluded.is_added)
"""

_FIND = "INSERT INTO findings (step, kind, item) VALUES (?, ?, ?)"


class Run(Struct, frozen=True):
    """One run, as it was begun and ended; selection and receipt are JSON."""

    run_id: str
    started_at: str
    selection: str
    state: RunState = RunState.RUNNING
    receipt: str | None = None


def _run(row: tuple[str, str, str, str | None, str | None]) -> Run:
    """A run of a row of the table: one that never ended has no state there."""
    run_id, started_at, selection, state, receipt = row
    return Run(run_id, started_at, selection, RunState(state or RunState.RUNNING), receipt)


class Checkpoint(Struct, frozen=True):
    """How far one step of the run under way is: `cursor` is where it goes on, `result` JSON of counts."""

    cursor: str | None
    result: str
    is_done: bool


class MergedRecord(Struct, frozen=True):
    """A record that was merged into another, the survivor."""

    object_type: str
    merged_id: str
    survivor_id: str
    links: list[str] = field(default_factory=list)
    """The experiment links it had."""
    given: list[str] = field(default_factory=list)
    """Those of them that the survivor did not have before: an undo takes these from it."""


class Runs:
    """What we know of the runs of a folder. Every method raises FolderError where it cannot be used."""

    def __init__(self, database: Database) -> None:
        self._rows = database.rows
        self._writing = database.writing

    def begin(self, run_id: str, started_at: str, selection_json: str) -> None:
        """Note that a run begins; how far another one was counts no more."""
        with self._writing() as connection:
            self.drop_checkpoints()
            connection.execute(
                "INSERT INTO runs (run_id, started_at, selection) VALUES (?, ?, ?)",
                (run_id, started_at, selection_json),
            )

    def drop_checkpoints(self) -> None:
        """Know no more how far the run under way is: taken up again, it begins at its beginning."""
        with self._writing() as connection:
            connection.execute("DELETE FROM steps")
            connection.execute("DELETE FROM seen")
            connection.execute("DELETE FROM findings")

    def end(self, run_id: str, state: RunState, receipt_json: str) -> None:
        """Note how a run ended."""
        with self._writing() as connection:
            connection.execute(
                "UPDATE runs SET status = ?, receipt = ? WHERE run_id = ?",
                (state.value, receipt_json, run_id),
            )

    def set_state(self, run_id: str, state: RunState) -> None:
        """Note that a run was taken back, or is about to be; its receipt stays."""
        with self._writing() as connection:
            connection.execute("UPDATE runs SET status = ? WHERE run_id = ?", (state.value, run_id))

    def get(self, run_id: str) -> Run | None:
        """The run of this id."""
        rows = self._rows(f"{_RUN} WHERE run_id = ?", run_id)
        return _run(rows[0]) if rows else None

    def last(self) -> Run | None:
        """The run that was begun last."""
        rows = self._rows(f"{_RUN} ORDER BY number DESC LIMIT 1")
        return _run(rows[0]) if rows else None

    def find(self, beginning: str = "") -> list[Run]:
        """The runs whose id begins so, newest first."""
        # SQLite refuses what the command line makes of bytes that are no text; an id has none of these.
        if not beginning.isascii():
            return []
        query = f"{_RUN} WHERE substr(run_id, 1, ?) = ? ORDER BY number DESC"
        return [_run(row) for row in self._rows(query, len(beginning), beginning)]

    def states(self) -> dict[str, RunState]:
        """Where each run stands, by its id, newest first. Receipts, which may be long, are not read."""
        rows = self._rows("SELECT run_id, status FROM runs ORDER BY number DESC")
        return {run_id: RunState(state or RunState.RUNNING) for run_id, state in rows}

    def selections(self) -> list[str]:
        """What was asked of each run, newest first, as JSON."""
        return [selection for (selection,) in self._rows("SELECT selection FROM runs ORDER BY number DESC")]

    def commits(self) -> set[str]:
        """The ids of the commits that the runs here made, as far as there are receipts."""
        query = "SELECT value FROM runs, json_each(runs.receipt, '$.commits') WHERE receipt LIKE '{%'"
        return {commit for (commit,) in self._rows(query)}

    def save_checkpoint(
        self,
        number: int,
        checkpoint: Checkpoint,
        seen: Mapping[str, bool],
        findings: Iterable[tuple[str, str]] = (),
        *,
        afresh: bool = False,
    ) -> None:
        """Note how far a step is, and what it saw and found since the last time.

        `seen` tells by id whether records are new to us; `findings` are kinds and JSON. `afresh`: the step
        began anew, what it saw and found before does not count.
        """
        with self._writing() as connection:
            if afresh:
                connection.execute("DELETE FROM seen WHERE step = ?", (number,))
                connection.execute("DELETE FROM findings WHERE step = ?", (number,))
            connection.execute(
                "INSERT OR REPLACE INTO steps VALUES (?, ?, ?, ?)",
                (number, checkpoint.cursor, checkpoint.result, checkpoint.is_done),
            )
            connection.executemany(_SEE, [(number, key, is_new) for key, is_new in seen.items()])
            connection.executemany(_FIND, [(number, *each) for each in findings])

    def checkpoint(self, number: int) -> Checkpoint | None:
        """How far a step of the run under way is; None where it has not begun."""
        rows = self._rows("SELECT cursor, result, is_done FROM steps WHERE number = ?", number)
        return Checkpoint(rows[0][0], rows[0][1], bool(rows[0][2])) if rows else None

    def findings(self, number: int) -> list[tuple[str, str]]:
        """What a step has found, in order: kinds and JSON."""
        return self._rows("SELECT kind, item FROM findings WHERE step = ? ORDER BY number", number)

    def seen(self, number: int) -> dict[str, bool]:
        """The records that a step has seen: by id, whether they are new to us."""
        rows = self._rows("SELECT record_id, is_added FROM seen WHERE step = ?", number)
        return {record_id: bool(is_added) for record_id, is_added in rows}

    def add_merged(self, run_id: str, records: Iterable[MergedRecord]) -> None:
        """Note which records a run found to be merged, so that it can be taken back."""
        rows = [
            (
                *(run_id, each.object_type, each.merged_id, each.survivor_id),
                *(json.dumps(each.links), json.dumps(each.given)),
            )
            for each in records
        ]
        with self._writing() as connection:
            connection.executemany("INSERT OR REPLACE INTO mergers VALUES (?, ?, ?, ?, ?, ?)", rows)

    def merged_in(self, run_id: str) -> list[MergedRecord]:
        """The records that a run found to be merged."""
        rows = self._rows(
            "SELECT object_type, former_id, record_id, links, given FROM mergers WHERE run_id = ?", run_id
        )
        return [MergedRecord(*row[:3], *map(json.loads, row[3:])) for row in rows]

    def remove_merged(self, run_id: str, merged_ids: Collection[str]) -> None:
        """Know no more that a run found these records merged: that was taken back."""
        rows = [(run_id, merged_id) for merged_id in merged_ids]
        with self._writing() as connection:
            connection.executemany("DELETE FROM mergers WHERE run_id = ? AND former_id = ?", rows)

    def merged_ids(self, object_type: str) -> dict[str, list[str]]:
        """By the id of the survivor, the records of a type that were merged into it."""
        merged: dict[str, list[str]] = {}
        query = "SELECT record_id, former_id FROM mergers WHERE object_type = ?"
        for survivor_id, merged_id in self._rows(query, object_type):
            merged.setdefault(survivor_id, []).append(merged_id)
        return merged

    def rewrite(self, receipts: Mapping[str, str], selections: Mapping[str, str] | None = None) -> None:
        """Replace the receipts of runs, and what was asked of them, by run id."""
        with self._writing() as connection:
            for column, texts in (("receipt", receipts), ("selection", selections or {})):
                connection.executemany(
                    f"UPDATE runs SET {column} = ? WHERE run_id = ?",  # noqa: S608 - our names
                    [(text, run_id) for run_id, text in texts.items()],
                )

    def erase(self, record_ids: Collection[str]) -> None:
        """Know no more that a run has seen these records, or found them merged."""
        with self._writing() as connection:
            for record_id in record_ids:
                connection.execute("DELETE FROM seen WHERE record_id = ?", (record_id,))
                connection.execute("DELETE FROM mergers WHERE ? IN (former_id, record_id)", (record_id,))
