"""A run of the importer: how far it is, what became of each record, how it ended."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct, field
from msgspec.structs import replace

from attiary.model.proof import Hidden, Reading
from attiary.model.selection import Options, Selection, Target


class RunState(StrEnum):
    """Where a run stands: under way, how it ended, or taken back since.

    COMPLETE: everything selected was read and written, and the receipt proves it. RUNNING is also the state
    of a run that was killed: nobody could note its end. UNDOING: an undo has begun, and must be finished.
    """

    RUNNING = "running"
    COMPLETE = "complete"
    INCOMPLETE = "incomplete"
    FAILED = "failed"
    INTERRUPTED = "interrupted"
    UNDOING = "undoing"
    UNDONE = "undone"

    @property
    def is_unfinished(self) -> bool:
        """Whether the run did not come to its end: killed, stopped or failed."""
        return self in {RunState.RUNNING, RunState.INTERRUPTED, RunState.FAILED}


class Stage(StrEnum):
    """What a run is at, in this order."""

    READ = "read"
    COMMIT = "commit"
    INDEX = "index"


class Outcome(StrEnum):
    """What became of one record. Each record that was read has exactly one."""

    ADDED = "added"
    CHANGED = "changed"
    RENAMED = "renamed"
    UNCHANGED = "unchanged"
    MERGED = "merged"
    KEPT = "kept"
    FAILED = "failed"
    FORGOTTEN = "forgotten"


class Progress(Struct, frozen=True):
    """Where a run stands: `total` is None where Attio does not say (it gives no counts)."""

    stage: Stage
    target: Target | None = None
    current: int = 0
    total: int | None = None


class Problem(Struct, frozen=True, rename="camel"):
    """One record that was not written as Attio has it, and why: a sentence for translators, its fields."""

    attio_record_id: str
    path: str
    outcome: Outcome
    reason: str
    fields: dict[str, str] = field(default_factory=dict)


class Gone(Struct, frozen=True, rename="camel"):
    """A record that Attio does not have any more; its file is kept."""

    attio_record_id: str
    path: str


class HoldingBack(StrEnum):
    """Why something that Attio handed out has no file, or its file is left as it is.

    FORGOTTEN: somebody asked to forget the record, or the one that an entry stands for. ADDRESS: it is new,
    and has an address that only a forgotten record had. MERGED: Attio made one record of it and of a record
    that is not imported.
    """

    FORGOTTEN = "forgotten"
    ADDRESS = "address"
    MERGED = "merged"


class HeldBack(Struct, frozen=True, rename="camel"):
    """What an import held back although Attio handed it out: it is not gone."""

    attio_record_id: str
    reason: HoldingBack
    because_of: str
    """The id of the record that is the reason: itself, a parent, or the one it was merged into."""
    path: str | None = None
    """Of its file, where it has one."""


class Merger(Struct, frozen=True, rename="camel"):
    """Records that Attio made one of: the new one has their file, at `path`, and their links."""

    merged_ids: tuple[str, ...] = field(name="formerIds")
    attio_record_id: str
    path: str


class TargetResult(Struct, kw_only=True):
    """What became of one target of a run."""

    selection: Selection
    outcomes: dict[Outcome, int] = field(default_factory=dict)
    reading: Reading = field(default_factory=Reading)
    problems: list[Problem] = field(default_factory=list)
    gone: list[Gone] = field(default_factory=list)
    """Marked with the date."""
    unmarked: list[Gone] = field(default_factory=list)
    """Not marked: they were too many to do so without being told."""
    held_back: list[HeldBack] = field(default_factory=list)
    """But for those in `forgotten`."""
    forgotten: list[HeldBack] = field(default_factory=list)
    """Who was asked to be forgotten: said when it happens, and kept nowhere."""
    mergers: list[Merger] = field(default_factory=list)
    deleted_ids: list[str] = field(default_factory=list, name="lost")
    """Selected by id, and deleted in Attio, as Attio said."""
    unknown_choices: list[str] = field(default_factory=list)
    """Slugs that `attiary.toml` names and Attio does not have."""

    def add(self, outcome: Outcome) -> None:
        """Count one record."""
        self.outcomes[outcome] = self.outcomes.get(outcome, 0) + 1

    def move(self, outcome: Outcome, other: Outcome) -> None:
        """Count one record as `other` that was counted as `outcome`."""
        self.outcomes[outcome] = self.number(outcome) - 1
        self.add(other)

    def number(self, outcome: Outcome) -> int:
        """How many records ended so."""
        return self.outcomes.get(outcome, 0)

    @property
    def is_proven(self) -> bool:
        """Whether all that was selected has been read."""
        reading = self.reading
        # A row that could not be read was selected too: leaving it out silently would be the worst of all.
        return reading.is_unbroken and not reading.missing_ids and not reading.unreadable

    @property
    def state(self) -> RunState:
        """Complete when the reading is proven whole and each record that was read is in its file."""
        is_written = not self.number(Outcome.FAILED) and not self.unmarked
        return RunState.COMPLETE if self.is_proven and is_written else RunState.INCOMPLETE


class ImportRun(Struct, kw_only=True):
    """One run of the importer. `started_at` is UTC in whole seconds; `commits` are full ids.

    `written` counts what became of the documents of its commit, what an interrupted run left behind
    included; `files` is how many of them it changed. `passed_over` names the files that were not as the run
    left them when it ended, or at its commit. `resumed` counts how often the run was taken up again after it
    had been interrupted, `forgotten_elsewhere` the records that another machine has forgotten, and that were
    erased here before anything was read.
    """

    run_id: str
    started_at: str
    workspace_id: str
    options: Options = Options()
    results: list[TargetResult] = field(default_factory=list)
    commits: list[str] = field(default_factory=list)
    made_repository: bool = False
    hidden: list[Hidden] = field(default_factory=list)
    written: dict[Outcome, int] = field(default_factory=dict)
    files: int = 0
    passed_over: list[Problem] = field(default_factory=list)
    workspace_name: str = ""
    resumed: int = 0
    forgotten_elsewhere: int = 0
    marks_run_id: str | None = None
    """The import that left unmarked what this run marked as gone."""

    @property
    def state(self) -> RunState:
        """Complete when every target is, and nobody took away or changed a file meanwhile."""
        complete = all(result.state is RunState.COMPLETE for result in self.results) and not self.passed_over
        return RunState.COMPLETE if complete else RunState.INCOMPLETE

    def without_forgotten(self) -> ImportRun:
        """What of it may be kept: all but the ids of those who were asked to be forgotten."""
        return replace(self, results=[replace(each, forgotten=[]) for each in self.results])

    def followed_by(self, marking: ImportRun) -> ImportRun:
        """How things stand after a run that marked what this one had left unmarked."""
        marked = {result.selection.target: result for result in marking.results}
        results = [
            replace(
                result,
                gone=result.gone + marked[target].gone,
                problems=result.problems + marked[target].problems,
                unmarked=[],
            )
            if (target := result.selection.target) in marked and result.unmarked
            else result
            for result in self.results
        ]
        return replace(
            self,
            results=results,
            commits=self.commits + marking.commits,
            files=self.files + marking.files,
            passed_over=self.passed_over + marking.passed_over,
        )
