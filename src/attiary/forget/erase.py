"""Erases one record: its files, its name, its rows, what the journal knows. The history stays.

That it is forgotten is written down before anything goes, and its rows go before its files: killed at any
point, no import brings it back, and to forget it again finishes what was left.
"""

from __future__ import annotations

import dataclasses
import uuid
from typing import TYPE_CHECKING

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from attiary.documents.paths import type_at
from attiary.errors import MovedMeanwhile
from attiary.folder import Action
from attiary.folder.config.config_files import ATTRIBUTES
from attiary.folder.config.forgotten import FILE as FORGOTTEN_FILE
from attiary.forget.filter_repo import rewrite_command
from attiary.forget.occurrences import find_occurrences
from attiary.forget.redact import redact
from attiary.forget.traces import folded
from attiary.importer.commit_messages import forget_message
from attiary.importer.identifiers import identifiers_of_id
from attiary.importer.index import index_rows
from attiary.importer.recovery.cleanup import clean_up_crash
from attiary.importer.recovery.moved import adopt_moved
from attiary.importer.recovery.untracked import adopt_untracked, find_untracked
from attiary.model.crm import LIST_ENTRY
from attiary.model.document import ROOT
from attiary.model.fingerprint import fingerprint_of
from attiary.model.revision import HistoryEnd

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from attiary.catalog.bound import BoundCatalog
    from attiary.documents.paths import Key
    from attiary.folder import Folder, KnownFile, Run
    from attiary.forget.occurrences import Occurrences


class ForgetPreview(Struct, frozen=True):
    """What forgetting a record would remove. Paths are of the folder."""

    fingerprint: str
    """Of all that was seen; `erase` asks for it."""

    record_id: str

    files: list[str]
    """Those that go: the record's, and those of list entries that stand for it."""

    edited: list[str]
    """Those of `files` that the user changed."""

    rows: int
    """Rows of the catalog that go."""

    links: int
    """Experiment links that go with the rows."""

    references: list[str]
    """Other files, which stay and lose the record's name."""

    referring: int
    """How many other files refer to it by its id, and still will, as Attio does."""

    is_history_whole: bool
    """Whether all former versions can be looked through: a shallow or partial clone does not have them."""


class Erased(Struct, frozen=True):
    """What was removed, by numbers alone: nothing in it tells whose it was, but for the command."""

    files: int
    rows: int
    links: int

    references: int
    """Files that carried its name."""

    referring: int
    """Files that refer to it by its id still, as Attio does."""

    left: int
    """Files that somebody put back or changed meanwhile: to forget it again takes these, too."""

    commit: str | None
    """A full id; None where git had nothing of it."""

    forgotten_at: str
    """UTC, in whole seconds."""

    history_command: str | None
    """The shell command that takes it out of git's history; None where that has nothing of it."""

    is_history_whole: bool
    """Whether all former versions were looked through: a shallow or partial clone does not have them."""

    end: HistoryEnd | None
    """Where the history ends that is here, if it is cut off."""


def is_known(folder: Folder, record_id: str) -> bool:
    """Whether this is the id of a record that has a file, or was forgotten."""
    kinds = {object_type for object_type, _ in folder.journal.kinds()} - {LIST_ENTRY}
    if any(folder.journal.find(each, [record_id]) for each in kinds):
        return True
    # In a clone the journal knows no file yet, and after a kill not all of them.
    directories = set(folder.files.directories(ROOT)) - {LIST_ENTRY}
    untracked = (file for each in directories for file in find_untracked(folder, each).ours())
    return any(file.record_id == record_id for file in untracked) or folder.config.forgotten().knows(
        identifiers_of_id(record_id)
    )


def preview_forget(folder: Folder, rows: BoundCatalog, record_id: str) -> ForgetPreview:
    """What forgetting a record would remove; nothing is changed.

    Raises UncommittedChanges, FolderBusy, RefusedRepository where a commit could do harm, and CatalogError.
    """
    with folder.lock():
        if folder.has_repository():
            folder.prepare()
        found = find_occurrences(folder, rows, record_id)
        return ForgetPreview(
            fingerprint=_fingerprint_of(folder, found),
            record_id=record_id,
            files=sorted(found.files),
            edited=found.edited,
            rows=len(found.keys),
            links=found.links,
            references=list(found.references),
            referring=found.referring,
            is_history_whole=found.is_history_whole,
        )


def erase(folder: Folder, rows: BoundCatalog, record_id: str, fingerprint: str, *, now: str) -> Erased:
    """Remove all that the preview of this fingerprint showed. `now` is UTC in whole seconds.

    Raises MovedMeanwhile where a preview would show something else now: then nothing has changed.
    Raises FolderError or CatalogError: then to forget it again goes on.
    """
    with folder.lock():
        found = find_occurrences(folder, rows, record_id)
        if _fingerprint_of(folder, found) != fingerprint:
            raise MovedMeanwhile
        # Only now: before the world was looked at, nothing may change, and this may make a repository.
        folder.prepare()
        if _recover(folder):
            found = find_occurrences(folder, rows, record_id)
        return _erase(folder, rows, found, now)


def erase_elsewhere(folder: Folder, rows: BoundCatalog, keys: Collection[Key]) -> None:
    """Take records that another machine forgot from all that this one has of them, and entries that went.

    With the lock held. May be done again. Raises FolderError and CatalogError.
    """
    clean_up_crash(folder)
    entries = {key for key in keys if key[0] == LIST_ENTRY}
    for record_id in sorted({record_id for _, record_id in {*keys} - entries}):
        found = find_occurrences(folder, rows, record_id)
        _erase(folder, rows, dataclasses.replace(found, keys=found.keys | entries), now="")
        entries = set()
    if entries:
        rows.erase(entries)
        folder.runs.erase({record_id for _, record_id in entries})
        folder.purge()


def _fingerprint_of(folder: Folder, found: Occurrences) -> str:
    head = folder.history.head()
    references = {path: folder.blob_id(content) for path, content in found.references.items()}
    whom = (found.record_ids, found.identifiers, found.traces)
    return fingerprint_of(head, *whom, found.files, references, found.keys, found.links, found.referring)


def _recover(folder: Folder) -> bool:
    """Let nothing of a killed run be left, and the journal know every file of ours; whether anything was."""
    has_written_ahead = bool(folder.journal.written_ahead())
    clean_up_crash(folder)
    moved = [adopt_moved(folder, each).files for each in folder.files.directories(ROOT)]
    untracked = [
        adopt_untracked(folder, object_type, include_uncommitted=True).ours()
        for object_type in folder.files.directories(ROOT)
    ]
    return has_written_ahead or any(moved) or any(untracked)


def _erase(folder: Folder, rows: BoundCatalog, found: Occurrences, now: str) -> Erased:
    forgotten = folder.config.forgotten().adding(found.identifiers)
    folder.config.write_forgotten(forgotten)
    _redact_references(folder, found)
    # Rows that wait to be written would come back behind the erased ones.
    index_rows(folder, rows)
    erased = rows.erase(found.keys)
    with folder.transaction():
        _erase_from_journal(folder, found)
    for path in found.files:
        folder.files.remove(path)
    folder.files.clear_parts()
    commit, passed_over = _commit(folder, found)
    folder.purge()
    there = {path for path in found.files if folder.files.stamp(path)}
    changed = passed_over & found.references.keys()
    return Erased(
        files=len(found.files) - len(there),
        rows=erased,
        links=found.links,
        references=len(found.references) - len(changed),
        referring=found.referring,
        left=len(there | changed),
        commit=commit,
        forgotten_at=now,
        history_command=rewrite_command(found.past),
        is_history_whole=found.is_history_whole,
        end=folder.history.end(),
    )


def _redact_references(folder: Folder, found: Occurrences) -> None:
    """Write the files that named it in references; what the user committed of them stays theirs."""
    known = _known_by_path(folder, found.references)
    new = {path: folder.blob_id(content) for path, content in found.references.items()}
    written_ahead = folder.journal.written_ahead()
    ours = {
        path
        for path, file in known.items()
        if folder.recognise(folder.files.read(path) or b"", [file.blob_id, *written_ahead.get(path, ())])
    }
    folder.journal.write_ahead({path: new[path] for path in ours})
    stamps = {path: folder.files.write(path, content) for path, content in found.references.items()}
    with folder.transaction():
        for path, file in known.items():
            left = replace(file, blob_id=new[path]).left_as(stamps[path])
            folder.journal.save([left if path in ours else file])
        for path, blob_id in new.items():
            folder.journal.add_uncommitted(path, blob_id)


def _known_by_path(folder: Folder, paths: Collection[str]) -> dict[str, KnownFile]:
    """What the journal knows of the files at these paths."""
    known: dict[str, KnownFile] = {}
    for object_type in {type_at(path) for path in paths}:
        holders = folder.journal.holders(object_type)
        ids = [holders[path] for path in paths if path in holders]
        known |= {file.path: file for file in folder.journal.find(object_type, ids).values()}
    return known


def _erase_from_journal(folder: Folder, found: Occurrences) -> None:
    folder.journal.untrack(found.files)
    folder.journal.save([], found.files)
    folder.runs.erase({record_id for _, record_id in found.keys} | found.record_ids)
    redacted = [(run, _redact_run(run, found)) for run in folder.runs.find()]
    folder.runs.rewrite(
        {run.run_id: new.receipt for run, new in redacted if new.receipt and new != run},
        {run.run_id: new.selection for run, new in redacted if new != run},
    )
    # An interrupted run has notes of the pages it read: it reads them again, without the record.
    folder.runs.drop_checkpoints()


def _redact_run(run: Run, found: Occurrences) -> Run:
    mentions, looks_for = _mentions(found), _looks_for(found)

    def redacted(text: str) -> str:
        value = msgspec.json.decode(text)
        left = redact(value, mentions, looks_for)
        return text if left == value else msgspec.json.encode(left).decode()

    receipt = redacted(run.receipt) if run.receipt else None
    return replace(run, selection=redacted(run.selection), receipt=receipt)


def _mentions(found: Occurrences) -> Callable[[str], bool]:
    """Whether a text names the record: by an id, a path or an address in it, or by being its name."""
    ids = {record_id for _, record_id in found.keys} | found.record_ids
    parts = {folded(each) for each in (*ids, *found.paths)}

    def mentions(text: str) -> bool:
        compared = folded(text)
        return any(part in compared for part in parts) or found.traces.name_in(text)

    return mentions


def _looks_for(found: Occurrences) -> Callable[[str], bool]:
    """Whether a search or a filter names the record; its name may stand anywhere in that."""
    mentions = _mentions(found)
    return lambda text: mentions(text) or found.traces.are_looked_for_by(text)


def _commit(folder: Folder, found: Occurrences) -> tuple[str | None, set[str]]:
    """Commit what was done for this record; what an interrupted import left stays for its own commit.

    The commit's id, and the paths that it passed over, since somebody changed them meanwhile.
    """
    head = folder.committed(ROOT)
    paths = {FORGOTTEN_FILE, ATTRIBUTES, *found.paths, *(path for path in found.references if path in head)}
    message = forget_message(str(uuid.uuid4()))
    staged = folder.stage_alone(paths, head)
    commit = folder.commit(Action.FORGET, message, staged)
    folder.mark_committed(staged.settled)
    uncommitted = folder.journal.uncommitted()
    # The path of a file that a killed run was about to write says the name, though there never was a file.
    unwritten = {path for path in folder.journal.written_ahead() if folder.files.stamp(path) is None}
    folder.journal.mark_committed(found.paths | (unwritten - uncommitted.keys()))
    return commit, {each.path for each in staged.passed_over}
