"""What every store promises about links to experiments, and about two records that became one."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import pytest

from attiary.errors import NotYours
from attiary.model.imported_record import SyncStatus
from attiary.model.message import Message

if TYPE_CHECKING:
    from collections.abc import Callable

    from attiary.catalog import Catalog
    from attiary.model.imported_record import ImportedRecord

    MakeRow = Callable[..., ImportedRecord]

OF_THE_MERGED: dict[str, Any] = {
    "name": "Ada Byron",
    "attributes": {"job_title": "Countess"},
    "sync_status": SyncStatus.ERROR,
    "sync_error": Message("Kept your own edit."),
    "gone_at": "2026-02-06T12:00:00Z",
}


def test_an_experiment_is_linked_once_and_unlinked(store: Catalog, row: MakeRow) -> None:
    def links() -> list[str]:
        found = store.get("me", "project", "person", "r1")
        assert found is not None
        return found.experiment_ids

    store.save("me", [row("r1"), row("r2")])
    for experiment_id in ("e1", "e2", "e1"):
        store.link_experiment("me", "project", "person", "r1", experiment_id)
    assert links() == ["e1", "e2"]
    store.unlink_experiment("me", "project", "person", "r1", "e1")
    store.unlink_experiment("me", "project", "person", "r1", "e1")
    assert links() == ["e2"]
    assert store.get("me", "project", "person", "r2") == row("r2")


def test_links_made_at_the_same_time_are_all_kept(store: Catalog, row: MakeRow) -> None:
    store.save("me", [row()])
    with ThreadPoolExecutor(4) as threads:
        list(
            threads.map(
                lambda number: store.link_experiment("me", "project", "person", "r1", f"e{number}"), range(20)
            )
        )
    found = store.get("me", "project", "person", "r1")
    assert found is not None
    assert sorted(found.experiment_ids) == sorted(f"e{number}" for number in range(20))


def test_links_come_by_record_in_the_order_made_and_only_where_there_are_any(
    store: Catalog, row: MakeRow
) -> None:
    rows = [row("r1", experiment_ids=["e2", "e1"]), row("r2"), row("r3", experiment_ids=["e1"])]
    store.save("me", [*rows, row("r1", attio_object_type="company", experiment_ids=["e9"])])
    store.link_experiment("me", "project", "person", "r2", "e1")
    store.unlink_experiment("me", "project", "person", "r2", "e1")
    asked = ["r3", "r1", "r2", "r4", "r1"]
    assert store.links("me", "project", "person", asked) == {"r1": ["e2", "e1"], "r3": ["e1"]}
    assert store.links("me", "project", "person", []) == {}


def test_the_links_of_many_records_come_in_one_call(store: Catalog, row: MakeRow) -> None:
    store.save("me", [row(f"r{number}", experiment_ids=["e1"] * (number % 2)) for number in range(1_200)])
    found = store.links("me", "project", "person", [f"r{number}" for number in range(40_000)])
    assert found == {f"r{number}": ["e1"] for number in range(1, 1_200, 2)}


def test_merging_adds_the_merged_ones_links_behind_and_removes_its_row(store: Catalog, row: MakeRow) -> None:
    store.save("me", [row("old", experiment_ids=["e3", "e1", "e4"], **OF_THE_MERGED)])
    store.save("me", [row("new", experiment_ids=["e1", "e2"])])
    store.merge("me", "project", "person", "old", "new")
    assert store.find("me", "project") == [row("new", experiment_ids=["e1", "e2", "e3", "e4"])]


def test_merging_into_a_record_without_a_row_gives_the_row_its_id(store: Catalog, row: MakeRow) -> None:
    merged = row("old", experiment_ids=["e2", "e1"], **OF_THE_MERGED)
    store.save("me", [merged])
    store.merge("me", "project", "person", "old", "new")
    paths = {"attio_web_url": merged.attio_web_url, "local_file_path": merged.local_file_path}
    kept = row("new", experiment_ids=["e2", "e1"], **OF_THE_MERGED, **paths)
    assert store.find("me", "project") == [kept]


@pytest.mark.parametrize("is_there", [True, False])
def test_merging_twice_is_merging_once(store: Catalog, row: MakeRow, is_there: bool) -> None:
    store.save("me", [row("old", experiment_ids=["e1"])])
    store.save("me", [row("new", experiment_ids=["e2"])] * is_there)
    store.merge("me", "project", "person", "old", "new")
    once = store.find("me", "project")
    store.merge("me", "project", "person", "old", "new")
    assert store.find("me", "project") == once


@pytest.mark.parametrize(
    ("merged_id", "survivor_id"), [("none", "r1"), ("r1", "r1"), ("none", "nor"), ("r\udc00", "r\udc01")]
)
def test_merging_what_has_no_row_or_is_the_same_changes_nothing(
    store: Catalog, row: MakeRow, merged_id: str, survivor_id: str
) -> None:
    store.save("me", [row("r1", experiment_ids=["e1"]), row("r\ufffd", experiment_ids=["e2"])])
    before = store.find("me", "project")
    store.merge("me", "project", "person", merged_id, survivor_id)
    assert store.find("me", "project") == before


def test_merging_leaves_records_of_another_type_alone(store: Catalog, row: MakeRow) -> None:
    company = row("old", attio_object_type="company", experiment_ids=["e1"])
    store.save("me", [company, row("new")])
    store.merge("me", "project", "person", "old", "new")
    assert store.find("me", "project") == [row("new"), company]


def test_another_owners_rows_are_neither_merged_nor_given_links(store: Catalog, row: MakeRow) -> None:
    mine = row("mine", experiment_ids=["e1"])
    theirs = row("theirs", clerk_user_id="you", experiment_ids=["e2"])
    store.save("me", [mine])
    store.save("you", [theirs])
    store.merge("me", "project", "person", "theirs", "mine")
    with pytest.raises(NotYours):
        store.merge("me", "project", "person", "mine", "theirs")
    assert store.find("me", "project") == [mine]
    assert store.find("you", "project") == [theirs]


def test_merging_at_the_same_time_keeps_every_link(store: Catalog, row: MakeRow) -> None:
    store.save(
        "me", [row("new"), *(row(f"old{number}", experiment_ids=[f"e{number}"]) for number in range(20))]
    )
    with ThreadPoolExecutor(4) as threads:
        list(
            threads.map(
                lambda number: store.merge("me", "project", "person", f"old{number}", "new"), range(20)
            )
        )
    (survivor,) = store.find("me", "project")
    assert sorted(survivor.experiment_ids) == sorted(f"e{number}" for number in range(20))
