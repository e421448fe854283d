"""The promises of every store, one test for each; those about links and erasing have files of their own."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Any
from unicodedata import normalize

import pytest

from attiary.errors import CatalogError, NotYours
from attiary.model.imported_record import RowQuery, SyncStatus
from attiary.model.message import Message

if TYPE_CHECKING:
    from collections.abc import Callable

    from attiary.catalog import Catalog
    from attiary.model.imported_record import ImportedRecord

    MakeRow = Callable[..., ImportedRecord]

ALL_THAT_A_ROW_HOLDS: dict[str, Any] = {
    "name": "شركة النور — 株式会社\u202e🙂",
    "attio_web_url": None,
    "attributes": {"name": "x", "amounts": [1, 2.5, None, True], "big": 2**70, "nested": {"a": "\0\n"}},
    "list_slug": "sales",
    "sync_status": SyncStatus.ERROR,
    "sync_error": Message("{path} is kept: “{why}”.", {"path": "ملف \0{x}", "why": "株式会社"}),
    "experiment_ids": ["e1"],
    "imported_at": 2**53,
    "gone_at": "2026-02-06T12:00:00Z",
}


def ids(rows: list[ImportedRecord]) -> list[str]:
    return [row.attio_record_id for row in rows]


def test_a_row_comes_back_as_it_was_saved(store: Catalog, row: MakeRow) -> None:
    saved = row(**ALL_THAT_A_ROW_HOLDS)
    store.save("me", [saved])
    assert store.get("me", "project", "person", "r1") == saved
    assert store.find("me", "project") == [saved]


def test_saving_again_replaces_all_but_the_experiment_links(store: Catalog, row: MakeRow) -> None:
    store.save("me", [row(**ALL_THAT_A_ROW_HOLDS)])
    store.save("me", [row(name="New", experiment_ids=["e9"])])
    assert store.find("me", "project") == [row(name="New", experiment_ids=["e1"])]


def test_of_two_rows_with_one_key_the_later_one_stays(store: Catalog, row: MakeRow) -> None:
    store.save("me", [row(name="First"), row(name="Second")])
    assert [found.name for found in store.find("me", "project")] == ["Second"]


def test_saving_nothing_does_nothing(store: Catalog) -> None:
    store.save("me", [])
    assert store.find("me", "project") == []


def test_a_row_in_another_name_is_refused_and_none_is_saved(store: Catalog, row: MakeRow) -> None:
    with pytest.raises(NotYours):
        store.save("me", [row("r1"), row("r2", clerk_user_id="you")])
    assert store.find("me", "project") == []
    assert store.find("you", "project") == []


def test_a_row_of_another_owner_is_not_replaced_and_none_is_saved(store: Catalog, row: MakeRow) -> None:
    theirs = row("r2", clerk_user_id="you", name="Theirs")
    store.save("you", [theirs])
    with pytest.raises(NotYours, match="1 of 3"):
        store.save("me", [row("r1"), row("r2", name="Mine"), row("r3")])
    assert store.find("me", "project") == []
    assert store.find("you", "project") == [theirs]


def test_attributes_of_eight_kilobytes_are_saved_and_longer_refused(store: Catalog, row: MakeRow) -> None:
    frame = len('{"a":""}')
    longest = row("r1", attributes={"a": "x" * (8192 - frame)})
    store.save("me", [longest])
    assert store.get("me", "project", "person", "r1") == longest
    with pytest.raises(CatalogError, match="8194 bytes, and the limit is 8192"):
        store.save("me", [row("r2"), row("r3", attributes={"a": "é" * ((8194 - frame) // 2)})])
    assert ids(store.find("me", "project")) == ["r1"]


def test_what_no_database_holds_becomes_the_replacement_character(store: Catalog, row: MakeRow) -> None:
    store.save("me", [row("r\udcff", name="A\0B\ud83dC", attributes={"\ud800": "\udfff"})])
    as_stored = row("r\ufffd", name="A\ufffdB\ufffdC", attributes={"\ufffd": "\ufffd"})
    assert store.get("me", "project", "person", "r\udcff") == as_stored
    assert ids(store.find("me", "project", RowQuery(search="a\0b\udc00"))) == ["r\ufffd"]


def test_rows_are_ordered_by_name_without_regard_to_case_then_by_id(store: Catalog, row: MakeRow) -> None:
    names = {"r4": "b", "r3": "B", "r2": "a", "r1": "C", "r5": "Ä", "r6": "ä"}
    store.save("me", [row(record_id, name=name) for record_id, name in names.items()])
    assert ids(store.find("me", "project")) == ["r2", "r3", "r4", "r1", "r5", "r6"]


def pages(store: Catalog, limit: int, **asked: Any) -> list[list[ImportedRecord]]:
    """All pages, the last of them empty, each begun behind the last row of the one before."""
    found = [store.find("me", "project", RowQuery(limit=limit, **asked))]
    while found[-1]:
        found.append(store.find("me", "project", RowQuery(limit=limit, after=found[-1][-1].key, **asked)))
    return found


def test_pages_that_begin_behind_the_last_row_seen_join(store: Catalog, row: MakeRow) -> None:
    names = [
        "N0",
        "n1",
        "N\0\ud83d",
        "Ñandú",
        normalize("NFD", "ñandú"),
        "x" * 600,
        "x" * 601,
        "株",
        "",
        "N0",
    ]
    rows = [row(f"r{number}", name=name) for number, name in enumerate(names)]
    store.save("me", [*rows, row("r0", attio_object_type="company", name="n0")])
    whole = store.find("me", "project")
    assert len(whole) == 11
    assert [len(page) for page in pages(store, 4)] == [4, 4, 3, 0]
    assert list(chain.from_iterable(pages(store, 1))) == whole
    assert store.find("me", "project", RowQuery(after=whole[6].key)) == whole[7:]
    assert store.find("me", "project", RowQuery(limit=0)) == []


def test_what_is_asked_for_holds_on_every_page(store: Catalog, row: MakeRow) -> None:
    kinds = ("person", "company")
    store.save("me", [row(f"r{number}", attio_object_type=kinds[number % 2]) for number in range(6)])
    store.save("you", [row("r9", clerk_user_id="you")])
    found = chain.from_iterable(pages(store, 1, object_type="person", search="ada"))
    assert ids(list(found)) == ["r0", "r2", "r4"]


def test_no_page_is_shifted_by_what_is_saved_or_removed_meanwhile(store: Catalog, row: MakeRow) -> None:
    store.save("me", [row(f"r{number}", name=f"N{number}") for number in range(4)])
    last = store.find("me", "project", RowQuery(limit=2))[-1]
    store.save("me", [row("new", name="A")])
    store.remove("me", "project", [("person", "r0"), ("person", last.attio_record_id)])
    assert ids(store.find("me", "project", RowQuery(after=last.key, limit=2))) == ["r2", "r3"]


def test_rows_are_found_by_object_type_and_by_list(store: Catalog, row: MakeRow) -> None:
    store.save(
        "me",
        [
            row("r1"),
            row("r2", attio_object_type="company"),
            row("r3", attio_object_type="list_entry", list_slug="sales"),
            row("r4", attio_object_type="list_entry", list_slug="hiring"),
        ],
    )
    assert ids(store.find("me", "project", RowQuery(object_type="list_entry"))) == ["r3", "r4"]
    assert ids(store.find("me", "project", RowQuery(list_slug="sales"))) == ["r3"]
    assert store.find("me", "project", RowQuery(object_type="company", list_slug="sales")) == []


def test_rows_are_found_by_what_attio_still_has(store: Catalog, row: MakeRow) -> None:
    store.save("me", [row("r1"), row("r2", gone_at="2026-02-06T12:00:00Z")])
    assert ids(store.find("me", "project", RowQuery(gone=True))) == ["r2"]
    assert ids(store.find("me", "project", RowQuery(gone=False))) == ["r1"]
    assert ids(store.find("me", "project", RowQuery(gone=None))) == ["r1", "r2"]
    store.save("me", [row("r2")])
    assert store.find("me", "project", RowQuery(gone=True)) == []


@pytest.mark.parametrize("status", list(SyncStatus))
def test_rows_are_found_by_their_status(store: Catalog, row: MakeRow, status: SyncStatus) -> None:
    store.save("me", [row(each.value, sync_status=each) for each in SyncStatus])
    assert ids(store.find("me", "project", RowQuery(sync_status=status))) == [status.value]


def test_what_is_asked_for_holds_all_at_once(store: Catalog, row: MakeRow) -> None:
    fields: dict[str, Any] = {
        "attio_object_type": "list_entry",
        "list_slug": "sales",
        "gone_at": "2026-02-06T12:00:00Z",
        "sync_status": SyncStatus.ERROR,
        "name": "Ada",
    }
    others = ("person", "hiring", None, SyncStatus.SYNCED, "Grace")
    near = [
        row(f"not-{field}", **fields | {field: other}) for field, other in zip(fields, others, strict=True)
    ]
    store.save("me", [row("r1", **fields), *near])
    asked: dict[str, Any] = {"object_type": "list_entry", "list_slug": "sales", "search": "ada"}
    assert ids(store.find("me", "project", RowQuery(**asked, gone=True, sync_status=SyncStatus.ERROR))) == [
        "r1"
    ]


@pytest.mark.parametrize(
    ("name", "search"),
    [
        ("Straße 9", "STRASSE"),
        ("ΟΔΥΣΣΕΎΣ", "οδυσσεύς"),
        ("Жуков", "жУКОВ"),
        ("Zoë", normalize("NFD", "ZOË")),
        (normalize("NFD", "Núñez"), "ÚÑE"),
        ("شركة النور", "النور"),
        ("株式会社トヨタ", "会社"),
        ("100%_\\/", "0%_\\/"),
        ("Ada", ""),
        ("Ada", "DA"),
    ],
)
def test_a_search_finds_any_part_of_a_name_in_every_script(
    store: Catalog, row: MakeRow, name: str, search: str
) -> None:
    store.save("me", [row(name=name)])
    assert ids(store.find("me", "project", RowQuery(search=search))) == ["r1"]


@pytest.mark.parametrize("search", ["%", "_", "A%a", "\\", "/", "'", "x" * 100_000])
def test_no_character_of_a_search_is_a_wildcard(store: Catalog, row: MakeRow, search: str) -> None:
    store.save("me", [row(name="Ada Lovelace")])
    assert store.find("me", "project", RowQuery(search=search)) == []


def test_a_name_is_searched_in_its_first_five_hundred_characters(store: Catalog, row: MakeRow) -> None:
    store.save("me", [row(name="a" * 499 + "bc" + "d" * 100_000)])
    assert ids(store.find("me", "project", RowQuery(search="ab"))) == ["r1"]
    assert store.find("me", "project", RowQuery(search="bc")) == []


@pytest.mark.parametrize("name", ["Zoë", "zoë", normalize("NFD", "ZOË")])
def test_a_whole_name_finds_just_those_of_this_name(store: Catalog, row: MakeRow, name: str) -> None:
    store.save("me", [row("r1", name="Zoë"), row("r2", name="Zoë Ada"), row("r3", name="Ada")])
    assert ids(store.find("me", "project", RowQuery(name=name))) == ["r1"]


def test_the_names_of_records_come_by_type_and_id(store: Catalog, row: MakeRow) -> None:
    store.save("me", [row("r1", name="Ada"), row("r2", attio_object_type="company", name="Acme")])
    asked = [("person", "r1"), ("company", "r2"), ("company", "r1"), ("deals", "r3"), ("person", "r1")]
    assert store.named("me", "project", asked) == {("person", "r1"): "Ada", ("company", "r2"): "Acme"}
    assert store.named("me", "project", []) == {}


def test_many_records_are_named_imported_and_removed_in_one_call(store: Catalog, row: MakeRow) -> None:
    saved = [f"r{number}" for number in range(1_200)]
    store.save("me", [row(record_id) for record_id in saved])
    asked = [f"r{number}" for number in range(40_000)]
    assert store.imported("me", "project", "person", asked) == set(saved)
    assert store.imported("me", "project", "company", asked) == set()
    assert len(store.named("me", "project", [("person", record_id) for record_id in asked])) == 1_200
    assert store.remove("me", "project", [("person", record_id) for record_id in asked]) == 1_200


def test_rows_are_counted_by_object_type(store: Catalog, row: MakeRow) -> None:
    assert store.count("me", "project") == {}
    store.save("me", [row("r1"), row("r2"), row("r3", attio_object_type="company")])
    assert store.count("me", "project") == {"person": 2, "company": 1}


def test_removed_rows_are_gone_and_counted_once(store: Catalog, row: MakeRow) -> None:
    store.save("me", [row("r1"), row("r2"), row("r1", attio_object_type="company")])
    keys = [("person", "r1"), ("person", "r1"), ("company", "r2")]
    assert store.remove("me", "project", keys) == 1
    assert store.count("me", "project") == {"person": 1, "company": 1}
    assert store.remove("me", "project", []) == 0


@pytest.mark.parametrize(("owner", "project"), [("you", "project"), ("me", "other")])
def test_another_owner_or_project_sees_and_touches_nothing(
    store: Catalog, row: MakeRow, owner: str, project: str
) -> None:
    mine = row(list_slug="sales", experiment_ids=["e1"])
    store.save("me", [mine])
    assert store.find(owner, project) == []
    assert store.find(owner, project, RowQuery(object_type="person", list_slug="sales", search="ada")) == []
    assert store.get(owner, project, "person", "r1") is None
    assert store.named(owner, project, [("person", "r1")]) == {}
    assert store.imported(owner, project, "person", ["r1"]) == set()
    assert store.links(owner, project, "person", ["r1"]) == {}
    assert store.count(owner, project) == {}
    assert store.remove(owner, project, [("person", "r1")]) == 0
    assert store.erase(owner, project, [("person", "r1")]) == 0
    store.merge(owner, project, "person", "r1", "r2")
    for change in (store.link_experiment, store.unlink_experiment):
        with pytest.raises(CatalogError, match="has not been imported"):
            change(owner, project, "person", "r1", "e1")
    assert store.find("me", "project") == [mine]


def test_one_record_may_be_imported_into_two_projects(store: Catalog, row: MakeRow) -> None:
    store.save("me", [row(), row(project_id="other", name="There")])
    assert [found.name for found in store.find("me", "project")] == ["Ada Lovelace"]
    assert [found.name for found in store.find("me", "other")] == ["There"]
