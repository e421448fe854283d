from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from attiary.catalog import open_catalog
from attiary.catalog.sql import SqlCatalog
from attiary.catalog.sqlite import SQLITE, make_engine
from attiary.errors import CatalogError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from attiary.model.imported_record import ImportedRecord

    MakeRow = Callable[..., ImportedRecord]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "catalog.db"


def open_at(path: Path) -> None:
    open_catalog(f"sqlite:///{path}").close()


@pytest.mark.parametrize("content", [b"# No database\n" * 100, b"SQLite format 3\0" + b"\xff" * 5_000])
def test_a_file_that_is_no_database_is_refused_and_left_alone(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    with pytest.raises(CatalogError) as refused:
        open_at(path)
    assert str(path) in str(refused.value)
    assert refused.value.hint
    assert path.read_bytes() == content


def test_a_directory_in_its_place_is_refused(path: Path) -> None:
    path.mkdir()
    with pytest.raises(CatalogError, match="cannot be opened"):
        open_at(path)


def test_a_folder_that_is_a_file_is_refused(path: Path) -> None:
    path.write_text("")
    with pytest.raises(CatalogError, match="cannot be created"):
        open_at(path / "catalog.db")


def test_a_catalog_that_may_not_be_written_says_so(path: Path, row: MakeRow) -> None:
    engine = make_engine(path)
    catalog = SqlCatalog(engine, SQLITE)
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA query_only=1")
    with pytest.raises(CatalogError, match="cannot be written"):
        catalog.save("me", [row()])
    catalog.close()


def test_a_catalog_that_another_program_holds_says_so_and_saves_later(path: Path, row: MakeRow) -> None:
    catalog = SqlCatalog(make_engine(path, patience_seconds=0.05), SQLITE)
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(CatalogError, match="Another program is using the catalog"):
            catalog.save("me", [row()])
        assert catalog.find("me", "project") == []
        other.execute("ROLLBACK")
    catalog.save("me", [row()])
    assert catalog.count("me", "project") == {"person": 1}
    catalog.close()


def test_a_catalog_that_is_held_while_it_is_opened_says_so(path: Path) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(CatalogError, match="Another program is using the catalog"):
            SqlCatalog(make_engine(path, patience_seconds=0.05), SQLITE)


def test_a_full_disk_is_said_and_what_was_saved_stays(path: Path, row: MakeRow) -> None:
    catalog = open_catalog(f"sqlite:///{path}")
    catalog.save("me", [row()])
    catalog.close()
    engine = make_engine(path)
    catalog = SqlCatalog(engine, SQLITE)
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA max_page_count=1")
    with pytest.raises(CatalogError, match="The disk is full"):
        catalog.save("me", [row(f"x{number}", name="n" * 9_000) for number in range(50)])
    assert catalog.count("me", "project") == {"person": 1}
    catalog.close()


def test_a_removed_row_is_overwritten_where_it_stood(path: Path, row: MakeRow) -> None:
    catalog = open_catalog(f"sqlite:///{path}")
    catalog.save("me", [row("r1"), row("r2", name="Unmistakable")])
    catalog.remove("me", "project", [("person", "r2")])
    catalog.close()
    assert b"nmistakable" not in path.read_bytes()


def test_any_other_failure_is_one_sentence_too(path: Path) -> None:
    catalog = open_catalog(f"sqlite:///{path}")
    with closing(sqlite3.connect(path)) as other:
        other.execute("DROP TABLE attio_imports")
    with pytest.raises(CatalogError, match="no such table"):
        catalog.count("me", "project")
    catalog.close()


def test_pages_are_read_in_the_order_of_an_index(path: Path) -> None:
    open_at(path)
    query = """EXPLAIN QUERY PLAN SELECT * FROM attio_imports
        WHERE clerk_user_id = 'me' AND project_id = 'project' {}
        ORDER BY search_key, attio_record_id, attio_object_type LIMIT 50"""
    with closing(sqlite3.connect(path)) as database:
        for condition in (
            "",
            "AND (search_key, attio_record_id, attio_object_type) > ('n', 'r', 'person')",
            "AND attio_object_type = 'person'",
            "AND list_slug = 'sales'",
            "AND gone_at IS NOT NULL",
            "AND sync_status = 'error'",
        ):
            steps = [step[3] for step in database.execute(query.format(condition))]
            assert len(steps) == 1, steps
            assert "USING INDEX by_" in steps[0]
