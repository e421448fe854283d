from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec
import pytest

from attiary.model.crm import Entry, Record
from attiary.model.document import Document
from attiary.model.values import TypedValue, Value

if TYPE_CHECKING:
    from collections.abc import Callable

RECORD_ID = "4ce89884-6334-5c6c-9d5c-0f3a9c2b7e11"
IMPORTED_AT = "2026-02-06T12:00:00Z"


@pytest.fixture(scope="session")
def value() -> Callable[..., Value]:
    """A value as Attio's wire says it: `value("text", value="Ada")`."""

    def make(attribute_type: str, **own: Any) -> Value:
        wire = {
            "active_from": "2026-05-15T20:39:15.678000000Z",
            "active_until": None,
            "created_by_actor": {"type": "system", "id": None},
            **own,
            "attribute_type": attribute_type,
        }
        typed: Value = msgspec.convert(wire, TypedValue)
        return typed

    return make


@pytest.fixture(scope="session")
def option() -> Callable[[str], dict[str, Any]]:
    """An option of a select attribute, by its title."""

    def make(title: str) -> dict[str, Any]:
        return {
            "id": {"workspace_id": "w", "object_id": "o", "attribute_id": "a", "option_id": title},
            "title": title,
            "is_archived": False,
        }

    return make


@pytest.fixture(scope="session")
def record() -> Callable[..., Record]:
    """A record with these values."""

    def make(record_id: str = RECORD_ID, **values: list[Value]) -> Record:
        wire = {
            "id": {"workspace_id": "w", "object_id": "o", "record_id": record_id},
            "created_at": "2026-05-15T20:39:15.678000000Z",
            "web_url": f"https://app.attio.com/acme/company/{record_id}",
        }
        return msgspec.structs.replace(msgspec.convert(wire, Record), values=values)

    return make


@pytest.fixture(scope="session")
def entry() -> Callable[..., Entry]:
    """An entry of a list with these values."""

    def make(**values: list[Value]) -> Entry:
        wire = {
            "id": {"workspace_id": "w", "list_id": "l", "entry_id": "e1"},
            "parent_record_id": RECORD_ID,
            "parent_object": "companies",
            "created_at": "2026-05-15T20:39:15.678000000Z",
        }
        return msgspec.structs.replace(msgspec.convert(wire, Entry), entry_values=values)

    return make


@pytest.fixture(scope="session")
def document() -> Callable[..., Document]:
    """A company's document; any field may be given."""

    def make(**fields: Any) -> Document:
        given: dict[str, Any] = {
            "imported_at": IMPORTED_AT,
            "attio_record_id": RECORD_ID,
            "attio_web_url": None,
            "object_type": "company",
            "name": "Acme Corp",
            "attributes": {},
        }
        return Document(**(given | fields))

    return make
