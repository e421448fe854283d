"""The records that a list's entries stand for: their names and links, fetched 500 at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from attiary.documents.simplify import name_of_id, record_name
from attiary.importer.identifiers import is_forgotten
from attiary.model.crm import Entry, Record, object_type
from attiary.model.document import Parent
from attiary.model.proof import Cost
from attiary.model.selection import Target

if TYPE_CHECKING:
    from collections.abc import Sequence

    from attiary.attio.client import AttioClient
    from attiary.folder import Forgotten


class Found(Struct, frozen=True):
    """A parent as the entry's document names it, its link, and whether somebody asked to forget it."""

    parent: Parent
    web_url: str | None
    is_forgotten: bool = False


class Parents:
    """Looks parents up by id and remembers them for the run; hidden ones are named by their ids."""

    def __init__(self, attio: AttioClient, forgotten: Forgotten, *, are_hidden: bool = False) -> None:
        self._attio = attio
        self._forgotten = forgotten
        self._are_hidden = are_hidden
        self._found: dict[tuple[str, str], Found] = {}

    def learn(self, entries: Sequence[Entry]) -> Cost:
        """Fetch the parents of these entries that are not known yet; what it cost.

        Raises AttioError; a parent that is gone from Attio is named by the start of its id.
        """
        cost = Cost()
        wanted: dict[str, list[str]] = {}
        for slug, record_id in dict.fromkeys(
            (entry.parent_object, entry.parent_record_id) for entry in entries
        ):
            if (slug, record_id) not in self._found:
                wanted.setdefault(slug, []).append(record_id)
        for slug, ids in wanted.items():
            for record_id in ids:
                self._found[slug, record_id] = self._gone(slug, record_id)
            if self._are_hidden:
                continue
            fetched = self._attio.fetch_by_ids(Target(slug), ids)
            cost.add(fetched.cost)
            for record in fetched.items:
                if isinstance(record, Record):
                    self._found[slug, record.key] = self._of(slug, record)
        return cost

    def of(self, entry: Entry) -> Found:
        """The parent of an entry that `learn` was told of."""
        return self._found[entry.parent_object, entry.parent_record_id]

    def _of(self, slug: str, record: Record) -> Found:
        parent = Parent(object_type(slug), record.key, record_name(record))
        return Found(parent, record.web_url, is_forgotten(record, parent.object_type, self._forgotten))

    def _gone(self, slug: str, record_id: str) -> Found:
        parent = Parent(object_type(slug), record_id, name_of_id(record_id))
        return Found(parent, None, self._forgotten.has(parent.object_type, record_id))
