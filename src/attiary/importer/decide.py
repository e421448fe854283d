"""What to do with one document, given what we wrote last, what is there now, and what Attio says. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto

from attiary.model.run import Outcome


class Last(Enum):
    """What we know that we wrote last for the record."""

    NOTHING = auto()
    """No run wrote it, or what is there is the user's."""
    TRACKED = auto()
    """The journal has it."""
    ADDED_BEFORE_CRASH = auto()
    """A run that was killed wrote the record's first file, and could not note it any more."""
    CHANGED_BEFORE_CRASH = auto()
    """A run that was killed wrote over the file, and could not note it any more."""


class Here(Enum):
    """What is at the record's path."""

    MISSING = auto()
    AS_LEFT = auto()
    EDITED = auto()


@dataclass(frozen=True, kw_only=True, slots=True)
class New:
    """What Attio says now; `importedAt` never counts."""

    is_as_last: bool
    """It is what we wrote last."""
    is_as_here: bool
    """It is what an edited file says already, however that is laid out."""
    is_renamed: bool = False
    """The file's name does not fit the record's any more."""


class Verb(Enum):
    """What is done to the file."""

    WRITE = auto()
    ADOPT = auto()
    LEAVE = auto()


class Decision(Enum):
    """A verb, the outcome it counts as, and whether the user's text and Attio's disagree.

    BEFORE: a run that was killed did it, and could not note it any more.
    """

    ADD = (Verb.WRITE, Outcome.ADDED, False)
    CHANGE = (Verb.WRITE, Outcome.CHANGED, False)
    RENAME = (Verb.WRITE, Outcome.RENAMED, False)
    ADOPT_NEW = (Verb.ADOPT, Outcome.ADDED, False)
    ADOPT_EDIT = (Verb.ADOPT, Outcome.CHANGED, False)
    REST = (Verb.LEAVE, Outcome.UNCHANGED, False)
    ADDED_BEFORE = (Verb.LEAVE, Outcome.ADDED, False)
    CHANGED_BEFORE = (Verb.LEAVE, Outcome.CHANGED, False)
    KEEP_EDIT = (Verb.LEAVE, Outcome.KEPT, False)
    KEEP_CONFLICT = (Verb.LEAVE, Outcome.KEPT, True)

    def __init__(self, verb: Verb, outcome: Outcome, is_conflict: bool) -> None:
        self.verb = verb
        self.outcome = outcome
        self.is_conflict = is_conflict


# A killed run did the work and has no receipt. The run that finishes it counts it.
_DONE_BEFORE = {
    Last.ADDED_BEFORE_CRASH: Decision.ADDED_BEFORE,
    Last.CHANGED_BEFORE_CRASH: Decision.CHANGED_BEFORE,
}


def decide(last: Last, here: Here, new: New, *, overwrite_edits: bool = False) -> Decision:
    """Decide what becomes of the file. A user's edit is never overwritten unless asked to."""
    match here:
        case Here.MISSING:
            # New in Attio, or the user deleted the file: `forget` is how to remove a record, so it returns.
            return _write(new, is_first=last is Last.NOTHING)
        case Here.AS_LEFT if new.is_as_last and not new.is_renamed:
            # Nothing happened, neither here nor in Attio.
            return _DONE_BEFORE.get(last, Decision.REST)
        case Here.AS_LEFT:
            # Changed in Attio. What a killed run added, and no receipt counted, is still new.
            return _write(new, is_first=last is Last.ADDED_BEFORE_CRASH)
        case Here.EDITED if new.is_as_here and not new.is_renamed:
            return _adopt(last, new)
        case Here.EDITED if overwrite_edits:
            # The user said that Attio wins.
            return _write(new, is_first=False)
        case Here.EDITED:
            return _keep(last, new)


def _write(new: New, *, is_first: bool) -> Decision:
    if is_first:
        return Decision.ADD
    return Decision.RENAME if new.is_renamed else Decision.CHANGE


def _adopt(last: Last, new: New) -> Decision:
    """The file is not as we left it, and says what Attio says."""
    if last is Last.NOTHING:
        # The journal was lost, or the user wrote the file: it is the record's from now on.
        return Decision.ADOPT_NEW
    if new.is_as_last:
        # A formatter laid it out anew, or git its line ends: it says what we wrote.
        return Decision.REST
    # Changed in Attio, and the user wrote the same here first: no edit any more.
    return Decision.ADOPT_EDIT


def _keep(last: Last, new: New) -> Decision:
    """The file is the user's."""
    if last is not Last.NOTHING and new.is_as_last:
        # Nothing new in Attio: the edit stays, and nothing has to be said of it.
        return Decision.KEEP_EDIT
    # Changed in Attio, too: only the user can tell which is right.
    return Decision.KEEP_CONFLICT
