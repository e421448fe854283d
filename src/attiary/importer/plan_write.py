"""Looks at what is at a document's path and decides what to do with it. Nothing is written here."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from msgspec.structs import replace

from attiary.documents.jsonfile import decode_or_none, encode, says_the_same
from attiary.folder import LARGEST_FILE, stored_form
from attiary.importer.decide import Decision, Here, Last, New, Verb, decide
from attiary.importer.recovery.untracked import known_file

if TYPE_CHECKING:
    from collections.abc import Mapping

    from attiary.folder import Folder, KnownFile
    from attiary.importer.file_names import Naming
    from attiary.model.document import Document


@dataclass(frozen=True, kw_only=True, slots=True)
class Intent:
    """What is to be done with one document."""

    document: Document
    path: str
    decision: Decision
    last: KnownFile | None
    """What we wrote last, be it noted or not."""
    is_tracked: bool
    """Whether the journal has `last`; else only a run that was killed meant to write it."""
    found_id: str = ""
    """Git's id of what was at the path of `last`: nothing else may go when the record is renamed."""
    is_new: bool = False
    """No run before this one wrote the record."""
    content: bytes = field(default=b"", repr=False)
    """What to write, or what is there to be adopted; nothing where the file is left."""
    is_foreign: bool = False
    """What is adopted has other line ends, or a mark: it is written anew, as git is to have it."""
    blob_id: str = ""
    """Git's id of `content`."""

    @property
    def writes(self) -> bool:
        """Whether a file is written."""
        return self.decision.verb is Verb.WRITE or self.is_foreign


@dataclass(frozen=True, kw_only=True, slots=True)
class Found:
    """What is at a path."""

    here: Here
    last: KnownFile | None
    """What we wrote last, in a run that was killed too."""
    content: bytes | None = None
    """The file's bytes, if they had to be read."""


class WritePlanner:
    """Plans the writing of documents of one type.

    `written_ahead` are the blob ids, by path, that a run which was killed was about to write.
    """

    def __init__(
        self, folder: Folder, naming: Naming, written_ahead: Mapping[str, set[str]], *, overwrite_edits: bool
    ) -> None:
        self._folder = folder
        self._naming = naming
        self._written_ahead = written_ahead
        self._overwrite_edits = overwrite_edits

    def plan_write(
        self, document: Document, journaled: KnownFile | None, uncommitted: KnownFile | None = None
    ) -> Intent:
        """Decide about one document. Raises FolderError.

        `uncommitted` is a file of it that a run which was killed had written and could not note.
        """
        known = journaled or uncommitted
        path = self._naming.path_for(document, known.path if known else None, known.name if known else None)
        found = look(self._folder, known, path, self._written_ahead)
        last, is_tracked = found.last, found.last is not None and found.last is journaled
        encoded = encode(document) if found.here is Here.EDITED else b""
        new = New(
            is_as_last=last is not None and self._blob_if_unchanged(document, last) == last.blob_id,
            is_as_here=bool(encoded and found.content is not None and says_the_same(found.content, encoded)),
            is_renamed=last is not None and last.path != path,
        )
        decision = decide(
            _last(last, journaled, is_tracked=is_tracked),
            found.here,
            new,
            overwrite_edits=self._overwrite_edits,
        )
        content = stored_form(found.content or b"")
        is_foreign = decision.verb is Verb.ADOPT and content != found.content
        if decision.verb is Verb.WRITE:
            content = encoded or encode(document)
        return Intent(
            document=document,
            path=path,
            decision=decision,
            last=last,
            is_tracked=is_tracked,
            found_id=self._found_id(found),
            is_new=journaled is None or not journaled.blob_id,
            content=content,
            is_foreign=is_foreign,
            blob_id=self._folder.blob_id(content) if content else "",
        )

    def _found_id(self, found: Found) -> str:
        if found.here is Here.EDITED and found.content is not None:
            return self._folder.blob_id(found.content)
        return found.last.blob_id if found.last else ""

    def _blob_if_unchanged(self, document: Document, last: KnownFile) -> str:
        """The blob id the file has, if nothing but `importedAt` differs from what we wrote last.

        One encoding for each record: the price of not reading the file to know that nothing changed.
        """
        return self._folder.blob_id(encode(replace(document, imported_at=last.imported_at)))


def look(
    folder: Folder, tracked: KnownFile | None, path: str, written_ahead: Mapping[str, set[str]]
) -> Found:
    """What is at the path of the file that the journal tracks, else at `path`. Raises FolderError.

    `written_ahead` are the blob ids, by path, that runs which were killed were about to write.
    """
    there = tracked.path if tracked else path
    stamp = folder.files.stamp(there)
    if stamp is None:
        return Found(here=Here.MISSING, last=tracked)
    # As large and as old as we left it: not read again. Most files of a large import end here.
    if tracked and tracked.blob_id and stamp == tracked.stamp:
        return Found(here=Here.AS_LEFT, last=tracked)
    # A file larger than any we write is the user's whatever it says: it is not taken into memory.
    content = folder.files.read(there) if stamp.size <= LARGEST_FILE else b""
    if content is None:
        return Found(here=Here.MISSING, last=tracked)
    if tracked and folder.recognise(content, [tracked.blob_id]):
        return Found(here=Here.AS_LEFT, last=tracked, content=content)
    # Killed between the file and the journal: what that run meant to write is ours, and no edit.
    blob_id = folder.recognise(content, written_ahead.get(there, ()))
    document = decode_or_none(content) if blob_id else None
    if blob_id and document:
        last = known_file(document, there, blob_id, stamp)
        return Found(here=Here.AS_LEFT, last=last, content=content)
    return Found(here=Here.EDITED, last=tracked, content=content)


def _last(last: KnownFile | None, journaled: KnownFile | None, *, is_tracked: bool) -> Last:
    if last is None or not last.blob_id:
        return Last.NOTHING
    if is_tracked:
        return Last.TRACKED
    return Last.ADDED_BEFORE_CRASH if journaled is None else Last.CHANGED_BEFORE_CRASH
