"""Looks for all that folder, catalog and history hold of one record. Nothing is changed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from msgspec import UNSET

from attiary.documents.identity import addresses
from attiary.documents.jsonfile import decode_or_none
from attiary.errors import N_, UncommittedChanges
from attiary.folder import stored_form
from attiary.forget.filter_repo import PastOccurrences
from attiary.forget.redact import (
    document_about,
    mention_pattern,
    redact_names,
    reference_pattern,
)
from attiary.forget.traces import Traces, traces_of
from attiary.hints import Hint
from attiary.importer.batches import batches
from attiary.importer.identifiers import identifiers_of_addresses, identifiers_of_id
from attiary.importer.recovery.cleanup import is_in_name_only
from attiary.importer.recovery.untracked import find_untracked
from attiary.model.document import ROOT

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from attiary.catalog.bound import BoundCatalog
    from attiary.documents.paths import Key
    from attiary.folder import Folder, KnownFile, Versions
    from attiary.model.document import Document

BATCH = 1000


@dataclass(frozen=True, kw_only=True)
class Occurrences:
    """All that there is of one record. Paths are of the folder, but for those in `past`."""

    record_ids: frozenset[str]
    """Its own, and those of records that were merged into it."""

    identifiers: frozenset[str]
    """By what it is to be known again, should it come back."""

    traces: Traces
    """Every name, address and number that it and its entries ever had."""

    files: Mapping[str, str]
    """Those that go, with the blob ids of what is there; of the last commit's, where nothing is there."""

    edited: list[str]
    """Those of `files` that the user changed."""

    references: Mapping[str, bytes]
    """The other files that name it in a reference, and what they are to hold instead."""

    keys: frozenset[Key]
    """Of its rows."""

    links: int
    """How many experiment links those rows have."""

    referring: int
    """How many other files refer to it by its id."""

    paths: frozenset[str]
    """All that it ever had."""

    past: PastOccurrences

    is_history_whole: bool
    """Whether all versions could be looked through; in a clone that has not all, former ones are unknown."""


def find_occurrences(folder: Folder, rows: BoundCatalog, record_id: str) -> Occurrences:
    """Look for a record, for those that were merged into it, and for the list entries that stand for it.

    Raises UncommittedChanges where a file that names it is half edited; FolderError and CatalogError.
    """
    search = _Search(folder, folder.history.all_versions(), record_id)
    files = search.files()
    keys = search.keys() | {
        (object_type, each)
        for object_type in rows.count()
        for each in rows.imported(object_type, search.record_ids)
    }
    links = sum(
        len(links)
        for object_type in {object_type for object_type, _ in keys}
        for links in rows.links(object_type, _ids_of(keys, object_type)).values()
    )
    return Occurrences(
        record_ids=frozenset(search.record_ids),
        identifiers=frozenset(search.identifiers()),
        traces=traces_of(search.versions()),
        files=files,
        edited=search.edited(files),
        references=search.references(files),
        keys=frozenset(keys),
        links=links,
        referring=search.referring(files),
        paths=frozenset({*files, *search.former_paths()}),
        past=search.past(files),
        is_history_whole=search.is_history_whole,
    )


def _ids_of(keys: Iterable[Key], object_type: str) -> list[str]:
    return sorted(record_id for kind, record_id in keys if kind == object_type)


class _Search:
    """What mentions the record: files `here` by path, and versions `there`, in git, by blob id.

    A killed run may have left files that the journal does not know, and a clone has no journal at all. What
    cleaning up would do to them is foreseen here: a preview changes nothing.
    """

    def __init__(self, folder: Folder, versions: Versions, record_id: str) -> None:
        self._folder = folder
        self._versions = versions
        self._committed = folder.committed(ROOT)
        self._written_ahead = folder.journal.written_ahead()
        directories = folder.files.directories(ROOT)
        self._untracked = [file for kind in directories for file in find_untracked(folder, kind).ours()]
        journaled = {path: blob_id for path, blob_id, _ in folder.journal.blobs()}
        self._left = journaled | {file.path: file.blob_id for file in self._untracked}
        kinds = (object_type for object_type, _ in folder.journal.kinds())
        self._types = sorted({*directories, *kinds})
        self._alive = {each for kind in self._types for each in folder.journal.holders(kind).values()}
        self._alive |= {file.record_id for file in self._untracked}
        self.is_history_whole = versions.is_whole
        self._here: dict[str, bytes] = {}
        self._there: dict[str, bytes] = {}
        self.record_ids = self._with_merged_ids({record_id})
        self._known = self._known_files()
        self._collect()

    def documents(self) -> Iterator[Document]:
        """The documents of the record and its entries, as the folder and the last commit have them."""
        last = (self._there.get(blob_id) for blob_id in self._committed.values())
        for content in (*self._here.values(), *last, *self._as_written()):
            document = document_about(content, self.record_ids)
            if document:
                yield document

    def versions(self) -> Iterator[Document]:
        """Its documents and its entries', as they are and as they ever were, on any branch."""
        yield from self.documents()
        yield from filter(None, (document_about(each, self.record_ids) for each in self._there.values()))

    def identifiers(self) -> set[str]:
        """By what the record is known, and those that were merged into it: ids, and addresses of its own."""
        found: set[str] = set().union(*(identifiers_of_id(each) for each in self.record_ids))
        for document in self.documents():
            if document.attio_record_id in self.record_ids:
                object_type = document.object_type
                found |= identifiers_of_id(document.attio_record_id, object_type)
                found |= identifiers_of_addresses(
                    object_type, addresses(document) - self._shared(object_type)
                )
        return found

    def keys(self) -> set[Key]:
        """Object type and record id of all its documents."""
        known = {(file.object_type, file.record_id) for file in self._known}
        return known | {(each.object_type, each.attio_record_id) for each in self.documents()}

    def files(self) -> dict[str, str]:
        """The paths that go, each with the blob id of what is there, or of what the last commit has."""
        blob_id, ids = self._folder.blob_id, self.record_ids
        files = {path: blob_id(each) for path, each in self._here.items() if document_about(each, ids)}
        expected = {file.path for file in self._known}
        expected |= {
            path for path, blob in self._committed.items() if document_about(self._there.get(blob), ids)
        }
        # Where a file of its was, what the user made of it may be no document any more: that goes, too.
        # A file that is another record's by now stays.
        for path in expected - files.keys():
            content = self._read(path)
            if content is None:
                files[path] = self._committed.get(path, "")
            elif decode_or_none(content) is None:
                files[path] = blob_id(content)
        return files

    def edited(self, files: Iterable[str]) -> list[str]:
        """Those of these files that the user changed."""
        there = ((path, self._read(path)) for path in sorted(files))
        return [path for path, content in there if content is not None and not self.is_as_left(path, content)]

    def is_as_left(self, path: str, content: bytes) -> bool:
        """Whether a file is as the last commit has it, as we wrote it, or as a killed run was about to."""
        ours = (self._committed.get(path), self._left.get(path), *self._written_ahead.get(path, ()))
        return self._folder.recognise(content, ours) is not None

    def references(self, files: Mapping[str, str]) -> dict[str, bytes]:
        """What other files are to hold that name the record in a reference, or do so in the last commit."""
        pattern, found = reference_pattern(self.record_ids), {}
        heads = {path: self._there[blob] for path, blob in self._committed.items() if blob in self._there}
        for path in sorted({*self._here, *heads} - files.keys()):
            here, head = self._here.get(path) or self._read(path) or b"", heads.get(path, b"")
            if not pattern.search(here) and not pattern.search(head):
                continue
            # A forget that was killed redacted the file here and has not committed it: that is no edit.
            here = stored_form(here)
            is_redacted = here == redact_names(stored_form(head), self.record_ids)
            if not is_redacted and not self.is_as_left(path, here):
                raise _has_changes(path)
            found[path] = redact_names(here, self.record_ids)
        return found

    def referring(self, files: Mapping[str, str]) -> int:
        """How many other files refer to it by its id."""
        pattern = mention_pattern(self.record_ids)
        return sum(path not in files and bool(pattern.search(each)) for path, each in self._here.items())

    def former_paths(self) -> set[str]:
        """Every path at which a version of it ever was."""
        own = self._own_versions()
        return {path for path, blobs in self._versions.blobs.items() if blobs & own}

    def past(self, files: Mapping[str, str]) -> PastOccurrences:
        """Where the history has it: paths where it was alone, versions of it at paths of others."""
        own, paths, shared = self._own_versions(), [], set()
        for path in sorted(self.former_paths()):
            blobs = self._versions.blobs[path]
            contents = self._folder.history.contents(blobs - own)
            others = {each for each, content in contents.items() if decode_or_none(content)}
            is_taken = path in self._left and path not in files
            # A path that cannot be printed cannot be part of a command that is: its versions go by their ids.
            if others or is_taken or not path.isprintable():
                shared |= blobs - others
            else:
                paths.append(self._versions.prefix + path)
        pattern = reference_pattern(self.record_ids)
        is_named = any(pattern.search(each) for blob, each in self._there.items() if blob not in own)
        return PastOccurrences(sorted(self.record_ids), paths, sorted(shared), is_named=is_named)

    def _collect(self) -> None:
        """Read all that mentions it; again, if that leads to other records that were merged into it."""
        searched: tuple[set[str], set[str]] = (set(), set())
        while (asked := (set(self.record_ids), set(traces_of(self.versions()).addresses))) != searched:
            pattern = mention_pattern(asked[0] | asked[1])
            self._here = {path: each for path, each in self._files() if pattern.search(each)}
            self._there = {blob: each for blob, each in self._blobs() if pattern.search(each)}
            self.record_ids = self._with_merged_ids(self.record_ids | self._same())
            self._known = self._known_files()
            searched = asked

    def _same(self) -> set[str]:
        """The ids of records of its type that are no more, whose addresses it has all, and that it followed.

        In a clone no run remembers that they were merged, or made anew under another id. Who was here beside
        it is somebody else, whatever they shared.
        """
        own = [each for each in self.documents() if each.attio_record_id in self.record_ids]
        kinds = {each.object_type for each in own}
        addresses_here = set().union(*map(addresses, own))
        former: dict[str, list[Document]] = {}
        for document in filter(None, map(decode_or_none, self._there.values())):
            if document.object_type in kinds and document.attio_record_id not in self._alive:
                former.setdefault(document.attio_record_id, []).append(document)
        found = {
            record_id
            for record_id in former.keys() - self.record_ids
            if (theirs := set().union(*map(addresses, former[record_id]))) and theirs <= addresses_here
        }
        return found - self._were_beside(found) if found else found

    def _were_beside(self, record_ids: Collection[str]) -> set[str]:
        """Those of these records that had a file in a commit in which this one had one, too."""
        held = {
            blob_id: document.attio_record_id
            for blob_id, content in self._there.items()
            if (document := decode_or_none(content))
            and document.attio_record_id in {*record_ids, *self.record_ids}
            and document.gone_at is UNSET
        }
        paths = [path for path, blobs in self._versions.blobs.items() if not blobs.isdisjoint(held)]
        if not self.is_history_whole:
            # Nobody can tell who was here beside whom, and nobody is taken for somebody else on a guess.
            return set(record_ids)
        beside: set[str] = set()
        for tree in self._folder.history.trees(paths):
            there = {held[blob_id] for blob_id in tree.values() if blob_id in held}
            if there & self.record_ids:
                beside |= there - self.record_ids
        return beside

    def _shared(self, object_type: str) -> set[str]:
        """The addresses that other records of a type have here, or in the last commit.

        Of a record that is gone from Attio nobody can say that it has an address still.
        """
        last = (self._there[blob] for blob in self._committed.values() if blob in self._there)
        others = (each for each in map(decode_or_none, (*self._here.values(), *last)) if each)
        return set().union(
            *(
                addresses(each)
                for each in others
                if each.object_type == object_type
                and each.attio_record_id not in self.record_ids
                and each.gone_at is UNSET
            )
        )

    def _with_merged_ids(self, record_ids: set[str]) -> set[str]:
        """These, and those that were merged into them and have no file of their own."""
        merged_ids = [self._folder.runs.merged_ids(kind) for kind in self._types]
        found, waiting = set(record_ids), list(record_ids)
        while waiting:
            record_id = waiting.pop()
            new = {each for by_id in merged_ids for each in by_id.get(record_id, ())}
            # Merged by mistake and taken back by undo: the other one is somebody else again.
            new -= found | self._alive
            found |= new
            waiting += new
        return found

    def _known_files(self) -> list[KnownFile]:
        ids = sorted(self.record_ids)
        known = [file for kind in self._types for file in self._folder.journal.find(kind, ids).values()]
        return known + [file for file in self._untracked if file.record_id in self.record_ids]

    def _as_written(self) -> Iterator[bytes]:
        """Its files as we wrote them last, where the user has changed them since."""
        return iter(self._folder.history.contents([file.blob_id for file in self._known]).values())

    def _own_versions(self) -> set[str]:
        return {
            blob_id for blob_id, content in self._there.items() if document_about(content, self.record_ids)
        }

    def _files(self) -> Iterator[tuple[str, bytes]]:
        for object_type in self._folder.files.directories(ROOT):
            for name in self._folder.files.names(f"{ROOT}/{object_type}"):
                content = self._read(f"{ROOT}/{object_type}/{name}")
                if content is not None:
                    yield f"{ROOT}/{object_type}/{name}", content

    def _read(self, path: str) -> bytes | None:
        content = self._folder.files.read(path)
        if path in self._written_ahead and is_in_name_only(content):
            # Cleaning up puts back what HEAD has.
            blob_id = self._committed.get(path, "")
            return self._folder.history.contents([blob_id]).get(blob_id)
        return content

    def _blobs(self) -> Iterator[tuple[str, bytes]]:
        for batch in batches((each for blobs in self._versions.blobs.values() for each in blobs), BATCH):
            found = self._folder.history.contents(batch)
            self.is_history_whole = self.is_history_whole and len(found) == len(set(batch))
            yield from found.items()


def _has_changes(path: str) -> UncommittedChanges:
    return UncommittedChanges(
        N_("{path} mentions the record by name, and has changes that you have not committed."),
        Hint.COMMIT_OR_REVERT,
        path=path,
    )
