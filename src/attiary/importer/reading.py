"""What one selection reads, batch by batch, each with the place to go on from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from attiary.importer.plan import batches
from attiary.importer.selected import filter_for

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from attiary.attio.client import AttioClient
    from attiary.model.crm import Entry, Record
    from attiary.model.imports import Selection, TargetResult

BATCH = 500


@dataclass(frozen=True)
class Batch:
    """Records or entries that came together; `cursor` leads on behind them, None: only from the beginning."""

    items: Sequence[Record | Entry]
    cursor: str | None


def read_pages(
    attio: AttioClient, selection: Selection, result: TargetResult, after: str | None
) -> Iterator[Batch]:
    """All that a selection finds; `result.reading` is what it proves. Raises AttioError."""
    chosen = filter_for(attio, selection)
    pages = attio.pages(selection.target, filter=chosen, view=selection.view, after=after)
    result.reading = pages.reading
    for page in pages:
        yield Batch(page.items, page.cursor)


def read_by_id(
    attio: AttioClient, result: TargetResult, ids: Collection[str], after: str | None
) -> Iterator[Batch]:
    """The records of these ids, ascending; a cursor is the last id asked for. Raises AttioError."""
    reading, target = result.reading, result.selection.target
    for batch in batches((each for each in sorted(ids) if each > (after or "")), BATCH):
        found = attio.fetch_by_ids(target, batch, reading=reading)
        reading.pages += 1
        reading.records += len(found)
        reading.last_page_length = len(found)
        reading.missing_ids.extend(sorted(set(batch) - {item.key for item in found}))
        yield Batch(found, batch[-1])
    reading.is_unbroken = True
