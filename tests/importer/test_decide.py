from __future__ import annotations

import itertools

import pytest

from attiary.importer.decide import Decision, Here, Verb, decide
from attiary.model.run import Outcome


def test_a_new_record_is_added() -> None:
    decision = decide(Here.MISSING, is_known=False, is_moved=False, new_is_last=False, new_is_here=False)
    assert decision is Decision.ADD


def test_a_file_that_is_missing_is_written_again_though_nothing_changed_in_attio() -> None:
    decision = decide(Here.MISSING, is_known=True, is_moved=False, new_is_last=True, new_is_here=False)
    assert decision is Decision.CHANGE


def test_an_unchanged_record_leaves_its_file_alone() -> None:
    decision = decide(Here.AS_LEFT, is_known=True, is_moved=False, new_is_last=True, new_is_here=False)
    assert decision is Decision.REST


def test_a_change_in_attio_is_written_over_our_own_text() -> None:
    decision = decide(Here.AS_LEFT, is_known=True, is_moved=False, new_is_last=False, new_is_here=False)
    assert decision is Decision.CHANGE


def test_a_renamed_record_moves_its_file() -> None:
    decision = decide(Here.AS_LEFT, is_known=True, is_moved=True, new_is_last=False, new_is_here=False)
    assert decision is Decision.RENAME


def test_an_edit_is_left_alone_while_attio_says_what_it_said() -> None:
    decision = decide(Here.EDITED, is_known=True, is_moved=False, new_is_last=True, new_is_here=False)
    assert decision is Decision.KEEP_EDIT
    assert not decision.is_conflict


def test_an_edit_that_meets_a_change_in_attio_stays_and_is_named() -> None:
    decision = decide(Here.EDITED, is_known=True, is_moved=False, new_is_last=False, new_is_here=False)
    assert decision is Decision.KEEP_CONFLICT
    assert decision.is_conflict


def test_an_edit_that_says_what_attio_now_says_is_adopted() -> None:
    decision = decide(Here.EDITED, is_known=True, is_moved=False, new_is_last=False, new_is_here=True)
    assert decision is Decision.AGREE


def test_a_file_left_by_a_dead_run_is_taken_up_as_added() -> None:
    decision = decide(Here.EDITED, is_known=False, is_moved=False, new_is_last=False, new_is_here=True)
    assert decision is Decision.TAKE_UP


def test_edits_are_overwritten_only_when_asked() -> None:
    decision = decide(
        Here.EDITED, is_known=True, is_moved=False, new_is_last=False, new_is_here=False, overwrite_edits=True
    )
    assert decision is Decision.CHANGE


@pytest.mark.parametrize("moved", [False, True])
def test_whatever_the_facts_an_edit_is_never_written_over_unasked(moved: bool) -> None:
    for known, last, here in itertools.product([False, True], repeat=3):
        decision = decide(Here.EDITED, is_known=known, is_moved=moved, new_is_last=last, new_is_here=here)
        assert decision.verb is not Verb.WRITE


@pytest.mark.parametrize(("was_there", "decision"), [(False, "ADDED_BEFORE"), (True, "CHANGED_BEFORE")])
def test_what_a_killed_run_wrote_and_could_not_note_counts_as_done_by_the_one_that_finishes_it(
    was_there: bool, decision: str
) -> None:
    decided = decide(
        Here.AS_LEFT,
        is_known=True,
        is_moved=False,
        new_is_last=True,
        new_is_here=False,
        is_noted=False,
        was_there=was_there,
    )
    assert decided is Decision[decision]
    assert decided.verb is Verb.LEAVE


def test_a_new_file_of_a_killed_run_is_still_new_when_attio_changed_since() -> None:
    decided = decide(
        Here.AS_LEFT,
        is_known=True,
        is_moved=False,
        new_is_last=False,
        new_is_here=False,
        is_noted=False,
        was_there=False,
    )
    assert decided is Decision.ADD


def test_each_outcome_but_failure_is_some_decisions() -> None:
    settled_elsewhere = {Outcome.FAILED, Outcome.MERGED, Outcome.FORGOTTEN}
    assert {decision.outcome for decision in Decision} == set(Outcome) - settled_elsewhere
