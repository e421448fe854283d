"""What every store of rows promises. Each promise is a test that each store passes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from attiary.model.rows import ImportedRecord


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
        limit: int | None = None,
        offset: int = 0,
    ) -> list[ImportedRecord]:
        """Rows ordered by name without regard to case, then by record id, then by object type.

        `search` is looked for anywhere in the name's first 500 characters, without regard to case
        in any script, nor to how an accent is composed; no character in it is a wildcard.
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
        """Remove the rows of these (object type, record id), links included, and say how many there were."""
        ...

    def links(
        self, owner: str, project: str, object_type: str, record_ids: Collection[str]
    ) -> dict[str, list[str]]:
        """The experiment links, by record id, of those of these records that have any."""
        ...

    def merge(self, owner: str, project: str, object_type: str, former_id: str, record_id: str) -> None:
        """Give the links of a former record's row to another's, each once, and remove the former's.

        Where only the former has a row, that row takes the new id and keeps all else; where it has none,
        nothing happens.
        """
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
