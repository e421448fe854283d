"""What Attio sent, as documents: with the names of parents, and those that were asked for; none forgotten."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attiary.documents.simplify import simplify_entry, simplify_record
from attiary.importer.identifiers import is_forgotten
from attiary.importer.names import Names
from attiary.importer.parents import Parents
from attiary.model.crm import Entry, Record

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
        self._forgotten = tools.folder.config.forgotten()
        self._parents = Parents(tools.attio, self._forgotten, are_hidden=are_hidden)
        self._names = Names(tools.attio, step.expand, self._forgotten)

    def documents(self, items: Sequence[Record | Entry]) -> tuple[list[Document], int, Cost]:
        """The documents of those that nobody asked to forget, and how many were left out for it.

        The cost is that of fetching names. Raises AttioError.
        """
        cost = self._parents.learn([item for item in items if isinstance(item, Entry)])
        kept = [item for item in items if not self._is_forgotten(item)]
        made = [self._document(item) for item in kept]
        named, cost_of_names = self._names.joined(made)
        cost.add(cost_of_names)
        return named, len(items) - len(kept), cost

    def _is_forgotten(self, item: Record | Entry) -> bool:
        if isinstance(item, Entry):
            return self._parents.of(item).is_forgotten
        return is_forgotten(item, self._schema.object_type, self._forgotten)

    def _document(self, item: Record | Entry) -> Document:
        if isinstance(item, Record):
            return simplify_record(item, self._schema, self._imported_at)
        found = self._parents.of(item)
        return simplify_entry(item, self._schema, found.parent, found.web_url, self._imported_at)
