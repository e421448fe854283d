"""Tells, of what Attio hands out, what somebody asked to forget."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attiary.documents.identity import addresses, addresses_of_record
from attiary.importer.identifiers import identifiers_of_addresses, identifiers_of_id, let_in
from attiary.importer.recovery.untracked import find_untracked
from attiary.model.document import Parent
from attiary.model.run import HoldingBack

if TYPE_CHECKING:
    from collections.abc import Collection

    from attiary.folder import Folder
    from attiary.model.crm import Record
    from attiary.model.document import Document


class Recognition:
    """Knows the forgotten again by their ids, and by addresses that no record has that is here.

    A record with a file of its own is another one: it shares the address, or was handed it later.
    """

    def __init__(self, folder: Folder) -> None:
        self._folder = folder
        self._forgotten = folder.config.forgotten()
        self._untracked: dict[str, Collection[str]] = {}

    def of_record(self, record: Record, object_type: str) -> HoldingBack | None:
        """Why this record is held back, if it is. Raises FolderError."""
        if not self._forgotten.records:
            return None
        return self._why(object_type, record.key, addresses_of_record(record))

    def holds_back(self, document: Document) -> bool:
        """Whether the record of a document is held back, or the one that an entry stands for."""
        parent = document.parent
        if isinstance(parent, Parent) and self.of_id(parent.object_type, parent.attio_record_id):
            return True
        return bool(self._why(document.object_type, document.attio_record_id, addresses(document)))

    def of_id(self, object_type: str, record_id: str) -> HoldingBack | None:
        """The same where nothing else is known of it."""
        return self._why(object_type, record_id, ())

    def _why(self, object_type: str, record_id: str, addresses: Collection[str]) -> HoldingBack | None:
        if self._forgotten.knows(identifiers_of_id(record_id, object_type)):
            return HoldingBack.FORGOTTEN
        has_address = self._forgotten.knows(identifiers_of_addresses(object_type, addresses))
        if (
            not has_address
            or self._forgotten.knows([let_in(record_id)])
            or self._is_here(object_type, record_id)
        ):
            return None
        return HoldingBack.ADDRESS

    def _is_here(self, object_type: str, record_id: str) -> bool:
        if self._folder.journal.find(object_type, [record_id]):
            return True
        # A dry run in a fresh clone: nothing may be noted, so the journal knows no file.
        if object_type not in self._untracked:
            self._untracked[object_type] = find_untracked(self._folder, object_type).documents.keys()
        return record_id in self._untracked[object_type]
