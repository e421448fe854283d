"""All that is particular to SQLite: the engine, its transactions, its upsert, its errors."""

from __future__ import annotations

import sqlite3
import time
from typing import TYPE_CHECKING, Any

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.dialects.sqlite import insert

from attiary.catalog.sql import Dialect, SqlCatalog
from attiary.errors import N_, CatalogBusy, CatalogError, CatalogTracesLeft, CatalogUnusable
from attiary.hints import Hint

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


PATIENCE_SECONDS = 10.0
"""How long a call waits for another process that writes."""

# With secure_delete, deleted and replaced rows are zeroes where they stood; FAST leaves one in ten, and is no
# faster that we could measure. Even so copies stay in the log, and in pages that a row had moved away from:
# those only `purge` takes.
_TUNING = (
    "PRAGMA secure_delete=ON",
    "PRAGMA synchronous=FULL",  # what is said to be indexed must be so after a power cut
    "PRAGMA cache_size=-262144",
    "PRAGMA wal_autocheckpoint=20000",
)

_BUSY = (
    CatalogBusy,
    N_("Another program is using the catalog {place}."),
    Hint.WAIT_FOR_PROGRAM,
)
_REFUSALS = {
    "SQLITE_BUSY": _BUSY,
    "SQLITE_LOCKED": _BUSY,
    "SQLITE_NOTADB": (
        CatalogUnusable,
        N_("The file {place} is not a catalog."),
        Hint.MOVE_AWAY_AND_REINDEX,
    ),
    "SQLITE_CORRUPT": (
        CatalogUnusable,
        N_("The catalog {place} is damaged."),
        Hint.REPLACE_DAMAGED_CATALOG,
    ),
    "SQLITE_READONLY": (
        CatalogUnusable,
        N_("The catalog {place} cannot be written."),
        Hint.CHECK_PERMISSIONS,
    ),
    "SQLITE_CANTOPEN": (
        CatalogUnusable,
        N_("The catalog {place} cannot be opened."),
        Hint.CHECK_FOLDER,
    ),
    "SQLITE_FULL": (
        CatalogUnusable,
        N_("The disk is full: the catalog {place} could not be written."),
        Hint.FREE_SPACE,
    ),
}
_OTHER_REFUSAL = (
    CatalogUnusable,
    N_("The catalog {place} failed: {reason}"),
    Hint.RETRY_OR_REINDEX,
)


def open_sqlite(path: Path) -> SqlCatalog:
    """The catalog in this file, made and migrated as needed. Raises CatalogError, SchemaTooNew."""
    try:
        path.parent.mkdir(exist_ok=True)
    except OSError as error:
        raise CatalogUnusable(
            N_("The folder {folder} for the catalog cannot be created: {reason}"),
            Hint.MAKE_CATALOG_FOLDER,
            folder=path.parent,
            reason=error.strerror,
        ) from error
    return SqlCatalog(make_engine(path), SQLITE)


def make_engine(path: Path, patience_seconds: float = PATIENCE_SECONDS) -> Engine:
    """An engine on the file."""
    engine = create_engine(
        URL.create("sqlite", database=str(path)),
        connect_args={"timeout": patience_seconds, "isolation_level": None},
    )

    def tune(connection: sqlite3.Connection, _: object) -> None:
        _keep_a_write_ahead_log(connection, patience_seconds)
        for pragma in _TUNING:
            connection.execute(pragma)

    event.listen(engine, "connect", tune)
    event.listen(engine, "begin", _begin)
    return engine


def writer(engine: Engine) -> Engine:
    """The same engine for transactions that write: they take the lock as they begin, and wait for it."""
    return engine.execution_options(begin_with="BEGIN IMMEDIATE")


def purge(engine: Engine) -> None:
    """Write the file anew from the rows there are, and empty the log.

    Raises CatalogError when others keep it in use for longer than the engine's patience.
    """
    with engine.execution_options(begin_with="").connect() as connection:
        connection.exec_driver_sql("VACUUM")
        patience_seconds = connection.exec_driver_sql("PRAGMA busy_timeout").scalar_one() / 1000
        if not any(_empties_the_log(connection) for _ in _tries(patience_seconds)):
            raise CatalogTracesLeft(
                N_(
                    "The rows were removed, but another program that uses the catalog {place} keeps traces "
                    "of them."
                ),
                Hint.WAIT_FOR_PROGRAM,
                place=engine.url.database,
            )


def _empties_the_log(connection: Connection) -> bool:
    """Move the log into the file. False when another connection reads, writes, or does the same."""
    is_busy, _, _ = connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").one()
    return not is_busy


def _begin(connection: Connection) -> None:
    statement = connection.get_execution_options().get("begin_with", "BEGIN")
    if statement:
        connection.exec_driver_sql(statement)


def _keep_a_write_ahead_log(connection: sqlite3.Connection, patience_seconds: float) -> None:
    """SQLite's own patience does not cover this step, which two processes may take at once on a new file."""
    for is_last in _tries(patience_seconds):
        try:
            connection.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError as error:
            if is_last or _name(error) != "SQLITE_BUSY":
                raise
        else:
            return


def _tries(patience_seconds: float) -> Iterator[bool]:
    """A try each hundredth of a second, at least one; True for the last, when patience has ended."""
    give_up_at = time.monotonic() + patience_seconds
    while time.monotonic() < give_up_at:
        yield False
        time.sleep(0.01)
    yield True


def explain(engine: Engine, failure: BaseException) -> CatalogError | None:
    """What a refusal of SQLite means, in words; None for what another library raised."""
    if not isinstance(failure, sqlite3.Error):
        return None
    kind, sentence, hint = _REFUSALS.get(_name(failure), _OTHER_REFUSAL)
    fields: dict[str, Any] = {"place": engine.url.database, "reason": failure}
    return kind(sentence, hint, **fields)


def _name(error: sqlite3.Error) -> str:
    """SQLite's name for the error, without finer distinctions (`SQLITE_BUSY_SNAPSHOT` is `SQLITE_BUSY`)."""
    return "_".join(getattr(error, "sqlite_errorname", "").split("_")[:2])


SQLITE = Dialect(insert=insert, writer=writer, purge=purge, explain=explain)
