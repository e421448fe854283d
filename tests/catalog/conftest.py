"""Every store that exists, each with an empty catalog, and rows to put into it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from attiary.catalog import Catalog, open_catalog
from attiary.model.imported_record import ImportedRecord

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    MakeRow = Callable[..., ImportedRecord]

STORES = ["sqlite"]


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path}/catalog.db"


@pytest.fixture(params=STORES)
def store(url: str) -> Iterator[Catalog]:
    catalog = open_catalog(url)
    yield catalog
    catalog.close()


@pytest.fixture(scope="session")
def row() -> MakeRow:
    """Make a row of mine; what a test does not speak of is filled in."""

    def make(record_id: str = "r1", **fields: Any) -> ImportedRecord:
        usual: dict[str, Any] = {
            "clerk_user_id": "me",
            "project_id": "project",
            "attio_record_id": record_id,
            "attio_object_type": "person",
            "name": "Ada Lovelace",
            "attio_web_url": f"https://app.attio.com/x/person/{record_id}",
            "local_file_path": f"attio/person/{record_id}.json",
            "imported_at": 1_770_379_200_000,
        }
        return ImportedRecord(**usual | fields)

    return make
