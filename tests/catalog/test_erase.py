"""What every store promises about erasing; and that the files of SQLite hold none of it."""

from __future__ import annotations

import sqlite3
import threading
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from attiary.catalog import open_catalog
from attiary.catalog.sql import SqlCatalog
from attiary.catalog.sqlite import SQLITE, make_engine
from attiary.errors import CatalogError
from attiary.model.message import Message

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from attiary.catalog import Catalog
    from attiary.model.imported_record import ImportedRecord

    MakeRow = Callable[..., ImportedRecord]

RECORD_ID = "7c9e6679-unmistakable"
KEY = ("person", RECORD_ID)
NAMES = ("Zyxwvut Ölandräger", "Qponmlk Ölandräger", "Jihgfed Ölandräger")
NEIGHBOURS = 2_000
SOUGHT = [text.encode() for name in NAMES for text in (name, name.casefold())] + [
    RECORD_ID.encode(),
    b"unmistakable@example.com",
    b"Kept unmistakable",
]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "catalog.db"


def fill(catalog: Catalog, row: MakeRow) -> None:
    """One row among many, moved about by new neighbours and rewritten at several lengths."""
    for version, name in enumerate(NAMES):
        one = row(
            RECORD_ID,
            name=name,
            attributes={"email": "unmistakable@example.com", "about": "x" * (3_500 * version)},
            sync_error=Message("Kept {name}", {"name": "unmistakable"}),
            experiment_ids=["e1"],
        )
        catalog.save("me", [one])
        for start in range(version, NEIGHBOURS, len(NAMES)):
            catalog.save("me", [row(f"{start * 7919 % 10_007:05}", name=f"{start * 104_729 % 10_007:05} N")])


def found_in(path: Path) -> dict[str, list[bytes]]:
    """What of the row stands in each of the catalog's files."""
    contents = {each.name: each.read_bytes() for each in path.parent.iterdir()}
    return {
        name: there
        for name, content in contents.items()
        if (there := [each for each in SOUGHT if each in content])
    }


def test_erased_rows_are_gone_and_counted_once_and_the_others_stay(store: Catalog, row: MakeRow) -> None:
    others = [row("r2"), row("r1", attio_object_type="company", experiment_ids=["e1"])]
    store.save("me", [row("r1"), *others])
    assert store.erase("me", "project", [("person", "r1"), ("person", "r1"), ("company", "r2")]) == 1
    assert store.erase("me", "project", [("person", "r1")]) == 0
    assert store.erase("me", "project", []) == 0
    assert store.get("me", "project", "person", "r1") is None
    assert [store.get("me", "project", *key) for key in (("person", "r2"), ("company", "r1"))] == others


def test_nothing_of_an_erased_row_stays_in_any_file(path: Path, row: MakeRow) -> None:
    catalog = open_catalog(f"sqlite:///{path}")
    fill(catalog, row)
    assert found_in(path)
    assert catalog.erase("me", "project", [KEY]) == 1
    assert found_in(path) == {}
    assert catalog.count("me", "project") == {"person": NEIGHBOURS}
    catalog.close()
    assert found_in(path) == {}


def test_nothing_stays_while_another_catalog_is_open_and_has_just_read(path: Path, row: MakeRow) -> None:
    catalog, other = (open_catalog(f"sqlite:///{path}") for _ in range(2))
    fill(catalog, row)
    assert other.get("me", "project", *KEY) is not None
    assert catalog.erase("me", "project", [KEY]) == 1
    assert found_in(path) == {}
    assert other.get("me", "project", *KEY) is None
    other.save("me", [row("after")])
    other.close()
    catalog.close()
    assert found_in(path) == {}


def test_nothing_stays_of_a_row_that_was_merged_or_removed_before(path: Path, row: MakeRow) -> None:
    catalog = open_catalog(f"sqlite:///{path}")
    fill(catalog, row)
    catalog.merge("me", "project", *KEY, "00000")
    assert catalog.get("me", "project", *KEY) is None
    assert catalog.erase("me", "project", []) == 0
    catalog.close()
    assert found_in(path) == {}


def test_nothing_stays_of_rows_that_moved_from_page_to_page(path: Path, row: MakeRow) -> None:
    catalog = open_catalog(f"sqlite:///{path}")
    numbers = [place * 7_919 % 2_003 for place in range(2_003)] * 3
    for start in range(0, len(numbers), 20):
        about = {"about": "x" * (start * 733 % 1_500)}
        written = numbers[start : start + 20]
        catalog.save("me", [row(f"{number:04}-{'ab'[number % 2]}", attributes=about) for number in written])
    erased = [f"{number:04}-a" for number in range(0, 2_003, 2)]
    assert catalog.erase("me", "project", [("person", record_id) for record_id in erased]) == len(erased)
    content = path.read_bytes()
    assert [record_id for record_id in erased if record_id.encode() in content] == []
    catalog.close()


def test_erasing_while_another_reads_on_says_so_and_finishes_when_called_again(
    path: Path, row: MakeRow
) -> None:
    catalog = SqlCatalog(make_engine(path, patience_seconds=0.05), SQLITE)
    fill(catalog, row)
    with closing(sqlite3.connect(path, isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM attio_imports").fetchone()
        with pytest.raises(CatalogError, match="keeps traces") as refused:
            catalog.erase("me", "project", [KEY])
        assert refused.value.hint
        assert str(path) in str(refused.value)
        assert catalog.get("me", "project", *KEY) is None
        assert found_in(path)
        reader.execute("ROLLBACK")
        assert catalog.erase("me", "project", [KEY]) == 0
        assert found_in(path) == {}
    catalog.close()


def test_erasing_while_another_writes_says_so_and_removes_nothing(path: Path, row: MakeRow) -> None:
    catalog = SqlCatalog(make_engine(path, patience_seconds=0.05), SQLITE)
    catalog.save("me", [row()])
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(CatalogError, match="Another program is using the catalog"):
            catalog.erase("me", "project", [("person", "r1")])
        other.execute("ROLLBACK")
    assert catalog.erase("me", "project", [("person", "r1")]) == 1
    catalog.close()


def test_erasing_waits_for_a_reader_that_ends_in_time(path: Path, row: MakeRow) -> None:
    catalog = open_catalog(f"sqlite:///{path}")
    fill(catalog, row)
    with closing(sqlite3.connect(path, isolation_level=None, check_same_thread=False)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM attio_imports").fetchone()
        leaves = threading.Timer(0.3, reader.execute, ["ROLLBACK"])
        leaves.start()
        catalog.erase("me", "project", [KEY])
        leaves.join()
    assert found_in(path) == {}
    catalog.close()
