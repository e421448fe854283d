"""The journal catches up with git: what pulls, resets, checkouts and moves did to our files.

The folder and its history are shared, the journal is one machine's. Before anything is decided it follows
HEAD from the commit that it saw last, or from where the two parted. Killed, the next run follows again.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from msgspec.structs import replace

from attiary.catalog.bound import BoundCatalog
from attiary.documents.filename import base_of, candidates
from attiary.documents.identity import addresses
from attiary.documents.jsonfile import decode_or_none, encode
from attiary.documents.paths import Key, is_document, key_of, type_at
from attiary.folder import Folder, MergedRecord, RowToRemove
from attiary.folder.config.forgotten import FILE as FORGOTTEN_FILE
from attiary.folder.config.forgotten import united
from attiary.folder.config.forgotten_replay import ForgottenAt, still_forgotten
from attiary.importer.batches import batches
from attiary.importer.deleted.match import match_mergers
from attiary.importer.git_following import (
    Place,
    choose,
    places_by_key,
    removals,
    versions_by_path,
    written_by_us,
)
from attiary.importer.identifiers import identifiers_of_id
from attiary.importer.index import index_rows
from attiary.importer.recovery.untracked import UNSEEN, known_file
from attiary.model.crm import LIST_ENTRY
from attiary.model.run import RunState

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from attiary.folder import Forgotten, KnownFile, OurCommit
    from attiary.model.document import Document

BATCH = 1000

Erase = Callable[[Folder, BoundCatalog, Collection[Key]], None]
"""Takes records that were forgotten on another machine from all that this one has of them."""


def follow_git(folder: Folder, open_rows: Callable[[], BoundCatalog | None], erase: Erase | None) -> int:
    """Let journal and rows be as HEAD has it, with the lock held; how many records were forgotten elsewhere.

    `open_rows` is asked where there is anything to follow; None: the folder has none yet. Raises
    FolderError and CatalogError; then nothing counts as followed, and the next run does it again.
    """
    folder.config.restore()
    head = folder.ranges.head()
    if head == folder.journal.seen():
        return 0
    rows = open_rows()
    forgotten = _catch_up_forgotten(folder, head)
    way = _look(folder, head)
    keys = _forgotten_here(folder, rows, forgotten, way)
    were_here = way.known
    if keys and rows and erase:
        erase(folder, rows, keys)
        head = folder.ranges.head()
        way = _look(folder, head)
    _Adoption(folder, rows, way).carry_out()
    if rows:
        index_rows(folder, rows)
    return len({key for key in keys if key[0] != LIST_ENTRY and key in were_here})


@dataclass(frozen=True, kw_only=True)
class _Way:
    """What lies between the commit that the journal saw last and HEAD."""

    head: str
    seen: str
    """Empty where there is none, or git does not have it any more."""
    is_ahead: bool
    """Whether HEAD goes back to the commit that was seen: nothing was left behind."""
    now: dict[str, str | None] = field(repr=False)
    """By path, the blob ids at HEAD of the documents that differ from what the journal was made to fit."""
    brought: set[str] = field(repr=False)
    """The paths that commits on HEAD's side touched; what the others had, was left behind."""
    places: list[KnownFile] = field(repr=False)
    """The documents among them."""
    rows: dict[str, KnownFile] = field(repr=False)
    """What the journal has at these paths."""
    known: set[Key] = field(repr=False)
    """All records that the journal has."""


def has_moved_on(folder: Folder) -> bool:
    """Whether files of ours were committed, or left behind, since the journal saw HEAD last."""
    seen, head = folder.journal.seen(), folder.ranges.head()
    if not seen or seen == head:
        return False
    return not folder.ranges.is_there(seen) or bool(folder.ranges.differing(seen, head))


def forgotten_at_head(folder: Folder) -> Forgotten:
    """Who is not to be shown: whom the folder has forgotten, in commits too that were not followed yet."""
    forgotten = folder.config.forgotten()
    if not has_moved_on(folder):
        return forgotten
    return forgotten.joined(forgotten.of_whole(_replayed(folder, folder.ranges.head())))


def _catch_up_forgotten(folder: Folder, head: str) -> Forgotten:
    """Whom the history has as forgotten, in the journal and in the file."""
    config = folder.config
    groups = _replayed(folder, head)
    folder.journal.save_forgotten(groups)
    in_file = config.forgotten_in_file()
    forgotten = config.forgotten()
    if forgotten.records != in_file.records:
        config.write_forgotten(forgotten)
    return forgotten


def _replayed(folder: Folder, head: str) -> list[list[str]]:
    """Whom the history has as forgotten, and whom this machine had, by hashes that are whole."""
    seen = folder.journal.seen()
    seen = seen if folder.ranges.is_there(seen) else ""
    versions = folder.ranges.versions(FORGOTTEN_FILE, *filter(None, (head, seen)))
    contents = folder.history.contents([each.blob_id for each in versions if each.blob_id])
    named = {
        blob_id: folder.config.decode_forgotten(content).whole() for blob_id, content in contents.items()
    }
    commits = [
        ForgottenAt(
            each.revision.id,
            each.parents,
            each.revision.is_ours,
            frozenset(mark for group in named.get(each.blob_id, ()) for mark in group),
        )
        for each in versions
    ]

    def newest(commit: str) -> list[str]:
        reached = folder.ranges.versions(FORGOTTEN_FILE, commit) if commit else []
        return [each.revision.id for each in reached[-1:]]

    known = folder.journal.forgotten()
    in_history = {mark for each in commits for mark in each.hashes}
    # A forget that was killed before its commit is in no history.
    uncommitted = {mark for group in known for mark in group} - in_history
    marks = still_forgotten(commits, newest(head), newest(seen)) | uncommitted
    groups = united([*(group for each in named.values() for group in each), *known])
    left = (sorted(group & marks) for group in groups)
    return sorted(group for group in left if group)


def _look(folder: Folder, head: str) -> _Way:
    """What is to be followed; nothing is changed."""
    ranges, journal = folder.ranges, folder.journal
    seen = journal.seen()
    seen = seen if ranges.is_there(seen) else ""
    base = ranges.common_ancestor(seen, head)
    brought = {each.path: each.after for each in ranges.differing(base, head) if is_document(each.path)}
    if seen:
        left = {each.path: each.before for each in ranges.differing(base, seen) if is_document(each.path)}
    else:
        left = {path: None for path, blob_id, _ in journal.blobs() if blob_id and is_document(path)}
    at_journal = {path: blob_id for path, blob_id, _ in journal.blobs()}
    now = {path: blob for path, blob in (left | brought).items() if not blob or at_journal.get(path) != blob}
    holders = {
        path: (kind, record_id)
        for kind in {kind for kind, _ in journal.kinds()}
        for path, record_id in journal.holders(kind).items()
    }
    return _Way(
        head=head,
        seen=seen,
        is_ahead=base == seen,
        now=now,
        brought=set(brought),
        places=_read(folder, now),
        rows=_rows_at(folder, {path: holders[path] for path in now if path in holders}),
        known=set(holders.values()),
    )


def _read(folder: Folder, now: Mapping[str, str | None]) -> list[KnownFile]:
    """The documents of these blobs that lie where such documents do."""
    found = []
    for batch in batches(((path, blob_id) for path, blob_id in now.items() if blob_id), BATCH):
        contents = folder.history.contents([blob_id for _, blob_id in batch])
        for path, blob_id in batch:
            document = decode_or_none(contents.get(blob_id))
            if document and document.object_type == type_at(path):
                found.append(known_file(document, path, blob_id, UNSEEN))
    return found


def _rows_at(folder: Folder, keys: Mapping[str, Key]) -> dict[str, KnownFile]:
    by_type: dict[str, list[str]] = {}
    for object_type, record_id in keys.values():
        by_type.setdefault(object_type, []).append(record_id)
    found = (folder.journal.find(object_type, ids) for object_type, ids in by_type.items())
    return {file.path: file for files in found for file in files.values()}


def _forgotten_here(folder: Folder, rows: BoundCatalog | None, forgotten: Forgotten, way: _Way) -> set[Key]:
    """The records that are here, in whatever way, and forgotten; and the entries that went with them."""
    if not forgotten.records:
        return set()
    keys = way.known | {(each.object_type, each.record_id) for each in way.places}
    keys |= {(each.attio_object_type, each.attio_record_id) for each in rows.find()} if rows else set()
    # merged here before it was forgotten there, a record has no file, but runs that remember it
    keys |= {
        (kind, merged_id)
        for kind in {kind for kind, _ in keys}
        for merged_ids in folder.runs.merged_ids(kind).values()
        for merged_id in merged_ids
    }
    found = {key for key in keys if forgotten.knows(identifiers_of_id(key[1], key[0]))}
    gone = {path: row for path, row in way.rows.items() if not way.now[path]}
    if gone and way.head:
        by = removals(folder.ranges.our_commits(way.head, *_without(way)))
        found |= {
            (row.object_type, row.record_id)
            for path, row in gone.items()
            if path in by and by[path].revision.forgets
        }
    return found


def _without(way: _Way) -> list[str]:
    return [f"^{way.seen}"] if way.seen else []


class _Adoption:
    """Lets the journal know what HEAD has."""

    def __init__(self, folder: Folder, rows: BoundCatalog | None, way: _Way) -> None:
        self._folder = folder
        self._rows = rows
        self._way = way
        self._known = {blob_id for _, blob_id, _ in folder.journal.blobs() if blob_id}
        self._brought = list(folder.ranges.our_commits(way.head, *_without(way))) if way.head else []
        self._left = (
            list(folder.ranges.our_commits(way.seen, f"^{way.head}")) if way.seen and way.head else []
        )
        self._ours = self._attribute()

    def carry_out(self) -> None:
        """All of it in one transaction, with the commit that was seen."""
        way, folder = self._way, self._folder
        places = [self._place(each) for each in way.places]
        rows = self._rows_concerned
        by_key = places_by_key([*places, *self._homes(rows)])
        chosen = {key: choose(found, _fits) for key, found in by_key.items()}
        surplus = [each for _, others in chosen.values() for each in others]
        firsts = {key: first for key, (first, _) in chosen.items() if first.path in way.now}
        # Left behind with a commit, and there still: the next commit carries it again.
        for key in {key for key, row in rows.items() if key in firsts and self._is_left_behind(row)}:
            first = firsts.pop(key)
            surplus += [first] if first.path != rows[key].path and first.path not in way.brought else []
        versions = self._versions_of([each.file for each in firsts.values() if not each.is_ours], self._ours)
        adopted = [_row(first, rows.get(key), versions.get(key, ())) for key, first in firsts.items()]
        left = [
            row
            for key, row in rows.items()
            if key not in by_key and row.path in way.now and not self._stays(row)
        ]
        formers = self._merged(left, {file.path: file for file in adopted})
        removed = {each.path: each.file.blob_id for each in surplus if self._may_go(each.file)}
        has_changed = bool(adopted or left or removed)
        with folder.transaction():
            folder.journal.remove(
                RowToRemove(row.object_type, row.record_id, self._survivor(row, formers)) for row in left
            )
            folder.journal.save(adopted, removed)
            folder.journal.drop_uncommitted(file.path for file in adopted)
            for run_id, records in formers.items():
                folder.runs.add_merged(run_id, records)
            self._mark_undone()
            if has_changed:
                # What an interrupted run read, it may have written into files that are others by now.
                folder.runs.drop_checkpoints()
            folder.journal.mark_seen(way.head)
        for path in removed:
            folder.files.remove(path)

    def _attribute(self) -> set[str]:
        """The blobs that commits of ours wrote; by the whole history, where these leave any in doubt."""
        way = self._way
        wanted = {blob_id for blob_id in way.now.values() if blob_id}
        trusted = {each.revision.id for each in self._left} | self._folder.runs.commits()
        ours = written_by_us([*reversed(self._left), *reversed(self._brought)], self._known, trusted)
        if way.seen and not wanted <= ours:
            # A reset or a revert brought back what is older than all of this; or somebody edited.
            everything = list(self._folder.ranges.our_commits(*filter(None, (way.head, way.seen))))
            ours = written_by_us(everything[::-1], self._known, trusted)
            self._left, self._brought = [], everything
        return ours | self._machine_made(wanted - ours, ours)

    def _machine_made(self, blob_ids: Collection[str], ours: Collection[str]) -> set[str]:
        """Those that an import wrote, to look at them, though no commit of ours has them.

        Somebody squashed or rewrote our commits, or what was before is not in this clone. Who edits a file by
        hand leaves the time of its import alone; no import writes two versions of one time.
        """
        files = [each for each in self._way.places if each.blob_id in blob_ids]
        versions = self._versions_of(files, ours)
        contents = self._folder.history.contents(blob_ids)
        earlier = self._folder.history.contents(
            [each.blob_id for found in versions.values() for each in found]
        )
        return {
            file.blob_id
            for file in files
            if (document := decode_or_none(contents.get(file.blob_id)))
            and encode(document) == contents[file.blob_id]
            and _is_of_no_hand(
                document,
                [
                    past
                    for each in versions.get((file.object_type, file.record_id), ())
                    if (past := decode_or_none(earlier.get(each.blob_id)))
                ],
            )
        }

    def _versions_of(self, files: Sequence[KnownFile], ours: Collection[str]) -> dict[Key, list[KnownFile]]:
        """What we wrote of these records, newest first: at the same paths, else wherever it was."""
        by_path = versions_by_path([*self._brought, *self._left], ours)
        rows = self._rows_concerned
        found: dict[Key, list[KnownFile]] = {}
        asked = {(file.object_type, file.record_id): file.path for file in files}
        paths = {path for key, path in asked.items()} | {rows[key].path for key in asked if key in rows}
        self._collect({path: by_path.get(path, []) for path in paths}, asked, found)
        if asked.keys() - found.keys():
            self._collect(by_path, asked.keys() - found.keys(), found)
        for key in asked.keys() & rows.keys():
            if rows[key].blob_id and self._way.is_ahead:
                found.setdefault(key, []).append(rows[key])
        return found

    def _collect(
        self,
        blobs: Mapping[str, Sequence[str]],
        keys: Collection[Key],
        found: dict[Key, list[KnownFile]],
    ) -> None:
        versions = ((path, blob_id) for path, each in blobs.items() for blob_id in each)
        for batch in batches(versions, BATCH):
            contents = self._folder.history.contents([blob_id for _, blob_id in batch])
            for path, blob_id in batch:
                document = decode_or_none(contents.get(blob_id))
                if document and key_of(document) in keys:
                    found.setdefault(key_of(document), []).append(known_file(document, path, blob_id, UNSEEN))

    def _place(self, file: KnownFile) -> Place:
        row = self._way.rows.get(file.path)
        was_there = row is not None and row.record_id == file.record_id
        return Place(file, file.blob_id in self._ours, was_there or file.path in self._our_paths)

    @cached_property
    def _our_paths(self) -> set[str]:
        return {file.path for commit in (*self._brought, *self._left) for file in commit.files if file.after}

    @cached_property
    def _rows_concerned(self) -> dict[Key, KnownFile]:
        """What the journal has of the records of all these files."""
        keys = {(each.object_type, each.record_id) for each in self._way.places}
        by_type: dict[str, list[str]] = {}
        for object_type, record_id in keys & self._way.known:
            by_type.setdefault(object_type, []).append(record_id)
        found = [
            file
            for object_type, ids in by_type.items()
            for file in self._folder.journal.find(object_type, ids).values()
        ]
        return {(each.object_type, each.record_id): each for each in (*self._way.rows.values(), *found)}

    def _homes(self, rows: Mapping[Key, KnownFile]) -> list[Place]:
        """The files of these records that git did not touch, where HEAD has them."""
        waiting = self._folder.journal.uncommitted()
        return [
            Place(row, bool(row.blob_id), is_our_path=True)
            for row in rows.values()
            if row.path not in self._way.now and row.path not in waiting
        ]

    def _stays(self, row: KnownFile) -> bool:
        """Whether the record of a file that HEAD does not have there is still known, to be written again."""
        way = self._way
        if way.now[row.path]:
            return False  # another record has its place
        if row.path not in way.brought:
            return self._is_as_left(row)
        return not self._removed_by(row.path)

    def _removed_by(self, path: str) -> OurCommit | None:
        """The commit of ours that took the record from this path; None where somebody else did."""
        commit = self._removals.get(path) if path in self._way.brought else None
        after = next((each.after for each in commit.files if each.path == path), None) if commit else None
        return commit if after == self._way.now[path] else None

    @cached_property
    def _removals(self) -> dict[str, OurCommit]:
        return removals(self._brought)

    def _is_left_behind(self, row: KnownFile) -> bool:
        """Whether a commit that HEAD does not have any more wrote a file, which is still there as it was."""
        return row.path in self._way.now and row.path not in self._way.brought and self._is_as_left(row)

    def _is_as_left(self, row: KnownFile) -> bool:
        files = self._folder.files
        if files.stamp(row.path) == row.stamp:
            return True
        content = files.read(row.path)
        return content is not None and self._folder.recognise(content, (row.blob_id,)) is not None

    def _may_go(self, file: KnownFile) -> bool:
        content = self._folder.files.read(file.path)
        return content is None or self._folder.recognise(content, (file.blob_id,)) is not None

    def _merged(
        self, left: Sequence[KnownFile], adopted: Mapping[str, KnownFile]
    ) -> dict[str, list[MergedRecord]]:
        """By run, the records that an import elsewhere found to be merged into one that is here."""
        found: dict[str, list[MergedRecord]] = {}
        contents = self._folder.history.contents([row.blob_id for row in left if row.blob_id])
        for row in left:
            commit = self._removed_by(row.path)
            if commit is None or not commit.revision.run_id:
                continue
            survivor = self._survivor_of(row, contents.get(row.blob_id), commit, adopted)
            if survivor:
                links = self._links(row.object_type, row.record_id, survivor)
                merged = MergedRecord(row.object_type, row.record_id, survivor, *links)
                found.setdefault(commit.revision.run_id, []).append(merged)
        return found

    def _survivor_of(
        self, row: KnownFile, content: bytes | None, commit: OurCommit, adopted: Mapping[str, KnownFile]
    ) -> str:
        """The record that took its place, else the one in the same commit that has all of its addresses."""
        heir = adopted.get(row.path)
        if heir:
            return heir.record_id
        document = decode_or_none(content)
        if document is None:
            return ""
        written = self._folder.history.contents([each.after for each in commit.files if each.after])
        others = {
            each.attio_record_id: addresses(each)
            for each in map(decode_or_none, written.values())
            if each and each.object_type == row.object_type and each.attio_record_id != row.record_id
        }
        return next(iter(match_mergers({row.record_id: addresses(document)}, others)), "")

    def _links(self, object_type: str, merged_id: str, survivor_id: str) -> tuple[list[str], list[str]]:
        if self._rows is None:
            return [], []
        links = self._rows.links(object_type, [merged_id, survivor_id])
        mine, theirs = links.get(merged_id, []), links.get(survivor_id, [])
        return mine, [each for each in mine if each not in theirs]

    def _survivor(self, row: KnownFile, formers: Mapping[str, Sequence[MergedRecord]]) -> str | None:
        """Who gets the links: the record it was merged into, or the one whose file it had had, taken back."""
        key = row.object_type, row.record_id
        for records in formers.values():
            for each in records:
                if (each.object_type, each.merged_id) == key:
                    return each.survivor_id
        there = next((each for each in self._way.places if each.path == row.path), None)
        was_left = row.path not in self._way.brought
        return there.record_id if there and (was_left or self._removed_by(row.path)) else None

    def _mark_undone(self) -> None:
        """What was taken back elsewhere is taken back here: runs, and the mergers that they found."""
        runs = self._folder.runs
        undone = {each.revision.undoes for each in self._brought if each.revision.undoes}
        for run in runs.find("") if undone else ():
            # One that was killed here goes on by itself: rows and links are still to follow its commit.
            if run.run_id in undone and run.state is not RunState.UNDOING:
                runs.end(run.run_id, RunState.UNDONE, run.receipt or "")
                runs.remove_merged(run.run_id, [each.merged_id for each in runs.merged_in(run.run_id)])


def _is_of_no_hand(document: Document, versions: Sequence[Document]) -> bool:
    """Whether an import must have written it: at a time of its own, or but for the mark of the gone."""
    if document.imported_at not in {each.imported_at for each in versions}:
        return True
    return any(replace(each, gone_at=document.gone_at) == document for each in versions)


def _row(place: Place, row: KnownFile | None, versions: Sequence[KnownFile]) -> KnownFile:
    """What the journal is to know: what we wrote last, be it that somebody edited it since."""
    if place.is_ours:
        return place.file
    last = next(iter(versions), row if row and row.blob_id else replace(place.file, blob_id=""))
    return replace(last.left_as(UNSEEN), path=place.path)


def _fits(file: KnownFile) -> bool:
    """Whether the file has the name that we would give it."""
    return file.path.rpartition("/")[2] in candidates(base_of(file.name, file.record_id), file.record_id)
