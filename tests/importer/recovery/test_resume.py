from __future__ import annotations

import pytest

from attiary.folder import Run
from attiary.importer.plan import Step
from attiary.importer.recovery.resume import asked_for, is_taken_up, is_unfinished, selections_in
from attiary.model.document import Schema
from attiary.model.run import RunState
from attiary.model.selection import Options, Selection, Target

NOW = "2026-02-06T12:00:00Z"
PEOPLE = Selection(target=Target("people"), ids=("a", "b"))


def step(selection: Selection = PEOPLE, left_out: frozenset[str] = frozenset(), *expand: str) -> Step:
    return Step(0, selection, [], Schema(object_type="person", left_out=left_out), expand)


def asked(*steps: Step, options: Options = Options()) -> str:  # noqa: B008 - frozen
    chosen = steps or [step()]
    return asked_for([each.selection for each in chosen], chosen, options)


def run(state: RunState = RunState.RUNNING, started_at: str = NOW) -> Run:
    return Run("r", started_at, asked(), state)


@pytest.mark.parametrize("state", [RunState.RUNNING, RunState.INTERRUPTED, RunState.FAILED])
def test_the_same_import_takes_up_one_that_did_not_end(state: RunState) -> None:
    assert is_taken_up(run(state), asked(), NOW)


@pytest.mark.parametrize("state", [RunState.COMPLETE, RunState.INCOMPLETE, RunState.UNDOING, RunState.UNDONE])
def test_an_import_that_ended_is_not_taken_up(state: RunState) -> None:
    assert not is_taken_up(run(state), asked(), NOW)
    assert not is_unfinished(run(state))


def test_without_a_run_before_there_is_nothing_to_take_up() -> None:
    assert not is_taken_up(None, asked(), NOW)
    assert not is_unfinished(None)


@pytest.mark.parametrize(
    "other",
    [
        asked(step(Selection(target=Target("people")))),
        asked(step(), step()),
        asked(step(PEOPLE, frozenset(["twitter"]))),
        asked(step(PEOPLE, frozenset(), "company")),
        asked(options=Options(overwrite_edits=True)),
    ],
)
def test_another_import_begins_anew(other: str) -> None:
    assert not is_taken_up(run(), other, NOW)


def test_what_was_asked_to_be_expanded_then_is_not_to_be_asked_for_again() -> None:
    expanding = step(PEOPLE, frozenset(), "company")
    assert asked(expanding, options=Options(expand=("company",))) == asked(expanding)


def test_what_was_read_more_than_a_day_ago_is_read_again() -> None:
    assert is_taken_up(run(started_at="2026-02-05T12:00:00Z"), asked(), NOW)
    assert not is_taken_up(run(started_at="2026-02-05T11:59:59Z"), asked(), NOW)


def test_a_run_tells_what_it_was_to_read() -> None:
    assert selections_in(run().selection) == [PEOPLE]
