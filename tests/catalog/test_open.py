from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from attiary.catalog import open_catalog
from attiary.errors import CatalogError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from attiary.model.imported_record import ImportedRecord

    MakeRow = Callable[..., ImportedRecord]

HOLD_UNTIL_ALL_ARE_READY = """
import sys
from attiary.catalog import open_catalog
from attiary.model.imported_record import ImportedRecord
url, name = sys.argv[1:]
print("ready", flush=True)
sys.stdin.readline()
catalog = open_catalog(url)
for start in range(0, 600, 20):
    catalog.save("me", [
        ImportedRecord(
            clerk_user_id="me", project_id="project", attio_record_id=f"{name}{number}",
            attio_object_type="person", name=name, attio_web_url=None, local_file_path="x", imported_at=1,
        )
        for number in range(start, start + 20)
    ])
catalog.close()
"""


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://me:hunter2@localhost/db",
        "convex://hunter2",
        "sqlite://hunter2",
        "hunter2",
        "",
        "sqlite+hunter2:///x.db",
    ],
)
def test_another_kind_of_database_is_refused_without_showing_the_password(url: str) -> None:
    with pytest.raises(CatalogError) as refused:
        open_catalog(url)
    assert "only SQLite" in str(refused.value)
    assert "hunter2" not in str(refused.value).replace("sqlite+hunter2", "")


@pytest.mark.parametrize("url", ["sqlite:///", "sqlite:///:memory:"])
def test_a_catalog_without_a_file_is_refused(url: str) -> None:
    with pytest.raises(CatalogError, match="does not name a file"):
        open_catalog(url)


@pytest.mark.parametrize("name", ["with space", "100%25", "what?x=1", "#1", "مجلد", "file:x", "a\nb"])
def test_a_folder_of_any_name_holds_a_catalog_that_lasts(tmp_path: Path, row: MakeRow, name: str) -> None:
    (tmp_path / name).mkdir()
    url = f"sqlite:///{tmp_path}/{name}/.attiary/catalog.db"
    first = open_catalog(url)
    first.save("me", [row()])
    first.close()
    assert [path.name for path in (tmp_path / name / ".attiary").iterdir()] == ["catalog.db"]
    second = open_catalog(url)
    assert second.get("me", "project", "person", "r1") == row()
    second.close()


def test_a_mistyped_folder_is_not_made(tmp_path: Path) -> None:
    with pytest.raises(CatalogError, match="cannot be created"):
        open_catalog(f"sqlite:///{tmp_path}/no/such/catalog.db")
    assert list(tmp_path.iterdir()) == []


def test_processes_that_open_and_fill_a_new_catalog_at_once_all_succeed(url: str) -> None:
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", HOLD_UNTIL_ALL_ARE_READY, url, name],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for name in ("a", "b", "c")
    ]
    for process in processes:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("\n")
        process.stdin.flush()
    for process in processes:
        process.communicate()
        assert process.returncode == 0
    catalog = open_catalog(url)
    assert catalog.count("me", "project") == {"person": 1800}
    catalog.close()


def test_sqlalchemy_is_loaded_only_to_open_and_alembic_only_to_migrate(url: str) -> None:
    open_catalog(url).close()
    script = """
import sys
from attiary.catalog import open_catalog
print("sqlalchemy" in sys.modules)
open_catalog(sys.argv[1]).close()
print("sqlalchemy" in sys.modules, "alembic" in sys.modules)
"""
    ran = subprocess.run([sys.executable, "-c", script, url], capture_output=True, text=True, check=True)
    assert ran.stdout == "False\nTrue False\n"
