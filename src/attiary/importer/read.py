"""What one selection reads, batch by batch, each with the place to go on from."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass
from typing import TYPE_CHECKING

from attiary.importer.batches import batches

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from attiary.attio.client import AttioClient, Page
    from attiary.model.crm import Entry, Record
    from attiary.model.proof import Reading
    from attiary.model.selection import Selection, Target

BATCH = 500


@dataclass(frozen=True)
class Batch:
    """Records or entries that came together."""

    items: Sequence[Record | Entry]
    cursor: str | None
    """Leads on behind them; None: only from the beginning."""
    deleted_ids: Sequence[str] = ()
    """Of the ids that were asked for, those that Attio says it does not have any more."""


@dataclass(frozen=True)
class Source:
    """What a selection reads, and the count of it."""

    reading: Reading
    """What the batches taken so far prove and cost, those of an interrupted run included. It is the source's
    own: behind the last batch it is final."""
    batches: Iterator[Batch]


def read_pages(attio: AttioClient, selection: Selection, after: str | None) -> Source:
    """All that a selection finds. Raises AttioError.

    Attio cannot be asked for all but some: what the selection leaves out is read, proven and dropped here.
    """
    without = frozenset(selection.without)
    chosen = attio.filter_of(selection.target, selection.filters, search=selection.search)
    pages = attio.pages(selection.target, filter=chosen, view=selection.view, after=after)
    return Source(pages.reading, (_batch(page, without) for page in pages))


def _batch(page: Page[Record | Entry], without: Collection[str]) -> Batch:
    return Batch([item for item in page.items if item.key not in without], page.cursor)


def read_by_ids(
    attio: AttioClient,
    target: Target,
    ids: Collection[str],
    after: str | None,
    *,
    so_far: Reading,
    known: Collection[str],
    gone_before: Collection[str],
) -> Source:
    """The records of these ids, in ascending order. A cursor is the last id asked for. Raises AttioError.

    `so_far` is what was read up to the cursor `after`.
    What Attio does not send is missing, unless it is deleted: it was `gone_before`, or is one of `known` and
    Attio says so when asked for it alone.
    """
    reading = deepcopy(so_far)

    def read() -> Iterator[Batch]:
        for asked in batches((each for each in sorted(ids) if each > (after or "")), BATCH):
            fetched = attio.fetch_by_ids(target, asked)
            reading.add(fetched.cost)
            reading.pages += 1
            reading.records += len(fetched.items)
            reading.last_page_length = len(fetched.items)
            absent = sorted(set(asked) - {item.key for item in fetched.items})
            # A filter that finds nothing proves little. Only a 404 of the record itself says that it is gone.
            to_ask = [each for each in absent if each in known and each not in gone_before]
            deleted = {each for each in absent if each in gone_before} | attio.find_gone(target, to_ask)
            reading.missing_ids += [each for each in absent if each not in deleted]
            yield Batch(fetched.items, asked[-1], sorted(deleted))
        reading.is_unbroken = True

    return Source(reading, read())
