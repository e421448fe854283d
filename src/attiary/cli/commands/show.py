"""`attiary show`: one imported record, the names of its references joined."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from attiary.cli.options import FolderOption, JsonOption
from attiary.errors import N_, FileMissing, NotADocument
from attiary.hints import Hint
from attiary.language import say

if TYPE_CHECKING:
    from rich.console import Console

    from attiary.assembly import Assembly
    from attiary.catalog.bound import BoundCatalog
    from attiary.model.imported_record import ImportedRecord


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(
        "show",
        help=say("Show one imported record, by its name or its id."),
        epilog=say('Example: attiary show "Amal Haddad"'),
    )(show)


def show(
    name_or_id: Annotated[
        str, typer.Argument(metavar="NAME-or-ID", help=say("A name, part of one, an id, or a file."))
    ],
    folder: FolderOption = Path(),
    as_json: JsonOption = False,
) -> None:
    """Works without a key and without a network."""
    from attiary.assembly import assemble
    from attiary.cli.finding import find_row
    from attiary.cli.output import show as show_result

    with assemble(folder) as attiary:
        row = find_row(attiary, name_or_id)
        document = _read(attiary, row)
    result = document | {"localFilePath": row.local_file_path, "syncStatus": row.sync_status}
    show_result(result, lambda console: _draw(console, result), as_json=as_json)


def _read(attiary: Assembly, row: ImportedRecord) -> dict[str, Any]:
    import msgspec

    from attiary.documents.jsonfile import decode_or_none

    content = attiary.folder.files.read(row.local_file_path)
    if content is None:
        raise FileMissing(
            N_("The file {path} is not there any more."),
            Hint.IMPORT_OR_REINDEX,
            path=row.local_file_path,
        )
    if decode_or_none(content) is None:
        raise NotADocument(
            N_("The file {path} is no document any more."),
            Hint.MEND_FILE,
            path=row.local_file_path,
        )
    document: dict[str, Any] = msgspec.json.decode(content)
    _join_names(attiary.rows_of(row.project_id), document)
    return document


def _join_names(rows: BoundCatalog, document: dict[str, Any]) -> None:
    from attiary.documents.references import references

    found = list(references(document.get("attributes")))
    keys = {(each["objectType"], each["attioRecordId"]) for each in found}
    names = rows.named(keys)
    for each in found:
        name = names.get((each["objectType"], each["attioRecordId"]))
        if name is not None:
            each["name"] = name


def _draw(console: Console, result: dict[str, Any]) -> None:
    from rich.table import Table

    from attiary.cli.output import cell
    from attiary.wording.value_texts import in_words

    console.print(cell(str(result.get("name", "")), style="bold"))
    grid = Table.grid(padding=(0, 2))
    grid.add_column(style="dim")
    grid.add_column(overflow="fold")
    url = result.get("attioWebUrl") or ""
    facts = {
        say("type"): result.get("objectType"),
        say("of"): (result.get("parent") or {}).get("name"),
        say("file"): result["localFilePath"],
        say("imported"): result.get("importedAt"),
        say("gone from Attio"): result.get("goneAt"),
        **(result.get("attributes") or {}),
    }
    for title, value in facts.items():
        if value not in (None, "", []):
            grid.add_row(cell(title), cell(in_words(value)))
    grid.add_row(cell(say("in Attio")), cell(url, link=url))
    console.print(grid)
