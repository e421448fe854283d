"""Brings the tables of a catalog to the shape this version knows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Column, MetaData, Table, Text, inspect, select

from attiary.errors import N_, SchemaTooNew
from attiary.hints import Hint

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

REVISIONS = ("001", "002")
"""The migrations, oldest first: known here so that Alembic is loaded only when there is one to run."""

VERSION_TABLE = "attiary_version"

_version = Table(VERSION_TABLE, MetaData(), Column("version_num", Text))


def bring_up_to_date(reader: Engine, writer: Engine) -> None:
    """Run the migrations that are missing, in one transaction. Raises SchemaTooNew and changes nothing."""
    with reader.connect() as connection:
        revision = _revision(connection)
    # Read before writing is asked for: most starts find it up to date, and another program may be writing.
    if revision == REVISIONS[-1]:
        return
    if revision is not None and revision not in REVISIONS:
        raise SchemaTooNew(
            N_("The catalog was written by a later version of Attiary (its format is {revision})."),
            Hint.UPDATE_OR_OTHER_CATALOG,
            revision=revision,
        )
    # Alembic looks again inside: of two processes that start at once the second finds nothing to do.
    with writer.begin() as connection:
        _migrate(connection)


def _revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table(VERSION_TABLE):
        return None
    return connection.execute(select(_version.c.version_num)).scalar()


def _migrate(connection: Connection) -> None:
    from alembic import command  # noqa: PLC0415 - a third of a second that most starts do not need
    from alembic.config import Config  # noqa: PLC0415

    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", "attiary.catalog:migrations")
    config.set_main_option("path_separator", "os")
    command.upgrade(config, "head")
