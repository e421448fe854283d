"""The journal's tables. Their version is SQLite's `user_version`.

Tables and columns keep the names that journals on people's disks have: `intended` holds what was written
ahead, `pending` what is uncommitted, `unlisted` the rows to remove, `former_id` a merged record's id,
`heir_id` its survivor's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from attiary.errors import N_, JournalTooNew
from attiary.hints import Hint

if TYPE_CHECKING:
    import sqlite3
    from pathlib import Path

_FIRST = """
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

_SECOND = """
ALTER TABLE files ADD COLUMN gone_at TEXT;
CREATE TABLE unlisted (
  object_type TEXT NOT NULL, record_id TEXT NOT NULL, heir_id TEXT, PRIMARY KEY (object_type, record_id)
) WITHOUT ROWID;
CREATE TABLE steps (
  number INTEGER PRIMARY KEY, cursor TEXT, result TEXT NOT NULL, is_done INTEGER NOT NULL
);
CREATE TABLE seen (
  step INTEGER NOT NULL, record_id TEXT NOT NULL, is_added INTEGER NOT NULL, PRIMARY KEY (step, record_id)
) WITHOUT ROWID;
CREATE TABLE mergers (
  run_id TEXT NOT NULL, object_type TEXT NOT NULL, former_id TEXT NOT NULL, record_id TEXT NOT NULL,
  links TEXT NOT NULL, given TEXT NOT NULL, PRIMARY KEY (run_id, object_type, former_id)
) WITHOUT ROWID;
"""

_THIRD = """
CREATE TABLE findings (
  number INTEGER PRIMARY KEY, step INTEGER NOT NULL, kind TEXT NOT NULL, item TEXT NOT NULL
);
"""

_FOURTH = """
ALTER TABLE files ADD COLUMN inode INTEGER NOT NULL DEFAULT 0;
CREATE TABLE followed (
  number INTEGER PRIMARY KEY CHECK (number = 1), seen TEXT NOT NULL DEFAULT '',
  forgotten TEXT NOT NULL DEFAULT '[]'
);
CREATE TABLE edits (blob_id TEXT PRIMARY KEY) WITHOUT ROWID;
"""

VERSIONS = (_FIRST, _SECOND, _THIRD, _FOURTH)
"""What leads from each version to the next."""

_HABITS = (
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",  # what we are about to write must be known even after a power cut
    "PRAGMA secure_delete = ON",  # a person who is forgotten leaves no bytes behind
    "PRAGMA cache_size = -65536",  # in KiB: the index of a hundred thousand records stays in memory
    "PRAGMA wal_autocheckpoint = 20000",  # the default, 1000 pages, doubles the price of a row at random keys
)


def prepare(connection: sqlite3.Connection, path: Path) -> None:
    """Make a database ready: its tables, its habits. Raises JournalTooNew where a later Attiary wrote it."""
    for habit in _HABITS:
        connection.execute(habit)
    if _version(connection, path) == len(VERSIONS):
        return
    connection.execute("BEGIN IMMEDIATE")
    with connection:
        # asked again under the lock: another thread or process may have made the same tables meanwhile
        for version in VERSIONS[_version(connection, path) :]:
            for statement in version.split(";"):
                connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {len(VERSIONS)}")


def _version(connection: sqlite3.Connection, path: Path) -> int:
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if version > len(VERSIONS):
        raise JournalTooNew(
            N_("The journal {path} was written by a later version of Attiary."),
            Hint.UPDATE_ATTIARY,
            path=str(path),
        )
    return int(version)
