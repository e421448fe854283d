"""Carries out what was decided of one document: its file, and what the journal is to learn of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from msgspec.structs import replace

from attiary.documents.jsonfile import decode_or_none
from attiary.errors import N_, FolderError, RecordTooLarge
from attiary.folder import LARGEST_FILE, DiskRefused
from attiary.importer.decide import Decision, Verb
from attiary.importer.recovery.untracked import UNSEEN, known_file
from attiary.model.message import Message, message_of
from attiary.model.run import Outcome, Problem

if TYPE_CHECKING:
    from attiary.folder import Folder, KnownFile
    from attiary.importer.plan_write import Intent

EDITED_HERE = N_("You edited this file, and Attio changed the record since.")
TOO_LARGE = N_("The file of the record would have {size} bytes, and the limit is {limit}.")


@dataclass(frozen=True, kw_only=True, slots=True)
class Applied:
    """What became of one document."""

    outcome: Outcome
    file: KnownFile | None = None
    """What the journal is to learn; None: nothing new."""
    removed: tuple[str, str] | None = None
    """Path and blob id of the old file of a record that was renamed.

    It goes after the journal has learnt of the new one, and only if it is that still.
    """
    problem: Problem | None = None

    @property
    def is_theirs(self) -> bool:
        """Whether what is at the path is not what we meant to write."""
        return self.outcome in {Outcome.KEPT, Outcome.FAILED}


def apply(intent: Intent, folder: Folder) -> Applied:
    """Do what was decided. Raises DiskRefused.

    A file that cannot be written for a reason of its own is a problem, and the others go on.
    """
    match intent.decision.verb:
        case Verb.WRITE:
            return _write(intent, folder)
        case Verb.ADOPT:
            return _adopt(intent, folder)
        case Verb.LEAVE:
            return _leave(intent, folder)


def _write(intent: Intent, folder: Folder) -> Applied:
    last, path = intent.last, intent.path
    try:
        _refuse_large(intent)
        stamp = folder.files.write(path, intent.content)
    except DiskRefused:
        raise  # a full disk is not this record's: no other would fare better
    except FolderError as error:
        return _failed(intent, error)
    return Applied(
        outcome=intent.decision.outcome,
        file=known_file(intent.document, path, intent.blob_id, stamp),
        removed=(last.path, intent.found_id) if last and last.path != path else None,
    )


def _refuse_large(intent: Intent) -> None:
    if len(intent.content) > LARGEST_FILE:
        raise RecordTooLarge(TOO_LARGE, size=len(intent.content), limit=LARGEST_FILE)


def _failed(intent: Intent, error: FolderError) -> Applied:
    """One record that cannot be written: its row says why, and the others go on."""
    file = intent.last or known_file(intent.document, intent.path, "", UNSEEN)
    why = message_of(error.sentence, error.fields)
    return Applied(
        outcome=Outcome.FAILED,
        file=replace(file, problem=why),
        problem=_problem(intent, intent.path, Outcome.FAILED, why),
    )


def _adopt(intent: Intent, folder: Folder) -> Applied:
    here, stamp = decode_or_none(intent.content), folder.files.stamp(intent.path)
    if here and stamp and intent.is_foreign:
        stamp = folder.files.write(intent.path, intent.content)
    if here is None or stamp is None:
        return Applied(outcome=intent.decision.outcome)
    file = known_file(here, intent.path, intent.blob_id, stamp)
    return Applied(outcome=intent.decision.outcome, file=file)


def _leave(intent: Intent, folder: Folder) -> Applied:
    last, outcome = intent.last, intent.decision.outcome
    if intent.decision.is_conflict:
        there = last.path if last else intent.path
        why = Message(EDITED_HERE)
        file = replace(last, problem=why) if last else None
        return Applied(outcome=outcome, file=file, problem=_problem(intent, there, outcome, why))
    return Applied(outcome=outcome, file=_refreshed(last, intent, folder) if last else None)


def _refreshed(last: KnownFile, intent: Intent, folder: Folder) -> KnownFile | None:
    """What the journal should know anew of a file that was left: its time on disk, and that all is well."""
    stamp = folder.files.stamp(last.path) if intent.decision is Decision.REST else None
    anew = replace(last.left_as(stamp or last.stamp), problem=None)
    return None if anew == last and intent.is_tracked else anew


def _problem(intent: Intent, path: str, outcome: Outcome, why: Message) -> Problem:
    return Problem(intent.document.attio_record_id, path, outcome, why.text, why.fields)
