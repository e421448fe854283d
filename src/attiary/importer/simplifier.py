"""What Attio sent, as documents: with the names of parents, and those that were asked for; none forgotten."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attiary.documents.references import expanded, wanted
from attiary.documents.simplify import simplify_entry, simplify_record
from attiary.importer.lookups import RecordLookup
from attiary.importer.recognition import Recognition
from attiary.model.crm import Entry, Record
from attiary.model.run import HeldBack

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from attiary.importer.plan import Step, Tools
    from attiary.model.document import Document
    from attiary.model.proof import Cost, Hidden


class Simplifier:
    """Makes the documents of one step."""

    def __init__(self, step: Step, tools: Tools, imported_at: str, hidden: Iterable[Hidden]) -> None:
        are_hidden = any(each.slug == step.selection.target.slug for each in hidden)
        self._schema = step.schema
        self._imported_at = imported_at
        self._recognition = Recognition(tools.folder)
        self._expand = step.expand
        self._parents = RecordLookup(tools.attio, self._recognition, are_hidden=are_hidden)
        self._referred = RecordLookup(tools.attio, self._recognition)

    def documents(self, items: Sequence[Record | Entry]) -> tuple[list[Document], list[HeldBack], Cost]:
        """The documents of those that nobody asked to forget, and who was held back for it.

        The cost is that of fetching names. Raises AttioError.
        """
        cost = self._parents.learn_parents(item for item in items if isinstance(item, Entry))
        held_back = {item.key: held for item in items if (held := self._held_back(item))}
        documents = [self._document(item) for item in items if item.key not in held_back]
        if self._expand:
            keys = {key for document in documents for key in wanted(document, self._expand)}
            cost.add(self._referred.learn_referred(keys))
            names = self._referred.names(keys)
            documents = [expanded(document, self._expand, names) for document in documents]
        return documents, list(held_back.values()), cost

    def _held_back(self, item: Record | Entry) -> HeldBack | None:
        if isinstance(item, Entry):
            reason, because_of = self._parents.parent_of(item)[1].held_back, item.parent_record_id
        else:
            reason, because_of = self._recognition.of_record(item, self._schema.object_type), item.key
        return HeldBack(item.key, reason, because_of) if reason else None

    def _document(self, item: Record | Entry) -> Document:
        if isinstance(item, Record):
            return simplify_record(item, self._schema, self._imported_at)
        parent, found = self._parents.parent_of(item)
        return simplify_entry(item, self._schema, parent, found.web_url, self._imported_at)
