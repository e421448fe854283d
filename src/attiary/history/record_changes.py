"""What became of records between two states of their files: files paired by the records in them. Pure."""

from __future__ import annotations

from collections import Counter
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

RENAMED = "renamed"

_NOBODY: Mapping[Key, KnownFile] = MappingProxyType({})


class Apart(Struct, frozen=True):
    """What the record was called that is no more, and those that had become it, and are there again."""

    heir: str
    formers: list[str]


class Held(Struct, frozen=True):
    """A file that changed, and the document in it before and after: None where there was none."""

    file: FileChange
    before: Document | None
    after: Document | None

    @property
    def is_whole(self) -> bool:
        """Whether all there is of it, before and after, is a document."""
        return (self.file.before is None or self.before is not None) and (
            self.file.after is None or self.after is not None
        )


def held(files: Iterable[FileChange], contents: Mapping[str, bytes]) -> list[Held]:
    """The files that may be documents, with what is in them; `contents` are bytes by blob id."""
    return [
        Held(
            file,
            decode_or_none(contents.get(file.before or "")),
            decode_or_none(contents.get(file.after or "")),
        )
        for file in files
        if is_document(file.path)
    ]


def turned(each: Held) -> Held:
    """The same, the other way round."""
    return Held(FileChange(each.file.path, each.file.after, each.file.before), each.after, each.before)


def tell(
    changed: Sequence[Held],
    heirs: Mapping[Key, Key],
    known: Mapping[Key, KnownFile] = _NOBODY,
    *,
    is_undo: bool = False,
) -> list[Change]:
    """What became of each record, by path; `heirs` are the records that others were merged into.

    `known` are the files that heirs have now: one that was there before did not change when it got another.
    A record whose file another one has now was merged into that, but not where `is_undo`: then one
    came back and the other went.
    """
    whole = [each for each in changed if each.is_whole]
    found = _tell(whole, {} if is_undo else heirs, known, is_undo=is_undo)
    return sorted((each for each in found if each), key=lambda change: change.path)


def _tell(
    changed: Sequence[Held], heirs: Mapping[Key, Key], known: Mapping[Key, KnownFile], *, is_undo: bool
) -> Iterator[Change | None]:
    former = {key_of(each.before): each for each in changed if each.before}
    now = {key_of(each.after): each for each in changed if each.after}
    inherited = set()
    for key, each in former.items():
        if key in now:
            continue
        heir = now.get(heirs[key]) if key in heirs else None
        heir = heir or (each if each.after and not is_undo else None)
        if (heir is None or heir.after is None) and each.before and key in heirs:
            yield _merged(each.before, each.file.path, heirs[key], known.get(heirs[key]))
        elif heir is None or heir.after is None:
            yield compare(each.before, None, path=each.file.path)
        else:
            inherited.add(key_of(heir.after))
            yield compare(each.before, heir.after, path=heir.file.path, former_path=each.file.path)
    for key, each in now.items():
        if key in former:
            past = former[key]
            yield compare(past.before, each.after, path=each.file.path, former_path=past.file.path)
        elif key not in inherited:
            yield compare(None, each.after, path=each.file.path)


def _merged(former: Document, path: str, heir: Key, file: KnownFile | None) -> Change:
    """That a record was merged into one whose file stayed as it was."""
    object_type, record_id = heir
    return Change(
        kind=Kind.MERGED,
        object_type=object_type,
        attio_record_id=record_id,
        name=file.name if file else record_id,
        path=file.path if file else path,
        former_path=path if file else None,
        former_name=former.name,
        former_id=former.attio_record_id,
    )


def apart(group: Sequence[Held], heirs: Mapping[Key, Key]) -> list[Apart]:
    """The records that mergers made, in files whose former state is to be had again."""
    former = {key_of(each.before): each for each in group if each.before}
    now = {key_of(each.after): each.after for each in group if each.after}
    found: dict[Key, list[str]] = {}
    for key, each in former.items():
        heir = heirs.get(key) or (key_of(each.after) if each.after else key)
        if key not in now and heir in now and each.before:
            found.setdefault(heir, []).append(each.before.name)
    return [Apart(now[heir].name, names) for heir, names in found.items()]


def word_of(change: Change) -> str:
    """The kind of a change as it is counted: a record that only has another name or file is renamed."""
    is_other = change.former_path is not None or change.former_name is not None
    return RENAMED if change.kind is Kind.CHANGED and is_other else str(change.kind)


def count_words(changes: Iterable[Change]) -> dict[str, int]:
    """How many changes there are of each kind, in the order of the kinds."""
    counted = Counter(map(word_of, changes))
    order = (Kind.ADDED, Kind.CHANGED, RENAMED, Kind.GONE, Kind.RETURNED, Kind.MERGED, Kind.REMOVED)
    return {str(word): counted[str(word)] for word in order if counted[str(word)]}


def together(changed: Iterable[Held], heirs: Mapping[Key, Key]) -> list[list[Held]]:
    """Those that stand or fall together: they hold the same record, or ones that were merged."""
    groups: dict[Key, tuple[list[Held], set[Key]]] = {}
    for each in changed:
        keys = {_last(key_of(document), heirs) for document in (each.before, each.after) if document}
        keys = keys or {("", each.file.path)}
        members = [each]
        for other, theirs in {id(groups[key]): groups[key] for key in keys if key in groups}.values():
            members = [*other, *members]
            keys |= theirs
        groups |= dict.fromkeys(keys, (members, keys))
    return [members for members, _ in {id(group): group for group in groups.values()}.values()]


def _last(key: Key, heirs: Mapping[Key, Key]) -> Key:
    for _ in heirs:
        if key not in heirs:
            break
        key = heirs[key]
    return key
