"""All that is particular to SQLite: the engine, its transactions, its upsert, its errors."""

from __future__ import annotations

import sqlite3
import time
from typing import TYPE_CHECKING, Any

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.dialects.sqlite import insert

from attiary.errors import N_, CatalogError

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy.engine import ExceptionContext

__all__ = ["insert", "make_engine", "writer"]

PATIENCE_SECONDS = 10.0
"""How long a call waits for another process that writes."""

_TUNING = (
    "PRAGMA synchronous=NORMAL",
    "PRAGMA cache_size=-262144",
    "PRAGMA wal_autocheckpoint=20000",
)

_BUSY = (
    N_("Another program is using the catalog {place}."),
    N_("Wait until it has ended, then try again."),
)
_TROUBLES = {
    "SQLITE_BUSY": _BUSY,
    "SQLITE_LOCKED": _BUSY,
    "SQLITE_NOTADB": (
        N_("The file {place} is not a catalog."),
        N_("Move it away, then run `attiary reindex` to make the rows again."),
    ),
    "SQLITE_CORRUPT": (
        N_("The catalog {place} is damaged."),
        N_("Move it away and run `attiary reindex`; links to experiments are only in a backup of it."),
    ),
    "SQLITE_READONLY": (
        N_("The catalog {place} cannot be written."),
        N_("Check the permissions of the file and of its folder."),
    ),
    "SQLITE_CANTOPEN": (
        N_("The catalog {place} cannot be opened."),
        N_("Check that its folder exists and that you may write there."),
    ),
    "SQLITE_FULL": (
        N_("The disk is full: the catalog {place} could not be written."),
        N_("Free some space, then try again."),
    ),
}
_OTHER_TROUBLE = (
    N_("The catalog {place} failed: {reason}"),
    N_("Try again; if it stays so, move the file away and run `attiary reindex`."),
)


def make_engine(path: Path, patience_seconds: float = PATIENCE_SECONDS) -> Engine:
    """An engine on the file. What SQLite refuses comes out of it as CatalogError."""
    engine = create_engine(
        URL.create("sqlite", database=str(path)),
        connect_args={"timeout": patience_seconds, "isolation_level": None},
    )

    def tune(connection: sqlite3.Connection, _: object) -> None:
        _keep_a_write_ahead_log(connection, patience_seconds)
        for pragma in _TUNING:
            connection.execute(pragma)

    def explain(context: ExceptionContext) -> None:
        if isinstance(context.original_exception, sqlite3.Error):
            raise _explained(context.original_exception, path) from context.original_exception

    event.listen(engine, "connect", tune)
    event.listen(engine, "begin", _begin)
    event.listen(engine, "handle_error", explain)
    return engine


def writer(engine: Engine) -> Engine:
    """The same engine for transactions that write: they take the lock as they begin, and wait for it."""
    return engine.execution_options(is_writing=True)


def _begin(connection: Connection) -> None:
    is_writing = connection.get_execution_options().get("is_writing", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if is_writing else "BEGIN")


def _keep_a_write_ahead_log(connection: sqlite3.Connection, patience_seconds: float) -> None:
    """SQLite's own patience does not cover this step, which two processes may take at once on a new file."""
    give_up_at = time.monotonic() + patience_seconds
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError as error:
            if _name(error) != "SQLITE_BUSY" or time.monotonic() > give_up_at:
                raise
            time.sleep(0.01)
        else:
            return


def _explained(error: sqlite3.Error, path: Path) -> CatalogError:
    sentence, hint = _TROUBLES.get(_name(error), _OTHER_TROUBLE)
    fields: dict[str, Any] = {"place": path, "reason": error}
    return CatalogError(sentence, hint, **fields)


def _name(error: sqlite3.Error) -> str:
    """SQLite's name for the error, without finer distinctions (`SQLITE_BUSY_SNAPSHOT` is `SQLITE_BUSY`)."""
    return "_".join(getattr(error, "sqlite_errorname", "").split("_")[:2])
