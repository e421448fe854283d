"""What every store of rows promises. Each promise is a test that each store passes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from attiary.model.imported_record import ImportedRecord, SyncStatus


class Catalog(Protocol):
    """Rows about imported records, each of one owner and one project.

    A row is known by project, object type and record id. A store checks the owner on its own side:
    another owner's rows are neither shown nor touched. Text comes back as it was saved, except that
    NUL and lone surrogates, which no database holds, are U+FFFD; ids are searched for likewise.
    May be used from several threads and processes at once. Every call may raise CatalogError.
    """

    def save(self, owner: str, rows: Sequence[ImportedRecord]) -> None:
        """Add the rows, or replace those that are there: all of them or, on any error, none.

        A row that is there keeps its experiment links, whatever the new one says. Of two rows with
        the same key the later one stays. Raises NotYours when a row is, or would replace one, of another
        owner; CatalogError when `attributes` is longer than 8 KB as compact UTF-8 JSON.
        """
        ...

    def find(
        self,
        owner: str,
        project: str,
        *,
        object_type: str | None = None,
        list_slug: str | None = None,
        search: str | None = None,
        gone: bool | None = None,
        sync_status: SyncStatus | None = None,
        limit: int | None = None,
        offset: int = 0,
    ) -> list[ImportedRecord]:
        """Rows ordered by name without regard to case, then by record id, then by object type.

        `search` is looked for anywhere in the name's first 500 characters, without regard to case
        in any script, nor to how an accent is composed; no character in it is a wildcard.
        `gone` True finds only rows with `gone_at`, False only those without. All that is asked for
        holds for each row.
        """
        ...

    def get(self, owner: str, project: str, object_type: str, record_id: str) -> ImportedRecord | None:
        """The row of one record, or None."""
        ...

    def named(
        self, owner: str, project: str, records: Collection[tuple[str, str]]
    ) -> dict[tuple[str, str], str]:
        """The names of those of `records`, (object type, record id), that have a row."""
        ...

    def imported(self, owner: str, project: str, object_type: str, record_ids: Collection[str]) -> set[str]:
        """Those of the ids that have a row."""
        ...

    def count(self, owner: str, project: str) -> dict[str, int]:
        """The number of rows by object type; a type without rows is left out."""
        ...

    def remove(self, owner: str, project: str, keys: Collection[tuple[str, str]]) -> int:
        """Remove the rows of these (object type, record id), links included, and say how many there were.

        No call shows them any more; the store's own files may keep traces of them until `erase`.
        """
        ...

    def erase(self, owner: str, project: str, keys: Collection[tuple[str, str]]) -> int:
        """Remove the rows, as `remove` does, and leave no trace of them in the store's own files.

        Nor does anything stay there of rows that were removed, merged or replaced before. Takes as long as
        writing the whole store anew. Raises CatalogError when others keep the files in use: the rows are
        removed then, and calling it again, with the same keys or none, finishes.
        """
        ...

    def merge(self, owner: str, project: str, object_type: str, former_id: str, record_id: str) -> None:
        """Let the row of `record_id` stand for that of `former_id`, which goes: Attio made the two one.

        Its experiment links come behind those that the other has, each once. Where `record_id` has no row,
        that of `former_id` takes the id and keeps all else. All of it or, on any error, nothing; where
        `former_id` has no row, or the two ids are one, nothing happens. Raises NotYours when `record_id` has
        a row of another owner.
        """
        ...

    def links(
        self, owner: str, project: str, object_type: str, record_ids: Collection[str]
    ) -> dict[str, list[str]]:
        """The experiment links of those of the records that have any, by record id, in the order made."""
        ...

    def link_experiment(
        self, owner: str, project: str, object_type: str, record_id: str, experiment_id: str
    ) -> None:
        """Add an experiment to a row's links, once. Raises CatalogError when there is no such row."""
        ...

    def unlink_experiment(
        self, owner: str, project: str, object_type: str, record_id: str, experiment_id: str
    ) -> None:
        """Take an experiment from a row's links, if it is there. Raises CatalogError for want of a row."""
        ...

    def close(self) -> None:
        """Let go of the database."""
        ...
