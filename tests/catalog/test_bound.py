"""The calls of the contract, for one owner and one project."""

from __future__ import annotations

from inspect import getmembers, isfunction, signature
from typing import TYPE_CHECKING

from attiary.catalog import Catalog
from attiary.catalog.bound import BoundCatalog
from attiary.model.imported_record import RowQuery

if TYPE_CHECKING:
    from collections.abc import Callable

    from attiary.model.imported_record import ImportedRecord

    MakeRow = Callable[..., ImportedRecord]


def calls(kind: type) -> dict[str, list[str]]:
    public = [(name, call) for name, call in getmembers(kind, isfunction) if not name.startswith("_")]
    return {name: list(signature(call).parameters) for name, call in public}


def test_it_has_every_call_of_the_contract_without_owner_and_project() -> None:
    contract = {
        name: [each for each in parameters if each not in {"owner", "project"}]
        for name, parameters in calls(Catalog).items()
        if name != "close"
    }
    assert calls(BoundCatalog) == contract


def test_it_shows_and_changes_its_own_rows_alone(store: Catalog, row: MakeRow) -> None:
    mine, elsewhere = BoundCatalog(store, "me", "project"), BoundCatalog(store, "me", "other")
    theirs = BoundCatalog(store, "you", "project")
    mine.save([row("r1"), row("r2"), row("r3")])
    elsewhere.save([row("r4", project_id="other")])
    mine.link_experiment("person", "r1", "e1")
    mine.merge("person", "r1", "r2")
    assert [each.attio_record_id for each in mine.find(RowQuery(limit=1))] == ["r2"]
    assert mine.links("person", ["r2"]) == {"r2": ["e1"]}
    mine.unlink_experiment("person", "r2", "e1")
    assert (mine.remove([("person", "r3")]), theirs.erase([("person", "r2")])) == (1, 0)
    assert mine.find() == [row("r2")]
    assert (mine.get("person", "r2"), theirs.get("person", "r2")) == (row("r2"), None)
    assert mine.named([("person", "r2"), ("person", "r4")]) == {("person", "r2"): "Ada Lovelace"}
    assert (mine.imported("person", ["r2", "r4"]), mine.count()) == ({"r2"}, {"person": 1})
    assert elsewhere.imported("person", ["r2", "r4"]) == {"r4"}
