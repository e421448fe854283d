"""What one selection reads, batch by batch, each with the place to go on from."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from typing import TYPE_CHECKING

from attiary.attio.client import Page
from attiary.importer.batches import batches

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from attiary.attio.client import AttioClient
    from attiary.model.crm import Entry, Record
    from attiary.model.run import TargetResult
    from attiary.model.selection import Selection, Target

BATCH = 500
ASKED_AT_ONCE = 8


def read_pages(
    attio: AttioClient, selection: Selection, result: TargetResult, after: str | None
) -> Iterator[Page[Record | Entry]]:
    """All that a selection finds; `result.reading` is what it proves. Raises AttioError.

    Attio cannot be asked for all but some: what the selection leaves out is read, proven and dropped here.
    """
    without = frozenset(selection.without)
    chosen = attio.filter_of(selection.target, selection.filters, search=selection.search)
    pages = attio.pages(selection.target, filter=chosen, view=selection.view, after=after)
    result.reading = pages.reading
    for page in pages:
        yield Page([item for item in page.items if item.key not in without], page.cursor)


def read_by_id(
    attio: AttioClient,
    result: TargetResult,
    ids: Collection[str],
    after: str | None,
    *,
    known: Collection[str],
    gone_before: Collection[str],
) -> Iterator[Page[Record | Entry]]:
    """The records of these ids, ascending; a cursor is the last id asked for. Raises AttioError.

    `result.lost` names those of `known` that Attio does not have, asked for each of them unless they are
    `gone_before`; all others that are not found are missing.
    """
    reading, target = result.reading, result.selection.target
    for batch in batches((each for each in sorted(ids) if each > (after or "")), BATCH):
        fetched = attio.fetch_by_ids(target, batch)
        found = fetched.items
        reading.add(fetched.cost)
        reading.pages += 1
        reading.records += len(found)
        reading.last_page_length = len(found)
        missing = sorted(set(batch) - {item.key for item in found})
        to_ask = [each for each in missing if each in known and each not in gone_before]
        lost = {each for each in missing if each in gone_before} | _gone_of(attio, target, to_ask)
        result.lost.extend(each for each in missing if each in lost)
        reading.missing_ids.extend(each for each in missing if each not in lost)
        yield Page(found, batch[-1])
    reading.is_unbroken = True


def _gone_of(attio: AttioClient, target: Target, ids: Sequence[str]) -> set[str]:
    """Those of these ids of which Attio says that it does not have them, some asked for at once."""
    if not ids:
        return set()
    with ThreadPoolExecutor(ASKED_AT_ONCE) as pool:
        answers = {each: pool.submit(copy_context().run, attio.is_gone, target, each) for each in ids}
        return {each for each, is_gone in answers.items() if is_gone.result()}
