from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from attiary.catalog import open_catalog
from attiary.catalog.imports_table import metadata
from attiary.catalog.sqlite import make_engine, writer
from attiary.catalog.upgrade import REVISIONS, VERSION_TABLE
from attiary.errors import CatalogError, SchemaTooNew
from attiary.model.imported_record import RowQuery, SyncStatus
from attiary.model.message import Message

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from sqlalchemy import Connection

    from attiary.model.imported_record import ImportedRecord

    MakeRow = Callable[..., ImportedRecord]

PLANNED = {
    "by_user": ["clerk_user_id"],
    "by_project": ["project_id"],
    "by_object_type": ["project_id", "attio_object_type"],
    "by_attio_id": ["attio_record_id"],
}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "catalog.db"
    open_catalog(f"sqlite:///{path}").close()
    return path


def migrations(connection: Connection | None = None) -> Config:
    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", "attiary.catalog:migrations")
    config.set_main_option("path_separator", "os")
    return config


def test_the_migrations_make_the_tables_that_the_code_uses(path: Path) -> None:
    engine = make_engine(path)
    with engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"version_table": VERSION_TABLE, "compare_type": True}
        )
        assert compare_metadata(context, metadata) == []
    engine.dispose()


def test_the_known_revisions_are_those_of_the_migrations() -> None:
    scripts = ScriptDirectory.from_config(migrations()).walk_revisions()
    assert tuple(script.revision for script in scripts) == REVISIONS[::-1]


def test_the_plans_four_indexes_and_the_uniqueness_are_there(path: Path) -> None:
    with closing(sqlite3.connect(path)) as database:
        for name, columns in PLANNED.items():
            assert [row[2] for row in database.execute(f"PRAGMA index_info({name})")] == columns
        unique = [row[1] for row in database.execute("PRAGMA index_list(attio_imports)") if row[2]]
        assert [[row[2] for row in database.execute(f"PRAGMA index_info({name})")] for name in unique] == [
            ["project_id", "attio_object_type", "attio_record_id"]
        ]


def test_a_later_versions_catalog_is_refused_and_left_alone(path: Path) -> None:
    with closing(sqlite3.connect(path)) as database:
        database.execute(f"UPDATE {VERSION_TABLE} SET version_num = '999'")  # noqa: S608 - our own constant
        database.commit()
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    content = path.read_bytes()
    with pytest.raises(SchemaTooNew, match="999"):
        open_catalog(f"sqlite:///{path}")
    assert path.read_bytes() == content


def test_a_catalog_of_the_first_version_is_brought_up_to_date_and_keeps_its_rows(
    tmp_path: Path, row: MakeRow
) -> None:
    path = tmp_path / "first.db"
    engine = make_engine(path)
    with writer(engine).begin() as connection:
        command.upgrade(migrations(connection), "001")
        connection.exec_driver_sql(
            """INSERT INTO attio_imports VALUES (
            'project', 'person', 'r1', 'me', 'Ada Lovelace', 'ada lovelace', 'https://app.attio.com/x/person/r1',
            'attio/person/r1.json', '{"a":1}', NULL, 1770379200000,
            'error', 'Kept your own edit.', '["e2","e1"]')"""
        )
    engine.dispose()
    catalog = open_catalog(f"sqlite:///{path}")
    kept = row(
        attributes={"a": 1},
        sync_status=SyncStatus.ERROR,
        sync_error=Message("Kept your own edit."),
        experiment_ids=["e2", "e1"],
    )
    assert catalog.find("me", "project", RowQuery(gone=False)) == [kept]
    gone = row(gone_at="2026-02-06T12:00:00Z", experiment_ids=["e2", "e1"])
    catalog.save("me", [gone])
    assert catalog.find("me", "project", RowQuery(gone=True)) == [gone]
    catalog.close()
    with closing(sqlite3.connect(path)) as database:
        assert database.execute(f"SELECT version_num FROM {VERSION_TABLE}").fetchall() == [("002",)]  # noqa: S608 - our own constant


def test_a_migration_that_fails_leaves_nothing_behind(tmp_path: Path, row: MakeRow) -> None:
    path = tmp_path / "other.db"
    with closing(sqlite3.connect(path)) as database:
        database.execute("CREATE TABLE mine (a)")
        database.execute("CREATE INDEX by_list ON mine (a)")
    with pytest.raises(CatalogError, match="by_list"):
        open_catalog(f"sqlite:///{path}")
    with closing(sqlite3.connect(path)) as database:
        names = {name for (name,) in database.execute("SELECT name FROM sqlite_master")}
        assert names == {"mine", "by_list"}
        database.execute("DROP TABLE mine")
    catalog = open_catalog(f"sqlite:///{path}")
    catalog.save("me", [row()])
    catalog.close()
