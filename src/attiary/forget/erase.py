"""Erases one record: its files, its name, its rows, what the journal knows. The history stays.

That it is forgotten is written down before anything goes, and its rows go before its files: killed at any
point, no import brings it back, and to forget it again finishes what was left.
"""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from attiary.folder import Action, Trailer, with_trailer
from attiary.folder.config.forgotten import FILE as FORGOTTEN_FILE
from attiary.forget.redact import addresses_in, without, words
from attiary.importer.identifiers import marks_of_id
from attiary.importer.index import index_rows
from attiary.importer.recovery.cleanup import clean_up_crash
from attiary.importer.recovery.untracked import adopt_untracked
from attiary.model.crm import LIST_ENTRY
from attiary.model.document import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from attiary.catalog.bound import BoundCatalog
    from attiary.folder import Folder, KnownFile, Run
    from attiary.forget.occurrences import Traces


class Forgot(Struct, frozen=True, rename="camel"):
    """What was removed, by numbers alone: nothing in it tells whose it was.

    `references` counts files that carried its name, `referring` those that refer to it by its id still, as
    Attio does. `commit` is a full id, None where git had nothing of it.
    """

    files: int
    rows: int
    links: int
    references: int
    referring: int
    commit: str | None
    forgotten_at: str


def make_ready(folder: Folder) -> None:
    """Let the journal know every file of ours, and nothing of a killed run be left; with the lock held.

    Raises FolderError where a commit could do harm.
    """
    folder.prepare()
    clean_up_crash(folder)
    for object_type in folder.files.directories(ROOT):
        adopt_untracked(folder, object_type, include_uncommitted=True)


def is_known(folder: Folder, record_id: str) -> bool:
    """Whether this is the id of a record that has a file, or was forgotten."""
    kinds = {object_type for object_type, _ in folder.journal.kinds()} - {LIST_ENTRY}
    has_file = any(folder.journal.find(each, [record_id]) for each in kinds)
    return has_file or folder.config.forgotten().knows(marks_of_id(record_id))


def forget(folder: Folder, rows: BoundCatalog, traces: Traces, *, now: str) -> Forgot:
    """Remove all that was found; with the lock held. `now` is UTC in whole seconds.

    Raises FolderError or CatalogError: then to forget it again goes on.
    """
    folder.config.write_forgotten(folder.config.forgotten().adding(traces.marks))
    _take_names_out(folder, traces)
    index_rows(folder, rows)
    erased = rows.erase(traces.keys)
    with folder.transaction():
        _forget_in_journal(folder, traces)
    for path in traces.files:
        folder.files.remove(path)
    folder.files.clear_parts()
    commit = _commit(folder, traces)
    folder.purge()
    return Forgot(
        files=len(traces.files),
        rows=erased,
        links=traces.links,
        references=len(traces.references),
        referring=traces.referring,
        commit=commit,
        forgotten_at=now,
    )


def _take_names_out(folder: Folder, traces: Traces) -> None:
    """Write the files that named it in references; what the user committed of them stays theirs."""
    known = _known_by_path(folder, traces.references)
    new = {path: folder.blob_id(content) for path, content in traces.references.items()}
    intended = folder.journal.written_ahead()
    ours = {
        path
        for path, file in known.items()
        if folder.blob_id(folder.files.read(path) or b"") in {file.blob_id, *intended.get(path, ())}
    }
    folder.journal.write_ahead({path: new[path] for path in ours})
    stamps = {path: folder.files.write(path, content) for path, content in traces.references.items()}
    with folder.transaction():
        for path, file in known.items():
            size, mtime_ns = stamps[path].size, stamps[path].mtime_ns
            left = replace(file, blob_id=new[path], size=size, mtime_ns=mtime_ns)
            folder.journal.save([left if path in ours else file])
        for path, blob_id in new.items():
            folder.journal.add_uncommitted(path, blob_id)


def _known_by_path(folder: Folder, paths: Collection[str]) -> dict[str, KnownFile]:
    """What the journal knows of the files at these paths."""
    known: dict[str, KnownFile] = {}
    for object_type in {path.split("/")[1] for path in paths}:
        holders = folder.journal.holders(object_type)
        ids = [holders[path] for path in paths if path in holders]
        known |= {file.path: file for file in folder.journal.find(object_type, ids).values()}
    return known


def _forget_in_journal(folder: Folder, traces: Traces) -> None:
    folder.journal.untrack(traces.files)
    folder.journal.save([], traces.files)
    folder.runs.erase({record_id for _, record_id in traces.keys} | traces.record_ids)
    changed = [(run, _without(run, traces)) for run in folder.runs.find("")]
    folder.runs.rewrite(
        {run.run_id: new.receipt for run, new in changed if new.receipt and new != run},
        {run.run_id: new.selection for run, new in changed if new != run},
    )
    folder.runs.drop_checkpoints()


def _without(run: Run, traces: Traces) -> Run:
    tells, asks = _tells_of(traces), _asks_for(traces)

    def kept(text: str) -> str:
        value = msgspec.json.decode(text)
        left = without(value, tells, asks)
        return text if left == value else msgspec.json.encode(left).decode()

    return replace(run, selection=kept(run.selection), receipt=kept(run.receipt) if run.receipt else None)


def _tells_of(traces: Traces) -> Callable[[str], bool]:
    """Whether a text names the record: by an id, a path or an address in it, or by being its name."""
    ids = {record_id for _, record_id in traces.keys} | traces.record_ids
    parts = {each.casefold() for each in (*ids, *traces.paths, *addresses_in(traces.marks))}
    names = {each.casefold() for each in traces.names}

    def tells(text: str) -> bool:
        folded = text.casefold()
        return folded.strip() in names or any(part in folded for part in parts)

    return tells


def _asks_for(traces: Traces) -> Callable[[str], bool]:
    """Whether what was looked for names the record; its name may stand anywhere in it."""
    tells, named = _tells_of(traces), words(traces.names)
    return lambda text: tells(text) or bool(named.search(text.casefold()))


def _commit(folder: Folder, traces: Traces) -> str | None:
    """Commit what was done for this record; what an interrupted import left stays for its own commit."""
    head = folder.committed(ROOT)
    paths = {FORGOTTEN_FILE, *traces.paths, *(path for path in traces.references if path in head)}
    message = with_trailer("Forget a record", Trailer.FORGET_RUN, str(uuid.uuid4()))
    commit = folder.commit_alone(Action.FORGET, message, paths)
    pending = folder.journal.uncommitted()
    unwritten = {path for path in folder.journal.written_ahead() if folder.files.stamp(path) is None}
    folder.journal.mark_committed(traces.paths | (unwritten - pending.keys()))
    return commit
