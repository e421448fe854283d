"""The journal: where a run stands and what we wrote last, in `.attiary/state.db`.

What it knows of the files can be had again by reindexing; receipts of past runs are lost with it.
"""

from __future__ import annotations

import json
import sqlite3
from contextlib import contextmanager
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Self

from msgspec import Struct
from msgspec.structs import astuple

from attiary.errors import N_, FolderError
from attiary.folder.files import PRIVATE, Stamp, make_private
from attiary.folder.schema import prepare
from attiary.folder.trouble import unusable

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

_FIND = """
SELECT files.* FROM json_each(?) AS asked
CROSS JOIN files ON files.object_type = ? AND files.record_id = asked.value
"""

_INTEND = "INSERT OR IGNORE INTO intended (path, blob_id) VALUES (?, ?)"

_EXPECT = "INSERT OR REPLACE INTO pending (path, blob_id) VALUES (?, ?)"

_AT_ONCE = 500

_NOTHING: Mapping[str, str] = MappingProxyType({})

_HINTS = {
    "SQLITE_FULL": N_("Free some space on the disk, then try again."),
    "SQLITE_READONLY": N_("Give yourself the right to write it, then try again."),
    "SQLITE_CANTOPEN": N_("Give yourself the right to write it, then try again."),
    "SQLITE_BUSY": N_("Wait for the other Attiary in this folder to end, then try again."),
    "SQLITE_NOTADB": N_("Remove it and run `attiary reindex`: it can be rebuilt."),
    "SQLITE_CORRUPT": N_("Remove it and run `attiary reindex`: it can be rebuilt."),
}


class KnownFile(Struct, frozen=True):
    """One file we wrote, as we left it. `imported_at` is the document's, `blob_id` git's id of its bytes.

    `problem` is why the record is not as Attio has it, None if it is.
    """

    object_type: str
    record_id: str
    path: str
    name: str
    imported_at: str
    blob_id: str
    size: int
    mtime_ns: int
    problem: str | None = None
    list_slug: str | None = None


class Run(Struct, frozen=True):
    """One run, as it was begun and ended; selection and receipt are JSON. Without a status it never ended."""

    run_id: str
    started_at: str
    selection: str
    status: str | None = None
    receipt: str | None = None


class Journal:
    """The journal of the folder at `root`, for one thread.

    Reading makes no file; the first note does. Every method raises FolderError where it cannot be used.
    """

    def __init__(self, root: Path) -> None:
        self._root = root
        self._path = root / PRIVATE / "state.db"
        self._connection: sqlite3.Connection | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the database, if it was opened."""
        if self._connection:
            self._connection.close()
            self._connection = None

    def find(self, object_type: str, record_ids: Sequence[str]) -> dict[str, KnownFile]:
        """Those of these records that have a file, by record id."""
        found = {}
        for start in range(0, len(record_ids), _AT_ONCE):
            asked = json.dumps(record_ids[start : start + _AT_ONCE])
            for row in self._rows(_FIND, asked, object_type):
                found[row[1]] = KnownFile(*row)
        return found

    def holders(self, object_type: str) -> dict[str, str]:
        """The record id behind each file path of a type."""
        return dict(self._rows("SELECT path, record_id FROM files WHERE object_type = ?", object_type))

    def intend(self, blobs: Mapping[str, str]) -> None:
        """Note what a page is about to write, blob id by path: after a kill it is known for ours."""
        with self._writing() as connection:
            connection.executemany(_INTEND, blobs.items())

    def intended(self) -> dict[str, set[str]]:
        """What runs that were killed were about to write, or to remove: blob ids by path."""
        intended: dict[str, set[str]] = {}
        for path, blob_id in self._rows("SELECT path, blob_id FROM intended"):
            intended.setdefault(path, set()).add(blob_id)
        return intended

    def save(self, files: Iterable[KnownFile], removed: Mapping[str, str] = _NOTHING) -> None:
        """Note a page, whole or not at all: its files, to be indexed and committed.

        `removed` are the paths that are about to go, with the blob ids of what is there.
        """
        rows = [astuple(file) for file in files]
        with self._writing() as connection:
            connection.executemany("INSERT OR REPLACE INTO files VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", rows)
            connection.executemany("INSERT OR IGNORE INTO unindexed VALUES (?, ?)", [row[:2] for row in rows])
            connection.executemany(_EXPECT, [(path, None) for path in removed])
            connection.executemany(_EXPECT, [(path, blob) for _, _, path, _, _, blob, *_ in rows])
            connection.executemany("DELETE FROM intended WHERE path = ?", [(row[2],) for row in rows])
            connection.executemany(_INTEND, removed.items())

    def pending(self) -> dict[str, str | None]:
        """What the next commit must carry: blob id by path, None for a file that is gone."""
        return dict(self._rows("SELECT path, blob_id FROM pending"))

    def expect(self, path: str, blob_id: str | None) -> None:
        """Put a file of ours that is no record among the pending."""
        with self._writing() as connection:
            connection.execute(_EXPECT, (path, blob_id))

    def committed(self, paths: Collection[str]) -> None:
        """Take these paths off the pending."""
        with self._writing() as connection:
            for table in ("pending", "intended"):
                done = [(path,) for path in paths]
                connection.executemany(f"DELETE FROM {table} WHERE path = ?", done)  # noqa: S608 - our names

    def unindexed(self, number: int) -> list[KnownFile]:
        """Up to `number` files whose rows are not in the catalog yet."""
        rows = self._rows("SELECT files.* FROM unindexed NATURAL JOIN files LIMIT ?", number)
        return [KnownFile(*row) for row in rows]

    def indexed(self, files: Iterable[KnownFile]) -> None:
        """Note that the catalog has the rows of these files."""
        keys = [(file.object_type, file.record_id) for file in files]
        with self._writing() as connection:
            connection.executemany("DELETE FROM unindexed WHERE object_type = ? AND record_id = ?", keys)

    def blobs(self) -> Iterator[tuple[str, str, Stamp]]:
        """Path, blob id and stamp of every file, as we left it."""
        for path, blob_id, size, mtime_ns in self._rows("SELECT path, blob_id, size, mtime_ns FROM files"):
            yield path, blob_id, Stamp(size, mtime_ns)

    def forget(self, paths: Iterable[str]) -> None:
        """Know these files no more. What is pending stays."""
        with self._writing() as connection:
            connection.executemany("DELETE FROM files WHERE path = ?", [(path,) for path in paths])
            connection.execute(
                "DELETE FROM unindexed WHERE (object_type, record_id) NOT IN "
                "(SELECT object_type, record_id FROM files)"
            )

    def index_anew(self) -> None:
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

    def begin(self, run_id: str, started_at: str, selection_json: str) -> None:
        """Note that a run begins; one of the same id begins again."""
        with self._writing() as connection:
            connection.execute(
                "INSERT OR REPLACE INTO runs (run_id, started_at, selection) VALUES (?, ?, ?)",
                (run_id, started_at, selection_json),
            )

    def end(self, run_id: str, status: str, receipt_json: str) -> None:
        """Note how a run ended."""
        with self._writing() as connection:
            connection.execute(
                "UPDATE runs SET status = ?, receipt = ? WHERE run_id = ?", (status, receipt_json, run_id)
            )

    def last_run(self) -> Run | None:
        """The run that was begun last."""
        rows = self._rows(
            "SELECT run_id, started_at, selection, status, receipt FROM runs ORDER BY number DESC LIMIT 1"
        )
        return Run(*rows[0]) if rows else None

    def _rows(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        with self._explained():
            return self._opened().execute(query, values).fetchall() if self._path.exists() else []

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        make_private(self._root)
        with self._explained():
            connection = self._opened()
            connection.execute("BEGIN IMMEDIATE")
            with connection:
                yield connection

    def _opened(self) -> sqlite3.Connection:
        if self._connection is None:
            connection = sqlite3.connect(self._path, isolation_level=None)
            try:
                prepare(connection, self._path)
            except BaseException:
                connection.close()
                raise
            self._connection = connection
        return self._connection

    @contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise unusable(self._path, error) from error
        except (sqlite3.Error, UnicodeEncodeError) as error:
            name = "_".join(getattr(error, "sqlite_errorname", "").split("_")[:2])
            raise FolderError(
                N_("The journal {path} cannot be used: {reason}."),
                _HINTS.get(name, N_("Look at the file and its folder, then try again.")),
                path=str(self._path),
                reason=str(error),
            ) from error
