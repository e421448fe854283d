"""Brings one document to its file: looks at what is there, decides, writes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from msgspec.structs import replace

from attiary.documents.jsonfile import encode
from attiary.errors import N_, FolderError
from attiary.importer.decide import Decision, Here, Verb, decide
from attiary.importer.strays import known_file, readable
from attiary.model.imports import Options, Outcome, Problem

if TYPE_CHECKING:
    from attiary.folder import Folder, KnownFile
    from attiary.importer.naming import Naming
    from attiary.model.document import Document

EDITED_HERE = N_("Edited here, and changed in Attio since.")


@dataclass(frozen=True, kw_only=True, slots=True)
class Settled:
    """What became of one document: what the journal is to learn, which old path is to go."""

    outcome: Outcome
    file: KnownFile | None = None
    removed: str | None = None
    problem: Problem | None = None


def settle(
    document: Document, last: KnownFile | None, naming: Naming, folder: Folder, options: Options
) -> Settled:
    """Decide about one document and carry it out; a file that cannot be written is a problem, not an end."""
    path = naming.path_for(document, last.path if last else None)
    is_moved = last is not None and last.path != path
    here, content = _look(folder, last, path)
    decision = decide(
        here,
        is_known=last is not None and bool(last.blob_id),
        is_moved=is_moved,
        new_is_last=last is not None and _blob_if_unchanged(document, last, folder) == last.blob_id,
        new_is_here=here is Here.EDITED and _says_the_same(content, document),
        overwrite_edits=options.overwrite_edits,
    )
    if decision.verb is Verb.WRITE:
        if options.dry_run:
            return Settled(outcome=decision.outcome)
        return _write(document, path, decision, folder, removed=last.path if last and is_moved else None)
    if decision.verb is Verb.ADOPT:
        return _adopt(content, path, decision, folder)
    return _leave(document, last, path, decision, folder)


def _look(folder: Folder, last: KnownFile | None, path: str) -> tuple[Here, bytes | None]:
    there = last.path if last else path
    stamp = folder.stamp(there)
    if stamp is None:
        return Here.MISSING, None
    if last and last.blob_id and (stamp.size, stamp.mtime_ns) == (last.size, last.mtime_ns):
        return Here.AS_LEFT, None
    content = folder.read(there)
    if content is None:
        return Here.MISSING, None
    as_left = last is not None and folder.blob_id(content) == last.blob_id
    return (Here.AS_LEFT if as_left else Here.EDITED), content


def _blob_if_unchanged(document: Document, last: KnownFile, folder: Folder) -> str:
    """The blob id the file has, if nothing but `importedAt` differs from what we wrote last."""
    return folder.blob_id(encode(replace(document, imported_at=last.imported_at)))


def _says_the_same(content: bytes | None, document: Document) -> bool:
    here = readable(content)
    return here is not None and encode(replace(here, imported_at=document.imported_at)) == encode(document)


def _write(
    document: Document, path: str, decision: Decision, folder: Folder, *, removed: str | None
) -> Settled:
    content = encode(document)
    try:
        stamp = folder.write(path, content)
    except FolderError as error:
        problem = Problem(document.attio_record_id, path, Outcome.FAILED, str(error))
        return Settled(outcome=Outcome.FAILED, problem=problem)
    file = known_file(document, path, folder.blob_id(content), stamp)
    return Settled(outcome=decision.outcome, file=file, removed=removed)


def _adopt(content: bytes | None, path: str, decision: Decision, folder: Folder) -> Settled:
    here, stamp = readable(content), folder.stamp(path)
    if content is None or here is None or stamp is None:
        return Settled(outcome=decision.outcome)
    return Settled(outcome=decision.outcome, file=known_file(here, path, folder.blob_id(content), stamp))


def _leave(
    document: Document, last: KnownFile | None, path: str, decision: Decision, folder: Folder
) -> Settled:
    if decision.is_conflict:
        there = last.path if last else path
        problem = Problem(document.attio_record_id, there, decision.outcome, EDITED_HERE)
        file = replace(last, problem=EDITED_HERE) if last else None
        return Settled(outcome=decision.outcome, file=file, problem=problem)
    return Settled(outcome=decision.outcome, file=_refreshed(last, decision, folder) if last else None)


def _refreshed(last: KnownFile, decision: Decision, folder: Folder) -> KnownFile | None:
    """What the journal should know anew of a file that was left: its time on disk, and that all is well."""
    stamp = folder.stamp(last.path) if decision is Decision.REST else None
    size, mtime_ns = (stamp.size, stamp.mtime_ns) if stamp else (last.size, last.mtime_ns)
    fresh = replace(last, size=size, mtime_ns=mtime_ns, problem=None)
    return None if fresh == last else fresh
