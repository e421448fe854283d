"""The journal's database, `.attiary/state.db`: opened when first needed, its errors put in words.

An SQLite connection works in the thread that opened it, so each operation opens its own Folder and closes it.
That is cheap: a folder that is opened and closed again touches no file and starts no git.
"""

from __future__ import annotations

import sqlite3
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from attiary.errors import N_, JournalTracesLeft, JournalUnusable
from attiary.folder.files.os_errors import unusable
from attiary.folder.files.private import PRIVATE, make_private
from attiary.folder.state.schema import prepare
from attiary.hints import Hint

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_HINTS = {
    "SQLITE_FULL": Hint.FREE_SPACE,
    "SQLITE_READONLY": Hint.ALLOW_WRITING,
    "SQLITE_CANTOPEN": Hint.ALLOW_WRITING,
    "SQLITE_BUSY": Hint.WAIT_FOR_END,
    "SQLITE_NOTADB": Hint.REMOVE_AND_REINDEX,
    "SQLITE_CORRUPT": Hint.REMOVE_AND_REINDEX,
}


class Database:
    """The database of the folder at `root`, for one thread.

    Reading makes no file; the first note does. Every method raises FolderError where it cannot be used.
    """

    def __init__(self, root: Path) -> None:
        self._root = root
        self._path = root / PRIVATE / "state.db"
        self._connection: sqlite3.Connection | None = None

    def close(self) -> None:
        """Close it, if it was opened."""
        if self._connection:
            self._connection.close()
            self._connection = None

    def rows(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        """What a query finds; nothing while there is no database."""
        with self._explained():
            return self._opened().execute(query, values).fetchall() if self._path.exists() else []

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """A transaction: all that is written in the block is kept, or none. A block within is part of it."""
        with self._explained():
            connection = self._opened()
            if connection.in_transaction:
                yield connection
                return
            connection.execute("BEGIN IMMEDIATE")
            with connection:
                yield connection

    def purge(self) -> None:
        """Let nothing of what was deleted stay in the database's files."""
        if not self._path.exists():
            return
        with self._explained():
            # the write-ahead log keeps former pages, and VACUUM writes there first: both have to go
            self._opened().execute("VACUUM")
            (is_busy, _, _) = self._opened().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        if is_busy:
            raise JournalTracesLeft(
                N_("Another program that uses the journal {path} keeps traces of what was removed."),
                Hint.WAIT_FOR_PROGRAM,
                path=str(self._path),
            )

    def _opened(self) -> sqlite3.Connection:
        if self._connection is None:
            make_private(self._root)
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
        except (
            sqlite3.Error,
            UnicodeEncodeError,
        ) as error:  # a path with half of a surrogate pair is no text
            name = "_".join(getattr(error, "sqlite_errorname", "").split("_")[:2])
            raise JournalUnusable(
                N_("The journal {path} cannot be used: {reason}."),
                _HINTS.get(name, Hint.LOOK_AT_FILE),
                path=str(self._path),
                reason=str(error),
            ) from error
