"""What to do with one document, given what we wrote last and what is there now. Pure."""

from __future__ import annotations

from enum import Enum, auto

from attiary.model.run import Outcome


class Here(Enum):
    """What is at the document's path."""

    MISSING = auto()
    AS_LEFT = auto()
    EDITED = auto()


class Verb(Enum):
    """What is done to the file."""

    WRITE = auto()
    ADOPT = auto()
    LEAVE = auto()


class Decision(Enum):
    """A verb, the outcome it counts as, and whether the user's text and Attio's disagree.

    BEFORE: a run that was killed did it, and could not note so any more.
    """

    ADD = (Verb.WRITE, Outcome.ADDED, False)
    CHANGE = (Verb.WRITE, Outcome.CHANGED, False)
    RENAME = (Verb.WRITE, Outcome.RENAMED, False)
    TAKE_UP = (Verb.ADOPT, Outcome.ADDED, False)
    AGREE = (Verb.ADOPT, Outcome.CHANGED, False)
    REST = (Verb.LEAVE, Outcome.UNCHANGED, False)
    ADDED_BEFORE = (Verb.LEAVE, Outcome.ADDED, False)
    CHANGED_BEFORE = (Verb.LEAVE, Outcome.CHANGED, False)
    KEEP_EDIT = (Verb.LEAVE, Outcome.KEPT, False)
    KEEP_CONFLICT = (Verb.LEAVE, Outcome.KEPT, True)

    def __init__(self, verb: Verb, outcome: Outcome, is_conflict: bool) -> None:
        self.verb = verb
        self.outcome = outcome
        self.is_conflict = is_conflict


def decide(
    here: Here,
    *,
    is_known: bool,
    is_moved: bool,
    new_is_last: bool,
    new_is_here: bool,
    is_noted: bool = True,
    was_there: bool = True,
    overwrite_edits: bool = False,
) -> Decision:
    """Weigh last (what we wrote), here (what is there) and new (what Attio says), `importedAt` ignored.

    `is_known`: we know what we wrote last. `is_moved`: the file's name no longer fits the record's.
    `is_noted`: the journal has it so, and not only that a run which was killed meant to write it;
    `was_there`: before that run the record had a file.
    A file that is missing is written again; a user's edit is never overwritten unless asked to.
    """
    if here is Here.MISSING:
        return _written(is_known=is_known, is_moved=is_moved)
    if here is Here.AS_LEFT:
        if new_is_last and not is_moved:
            return Decision.REST if is_noted else _written_before(was_there=was_there)
        return _written(is_known=is_noted or was_there, is_moved=is_moved)
    if new_is_here and not is_moved:
        return _agreed(is_known=is_known, new_is_last=new_is_last)
    if overwrite_edits:
        return _written(is_known=True, is_moved=is_moved)
    return Decision.KEEP_EDIT if is_known and new_is_last else Decision.KEEP_CONFLICT


def _written(*, is_known: bool, is_moved: bool) -> Decision:
    if not is_known:
        return Decision.ADD
    return Decision.RENAME if is_moved else Decision.CHANGE


def _written_before(*, was_there: bool) -> Decision:
    return Decision.CHANGED_BEFORE if was_there else Decision.ADDED_BEFORE


def _agreed(*, is_known: bool, new_is_last: bool) -> Decision:
    if not is_known:
        return Decision.TAKE_UP
    return Decision.REST if new_is_last else Decision.AGREE
