"""Documents made for looking at: what browsing shows is what importing would write."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attiary.attio.scopes import hidden_from
from attiary.documents.references import references
from attiary.documents.simplify import record_name, schema_of, simplify_entry, simplify_record
from attiary.importer.parents import Parents
from attiary.model.crm import Record, object_slug
from attiary.model.selection import Target

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from attiary.assembly import Assembly
    from attiary.attio.client import AttioClient
    from attiary.model.crm import Attribute
    from attiary.model.document import Document
    from attiary.model.selection import Selection
    from attiary.model.values import Json


def read_documents(
    attiary: Assembly, selection: Selection, sort: Sequence[str], *, limit: int, offset: int
) -> tuple[list[Attribute], list[Document]]:
    """The target's attributes and one page of its documents. Raises AttioError."""
    attio, target, view = attiary.attio, selection.target, selection.view
    attributes = attio.fetch_attributes(target.slug, of_list=target.is_list)
    schema = schema_of(target, attributes, ())
    chosen = attio.filter_of(target, selection.filters, search=selection.search)
    sorts = attio.sorts_of(target, sort) if sort else None
    if not target.is_list:
        records = attio.fetch_records(
            target.slug, filter=chosen, view=view, sorts=sorts, limit=limit, offset=offset
        )
        return attributes, [simplify_record(record, schema, "") for record in records]
    entries = attio.fetch_list_entries(
        target.slug, filter=chosen, view=view, sorts=sorts, limit=limit, offset=offset
    )
    hidden = hidden_from([target], attio.identify().scopes)
    parents = Parents(attio, attiary.folder.config.forgotten(), are_hidden=bool(hidden))
    parents.learn(entries)
    found = [(entry, parents.of(entry)) for entry in entries]
    return attributes, [simplify_entry(entry, schema, each.parent, each.web_url, "") for entry, each in found]


def names_of(attio: AttioClient, values: Iterable[Json]) -> dict[str, str]:
    """The names, by id, of the records that these values refer to, as Attio has them. Raises AttioError."""
    wanted: dict[str, dict[str, None]] = {}
    for each in references(list(values)):
        wanted.setdefault(object_slug(each["objectType"]), {})[each["attioRecordId"]] = None
    return {
        record.key: record_name(record)
        for slug, ids in wanted.items()
        for record in attio.fetch_by_ids(Target(slug), list(ids)).items
        if isinstance(record, Record)
    }
