"""The catalog's row: what it keeps of an imported record."""

from __future__ import annotations

from enum import StrEnum
from unicodedata import normalize

from msgspec import Struct, field

from attiary.model.message import Message
from attiary.model.values import Json

MAX_NAME_KEY_LENGTH = 500
"""In characters; an index of PostgreSQL holds some 2,700 bytes."""


def name_key(text: str) -> str:
    """What names are ordered, searched and paged by: equal for any case and composition of accents."""
    # Unicode's canonical caseless match (section 3.13): folding composed letters would part equal names.
    return normalize("NFC", normalize("NFD", text).casefold())[:MAX_NAME_KEY_LENGTH]


class RowKey(Struct, frozen=True):
    """Where a row stands in the order of a catalog: by the key of its name, then by ids."""

    name_key: str
    record_id: str
    object_type: str


class RowQuery(Struct, frozen=True, kw_only=True):
    """Which rows are looked for: all that is asked for holds for each of them."""

    object_type: str | None = None
    list_slug: str | None = None
    name: str | None = None
    """The whole name, without regard to case, nor to how an accent is composed."""
    search: str | None = None
    """Anywhere in the name, likewise; no character in it is a wildcard."""
    gone: bool | None = None
    """True: only rows with `gone_at`. False: only those without."""
    sync_status: SyncStatus | None = None
    after: RowKey | None = None
    """The last row seen: what comes behind it, also where that one was renamed or removed since."""
    limit: int | None = None


class SyncStatus(StrEnum):
    """The plan's word on a row."""

    SYNCED = "synced"
    PENDING = "pending"
    ERROR = "error"


class PendingRecord(Struct, frozen=True):
    """A record that an interrupted run selected and has still to write: it has neither file nor row yet.

    `name` is the beginning of its id, until Attio says what it is called.
    """

    object_type: str
    record_id: str
    name: str


class ImportedRecord(Struct, frozen=True, kw_only=True):
    """A row of the catalog: the plan's `attioImports`.

    `imported_at` is epoch milliseconds. `gone_at` is UTC in whole seconds, `2026-02-06T12:00:00Z`: since when
    Attio is known not to have the record any more; None while it has it.
    """

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
    sync_error: Message | None = field(name="syncError", default=None)
    experiment_ids: list[str] = field(name="experimentIds", default_factory=list)
    gone_at: str | None = field(name="goneAt", default=None)

    @property
    def key(self) -> RowKey:
        """Where it stands in the catalog's order."""
        return RowKey(name_key(self.name), self.attio_record_id, self.attio_object_type)
