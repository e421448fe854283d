"""What became of records between two states of their files. Pure.

A commit changes files; a person thinks in records. A record that was renamed is two files in git, and two
records that were merged are one: the versions are paired by the records in them.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from msgspec import Struct

from attiary.documents.compare import compare
from attiary.documents.jsonfile import decode_or_none
from attiary.documents.paths import Key, is_document, key_of
from attiary.model.document import Document
from attiary.model.revision import Change, FileChange, Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from attiary.folder import KnownFile

_NO_FILES: Mapping[Key, KnownFile] = MappingProxyType({})


class Unmerged(Struct, frozen=True):
    """A merger that is taken back, by the names of the records."""

    survivor: str
    """What the record was called that goes."""

    merged: list[str]
    """Those that had been merged into it, and are there again."""


class VersionPair(Struct, frozen=True):
    """Two versions of one file."""

    file: FileChange

    before: Document | None
    """The document in the first version; None where there was no file, or no document in it."""

    after: Document | None
    """The same of the second version."""

    @property
    def is_whole(self) -> bool:
        """Whether each version, where there is one, is a document."""
        return (self.file.before is None or self.before is not None) and (
            self.file.after is None or self.after is not None
        )

    @property
    def inverse(self) -> VersionPair:
        """The change that takes this one back."""
        file = FileChange(self.file.path, self.file.after, self.file.before)
        return VersionPair(file, self.after, self.before)


def pair_versions(files: Iterable[FileChange], contents: Mapping[str, bytes]) -> list[VersionPair]:
    """The files that lie where documents do, with what is in them; `contents` are bytes by blob id."""
    return [
        VersionPair(
            file,
            decode_or_none(contents.get(file.before or "")),
            decode_or_none(contents.get(file.after or "")),
        )
        for file in files
        if is_document(file.path)
    ]


def describe_changes(
    pairs: Sequence[VersionPair],
    survivors: Mapping[Key, Key],
    survivor_files: Mapping[Key, KnownFile] = _NO_FILES,
    *,
    is_undo: bool = False,
) -> list[Change]:
    """What became of each record, by path.

    `survivors`: by record that was merged, the one it was merged into. `survivor_files`: the files that
    these have now, for a merger into a record whose own file stayed as it was.
    """
    whole = [pair for pair in pairs if pair.is_whole]
    found = _describe(whole, {} if is_undo else survivors, survivor_files, is_undo=is_undo)
    return sorted((change for change in found if change), key=lambda change: change.path)


def _describe(
    pairs: Sequence[VersionPair],
    survivors: Mapping[Key, Key],
    survivor_files: Mapping[Key, KnownFile],
    *,
    is_undo: bool,
) -> Iterator[Change | None]:
    before = {key_of(pair.before): pair for pair in pairs if pair.before}
    after = {key_of(pair.after): pair for pair in pairs if pair.after}
    inherited = set()
    for key, pair in before.items():
        if key in after:
            continue
        survivor = after.get(survivors[key]) if key in survivors else None
        # In a clone nobody remembers the merger. But an import gives a file to another record only where the
        # first was merged into it. An undo does the reverse: there the one came back and the other went.
        survivor = survivor or (pair if pair.after and not is_undo else None)
        if (survivor is None or survivor.after is None) and pair.before and key in survivors:
            yield _merged(pair.before, pair.file.path, survivors[key], survivor_files.get(survivors[key]))
        elif survivor is None or survivor.after is None:
            yield compare(pair.before, None, path=pair.file.path)
        else:
            inherited.add(key_of(survivor.after))
            path, former_path = survivor.file.path, pair.file.path
            yield compare(pair.before, survivor.after, path=path, former_path=former_path)
    for key, pair in after.items():
        if key in before:
            past = before[key]
            yield compare(past.before, pair.after, path=pair.file.path, former_path=past.file.path)
        elif key not in inherited:
            yield compare(None, pair.after, path=pair.file.path)


def _merged(merged: Document, path: str, survivor: Key, file: KnownFile | None) -> Change:
    """That a record was merged into one whose file stayed as it was."""
    object_type, record_id = survivor
    return Change(
        kind=Kind.MERGED,
        object_type=object_type,
        attio_record_id=record_id,
        name=file.name if file else record_id,
        path=file.path if file else path,
        former_path=path if file else None,
        former_name=merged.name,
        merged_id=merged.attio_record_id,
    )


def find_unmerged(group: Sequence[VersionPair], survivors: Mapping[Key, Key]) -> list[Unmerged]:
    """The mergers in these changes that are taken back with them."""
    before = {key_of(pair.before): pair for pair in group if pair.before}
    after = {key_of(pair.after): pair.after for pair in group if pair.after}
    found: dict[Key, list[str]] = {}
    for key, pair in before.items():
        survivor = survivors.get(key) or (key_of(pair.after) if pair.after else key)
        if key not in after and survivor in after and pair.before:
            found.setdefault(survivor, []).append(pair.before.name)
    return [Unmerged(after[survivor].name, names) for survivor, names in found.items()]


def group_related(pairs: Iterable[VersionPair], survivors: Mapping[Key, Key]) -> list[list[VersionPair]]:
    """The files that can only be taken back together: of the same record, or of records that were merged."""
    groups: dict[Key, tuple[list[VersionPair], set[Key]]] = {}
    for pair in pairs:
        documents = (document for document in (pair.before, pair.after) if document)
        keys = {_last_survivor(key_of(document), survivors) for document in documents}
        keys = keys or {("", pair.file.path)}
        members = [pair]
        # Two records that took each other's file in one import join two groups that were apart so far.
        for other, other_keys in {id(groups[key]): groups[key] for key in keys if key in groups}.values():
            members = [*other, *members]
            keys |= other_keys
        groups |= dict.fromkeys(keys, (members, keys))
    return [members for members, _ in {id(group): group for group in groups.values()}.values()]


def _last_survivor(key: Key, survivors: Mapping[Key, Key]) -> Key:
    # Merged one way, taken back, and merged the other way, two records survive each other: no endless loop.
    for _ in survivors:
        if key not in survivors:
            break
        key = survivors[key]
    return key
