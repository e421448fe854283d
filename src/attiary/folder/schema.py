"""The journal's tables. Their version is SQLite's `user_version`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attiary.errors import N_, FolderError

if TYPE_CHECKING:
    import sqlite3
    from pathlib import Path

_VERSION = 1

_SCHEMA = """
CREATE TABLE files (
  object_type TEXT NOT NULL, record_id TEXT NOT NULL, path TEXT NOT NULL, name TEXT NOT NULL,
  imported_at TEXT NOT NULL, blob_id TEXT NOT NULL, size INTEGER NOT NULL, mtime_ns INTEGER NOT NULL,
  problem TEXT, list_slug TEXT,
  PRIMARY KEY (object_type, record_id)
) WITHOUT ROWID;
CREATE TABLE unindexed (
  object_type TEXT NOT NULL, record_id TEXT NOT NULL, PRIMARY KEY (object_type, record_id)
) WITHOUT ROWID;
CREATE TABLE intended (
  path TEXT NOT NULL, blob_id TEXT NOT NULL, PRIMARY KEY (path, blob_id)
) WITHOUT ROWID;
CREATE TABLE pending (path TEXT PRIMARY KEY, blob_id TEXT) WITHOUT ROWID;
CREATE TABLE runs (
  number INTEGER PRIMARY KEY, run_id TEXT NOT NULL UNIQUE, started_at TEXT NOT NULL, selection TEXT NOT NULL,
  status TEXT, receipt TEXT
);
"""


def prepare(connection: sqlite3.Connection, path: Path) -> None:
    """Make a database ready: its tables, its habits. Raises FolderError where a later Attiary wrote it."""
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.execute("PRAGMA cache_size = -65536")
    connection.execute("PRAGMA wal_autocheckpoint = 20000")
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if version > _VERSION:
        raise FolderError(
            N_("The journal {path} was written by a later version of Attiary."),
            N_("Update Attiary, then try again."),
            path=str(path),
        )
    if version == 0:
        connection.executescript(f"BEGIN IMMEDIATE; {_SCHEMA} PRAGMA user_version = {_VERSION}; COMMIT;")
