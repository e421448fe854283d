"""Brings one document to its file: weighs what is there, then carries the decision out."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from msgspec.structs import replace

from attiary.documents.jsonfile import decode_or_none, encode, says_the_same
from attiary.errors import N_, FolderError
from attiary.folder import DiskRefused, Stamp
from attiary.importer.decide import Decision, Here, Verb, decide
from attiary.importer.recovery.untracked import LARGEST_FILE, UNSEEN, known_file
from attiary.model.run import Outcome, Problem

if TYPE_CHECKING:
    from collections.abc import Mapping

    from attiary.folder import Folder, KnownFile
    from attiary.importer.file_names import Naming
    from attiary.model.document import Document

EDITED_HERE = N_("Edited here, and changed in Attio since.")
TOO_LARGE = N_("The record has {size} bytes as a file, more than the {limit} that are written.")


@dataclass(frozen=True, kw_only=True, slots=True)
class Intent:
    """What is to be done with one document. `content` is what to write, or what is there to be adopted.

    `last` is what we wrote last, `is_journaled` whether the journal knows so. `is_new`: no run before this
    one wrote the record.
    """

    document: Document
    path: str
    last: KnownFile | None
    is_journaled: bool
    decision: Decision
    is_new: bool = False
    content: bytes = field(default=b"", repr=False)
    blob_id: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Settled:
    """What became of one document: what the journal is to learn, which old path is to go."""

    outcome: Outcome
    file: KnownFile | None = None
    removed: KnownFile | None = None
    problem: Problem | None = None


class Scales:
    """Weighs documents of one type. `intended` is what a run that was killed was about to write."""

    def __init__(
        self, folder: Folder, naming: Naming, intended: Mapping[str, set[str]], *, overwrite_edits: bool
    ) -> None:
        self._folder = folder
        self._naming = naming
        self._intended = intended
        self._overwrite_edits = overwrite_edits

    def weigh(
        self, document: Document, journaled: KnownFile | None, fresh: KnownFile | None = None
    ) -> Intent:
        """Decide about one document; nothing is written. Raises FolderError.

        `fresh` is a file of it that a run which was killed had written and could not note.
        """
        known = journaled or fresh
        path = self._naming.path_for(document, known.path if known else None)
        here, there, last = self.look(known, path)
        is_noted = last is not None and last is journaled
        decision = decide(
            here,
            is_known=last is not None and bool(last.blob_id),
            is_moved=last is not None and last.path != path,
            new_is_last=last is not None and self._blob_if_unchanged(document, last) == last.blob_id,
            new_is_here=there is not None and here is Here.EDITED and says_the_same(there, document),
            is_noted=is_noted,
            was_there=journaled is not None,
            overwrite_edits=self._overwrite_edits,
        )
        content = encode(document) if decision.verb is Verb.WRITE else there or b""
        return Intent(
            document=document,
            path=path,
            last=last,
            is_journaled=is_noted,
            decision=decision,
            is_new=journaled is None or not journaled.blob_id,
            content=content,
            blob_id=self._folder.blob_id(content) if content else "",
        )

    def look(self, journaled: KnownFile | None, path: str) -> tuple[Here, bytes | None, KnownFile | None]:
        """What is there, its bytes if they had to be read, and what we wrote last, in a killed run too."""
        there = journaled.path if journaled else path
        stamp = self._folder.files.stamp(there)
        if stamp is None:
            return Here.MISSING, None, journaled
        if journaled and journaled.blob_id and stamp == Stamp(journaled.size, journaled.mtime_ns):
            return Here.AS_LEFT, None, journaled
        content = self._folder.files.read(there) if stamp.size <= LARGEST_FILE else b""
        if content is None:
            return Here.MISSING, None, journaled
        blob_id = self._folder.blob_id(content)
        if journaled and blob_id == journaled.blob_id:
            return Here.AS_LEFT, content, journaled
        document = decode_or_none(content) if blob_id in self._intended.get(there, ()) else None
        if document:
            return Here.AS_LEFT, content, known_file(document, there, blob_id, stamp)
        return Here.EDITED, content, journaled

    def _blob_if_unchanged(self, document: Document, last: KnownFile) -> str:
        """The blob id the file has, if nothing but `importedAt` differs from what we wrote last."""
        return self._folder.blob_id(encode(replace(document, imported_at=last.imported_at)))


def carry_out(intent: Intent, folder: Folder) -> Settled:
    """Do what was decided; a file that cannot be written is a problem of its own, and no end."""
    match intent.decision.verb:
        case Verb.WRITE:
            return _write(intent, folder)
        case Verb.ADOPT:
            return _adopt(intent, folder)
        case Verb.LEAVE:
            return _leave(intent, folder)


def _write(intent: Intent, folder: Folder) -> Settled:
    last, path = intent.last, intent.path
    try:
        _refuse_large(intent)
        stamp = folder.files.write(path, intent.content)
    except DiskRefused:
        raise
    except FolderError as error:
        return _failed(intent, error)
    return Settled(
        outcome=intent.decision.outcome,
        file=known_file(intent.document, path, intent.blob_id, stamp),
        removed=last if last and last.path != path else None,
    )


def _refuse_large(intent: Intent) -> None:
    if len(intent.content) > LARGEST_FILE:
        raise FolderError(TOO_LARGE, size=len(intent.content), limit=LARGEST_FILE)


def _failed(intent: Intent, error: FolderError) -> Settled:
    """One record that cannot be written: its row says why, and the others go on."""
    file = intent.last or known_file(intent.document, intent.path, "", UNSEEN)
    return Settled(
        outcome=Outcome.FAILED,
        file=replace(file, problem=str(error)),
        problem=_problem(intent, intent.path, Outcome.FAILED, error),
    )


def _adopt(intent: Intent, folder: Folder) -> Settled:
    here, stamp = decode_or_none(intent.content), folder.files.stamp(intent.path)
    if here is None or stamp is None:
        return Settled(outcome=intent.decision.outcome)
    file = known_file(here, intent.path, intent.blob_id, stamp)
    return Settled(outcome=intent.decision.outcome, file=file)


def _leave(intent: Intent, folder: Folder) -> Settled:
    last, outcome = intent.last, intent.decision.outcome
    if intent.decision.is_conflict:
        there = last.path if last else intent.path
        error = FolderError(EDITED_HERE)
        file = replace(last, problem=EDITED_HERE) if last else None
        return Settled(outcome=outcome, file=file, problem=_problem(intent, there, outcome, error))
    return Settled(outcome=outcome, file=_refreshed(last, intent, folder) if last else None)


def _refreshed(last: KnownFile, intent: Intent, folder: Folder) -> KnownFile | None:
    """What the journal should know anew of a file that was left: its time on disk, and that all is well."""
    stamp = folder.files.stamp(last.path) if intent.decision is Decision.REST else None
    size, mtime_ns = (stamp.size, stamp.mtime_ns) if stamp else (last.size, last.mtime_ns)
    fresh = replace(last, size=size, mtime_ns=mtime_ns, problem=None)
    return None if fresh == last and intent.is_journaled else fresh


def _problem(intent: Intent, path: str, outcome: Outcome, error: FolderError) -> Problem:
    fields = {name: str(value) for name, value in error.fields.items()}
    return Problem(intent.document.attio_record_id, path, outcome, error.sentence, fields)
