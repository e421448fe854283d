"""`attiary browse`: look through companies, people, other objects, lists and their entries."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from attiary.cli.options import FilterOption, FolderOption, JsonOption, SearchOption, ViewOption
from attiary.errors import N_, ExclusiveOptions, OneTargetOnly
from attiary.hints import Hint
from attiary.language import say

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from rich.console import Console

    from attiary.model.crm import ListInfo
    from attiary.services.browsing import RecordPage

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
    """One page; each record is marked if it was imported."""
    from attiary.cli.json_objects import lists_object, page_object
    from attiary.cli.output import show, tell_waits
    from attiary.services.browsing import find_lists, imported_among, read_page
    from attiary.services.context import open_app
    from attiary.services.selecting import refuse_blank, sought, targets_of

    if words == [LISTS]:
        refuse_blank(search)
        _refuse_for_lists(filters, view, sort)
        with open_app(folder, on_wait=tell_waits()) as app:
            lists = find_lists(app, search or "")
        show(lists_object(lists), lambda console: _draw_lists(console, lists), as_json=as_json)
        return
    target, *more = targets_of(words)
    selection = sought(target, search=search, filters=filters, view=view)
    if more:
        raise OneTargetOnly(N_("`attiary browse` shows one object or list at a time."))
    with open_app(folder, on_wait=tell_waits()) as app:
        read = read_page(app, selection, sort=sort, limit=limit, offset=(page - 1) * limit)
        imported = imported_among(app, read)
    show(
        page_object(read, imported, number=page, limit=limit),
        lambda console: _draw(console, read, imported, page),
        as_json=as_json,
    )


def _refuse_for_lists(filters: Sequence[str], view: str | None, sort: Sequence[str]) -> None:
    if filters or view or sort:
        raise ExclusiveOptions(
            N_("`attiary browse lists` does not accept --filter, --view or --sort."),
            Hint.SEARCH_LISTS,
        )


def _draw_lists(console: Console, lists: Sequence[ListInfo]) -> None:
    from attiary.cli.output import add_rows, table

    drawn = table(say("Slug"), say("Name"), say("Of"))
    rows = ((each.api_slug, each.name, ", ".join(each.parent_object)) for each in lists)
    console.print(add_rows(drawn, rows))
    console.print(say("Look into one: attiary browse list SLUG"), style="dim")


def _draw(console: Console, page: RecordPage, imported: Collection[str], number: int) -> None:
    from attiary.cli.output import cell, table
    from attiary.wording.value_texts import in_words

    columns = page.columns[: max(1, (console.width - NAME_WIDTH - ID_WIDTH) // COLUMN_WIDTH)]
    has_ids, has_links = console.width >= WIDTH_WITH_IDS, console.width >= WIDTH_WITH_LINKS
    facts = [say("Id")] * has_ids + [say("Link")] * has_links
    firm = {0, *range(2 + len(columns), 2 + len(columns) + len(facts))}
    drawn = table("", say("Name"), *(column.title for column in columns), *facts, firm=firm)
    for row in page.rows:
        url = row.web_url or ""
        mark = cell("✓" if row.record_id in imported else "", style="green")
        name = cell(row.name, link=url, style="bold")
        values = (
            cell(in_words(row.values.get(column.slug), column.type, row.details.get(column.slug)))
            for column in columns
        )
        shown = [row.record_id] * has_ids + [url] * has_links
        drawn.add_row(mark, name, *values, *(cell(fact, link=url) for fact in shown))
    console.print(drawn)
    console.print(_footer(page, number), style="dim")


def _footer(page: RecordPage, number: int) -> str:
    if not page.rows:
        return say("Nothing found.")
    if page.has_more:
        return say(
            "Page {page}. More: --page {next}. ✓ marks what is imported already.",
            page=number,
            next=number + 1,
        )
    return say("Page {page}. That is the last page. ✓ marks what is imported already.", page=number)
