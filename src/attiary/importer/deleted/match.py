"""Who is gone from Attio, who was merged into whom, and when somebody should be asked first. Pure.

Attio merges two records into a new one, and both old ids die. What names a record uniquely tells: when all
of a missing record's addresses are found in exactly one new record, it is that one.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from attiary.model.crm import Attribute

# A filter in Attio, or a key with less rights, looks like a mass deletion. A few a day are usual.
MOST_UNASKED = 20
LARGEST_SHARE_UNASKED = 0.05

_OWN_IDS = frozenset(("record_id", "entry_id"))


def match_mergers(
    missing: Mapping[str, Collection[str]], new: Mapping[str, Collection[str]]
) -> dict[str, list[str]]:
    """By new id, the missing ids that were merged into it; `missing` and `new` are addresses by id.

    Without addresses, or with some that are nowhere or in several new records, nothing is told.
    """
    holders: dict[str, set[str]] = defaultdict(set)
    for record_id, addresses in new.items():
        for address in addresses:
            holders[address].add(record_id)
    merged: dict[str, list[str]] = defaultdict(list)
    for missing_id in sorted(missing):
        found = [holders.get(address, set()) for address in missing[missing_id]]
        if found and all(len(each) == 1 for each in found) and len(set.union(*found)) == 1:
            merged[next(iter(found[0]))].append(missing_id)
    return dict(merged)


def should_ask(gone: int, known: int) -> bool:
    """Whether so many are gone, of those that are known, that it may be a mistake."""
    return gone > MOST_UNASKED or gone > known * LARGEST_SHARE_UNASKED


def naming_slugs(attributes: Sequence[Attribute]) -> list[str]:
    """The attributes whose values no two records share, but for the record's own id."""
    return [each.api_slug for each in attributes if each.is_unique and each.api_slug not in _OWN_IDS]
