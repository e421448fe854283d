"""Files of records that are not where the journal has them, or not as: the user or git moved them here.

What is committed was followed before (`importer.follow_git`). This is of the work tree alone: `mv`, `git mv`,
a checkout of old files, a revert or a stash that waits for its commit.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct, field
from msgspec.structs import replace

from attiary.documents.filename import base_name, candidates
from attiary.documents.jsonfile import decode_or_none
from attiary.documents.paths import directory
from attiary.folder import LARGEST_FILE, KnownFile, RowToRemove, Stamp, stored_form
from attiary.importer.git_following import written_by_us
from attiary.importer.recovery.untracked import UNSEEN, known_file
from attiary.model.document import Document

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from attiary.folder import Folder


class Moved(Struct, frozen=True):
    """What the journal is to learn of the files of one directory."""

    files: list[KnownFile] = field(default_factory=list)
    """Those of records that are elsewhere now, or as we wrote them some time ago."""
    restamped: list[KnownFile] = field(default_factory=list)
    """Those that are as we left them, and were only written anew."""
    former: dict[str, str] = field(default_factory=dict)
    """Paths that no record has any more, with the blob ids that were there."""
    surplus: dict[str, str] = field(default_factory=dict)
    """Paths and blob ids of old files of ours that came back, of records that have another one."""
    displaced: list[RowToRemove] = field(default_factory=list)
    """Records whose file was overwritten by another one's."""


class _Seen(Struct, frozen=True):
    """One file that is not as the journal has it."""

    path: str
    stamp: Stamp
    blob_id: str
    document: Document | None


def find_moved(folder: Folder, object_type: str) -> Moved:
    """Look through the directory of a type; only what does not have its old stamp is read."""
    tracked = folder.journal.tracked(object_type)
    place = directory(object_type)
    stamps = {f"{place}/{name}": stamp for name, stamp in folder.files.stamps(place).items()}
    seen = {
        path: _see(folder, path, stamp)
        for path, stamp in stamps.items()
        if path not in tracked or tracked[path][2] != stamp
    }
    if not seen:
        return Moved()
    ours = {
        path: each
        for path, each in seen.items()
        if each.document and each.document.object_type == object_type
    }
    homes = {record_id: path for path, (record_id, _, _) in tracked.items()}
    homeless = {
        record_id
        for record_id, path in homes.items()
        if path not in stamps or (path in ours and _id_of(ours[path]) != record_id)
    }
    if not (homeless or ours):
        return Moved()
    return _sort(folder, object_type, tracked=tracked, ours=ours, homes=homes, homeless=homeless)


def adopt_moved(folder: Folder, object_type: str) -> Moved:
    """Let the journal know the files that were moved; with the lock held. Old ones that came back go."""
    found = find_moved(folder, object_type)
    if found == Moved():
        return found
    with folder.transaction():
        folder.journal.remove(found.displaced)
        folder.journal.restamp(found.restamped)
        folder.journal.save(found.files, found.former | found.surplus)
    for path in found.surplus:
        folder.files.remove(path)
    return found


def _see(folder: Folder, path: str, stamp: Stamp) -> _Seen:
    content = folder.files.read(path) if stamp.size <= LARGEST_FILE else None
    blob_id = folder.blob_id(stored_form(content)) if content is not None else ""
    return _Seen(path, stamp, blob_id, decode_or_none(content))


def _sort(
    folder: Folder,
    object_type: str,
    *,
    tracked: Mapping[str, tuple[str, str, Stamp]],
    ours: Mapping[str, _Seen],
    homes: Mapping[str, str],
    homeless: Collection[str],
) -> Moved:
    rows = folder.journal.find(object_type, sorted({_id_of(each) for each in ours.values()} & homes.keys()))
    killed = folder.journal.written_ahead()
    settled = [
        each
        for path, each in ours.items()
        if _id_of(each) in rows and each.blob_id not in killed.get(path, ())
    ]
    wrote = _written_by_us(folder, [each for each in settled if not _is_last(each, rows)])
    at_home = [each for each in settled if each.path == homes[_id_of(each)]]
    away = sorted((each for each in settled if each.path != homes[_id_of(each)]), key=_preference)
    chosen: dict[str, _Seen] = {}
    for each in away:
        if _id_of(each) in homeless:
            chosen.setdefault(_id_of(each), each)
    taken = {each.path for each in chosen.values()}
    brought_back = [each for each in at_home if (each.path, each.blob_id) in wrote]
    return Moved(
        files=[
            *map(_as_found, brought_back),
            *(_moved(rows[record_id], each, wrote) for record_id, each in chosen.items()),
        ],
        restamped=[rows[_id_of(each)].left_as(each.stamp) for each in at_home if _is_last(each, rows)],
        former={
            row.path: row.blob_id for each in chosen if (row := rows[each]).path not in taken and row.blob_id
        },
        surplus={
            each.path: each.blob_id
            for each in away
            if each.path not in taken and wrote.get((each.path, each.blob_id))
        },
        displaced=[
            RowToRemove(object_type, tracked[path][0])
            for path in taken
            if path in tracked and tracked[path][0] not in chosen
        ],
    )


def _moved(row: KnownFile, each: _Seen, wrote: Collection[tuple[str, str]]) -> KnownFile:
    """What the journal is to know of a record whose file is elsewhere."""
    if each.blob_id == row.blob_id:
        return replace(row.left_as(each.stamp), path=each.path)
    if (each.path, each.blob_id) in wrote:
        return _as_found(each)
    return replace(row.left_as(UNSEEN), path=each.path)


def _is_last(each: _Seen, rows: Mapping[str, KnownFile]) -> bool:
    """Whether a file is as we left it, and where."""
    row = rows[_id_of(each)]
    return (each.path, each.blob_id) == (row.path, row.blob_id)


def _written_by_us(folder: Folder, doubtful: Sequence[_Seen]) -> dict[tuple[str, str], bool]:
    """Those of these files that some commit of ours wrote, and whether at their very path."""
    known = folder.journal.edits()
    asked: dict[tuple[str, str], str] = {
        (each.path, each.blob_id): name
        for each in doubtful
        if (name := folder.blob_id(f"{each.path}\0{each.blob_id}".encode())) not in known
    }
    if not asked:
        return {}
    commits = folder.ranges.wherever_written({blob_id for _, blob_id in asked})
    ours = written_by_us(commits, (), folder.runs.commits())
    found = {
        blob_id: {file.path for commit in commits for file in commit.files if file.after == blob_id}
        for blob_id in ours
    }
    theirs = [name for (_, blob_id), name in asked.items() if blob_id not in found]
    copies = [name for (path, blob_id), name in asked.items() if path not in found.get(blob_id, (path,))]
    if theirs or copies:
        # Edits and copies stay for long: the whole history is asked for each of them once.
        folder.journal.save_edits({*known, *theirs, *copies})
    return {(path, blob_id): path in found[blob_id] for path, blob_id in asked if blob_id in found}


def _as_found(each: _Seen) -> KnownFile:
    assert each.document  # noqa: S101 - only documents are sorted
    return known_file(each.document, each.path, each.blob_id, each.stamp)


def _id_of(each: _Seen) -> str:
    return each.document.attio_record_id if each.document else ""


def _preference(each: _Seen) -> tuple[bool, str]:
    """Of several files of one record, the one whose name we would give it is its."""
    document = each.document
    names = candidates(base_name(document), document.attio_record_id) if document else ()
    return each.path.rpartition("/")[2] not in names, each.path
