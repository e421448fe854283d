"""What Attio has, as a table shows it: what browsing shows is what importing would write."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import UNSET, Struct

from attiary.attio.scopes import hidden_from
from attiary.documents.columns import columns
from attiary.documents.references import with_names
from attiary.documents.simplify import schema_of, simplify_entry, simplify_record
from attiary.importer.lookups import RecordLookup, referred_in
from attiary.model.document import Parent
from attiary.model.selection import Target
from attiary.model.values import Json

if TYPE_CHECKING:
    from collections.abc import Sequence

    from attiary.model.crm import Attribute, ListInfo
    from attiary.model.document import Document
    from attiary.model.selection import Selection
    from attiary.services.context import App


class Column(Struct, frozen=True):
    """An attribute that the table shows beside the name; `type` is Attio's word."""

    slug: str
    title: str
    type: str


class RecordRow(Struct, frozen=True):
    """One record or entry. `values` are by the slugs of the columns, references with names.

    `details` are what a document keeps beside the values, by the same slugs.
    """

    record_id: str
    name: str
    values: dict[str, Json]
    details: dict[str, Json]
    web_url: str | None
    parent: Parent | None


class RecordPage(Struct, frozen=True):
    """One page of a table, from Attio alone."""

    target: Target
    columns: list[Column]
    rows: list[RecordRow]
    has_more: bool


def find_lists(app: App, search: str = "") -> list[ListInfo]:
    """The lists with this text in name or slug. Raises AttioError."""
    wanted = search.casefold()
    return [
        each
        for each in app.attio.fetch_lists()
        if wanted in each.name.casefold() or wanted in each.api_slug.casefold()
    ]


def all_targets(app: App) -> list[Target]:
    """Every object and every list of the workspace. Raises AttioError."""
    objects = [Target(each.api_slug) for each in app.attio.fetch_objects() if each.api_slug]
    return objects + [Target(each.api_slug, is_list=True) for each in app.attio.fetch_lists()]


def read_page(
    app: App, selection: Selection, *, sort: Sequence[str] = (), limit: int, offset: int = 0
) -> RecordPage:
    """One page of what is selected, in the order asked for. Raises AttioError.

    `sort` names slugs, `-slug` for the other way round.
    """
    target = selection.target
    attributes = app.attio.fetch_attributes(target.slug, of_list=target.is_list)
    # Attio says no totals: one row more tells whether there is another page.
    documents = _documents(app, selection, attributes, sort, limit=limit + 1, offset=offset)
    shown = documents[:limit]
    slugs = columns(target.object_type, [each.api_slug for each in attributes])
    referred = referred_in(each.attributes.get(slug) for each in shown for slug in slugs)
    lookup = RecordLookup(app.attio)
    lookup.learn_referred(referred)
    names = {key[1]: name for key, name in lookup.names(referred).items()}
    return RecordPage(
        target=target,
        columns=[
            Column(each.api_slug, each.title, each.type) for each in attributes if each.api_slug in slugs
        ],
        rows=[_row(document, slugs, names) for document in shown],
        has_more=len(documents) > limit,
    )


def imported_among(app: App, page: RecordPage) -> set[str]:
    """The ids on a page that were imported: of the catalog, so it is right when the page is an old one."""
    with app.open_folder() as folder:
        rows = app.rows_if_any(folder)
        ids = [each.record_id for each in page.rows]
        return rows.imported(page.target.object_type, ids) if rows else set()


def _documents(
    app: App,
    selection: Selection,
    attributes: Sequence[Attribute],
    sort: Sequence[str],
    *,
    limit: int,
    offset: int,
) -> list[Document]:
    attio, target, view = app.attio, selection.target, selection.view
    schema = schema_of(target, attributes, ())
    chosen = attio.filter_of(target, selection.filters, search=selection.search)
    sorts = attio.sorts_of(target, sort) if sort else None
    if not target.is_list:
        records = attio.fetch_records(
            target.slug, filter=chosen, view=view, sorts=sorts, limit=limit, offset=offset
        )
        return [simplify_record(record, schema, "") for record in records]
    entries = attio.fetch_list_entries(
        target.slug, filter=chosen, view=view, sorts=sorts, limit=limit, offset=offset
    )
    hidden = hidden_from([target], attio.identify().scopes)
    parents = RecordLookup(attio, are_hidden=bool(hidden))
    parents.learn_parents(entries)
    found = [(entry, *parents.parent_of(entry)) for entry in entries]
    return [simplify_entry(entry, schema, parent, each.web_url, "") for entry, parent, each in found]


def _row(document: Document, slugs: Sequence[str], names: dict[str, str]) -> RecordRow:
    attributes = document.attributes
    details = {} if document.details is UNSET else document.details
    return RecordRow(
        record_id=document.attio_record_id,
        name=document.name,
        values={slug: with_names(attributes[slug], names) for slug in slugs if slug in attributes},
        details={slug: details[slug] for slug in slugs if slug in details},
        web_url=document.attio_web_url,
        parent=None if document.parent is UNSET else document.parent,
    )
