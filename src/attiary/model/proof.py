"""What reading a target proved, and what the key keeps from us."""

from __future__ import annotations

from msgspec import Struct, field


class UnknownFields(Struct, kw_only=True):
    """What an answer held that Attio does not document: kept, and counted by name."""

    types: dict[str, int] = field(default_factory=dict)
    keys: dict[str, int] = field(default_factory=dict)

    def add(self, other: UnknownFields) -> None:
        """Count what `other` counted, too."""
        for mine, theirs in ((self.types, other.types), (self.keys, other.keys)):
            for name, number in theirs.items():
                mine[name] = mine.get(name, 0) + number


class Cost(Struct, kw_only=True):
    """What calls cost, beside the items they brought.

    `waits` counts what was tried again, for whatever reason; `waited_seconds` sums waits that may have been
    side by side. `unreadable` counts the rows that no record could be made of.
    """

    waits: int = 0
    waited_seconds: float = 0.0
    unknown: UnknownFields = field(default_factory=UnknownFields)
    unreadable: int = 0

    def add(self, other: Cost) -> None:
        """Count what `other` cost, too."""
        self.waits += other.waits
        self.waited_seconds += other.waited_seconds
        self.unknown.add(other.unknown)
        self.unreadable += other.unreadable


class Tally(Struct, kw_only=True):
    """What a chain counted: answers, distinct items, repeats of them, links, rows that cannot be read."""

    pages: int = 0
    records: int = 0
    repeats: int = 0
    links_checked: int = 0
    links_repaired: int = 0
    unreadable: int = 0


class Reading(Struct, kw_only=True, rename="camel"):
    """What reading one target proved: the counts of pages and links, in requests and records.

    `waits` and `waited_seconds` are those of its `Cost`; `unreadable` has a "?" for each unreadable row.
    """

    pages: int = 0
    records: int = 0
    repeats: int = 0
    last_page_length: int | None = None
    links_checked: int = 0
    links_repaired: int = 0
    created_meanwhile: int = 0
    ordered_by: str = "id"
    is_unbroken: bool = False
    missing_ids: list[str] = field(default_factory=list)
    unreadable: list[str] = field(default_factory=list)
    unknown: UnknownFields = field(default_factory=UnknownFields)
    waits: int = 0
    waited_seconds: float = 0.0

    def add(self, cost: Cost) -> None:
        """Count what calls cost."""
        self.waits += cost.waits
        self.waited_seconds += cost.waited_seconds
        self.unknown.add(cost.unknown)
        self.unreadable += ["?"] * cost.unreadable

    def count(self, tally: Tally) -> None:
        """Count what a chain counted."""
        self.pages += tally.pages
        self.records += tally.records
        self.repeats += tally.repeats
        self.links_checked += tally.links_checked
        self.links_repaired += tally.links_repaired
        self.unreadable += ["?"] * tally.unreadable


class Hidden(Struct, frozen=True, kw_only=True):
    """What a key's scopes keep from an import: a sentence for translators that names `{slug}`.

    `missing` names scopes as Attio does, `record_permission:read`; `is_all`: nothing of it can be read.
    """

    what: str
    slug: str
    missing: tuple[str, ...]
    is_all: bool = False
