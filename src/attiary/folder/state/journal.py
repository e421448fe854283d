"""The journal: the files we track as we left them, and what is under way, in `.attiary/state.db`.

Reindexing makes all of it anew from the files. Four notes follow a file: *written ahead* before its bytes
are there, *tracked* and *uncommitted* once they are, *unindexed* until the catalog has its row.
"""

from __future__ import annotations

import json
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from msgspec import Struct
from msgspec.structs import astuple, replace

from attiary.folder.files.fd_io import Stamp
from attiary.model.message import Message, packed, unpacked

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence

    from attiary.folder.git.commit import Made
    from attiary.folder.state.database import Database

_FIND = """
SELECT files.* FROM json_each(?) AS asked
CROSS JOIN files ON files.object_type = ? AND files.record_id = asked.value
"""

_SAVE = "INSERT OR REPLACE INTO files VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"

_WRITE_AHEAD = "INSERT OR IGNORE INTO intended (path, blob_id) VALUES (?, ?)"

_ADD_UNCOMMITTED = "INSERT OR REPLACE INTO pending (path, blob_id) VALUES (?, ?)"

_RESTAMP = """
UPDATE files SET size = ?, mtime_ns = ?, inode = ? WHERE object_type = ? AND record_id = ?
"""

_SEE = "INSERT INTO followed (number, seen) VALUES (1, ?) ON CONFLICT DO UPDATE SET seen = excluded.seen"

_SAVE_FORGOTTEN = """
INSERT INTO followed (number, forgotten) VALUES (1, ?)
ON CONFLICT DO UPDATE SET forgotten = excluded.forgotten
"""

_BATCH = 500
"""Ids in one question: a text of JSON, as SQLite limits the number of parameters (999 in old ones)."""

_NOTHING: Mapping[str, str] = MappingProxyType({})


class KnownFile(Struct, frozen=True):
    """One file we wrote, as we left it. `imported_at` is the document's, `blob_id` git's id of its bytes.

    `problem` is why the record is not as Attio has it, None if it is. An empty `blob_id`: we did not write
    what is there. `gone_at`: since when Attio does not have the record any more.
    """

    object_type: str
    record_id: str
    path: str
    name: str
    imported_at: str
    blob_id: str
    size: int
    mtime_ns: int
    problem: Message | None = None
    list_slug: str | None = None
    gone_at: str | None = None
    inode: int = 0

    @property
    def stamp(self) -> Stamp:
        """Of the file as we left it."""
        return Stamp(self.size, self.mtime_ns, self.inode)

    def left_as(self, stamp: Stamp) -> KnownFile:
        """The same, left as this stamp says."""
        return replace(self, size=stamp.size, mtime_ns=stamp.mtime_ns, inode=stamp.inode)


_PROBLEM = KnownFile.__struct_fields__.index("problem")


def _file(row: tuple[Any, ...]) -> KnownFile:
    return KnownFile(*row) if row[_PROBLEM] is None else KnownFile(*_with_problem(row, unpacked))


def _row(file: KnownFile) -> tuple[Any, ...]:
    return _with_problem(astuple(file), packed)


def _with_problem(row: tuple[Any, ...], change: Callable[[Any], Any]) -> tuple[Any, ...]:
    return (*row[:_PROBLEM], change(row[_PROBLEM]), *row[_PROBLEM + 1 :])


class RowToRemove(Struct, frozen=True):
    """A row that the catalog is to lose.

    `survivor_id`: the record it was merged into, which gets its experiment links.
    """

    object_type: str
    record_id: str
    survivor_id: str | None = None


class Journal:
    """What we know of the files of a folder. Every method raises FolderError where it cannot be used."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._rows = database.rows
        self._writing = database.writing

    def find(self, object_type: str, record_ids: Sequence[str]) -> dict[str, KnownFile]:
        """Those of these records that have a file, by record id."""
        found = {}
        for start in range(0, len(record_ids), _BATCH):
            asked = json.dumps(record_ids[start : start + _BATCH])
            for row in self._rows(_FIND, asked, object_type):
                found[row[1]] = _file(row)
        return found

    def holders(self, object_type: str) -> dict[str, str]:
        """The record id behind each file path of a type."""
        return dict(self._rows("SELECT path, record_id FROM files WHERE object_type = ?", object_type))

    def tracked(self, object_type: str) -> dict[str, tuple[str, str, Stamp]]:
        """By path, the record id, blob id and stamp of each file of a type, as we left it."""
        query = "SELECT path, record_id, blob_id, size, mtime_ns, inode FROM files WHERE object_type = ?"
        rows = self._rows(query, object_type)
        return {path: (record_id, blob_id, Stamp(*stamp)) for path, record_id, blob_id, *stamp in rows}

    def restamp(self, files: Iterable[KnownFile]) -> None:
        """Note the stamps of files that were written anew as they were; all else is known."""
        rows = [(each.size, each.mtime_ns, each.inode, each.object_type, each.record_id) for each in files]
        with self._writing() as connection:
            connection.executemany(_RESTAMP, rows)

    def write_ahead(self, blobs: Mapping[str, str]) -> None:
        """Note what a page is about to write, blob id by path, before it does.

        A run killed in between left files that git and we never saw: by this note they are known as ours.
        """
        with self._writing() as connection:
            connection.executemany(_WRITE_AHEAD, blobs.items())

    def written_ahead(self) -> dict[str, set[str]]:
        """What runs that were killed were about to write, or to remove: blob ids by path.

        Several for a path that more than one of them was at.
        """
        found: dict[str, set[str]] = {}
        for path, blob_id in self._rows("SELECT path, blob_id FROM intended"):
            found.setdefault(path, set()).add(blob_id)
        return found

    def save(
        self,
        files: Iterable[KnownFile],
        removed: Mapping[str, str] = _NOTHING,
        *,
        theirs: Iterable[KnownFile] = (),
    ) -> None:
        """Note a page, whole or not at all: its files, to be indexed and committed.

        `removed` are the paths that are about to go, with the blob ids of what is there. What is at the paths
        of `theirs` is the user's: these are indexed, and no commit is to carry them.
        """
        ours, left = [_row(file) for file in files], [_row(file) for file in theirs]
        rows = ours + left
        with self._writing() as connection:
            connection.executemany(_SAVE, rows)
            connection.executemany("INSERT OR IGNORE INTO unindexed VALUES (?, ?)", [row[:2] for row in rows])
            connection.executemany(
                "DELETE FROM unlisted WHERE object_type = ? AND record_id = ?", [row[:2] for row in rows]
            )
            connection.executemany(_ADD_UNCOMMITTED, [(path, None) for path in removed])
            connection.executemany(_ADD_UNCOMMITTED, [(row[2], row[5]) for row in ours if row[5]])
            connection.executemany("DELETE FROM pending WHERE path = ?", [(row[2],) for row in left])
            connection.executemany("DELETE FROM intended WHERE path = ?", [(row[2],) for row in rows])
            connection.executemany(_WRITE_AHEAD, removed.items())

    def uncommitted(self) -> dict[str, str | None]:
        """What the next commit must carry: blob id by path, None for a file that is gone."""
        return dict(self._rows("SELECT path, blob_id FROM pending"))

    def add_uncommitted(self, path: str, blob_id: str | None) -> None:
        """Note that the next commit must carry a config file."""
        with self._writing() as connection:
            connection.execute(_ADD_UNCOMMITTED, (path, blob_id))

    def mark_committed(self, paths: Collection[str], made: Made | None = None) -> None:
        """Note that a commit carried these paths; it is what we saw last, if nobody was quicker."""
        with self._writing() as connection:
            if made and made.parent == self.seen():
                connection.execute(_SEE, (made.id,))
            for table in ("pending", "intended"):
                done = [(path,) for path in paths]
                connection.executemany(f"DELETE FROM {table} WHERE path = ?", done)  # noqa: S608 - our names

    def seen(self) -> str:
        """The commit that all of this was made to fit; empty where none was seen yet."""
        return next((seen for (seen,) in self._rows("SELECT seen FROM followed")), "")

    def mark_seen(self, commit: str) -> None:
        """Note that all of this fits a commit."""
        with self._writing() as connection:
            connection.execute(_SEE, (commit,))

    def forgotten(self) -> list[list[str]]:
        """Whom the history has as forgotten, as far as it was seen: the hashes of each, whole."""
        return next((json.loads(text) for (text,) in self._rows("SELECT forgotten FROM followed")), [])

    def save_forgotten(self, groups: Sequence[Sequence[str]]) -> None:
        """Note whom the history has as forgotten."""
        with self._writing() as connection:
            connection.execute(_SAVE_FORGOTTEN, (json.dumps(groups),))

    def edits(self) -> set[str]:
        """The blob ids of files of which git was asked whether they are ours, and are not."""
        return {blob_id for (blob_id,) in self._rows("SELECT blob_id FROM edits")}

    def save_edits(self, blob_ids: Iterable[str]) -> None:
        """Note that what is in these was not written by us."""
        with self._writing() as connection:
            connection.execute("DELETE FROM edits")
            connection.executemany("INSERT INTO edits VALUES (?)", [(each,) for each in blob_ids])

    def drop_uncommitted(self, paths: Iterable[str]) -> None:
        """Note that these paths need no commit of ours any more."""
        with self._writing() as connection:
            connection.executemany("DELETE FROM pending WHERE path = ?", [(path,) for path in paths])

    def unindexed(self, number: int) -> list[KnownFile]:
        """Up to `number` files whose rows are not in the catalog yet."""
        rows = self._rows("SELECT files.* FROM unindexed NATURAL JOIN files LIMIT ?", number)
        return [_file(row) for row in rows]

    def mark_indexed(self, files: Iterable[KnownFile]) -> None:
        """Note that the catalog has the rows of these files."""
        keys = [(file.object_type, file.record_id) for file in files]
        with self._writing() as connection:
            connection.executemany("DELETE FROM unindexed WHERE object_type = ? AND record_id = ?", keys)

    def blobs(self) -> Iterator[tuple[str, str, Stamp]]:
        """Path, blob id and stamp of every file, as we left it."""
        for path, blob_id, *stamp in self._rows("SELECT path, blob_id, size, mtime_ns, inode FROM files"):
            yield path, blob_id, Stamp(*stamp)

    def of_list(self, list_slug: str) -> set[str]:
        """The ids of a list's entries that have a file."""
        return {row[0] for row in self._rows("SELECT record_id FROM files WHERE list_slug = ?", list_slug)}

    def gone(self, object_type: str) -> set[str]:
        """The ids of those records of a type that are known to be gone from Attio."""
        query = "SELECT record_id FROM files WHERE object_type = ? AND gone_at IS NOT NULL"
        return {row[0] for row in self._rows(query, object_type)}

    def kinds(self) -> list[tuple[str, str | None]]:
        """The object types, and for entries the lists, of which there are files."""
        return self._rows("SELECT DISTINCT object_type, list_slug FROM files ORDER BY 1, 2")

    def untrack(self, paths: Iterable[str]) -> None:
        """Track these files no more. What is uncommitted stays so."""
        with self._writing() as connection:
            connection.executemany("DELETE FROM files WHERE path = ?", [(path,) for path in paths])
            connection.execute(
                "DELETE FROM unindexed WHERE (object_type, record_id) NOT IN "
                "(SELECT object_type, record_id FROM files)"
            )

    def remove(self, rows: Iterable[RowToRemove]) -> None:
        """Track the files of these records no more, and have the catalog lose their rows."""
        kept = [astuple(row) for row in rows]
        keys = [row[:2] for row in kept]
        with self._writing() as connection:
            for table in ("files", "unindexed"):
                delete = f"DELETE FROM {table} WHERE object_type = ? AND record_id = ?"  # noqa: S608 - our names
                connection.executemany(delete, keys)
            connection.executemany("INSERT OR REPLACE INTO unlisted VALUES (?, ?, ?)", kept)

    def rows_to_remove(self, number: int) -> list[RowToRemove]:
        """Up to `number` rows that the catalog is to lose."""
        return [RowToRemove(*row) for row in self._rows("SELECT * FROM unlisted LIMIT ?", number)]

    def mark_rows_removed(self, rows: Iterable[RowToRemove]) -> None:
        """Note that the catalog has lost these rows."""
        keys = [(row.object_type, row.record_id) for row in rows]
        with self._writing() as connection:
            connection.executemany("DELETE FROM unlisted WHERE object_type = ? AND record_id = ?", keys)

    def unindex_all(self) -> None:
        """Note that the catalog has no row: all are to be written again."""
        with self._writing() as connection:
            connection.execute("INSERT OR IGNORE INTO unindexed SELECT object_type, record_id FROM files")

    def indexed_count(self) -> int:
        """How many files have their rows in the catalog, as far as we know."""
        rows = self._rows("SELECT (SELECT count(*) FROM files) - (SELECT count(*) FROM unindexed)")
        return int(rows[0][0]) if rows else 0

    def count(self) -> dict[str, int]:
        """How many files there are of each type."""
        return dict(self._rows("SELECT object_type, count(*) FROM files GROUP BY object_type"))
