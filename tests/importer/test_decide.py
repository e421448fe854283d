from __future__ import annotations

import itertools

import pytest

from attiary.importer.decide import Decision, Here, Last, New, Verb, decide
from attiary.model.run import Outcome

SAME = New(is_as_last=True, is_as_here=False)
OTHER = New(is_as_last=False, is_as_here=False)
RENAMED = New(is_as_last=False, is_as_here=False, is_renamed=True)
AS_HERE = New(is_as_last=False, is_as_here=True)
LAID_OUT_ANEW = New(is_as_last=True, is_as_here=True)

CASES = {
    "a new record": (Last.NOTHING, Here.MISSING, OTHER, "ADD"),
    "a file that the user deleted, and nothing new in Attio": (Last.TRACKED, Here.MISSING, SAME, "CHANGE"),
    "a file that the user deleted, of a record renamed": (Last.TRACKED, Here.MISSING, RENAMED, "RENAME"),
    "nothing happened": (Last.TRACKED, Here.AS_LEFT, SAME, "REST"),
    "a change in Attio": (Last.TRACKED, Here.AS_LEFT, OTHER, "CHANGE"),
    "renamed in Attio": (Last.TRACKED, Here.AS_LEFT, RENAMED, "RENAME"),
    "edited here": (Last.TRACKED, Here.EDITED, SAME, "KEEP_EDIT"),
    "edited here and changed in Attio": (Last.TRACKED, Here.EDITED, OTHER, "KEEP_CONFLICT"),
    "a file of the user's in the record's place": (Last.NOTHING, Here.EDITED, OTHER, "KEEP_CONFLICT"),
    "an edit that says what Attio now says": (Last.TRACKED, Here.EDITED, AS_HERE, "ADOPT_EDIT"),
    "a file that was laid out anew": (Last.TRACKED, Here.EDITED, LAID_OUT_ANEW, "REST"),
    "a file that no journal knows, as Attio says it": (Last.NOTHING, Here.EDITED, AS_HERE, "ADOPT_NEW"),
    "added by a killed run": (Last.ADDED_BEFORE_CRASH, Here.AS_LEFT, SAME, "ADDED_BEFORE"),
    "changed by a killed run": (Last.CHANGED_BEFORE_CRASH, Here.AS_LEFT, SAME, "CHANGED_BEFORE"),
    "added by a killed run, and changed in Attio since": (
        Last.ADDED_BEFORE_CRASH,
        Here.AS_LEFT,
        OTHER,
        "ADD",
    ),
    "changed by a killed run, and in Attio since": (Last.CHANGED_BEFORE_CRASH, Here.AS_LEFT, OTHER, "CHANGE"),
    "added by a killed run, and deleted by the user": (Last.ADDED_BEFORE_CRASH, Here.MISSING, SAME, "CHANGE"),
}


@pytest.mark.parametrize(("last", "here", "new", "decision"), CASES.values(), ids=CASES)
def test_what_happened_in_the_world_decides(last: Last, here: Here, new: New, decision: str) -> None:
    assert decide(last, here, new) is Decision[decision]


def test_edits_are_overwritten_only_when_asked() -> None:
    assert decide(Last.TRACKED, Here.EDITED, OTHER, overwrite_edits=True) is Decision.CHANGE


def test_only_an_edit_that_meets_a_change_in_attio_is_a_conflict() -> None:
    assert [decision for decision in Decision if decision.is_conflict] == [Decision.KEEP_CONFLICT]


@pytest.mark.parametrize("renamed", [False, True])
def test_whatever_the_facts_an_edit_is_never_written_over_unasked(renamed: bool) -> None:
    for last, as_last, as_here in itertools.product(Last, [False, True], [False, True]):
        new = New(is_as_last=as_last, is_as_here=as_here, is_renamed=renamed)
        assert decide(last, Here.EDITED, new).verb is not Verb.WRITE


@pytest.mark.parametrize("last", [Last.ADDED_BEFORE_CRASH, Last.CHANGED_BEFORE_CRASH])
def test_what_a_killed_run_wrote_is_not_written_again(last: Last) -> None:
    assert decide(last, Here.AS_LEFT, SAME).verb is Verb.LEAVE


def test_each_outcome_but_failure_is_some_decisions() -> None:
    decided_elsewhere = {Outcome.FAILED, Outcome.MERGED, Outcome.FORGOTTEN}
    assert {decision.outcome for decision in Decision} == set(Outcome) - decided_elsewhere
