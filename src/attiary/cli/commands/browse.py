"""`attiary browse`: look through companies, people, other objects, lists and their entries."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from attiary.cli.options import FilterOption, FolderOption, JsonOption, SearchOption, ViewOption
from attiary.errors import N_, UsageError
from attiary.hints import Hint
from attiary.language import say

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from rich.console import Console

    from attiary.assembly import Assembly
    from attiary.model.document import Document
    from attiary.model.selection import Selection, Target

LISTS = "lists"
LARGEST_PAGE = 500
LAST_PAGE = 1_000_000
NAME_WIDTH, ID_WIDTH, COLUMN_WIDTH, WIDTH_WITH_IDS, WIDTH_WITH_LINKS = 24, 36, 20, 100, 220


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(
        "browse",
        help=say(
            "Look through records and lists. Companies, people, any object, lists, the entries of a list."
        ),
        epilog=say("Example: attiary browse people --search amal    or: attiary browse list sales --page 2"),
    )(browse)


def browse(
    words: Annotated[
        list[str],
        typer.Argument(
            metavar="WHAT", help=say("companies, people, another object's slug, lists, or: list SLUG")
        ),
    ],
    search: SearchOption = None,
    filters: FilterOption = [],  # noqa: B006 - Typer copies it
    view: ViewOption = None,
    sort: Annotated[
        list[str], typer.Option("--sort", metavar="SLUG", help=say("Order by this; -SLUG turns it round."))
    ] = [],  # noqa: B006 - Typer copies it
    limit: Annotated[int, typer.Option(min=1, max=LARGEST_PAGE, help=say("Rows a page."))] = 25,
    page: Annotated[int, typer.Option(min=1, max=LAST_PAGE, help=say("Which page."))] = 1,
    folder: FolderOption = Path(),
    as_json: JsonOption = False,
) -> None:
    """Reads one page; Attio says no totals, so one row more is asked for to know whether there is another."""
    from attiary.assembly import assemble
    from attiary.cli.output import show, tell_waits
    from attiary.cli.selecting import refuse_blank, refuse_both
    from attiary.importer.targets import targets_of
    from attiary.model.selection import Selection

    refuse_blank(search)
    refuse_both(filters, view)
    with assemble(folder, on_wait=tell_waits()) as attiary:
        if words == [LISTS]:
            _refuse_for_lists(filters, view, sort)
            rows = _lists(attiary, search)
            show({"lists": rows}, lambda console: _draw_lists(console, rows), as_json=as_json)
            return
        target, *more = targets_of(words)
        if more:
            raise UsageError(N_("`attiary browse` shows one object or list at a time."))
        selection = Selection(target=target, search=search, filters=tuple(filters), view=view)
        result = _page(attiary, selection, sort, limit, page)
    show(result, lambda console: _draw(console, result), as_json=as_json)


def _refuse_for_lists(filters: Sequence[str], view: str | None, sort: Sequence[str]) -> None:
    if filters or view or sort:
        raise UsageError(
            N_("`attiary browse lists` takes neither --filter nor --view nor --sort."),
            Hint.SEARCH_LISTS,
        )


def _lists(attiary: Assembly, search: str | None) -> list[dict[str, Any]]:
    wanted = (search or "").casefold()
    return [
        {"slug": each.api_slug, "name": each.name, "parentObjects": each.parent_object, "id": each.id.list_id}
        for each in attiary.attio.fetch_lists()
        if wanted in each.name.casefold() or wanted in each.api_slug.casefold()
    ]


def _page(
    attiary: Assembly, selection: Selection, sort: Sequence[str], limit: int, page: int
) -> dict[str, Any]:
    from attiary.cli.rows import names_of, read_documents
    from attiary.documents.simplify import columns

    target, offset = selection.target, (page - 1) * limit
    attributes, documents = read_documents(attiary, selection, sort, limit=limit + 1, offset=offset)
    shown = documents[:limit]
    imported = _imported(attiary, target, shown)
    slugs = columns(target.object_type, [each.api_slug for each in attributes])
    named = names_of(attiary.attio, [each.attributes.get(slug) for each in shown for slug in slugs])
    return {
        "objectType": target.object_type,
        "slug": target.slug,
        "page": page,
        "limit": limit,
        "hasMore": len(documents) > limit,
        "columns": [
            {"slug": each.api_slug, "title": each.title} for each in attributes if each.api_slug in slugs
        ],
        "records": [_record(document, slugs, imported, named) for document in shown],
    }


def _imported(attiary: Assembly, target: Target, documents: Sequence[Document]) -> set[str]:
    rows = attiary.rows()
    ids = [document.attio_record_id for document in documents]
    return rows.imported(target.object_type, ids) if rows else set()


def _record(
    document: Document, slugs: Sequence[str], imported: set[str], named: Mapping[str, str]
) -> dict[str, Any]:
    from msgspec import UNSET, to_builtins

    from attiary.documents.references import with_names

    parent = {} if document.parent is UNSET else {"parent": to_builtins(document.parent)}
    return {
        "attioRecordId": document.attio_record_id,
        "name": document.name,
        "attributes": {
            slug: with_names(document.attributes[slug], named)
            for slug in slugs
            if slug in document.attributes
        },
        "attioWebUrl": document.attio_web_url,
        "imported": document.attio_record_id in imported,
        **parent,
    }


def _draw_lists(console: Console, rows: list[dict[str, Any]]) -> None:
    from attiary.cli.output import add_rows, table

    drawn = table(say("Slug"), say("Name"), say("Of"))
    console.print(
        add_rows(drawn, ((row["slug"], row["name"], ", ".join(row["parentObjects"])) for row in rows))
    )
    console.print(say("Look into one: attiary browse list SLUG"), style="dim")


def _draw(console: Console, result: dict[str, Any]) -> None:
    from attiary.cli.output import cell, table
    from attiary.wording.value_texts import in_words

    columns = result["columns"][: max(1, (console.width - NAME_WIDTH - ID_WIDTH) // COLUMN_WIDTH)]
    facts = {say("Id"): "attioRecordId"} if console.width >= WIDTH_WITH_IDS else {}
    facts |= {say("Link"): "attioWebUrl"} if console.width >= WIDTH_WITH_LINKS else {}
    firm = {0, *range(2 + len(columns), 2 + len(columns) + len(facts))}
    drawn = table("", say("Name"), *(column["title"] for column in columns), *facts, firm=firm)
    for row in result["records"]:
        url = row["attioWebUrl"] or ""
        values = (cell(in_words(row["attributes"].get(column["slug"]))) for column in columns)
        mark, name = (
            cell("✓" if row["imported"] else "", style="green"),
            cell(row["name"], link=url, style="bold"),
        )
        drawn.add_row(mark, name, *values, *(cell(row[fact] or "", link=url) for fact in facts.values()))
    console.print(drawn)
    console.print(_footer(result), style="dim")


def _footer(result: dict[str, Any]) -> str:
    if not result["records"]:
        return say("Nothing found.")
    where = say("Page {page}.", page=result["page"])
    more = (
        say("More: --page {next}.", next=result["page"] + 1)
        if result["hasMore"]
        else say("That is the last page.")
    )
    return f"{where} {more} " + say("✓ marks what is imported already.")
