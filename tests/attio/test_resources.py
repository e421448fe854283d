from __future__ import annotations

import json
import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import pytest

from attiary.attio import resources
from attiary.attio.resources import NOTES, SELF, Paging, Resource

if TYPE_CHECKING:
    from collections.abc import Callable

TABLE = {name: each for name, each in vars(resources).items() if isinstance(each, Resource)}


@pytest.fixture(scope="module")
def document(lacking: Callable[[str, str], NoReturn]) -> Any:
    named = os.environ.get("ATTIO_OPENAPI")
    if not named:
        lacking(
            "Attio's OpenAPI document", "Save it from docs.attio.com and let ATTIO_OPENAPI name the file."
        )
    return json.loads(Path(named).read_text(encoding="utf-8"))


def operation(document: Any, resource: Resource[Any]) -> dict[str, Any]:
    """The operation that the document has for this row; the names of a path's parts do not matter."""
    for path, operations in document["paths"].items():
        shape = re.sub(r"\{target\}", "objects", path)
        for kind in {shape, re.sub(r"^/v2/objects/", "/v2/lists/", shape)} if "{target}" in path else {path}:
            found = operations.get(resource.method.lower())
            if found and re.sub(r"\{\w+\}", "{}", kind) == f"/v2{resource.path}":
                return dict(found)
    raise AssertionError(resource.path)


@pytest.mark.parametrize("name", TABLE)
def test_every_row_is_an_operation_that_attio_documents(document: Any, name: str) -> None:
    operation(document, TABLE[name])


@pytest.mark.parametrize("name", TABLE)
def test_every_row_names_the_scopes_that_attio_documents(document: Any, name: str) -> None:
    found = operation(document, TABLE[name])
    scopes = [scope for each in found.get("security", []) for scopes in each.values() for scope in scopes]
    if scopes:
        assert set(scopes) == set(TABLE[name].scopes)
    elif TABLE[name] is not SELF:
        assert all(scope in found["description"] for scope in TABLE[name].scopes if "list" not in scope)


def test_every_row_that_lists_in_pages_says_how_long_they_are() -> None:
    for each in TABLE.values():
        assert (each.page > 0) == (each.paging is not Paging.NONE)
    assert NOTES.page == 50
