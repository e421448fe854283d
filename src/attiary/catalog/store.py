"""What every store of rows promises. Each promise is a test that each store passes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from attiary.model.imported_record import RowQuery

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from attiary.model.imported_record import ImportedRecord

ALL = RowQuery()


class Catalog(Protocol):
    """Rows about imported records.

    Terminology:

    - ROW: what is known of one imported record or list entry, `ImportedRecord`. The file is the truth; all
      of a row but its links can be made again from it.
    - OWNER: the user a row belongs to, an id. A store checks it on its own side: another owner's rows are
      neither shown nor touched.
    - PROJECT: the folder a row belongs to, by the id in its `workspace.json`.
    - KEY: (object type, record id), by which a project knows a row. `RowKey` adds the key of the name in
      front: it is a place in the order.
    - LINK: the id of an experiment that uses a record. Links are made here, and no import changes them.

    Text comes back as it was saved, except that NUL and lone surrogates, which no database holds, are
    U+FFFD; ids are searched for likewise. May be used from several threads and processes at once. Every call
    may raise CatalogError.
    """

    def save(self, owner: str, rows: Sequence[ImportedRecord]) -> None:
        """Add the rows, or replace those that are there: all of them or, on any error, none.

        A row that is there keeps its experiment links, whatever the new one says. Of two rows with
        the same key the later one stays. Raises NotYours when a row is, or would replace one, of another
        owner; RowTooLarge when `attributes` is longer than 8 KB as compact UTF-8 JSON.
        """
        ...

    def find(self, owner: str, project: str, query: RowQuery = ALL) -> list[ImportedRecord]:
        """Rows ordered by name without regard to case, then by record id, then by object type.

        Of a name the first 500 characters are looked at, in any script. Pages go by `after`: pages by an
        offset would show rows twice, or never, when an import writes between two of them.
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
        writing the whole store anew. Raises CatalogTracesLeft when others keep the files in use: the rows are
        removed then, and calling it again, with the same keys or none, finishes.
        """
        ...

    def merge(self, owner: str, project: str, object_type: str, merged_id: str, survivor_id: str) -> None:
        """Let the row of `survivor_id` stand for that of `merged_id`, which goes: Attio made the two one.

        Its experiment links come behind those that the survivor has, each once. Where `survivor_id` has no
        row, that of `merged_id` takes the id and keeps all else. All of it or, on any error, nothing. Where
        `merged_id` has no row, or the two ids are one, nothing happens. Raises NotYours when `survivor_id`
        has a row of another owner.
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
        """Add an experiment to a row's links, once. Raises RowNotFound."""
        ...

    def unlink_experiment(
        self, owner: str, project: str, object_type: str, record_id: str, experiment_id: str
    ) -> None:
        """Take an experiment from a row's links, if it is there. Raises RowNotFound."""
        ...

    def close(self) -> None:
        """Let go of the database."""
        ...
