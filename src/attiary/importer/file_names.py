"""Which path a document gets: stable, and never one that somebody else holds. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attiary.documents.filename import base_name, base_of, candidates, fold
from attiary.documents.paths import directory
from attiary.errors import N_, SlugRefused
from attiary.hints import Hint
from attiary.model.crm import LIST_ENTRY

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from attiary.model.document import Document
    from attiary.model.selection import Target

_TAKEN_TYPES = frozenset((LIST_ENTRY, "company", "person"))


def refuse_collision(target: Target) -> None:
    """Raise ImportRefused for an object whose slug is the type of other documents."""
    if not target.is_list and target.slug in _TAKEN_TYPES:
        raise SlugRefused(
            N_("The object {slug} cannot be imported: its slug is reserved for another kind of file."),
            Hint.CHANGE_OBJECT_SLUG,
            slug=target.slug,
        )


class Naming:
    """The names taken in one directory, and by which record (an empty id: by a file of the user's)."""

    def __init__(self, object_type: str, holders: Mapping[str, str], foreign: Iterable[str] = ()) -> None:
        self.directory = directory(object_type)
        self._holders = {fold(name): "" for name in foreign}
        self._holders |= {fold(_file_name(path)): record_id for path, record_id in holders.items()}
        self._merged: dict[str, list[str]] = {}

    def path_for(self, document: Document, last_path: str | None, last_name: str | None = None) -> str:
        """The path the document has from now on: the last one, while the name is the last, or still fits.

        Where the user moved a file to, it stays until its record is renamed.
        """
        record_id = document.attio_record_id
        # Nobody's file is renamed because another record came or went: links and history stay whole.
        is_same = last_name is not None and base_of(last_name, record_id) == base_name(document)
        if last_path is not None and (is_same or self.fits(document, last_path)):
            return last_path
        names = candidates(base_name(document), record_id)
        name = next(name for name in names if self._is_free(name, record_id))
        self._holders[fold(name)] = record_id
        return f"{self.directory}/{name}"

    def fits(self, document: Document, path: str) -> bool:
        """Whether the path is one that the document's name may have, whoever holds it."""
        base, name, record_id = base_name(document), _file_name(path), document.attio_record_id
        return any(name in candidates(base, each) for each in (record_id, *self._merged.get(record_id, ())))

    def inherit(self, record_id: str, merged_ids: Iterable[str]) -> None:
        """Let a record keep the file names of those that were merged into it."""
        self._merged.setdefault(record_id, []).extend(merged_ids)

    def release(self, path: str) -> None:
        """Let the name of a file that goes be taken by another record."""
        self._holders.pop(fold(_file_name(path)), None)

    def _is_free(self, name: str, record_id: str) -> bool:
        # Folded: to macOS and Windows `Ada.json` and `ada.json` are one file.
        return self._holders.get(fold(name), record_id) == record_id


def _file_name(path: str) -> str:
    return path.rpartition("/")[2]
