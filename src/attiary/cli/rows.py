"""Documents made for looking at: what browsing shows is what importing would write."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attiary.documents.simplify import schema_of, simplify_entry, simplify_record
from attiary.importer.parents import Parents

if TYPE_CHECKING:
    from attiary.assembly import Assembly
    from attiary.model.crm import Attribute
    from attiary.model.document import Document
    from attiary.model.imports import Target


def read_documents(
    attiary: Assembly, target: Target, search: str | None, *, limit: int, offset: int
) -> tuple[list[Attribute], list[Document]]:
    """The target's attributes and one page of its documents. Raises AttioError."""
    attio = attiary.attio
    attributes = attio.fetch_attributes(target.slug, of_list=target.is_list)
    schema = schema_of(target, attributes, ())
    chosen = attio.search_filter(target, search) if search else None
    if not target.is_list:
        records = attio.fetch_records(target.slug, filter=chosen, limit=limit, offset=offset)
        return attributes, [simplify_record(record, schema, "") for record in records]
    entries = attio.fetch_list_entries(target.slug, filter=chosen, limit=limit, offset=offset)
    parents = Parents(attio)
    parents.learn(entries)
    found = [(entry, parents.of(entry)) for entry in entries]
    return attributes, [simplify_entry(entry, schema, each.parent, each.web_url, "") for entry, each in found]
