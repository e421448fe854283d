from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from attiary.simulator.server import Running

Ask = Callable[..., tuple[int, Any]]

COMPANIES = "/objects/companies/records"


def _written(**values: Any) -> Any:
    return {"data": {"values": values}}


def test_a_record_is_created_changed_overwritten_and_deleted(ask_own: Ask) -> None:
    status, body = ask_own("POST", COMPANIES, _written(name="New", domains=["new.example"]))
    assert status == 200
    record = f"{COMPANIES}/{body['data']['id']['record_id']}"
    assert body["data"]["values"]["created_by"][0]["referenced_actor_type"] == "api-token"
    added = ask_own("PATCH", record, _written(domains=["newer.example"]))[1]["data"]["values"]["domains"]
    assert [each["domain"] for each in added] == ["newer.example", "new.example"]
    kept = ask_own("PUT", record, _written(domains=["last.example"]))[1]["data"]["values"]["domains"]
    assert [each["domain"] for each in kept] == ["last.example"]
    assert ask_own("DELETE", record) == (200, {})
    assert ask_own("GET", record)[0] == 404


def test_history_is_shown_oldest_first_when_asked_for(ask_own: Ask) -> None:
    record_id = ask_own("POST", COMPANIES, _written(name="One"))[1]["data"]["id"]["record_id"]
    record = f"{COMPANIES}/{record_id}"
    ask_own("PATCH", record, _written(name="Two"))
    path = f"{record}/attributes/name/values"
    assert [value["value"] for value in ask_own("GET", path)[1]["data"]] == ["Two"]
    historic = ask_own("GET", f"{path}?show_historic=true")[1]["data"]
    assert [value["value"] for value in historic] == ["One", "Two"]
    assert historic[0]["active_until"] is not None
    refused = ask_own("GET", f"{record}/attributes/last_interaction/values?show_historic=true")
    assert (refused[0], refused[1]["code"]) == (400, "validation_type")


def test_an_entry_is_created_changed_and_deleted(simulator: Running, ask_own: Ask) -> None:
    person = simulator.world.ids("people")[0]
    body = {
        "data": {"parent_record_id": person, "parent_object": "people", "entry_values": {"stage": "Replied"}}
    }
    created = ask_own("POST", "/lists/outreach/entries", body)[1]["data"]
    entry_id = created["id"]["entry_id"]
    listed = ask_own("GET", f"/objects/people/records/{person}/entries")[1]["data"]
    assert entry_id in [entry["entry_id"] for entry in listed]
    entry = f"/lists/outreach/entries/{entry_id}"
    changed = ask_own("PATCH", entry, {"data": {"entry_values": {"stage": "Contacted"}}})[1]["data"]
    assert changed["entry_values"]["stage"][0]["status"]["title"] == "Contacted"
    assert ask_own("DELETE", entry) == (200, {})
    assert ask_own("GET", entry)[0] == 404


def test_entries_go_with_their_record(simulator: Running, ask_own: Ask) -> None:
    person = simulator.world.ids("people")[0]
    entry = simulator.world.add_entry("outreach", person)
    assert ask_own("DELETE", f"/objects/people/records/{person}")[0] == 200
    assert ask_own("GET", f"/lists/outreach/entries/{entry}")[0] == 404


def test_an_option_and_a_custom_attribute_are_renamed(ask_own: Ask) -> None:
    path = "/objects/projects/attributes/tags"
    renamed = ask_own("PATCH", f"{path}/options/Pilot", {"data": {"title": "Trial"}})
    assert (renamed[0], renamed[1]["data"]["title"]) == (200, "Trial")
    conflict = ask_own("PATCH", f"{path}/options/Trial", {"data": {"title": "Urgent"}})
    assert (conflict[0], conflict[1]["code"]) == (409, "slug_conflict")
    moved = ask_own("PATCH", path, {"data": {"title": "Labels", "api_slug": "labels"}})
    assert moved[1]["data"]["api_slug"] == "labels"
    assert ask_own("GET", "/objects/projects/attributes/labels")[0] == 200
    system = ask_own("PATCH", "/objects/people/attributes/name", {"data": {"title": "X"}})
    assert (system[0], system[1]["code"]) == (400, "system_edit_unauthorized")


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({}, "validation_type"),
        ({"values": {}}, "validation_type"),
        ({"data": {}}, "validation_type"),
        ({"data": {"values": []}}, "validation_type"),
        (_written(name=7), "validation_type"),
        (_written(ghost=7), "value_not_found"),
        (_written(record_id="x"), "system_edit_unauthorized"),
        (_written(categories=["No such"]), "value_not_found"),
        (_written(name=["a", "b"]), "multiple_values_for_single_value_attribute"),
    ],
)
def test_a_write_that_attio_would_refuse_is_refused(ask_own: Ask, body: Any, code: str) -> None:
    status, answer = ask_own("POST", COMPANIES, body)
    assert (status, answer["code"]) == (400, code)


def test_a_unique_value_may_be_there_once(ask_own: Ask) -> None:
    assert ask_own("POST", COMPANIES, _written(domains=["only.example"]))[0] == 200
    status, answer = ask_own("POST", COMPANIES, _written(domains=["ONLY.example"]))
    assert (status, answer["code"]) == (400, "uniqueness_conflict")
