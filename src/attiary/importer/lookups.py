"""Who the records are that others refer to: fetched by their ids, 500 at a time, each once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from attiary.documents.references import references
from attiary.documents.simplify import name_of_id, record_name
from attiary.model.crm import Record, object_slug, object_type
from attiary.model.document import Parent
from attiary.model.proof import Cost
from attiary.model.run import HoldingBack
from attiary.model.selection import Target

if TYPE_CHECKING:
    from collections.abc import Iterable

    from attiary.attio.client import AttioClient
    from attiary.catalog.bound import BoundCatalog
    from attiary.documents.paths import Key
    from attiary.importer.recognition import Recognition
    from attiary.model.crm import Entry
    from attiary.model.values import Json


class Found(Struct, frozen=True):
    """A record that others refer to."""

    name: str | None
    """None: Attio does not have it, or hides it."""
    web_url: str | None = None
    held_back: HoldingBack | None = None


class RecordLookup:
    """Looks records up in Attio and remembers them; of those that are hidden only the ids are known.

    Without `recognition` everybody has their name: to look at, and not to be kept.
    """

    def __init__(
        self, attio: AttioClient, recognition: Recognition | None = None, *, are_hidden: bool = False
    ) -> None:
        self._attio = attio
        self._recognition = recognition
        self._are_hidden = are_hidden
        self._found: dict[tuple[str, str], Found] = {}

    def learn(self, keys: Iterable[tuple[str, str]]) -> Cost:
        """Fetch those that are not known yet, by their object's slug and their id; what it cost.

        Raises AttioError.
        """
        cost = Cost()
        wanted: dict[str, list[str]] = {}
        for slug, record_id in dict.fromkeys(keys):
            if (slug, record_id) not in self._found:
                who = self._recognition
                known = who.of_id(object_type(slug), record_id) if who else None
                self._found[slug, record_id] = Found(None, held_back=known)
                wanted.setdefault(slug, []).append(record_id)
        for slug, ids in wanted.items() if not self._are_hidden else ():
            fetched = self._attio.fetch_by_ids(Target(slug), ids)
            cost.add(fetched.cost)
            for record in fetched.items:
                if isinstance(record, Record):
                    # Known again by its addresses, though it may have come back under another id.
                    who = self._recognition
                    known = who.of_record(record, object_type(slug)) if who else None
                    self._found[slug, record.key] = Found(record_name(record), record.web_url, known)
        return cost

    def learn_parents(self, entries: Iterable[Entry]) -> Cost:
        """Fetch the records that entries stand for; what it cost. Raises AttioError."""
        return self.learn((entry.parent_object, entry.parent_record_id) for entry in entries)

    def parent_of(self, entry: Entry) -> tuple[Parent, Found]:
        """The record that an entry stands for, once it was learnt; without a name it has one of its id."""
        slug, record_id = entry.parent_object, entry.parent_record_id
        found = self._found[slug, record_id]
        return Parent(object_type(slug), record_id, found.name or name_of_id(record_id)), found

    def learn_referred(self, keys: Iterable[Key]) -> Cost:
        """Fetch what references refer to, by object type and id; what it cost. Raises AttioError."""
        return self.learn((object_slug(kind), record_id) for kind, record_id in sorted(set(keys)))

    def names(self, keys: Iterable[Key]) -> dict[Key, str]:
        """The names, by object type and id, of those that were learnt, have one, and are not held back."""
        found = {key: self._found.get((object_slug(key[0]), key[1])) for key in keys}
        return {key: each.name for key, each in found.items() if each and each.name and not each.held_back}


def referred_in(values: Iterable[Json]) -> set[Key]:
    """The object types and ids of the records that documents' values refer to."""
    return {(each["objectType"], each["attioRecordId"]) for each in references(list(values))}


def names_in_catalog(rows: BoundCatalog | None, values: Iterable[Json]) -> dict[str, str]:
    """The names, by id, of the imported records that documents' values refer to. Raises CatalogError."""
    keys = referred_in(values)
    return {key[1]: name for key, name in rows.named(keys).items()} if rows and keys else {}
