from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
import pytest

from attiary.folder import Checkpoint, Database, Runs
from attiary.importer.recovery.step_notes import StepNotes
from attiary.model.proof import Reading
from attiary.model.run import Gone, Merger, Outcome, Problem, TargetResult
from attiary.model.selection import Selection, Target

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PEOPLE = Selection(target=Target("people"), ids=("a", "b"))


@pytest.fixture
def runs(tmp_path: Path) -> Iterator[Runs]:
    database = Database(tmp_path)
    yield Runs(database)
    database.close()


def found_so_far() -> TargetResult:
    return TargetResult(
        selection=PEOPLE,
        outcomes={Outcome.KEPT: 1},
        reading=Reading(pages=1, missing_ids=["m"]),
        problems=[Problem("p", "attio/person/p.json", Outcome.KEPT, "Edited {here}.", {"here": "here"})],
        gone=[Gone("g", "attio/person/g.json")],
        mergers=[Merger(("x", "y"), "z", "attio/person/z.json")],
        deleted_ids=["d"],
    )


def test_what_was_found_before_an_interruption_is_there_when_the_step_goes_on(runs: Runs) -> None:
    notes, result = StepNotes(runs, 0), found_so_far()
    notes.keep(result, "c1", {"p": False})
    result.gone.append(Gone("h", "attio/person/h.json"))
    result.reading.missing_ids.append("n")
    notes.keep(result, "c2", {"q": True})
    kept = StepNotes(runs, 0).load(PEOPLE)
    assert kept
    assert (kept.result, kept.cursor, kept.seen) == (result, "c2", {"p": False, "q": True})


def test_a_step_that_went_on_keeps_what_it_found_before_and_after(runs: Runs) -> None:
    StepNotes(runs, 0).keep(found_so_far(), "c1", {})
    notes = StepNotes(runs, 0)
    kept = notes.load(PEOPLE)
    assert kept
    kept.result.unmarked.append(Gone("u", "attio/person/u.json"))
    notes.keep(kept.result, "c2", {}, is_done=True)
    again = StepNotes(runs, 0).load(PEOPLE)
    assert again
    assert (again.result, again.is_done) == (kept.result, True)


def test_what_a_version_before_kept_whole_is_not_lost(runs: Runs) -> None:
    whole = msgspec.json.encode(found_so_far()).decode()
    runs.save_checkpoint(0, Checkpoint("c1", whole, is_done=False), {})
    notes = StepNotes(runs, 0)
    kept = notes.load(PEOPLE)
    assert kept
    notes.keep(kept.result, "c2", {})
    again = StepNotes(runs, 0).load(PEOPLE)
    assert again
    assert again.result == found_so_far()


def test_a_step_that_begins_anew_forgets_what_it_had_found(runs: Runs) -> None:
    StepNotes(runs, 0).keep(found_so_far(), None, {"p": True})
    assert StepNotes(runs, 0).load(PEOPLE) is None
    StepNotes(runs, 0).keep(TargetResult(selection=PEOPLE), "c", {"q": True})
    kept = StepNotes(runs, 0).load(PEOPLE)
    assert kept
    assert (kept.result, kept.seen) == (TargetResult(selection=PEOPLE), {"q": True})


def test_a_page_costs_as_much_late_as_early(runs: Runs) -> None:
    notes, result = StepNotes(runs, 0), TargetResult(selection=PEOPLE)
    sizes = []
    for number in range(3):
        result.gone += [Gone(f"{number}-{each}", "attio/person/x.json") for each in range(500)]
        notes.keep(result, str(number), {})
        checkpoint = runs.checkpoint(0)
        assert checkpoint
        sizes.append(len(checkpoint.result))
    assert len(set(sizes)) == 1
    assert len(runs.findings(0)) == 1500
