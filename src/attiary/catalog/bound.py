"""A catalog as one project sees it: the calls of the contract, for one owner and one project."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attiary.catalog.store import ALL

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from attiary.catalog.store import Catalog
    from attiary.model.imported_record import ImportedRecord, RowQuery


class BoundCatalog:
    """The rows of one owner in one project; the store is lent, and whoever opened it closes it.

    What each call promises and raises is said in `Catalog`.
    """

    def __init__(self, store: Catalog, owner: str, project_id: str) -> None:
        self._store = store
        self.owner = owner
        self.project_id = project_id

    def save(self, rows: Sequence[ImportedRecord]) -> None:
        """Add the rows, or replace those that are there."""
        self._store.save(self.owner, rows)

    def find(self, query: RowQuery = ALL) -> list[ImportedRecord]:
        """Rows by name."""
        return self._store.find(self.owner, self.project_id, query)

    def get(self, object_type: str, record_id: str) -> ImportedRecord | None:
        """The row of one record, or None."""
        return self._store.get(self.owner, self.project_id, object_type, record_id)

    def named(self, records: Collection[tuple[str, str]]) -> dict[tuple[str, str], str]:
        """The names of those of `records`, (object type, record id), that have a row."""
        return self._store.named(self.owner, self.project_id, records)

    def imported(self, object_type: str, record_ids: Collection[str]) -> set[str]:
        """Those of the ids that have a row."""
        return self._store.imported(self.owner, self.project_id, object_type, record_ids)

    def count(self) -> dict[str, int]:
        """The number of rows by object type."""
        return self._store.count(self.owner, self.project_id)

    def remove(self, keys: Collection[tuple[str, str]]) -> int:
        """Remove the rows of these (object type, record id); how many there were."""
        return self._store.remove(self.owner, self.project_id, keys)

    def erase(self, keys: Collection[tuple[str, str]]) -> int:
        """Remove the rows, and leave no trace of them in the store's own files."""
        return self._store.erase(self.owner, self.project_id, keys)

    def merge(self, object_type: str, merged_id: str, survivor_id: str) -> None:
        """Let the row of `survivor_id` stand for that of `merged_id`, which goes."""
        self._store.merge(self.owner, self.project_id, object_type, merged_id, survivor_id)

    def links(self, object_type: str, record_ids: Collection[str]) -> dict[str, list[str]]:
        """The experiment links of those of the records that have any, by record id."""
        return self._store.links(self.owner, self.project_id, object_type, record_ids)

    def link_experiment(self, object_type: str, record_id: str, experiment_id: str) -> None:
        """Add an experiment to a row's links, once."""
        self._store.link_experiment(self.owner, self.project_id, object_type, record_id, experiment_id)

    def unlink_experiment(self, object_type: str, record_id: str, experiment_id: str) -> None:
        """Take an experiment from a row's links, if it is there."""
        self._store.unlink_experiment(self.owner, self.project_id, object_type, record_id, experiment_id)
