from __future__ import annotations

from collections.abc import Callable
from itertools import chain
from typing import TYPE_CHECKING, Any
from uuid import UUID

import pytest

from attiary.simulator.api_errors import ApiError

if TYPE_CHECKING:
    from attiary.simulator.server import Running

Ask = Callable[..., tuple[int, Any]]

PEOPLE = "/objects/people/records/query"


def _ids(answer: tuple[int, Any]) -> list[str]:
    assert answer[0] == 200, answer
    return [row["id"].get("record_id") or row["id"]["entry_id"] for row in answer[1]["data"]]


def test_an_empty_query_answers_in_ascending_id_order_without_totals(shared: Running, ask: Ask) -> None:
    status, body = ask("POST", PEOPLE, {})
    assert status == 200
    assert list(body) == ["data"]
    assert _ids((status, body)) == sorted(shared.world.ids("people"))


def test_pages_by_limit_and_offset_cover_everything_once(shared: Running, ask: Ask) -> None:
    pages = [_ids(ask("POST", PEOPLE, {"limit": 150, "offset": start})) for start in (0, 150, 300, 450)]
    assert [len(page) for page in pages] == [150, 150, 100, 0]
    assert list(chain.from_iterable(pages)) == shared.world.ids("people")


def test_an_object_may_be_named_by_its_id(shared: Running, ask: Ask) -> None:
    object_id = shared.world.objects["people"].id
    assert (
        _ids(ask("POST", f"/objects/{object_id}/records/query", {"limit": 3}))
        == shared.world.ids("people")[:3]
    )


def test_an_unknown_object_is_a_404(ask: Ask) -> None:
    status, body = ask("POST", "/objects/ghosts/records/query", {})
    assert (status, body["message"]) == (404, "The referenced object was not found.")


def test_a_record_has_every_attribute_in_order_and_an_empty_array_where_it_has_no_value(ask: Ask) -> None:
    attributes = [each["api_slug"] for each in ask("GET", "/objects/people/attributes")[1]["data"]]
    for record in ask("POST", PEOPLE, {})[1]["data"]:
        assert list(record) == ["id", "created_at", "web_url", "values"]
        assert list(record["values"]) == attributes
    assert len(attributes) == 30
    assert len(ask("GET", "/objects/companies/attributes")[1]["data"]) == 33


def test_a_value_begins_with_what_all_have_and_ends_with_its_type(ask: Ask) -> None:
    for record in ask("POST", PEOPLE, {})[1]["data"]:
        for value in (value for values in record["values"].values() for value in values):
            assert list(value)[:3] == ["active_from", "active_until", "created_by_actor"]
            assert list(value)[-1] == "attribute_type"
            assert value["active_until"] is None
            assert len(value["active_from"]) == 30


def test_ids_are_version_5_and_the_system_has_none(shared: Running, ask: Ask) -> None:
    records = ask("POST", PEOPLE, {})[1]["data"]
    assert {UUID(record["id"]["record_id"]).version for record in records} == {5}
    actors = [record["values"]["created_by"][0] for record in records]
    ids = {each["referenced_actor_type"]: each["referenced_actor_id"] for each in actors}
    assert set(ids) == {"system", "workspace-member", "api-token", "app"}
    assert ids["system"] is None
    assert ids["workspace-member"] == shared.world.owner.id


def test_an_entry_holds_its_lists_values_and_points_at_its_parent(ask: Ask) -> None:
    entry = ask("POST", "/lists/outreach/entries/query", {"limit": 1})[1]["data"][0]
    assert list(entry) == ["id", "parent_record_id", "parent_object", "created_at", "entry_values"]
    assert entry["parent_object"] == "people"
    assert "parent_record" not in entry["entry_values"]
    assert entry["entry_values"]["entry_id"][0]["value"] == entry["id"]["entry_id"]


def test_all_seventeen_types_occur_in_the_sample(ask: Ask) -> None:
    seen = set()
    paths = [f"/objects/{slug}/records/query" for slug in ("people", "companies", "deals", "projects")]
    for path in [*paths, "/lists/outreach/entries/query"]:
        for row in ask("POST", path, {})[1]["data"]:
            values = row.get("values") or row["entry_values"]
            seen |= {value["attribute_type"] for several in values.values() for value in several}
    assert len(seen) == 17


def test_a_saved_view_filters(ask: Ask) -> None:
    views = ask("GET", "/lists/enterprise_sales/views")[1]
    assert views["pagination"] == {"next_cursor": None}
    path = "/lists/enterprise_sales/entries/query"
    found = ask("POST", path, {"filter_view_id": views["data"][0]["id"]["view_id"]})[1]["data"]
    assert {entry["entry_values"]["stage"][0]["status"]["title"] for entry in found} == {"Signed"}
    unknown = {"filter_view_id": "00000000-0000-4000-8000-000000000000"}
    assert ask("POST", path, unknown)[0] == 404


def test_entries_are_found_by_their_parent(shared: Running, ask: Ask) -> None:
    path, lists = "/lists/outreach/entries/query", shared.world.lists["outreach"]
    parent = lists.rows[lists.order[0]].parent
    assert parent
    by_id = {"path": [["outreach", "parent_record"]], "constraints": {"target_record_id": parent[1]}}
    expected = [row.id for row in lists if row.parent == parent]
    assert _ids(ask("POST", path, {"filter": by_id})) == expected
    by_email = {
        "path": [["outreach", "parent_record"], ["people", "email_addresses"]],
        "constraints": {"email_domain": {"$contains": "example"}},
    }
    others = _ids(ask("POST", path, {"filter": {"$and": [by_email, {"$not": by_id}]}}))
    assert others
    assert not set(others) & set(expected)


def test_a_view_that_was_added_is_told_of_and_filters(simulator: Running, ask_own: Ask) -> None:
    path = "/objects/people/records/query"
    view_id = simulator.world.add_view("people", "Called Ada", {"name": {"first_name": "Ada"}})
    simulator.world.add_record("people", {"name": "Lovelace, Ada"})
    views = ask_own("GET", "/objects/people/views")[1]["data"]
    assert [(each["id"]["view_id"], each["title"]) for each in views] == [(view_id, "Called Ada")]
    found = ask_own("POST", path, {"filter_view_id": view_id})[1]["data"]
    assert found
    assert {each["values"]["name"][0]["first_name"] for each in found} == {"Ada"}


def test_a_view_without_a_filter_shows_every_row(simulator: Running, ask_own: Ask) -> None:
    view_id = simulator.world.add_view("outreach", "All")
    found = ask_own("POST", "/lists/outreach/entries/query", {"filter_view_id": view_id})[1]["data"]
    assert [each["id"]["entry_id"] for each in found] == simulator.world.ids("outreach")[:500]


def test_a_view_whose_filter_attio_would_refuse_is_not_added(simulator: Running) -> None:
    with pytest.raises(ApiError):
        simulator.world.add_view("people", "Wrong", {"no_such_attribute": 1})
    assert simulator.world.object("people").views == []
