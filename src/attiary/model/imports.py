"""Nouns of an import: what was asked for, how far it is, what it proved, what the catalog keeps of it."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct, field

from attiary.model.crm import LIST_ENTRY, object_type
from attiary.model.values import Json


class Target(Struct, frozen=True):
    """What can be imported: an object's records, or a list's entries. `slug` is Attio's."""

    slug: str
    is_list: bool = False

    @property
    def object_type(self) -> str:
        """The type its documents carry."""
        return LIST_ENTRY if self.is_list else object_type(self.slug)


class Selection(Struct, frozen=True, kw_only=True):
    """Which records of a target: all, those of `ids`, or those a search finds."""

    target: Target
    ids: tuple[str, ...] | None = None
    search: str | None = None


class Status(StrEnum):
    """How an import ended. Complete: everything selected was read and written, and the receipt proves it."""

    COMPLETE = "complete"
    INCOMPLETE = "incomplete"
    FAILED = "failed"


class SyncStatus(StrEnum):
    """The plan's word on a row."""

    SYNCED = "synced"
    PENDING = "pending"
    ERROR = "error"


class Outcome(StrEnum):
    """What became of one record. Each record that was read has exactly one."""

    ADDED = "added"
    CHANGED = "changed"
    RENAMED = "renamed"
    UNCHANGED = "unchanged"
    KEPT = "kept"
    FAILED = "failed"


class Progress(Struct, frozen=True):
    """Where a run stands: `total` is None where Attio does not say (it gives no counts)."""

    stage: str
    target: Target | None = None
    current: int = 0
    total: int | None = None


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
    """What reading one target proved: the counts of pages and links, in requests and records."""

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
    unknown: Oddities = field(default_factory=Oddities)
    waits: int = 0
    waited_seconds: float = 0.0
    retries: int = 0


class ImportedRecord(Struct, frozen=True, kw_only=True):
    """A row of the catalog: the plan's `attioImports`, field by field. `imported_at` is epoch milliseconds."""

    clerk_user_id: str = field(name="clerkUserId")
    project_id: str = field(name="projectId")
    attio_record_id: str = field(name="attioRecordId")
    attio_object_type: str = field(name="attioObjectType")
    name: str
    attio_web_url: str | None = field(name="attioWebUrl")
    local_file_path: str = field(name="localFilePath")
    attributes: dict[str, Json] = field(default_factory=dict)
    list_slug: str | None = field(name="listSlug", default=None)
    imported_at: int = field(name="importedAt")
    sync_status: SyncStatus = field(name="syncStatus", default=SyncStatus.SYNCED)
    sync_error: str | None = field(name="syncError", default=None)
    experiment_ids: list[str] = field(name="experimentIds", default_factory=list)
