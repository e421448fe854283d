"""What reading a target proved, and what the key keeps from us."""

from __future__ import annotations

from msgspec import Struct, field


class Oddities(Struct, kw_only=True):
    """What an answer held that Attio does not document: kept, and counted by name."""

    types: dict[str, int] = field(default_factory=dict)
    keys: dict[str, int] = field(default_factory=dict)

    def add(self, other: Oddities) -> None:
        """Count what `other` counted, too."""
        for mine, theirs in ((self.types, other.types), (self.keys, other.keys)):
            for name, number in theirs.items():
                mine[name] = mine.get(name, 0) + number


class Reading(Struct, kw_only=True, rename="camel"):
    """What reading one target proved: the counts of pages and links, in requests and records.

    `waits` counts what was tried again, for whatever reason; `waited_seconds` sums waits that may have been
    side by side. `unreadable` has a "?" for each row that no record could be made of.
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
    unknown: Oddities = field(default_factory=Oddities)
    waits: int = 0
    waited_seconds: float = 0.0


class Hidden(Struct, frozen=True, kw_only=True):
    """What a key's scopes keep from an import: a sentence for translators that names `{slug}`.

    `missing` names scopes as Attio does, `record_permission:read`; `is_all`: nothing of it can be read.
    """

    what: str
    slug: str
    missing: tuple[str, ...]
    is_all: bool = False
