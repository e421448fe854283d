"""The names of the records that documents refer to, fetched 500 at a time, where they were asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attiary.documents.references import expanded, wanted
from attiary.documents.simplify import record_name
from attiary.importer.identifiers import is_forgotten
from attiary.model.crm import Record, object_slug
from attiary.model.proof import Cost
from attiary.model.selection import Target

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from attiary.attio.client import AttioClient
    from attiary.folder import Forgotten
    from attiary.model.document import Document


class Names:
    """Joins the names under some attribute slugs, and remembers them for the run."""

    def __init__(self, attio: AttioClient, slugs: Collection[str], forgotten: Forgotten) -> None:
        self._attio = attio
        self._slugs = slugs
        self._forgotten = forgotten
        self._known: dict[tuple[str, str], str | None] = {}

    def joined(self, documents: Sequence[Document]) -> tuple[list[Document], Cost]:
        """The documents with names, and what these cost; a record that is gone or was forgotten has none.

        Raises AttioError.
        """
        if not self._slugs:
            return list(documents), Cost()
        cost = self._learn({key for document in documents for key in wanted(document, self._slugs)})
        names = {key: name for key, name in self._known.items() if name}
        return [expanded(document, self._slugs, names) for document in documents], cost

    def _learn(self, keys: Collection[tuple[str, str]]) -> Cost:
        cost = Cost()
        new: dict[str, list[str]] = {}
        for object_type, record_id in sorted(set(keys) - self._known.keys()):
            self._known[object_type, record_id] = None
            new.setdefault(object_type, []).append(record_id)
        for object_type, ids in new.items():
            fetched = self._attio.fetch_by_ids(Target(object_slug(object_type)), ids)
            cost.add(fetched.cost)
            for record in fetched.items:
                if isinstance(record, Record) and not is_forgotten(record, object_type, self._forgotten):
                    self._known[object_type, record.key] = record_name(record)
        return cost
