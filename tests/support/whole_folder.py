"""All that is in a folder, git's own files and ours included: what a look must leave as it is."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

_LOCKS = {".attiary/lock", ".git/index.lock"}
_BESIDE_DATABASES = ("-wal", "-shm")


def bytes_of(folder: Path) -> dict[str, bytes]:
    """The bytes of every file by its path, and what each database says: whoever opens one tidies its files.

    Locks are left out: whoever looks takes them, and those of killed runs with them.
    """
    files = (each for each in sorted(folder.rglob("*")) if each.is_file())
    found = {each.relative_to(folder).as_posix(): each for each in files}
    return {
        path: _dump(file) if path.endswith(".db") else file.read_bytes()
        for path, file in found.items()
        if path not in _LOCKS and not path.endswith(_BESIDE_DATABASES)
    }


def _dump(database: Path) -> bytes:
    with closing(sqlite3.connect(database)) as connection:
        return "\n".join(connection.iterdump()).encode(errors="surrogateescape")
