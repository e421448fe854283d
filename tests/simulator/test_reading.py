from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from attiary.simulator.server import Running

Ask = Callable[..., tuple[int, Any]]


def _data(answer: tuple[int, Any]) -> Any:
    assert answer[0] == 200, answer
    return answer[1]["data"]


def test_objects_come_in_id_order_and_each_by_slug_or_id(ask: Ask) -> None:
    objects = _data(ask("GET", "/objects"))
    ids = [each["id"]["object_id"] for each in objects]
    assert ids == sorted(ids)
    assert {each["api_slug"] for each in objects} == {
        "people", "companies", "deals", "users", "workspaces", "projects",
    }  # fmt: skip
    for each in objects:
        assert _data(ask("GET", f"/objects/{each['api_slug']}")) == each
        assert _data(ask("GET", f"/objects/{each['id']['object_id']}")) == each


def test_lists_name_their_parent_objects_in_an_array(ask: Ask) -> None:
    lists = _data(ask("GET", "/lists"))
    assert [each["parent_object"] for each in lists] == [["people"], ["companies"], ["deals"]]
    for each in lists:
        assert _data(ask("GET", f"/lists/{each['id']['list_id']}")) == each


def test_an_attribute_says_what_it_refers_to_and_what_is_its_other_side(shared: Running, ask: Ask) -> None:
    company = _data(ask("GET", "/objects/people/attributes/company"))
    companies = shared.world.objects["companies"]
    assert company["config"]["record_reference"]["allowed_object_ids"] == [companies.id]
    assert company["relationship"]["object_slug"] == "companies"
    assert company["relationship"]["api_slug"] == "team"
    assert company["relationship"]["is_multiselect"] is True
    name = _data(ask("GET", "/objects/people/attributes/name"))
    assert name["config"] == {
        "currency": {"default_currency_code": None, "display_type": None},
        "record_reference": {"allowed_object_ids": None},
    }


def test_attributes_of_a_list_carry_the_lists_id(shared: Running, ask: Ask) -> None:
    attributes = _data(ask("GET", "/lists/outreach/attributes"))
    assert attributes[0]["api_slug"] == "entry_id"
    assert [each["api_slug"] for each in attributes][-2:] == ["created_at", "created_by"]
    assert {each["id"]["object_id"] for each in attributes} == {shared.world.lists["outreach"].id}


def test_attributes_are_paged_by_limit_and_offset(ask: Ask) -> None:
    whole = _data(ask("GET", "/objects/people/attributes"))
    assert _data(ask("GET", "/objects/people/attributes?limit=5&offset=28")) == whole[28:]


def test_an_archived_option_is_shown_only_when_asked_for(ask: Ask) -> None:
    path = "/lists/outreach/attributes/channel/options"
    assert [each["title"] for each in _data(ask("GET", path))] == ["Email", "Phone", "Event"]
    assert [each["title"] for each in _data(ask("GET", f"{path}?show_archived=true"))][-1] == "Fax"


def test_statuses_belong_to_status_attributes_only(ask: Ask) -> None:
    statuses = _data(ask("GET", "/objects/deals/attributes/stage/statuses"))
    assert [each["title"] for each in statuses] == ["Lead", "In Progress", "Won 🎉", "Lost"]
    assert set(statuses[0]) == {"id", "title", "is_archived", "celebration_enabled", "target_time_in_status"}
    assert ask("GET", "/objects/deals/attributes/stage/options")[0] == 404


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("/objects/ghosts", 'Object with slug/ID "ghosts" not found.'),
        ("/objects/people/attributes/ghost", 'Attribute with slug/ID "ghost" not found.'),
        ("/lists/ghosts", 'List with slug/ID "ghosts" not found.'),
        ("/objects/people/records/ghost", 'Record with ID "ghost" not found.'),
        ("/workspace_members/ghost", 'Workspace member with ID "ghost" not found.'),
    ],
)
def test_what_is_not_there_is_named_in_a_404(ask: Ask, path: str, message: str) -> None:
    status, body = ask("GET", path)
    assert (status, body["code"], body["message"]) == (404, "not_found", message)


def test_a_record_read_alone_is_the_one_of_the_query(ask: Ask) -> None:
    record = _data(ask("POST", "/objects/people/records/query", {"limit": 1}))[0]
    assert _data(ask("GET", f"/objects/people/records/{record['id']['record_id']}")) == record


def test_the_entries_of_a_record_are_flat(ask: Ask) -> None:
    entry = _data(ask("POST", "/lists/outreach/entries/query", {"limit": 1}))[0]
    listed = _data(ask("GET", f"/objects/people/records/{entry['parent_record_id']}/entries"))
    assert set(listed[0]) == {"list_id", "list_api_slug", "entry_id", "created_at"}
    assert entry["id"]["entry_id"] in [each["entry_id"] for each in listed]


def test_members_notes_and_tasks_are_listed_and_found_by_id(ask: Ask) -> None:
    for path, key in [
        ("workspace_members", "workspace_member_id"),
        ("notes", "note_id"),
        ("tasks", "task_id"),
    ]:
        first = _data(ask("GET", f"/{path}"))[0]
        assert _data(ask("GET", f"/{path}/{first['id'][key]}")) == first


def test_notes_come_ten_at_a_time_oldest_first(ask: Ask) -> None:
    notes = _data(ask("GET", "/notes"))
    assert len(notes) == 10
    created = [note["created_at"] for note in _data(ask("GET", "/notes?limit=50"))]
    assert created == sorted(created)
    about = f"parent_object={notes[0]['parent_object']}&parent_record_id={notes[0]['parent_record_id']}"
    assert notes[0] in _data(ask("GET", f"/notes?{about}"))


def test_tasks_are_filtered_and_sorted(shared: Running, ask: Ask) -> None:
    done = _data(ask("GET", "/tasks?is_completed=true&sort=completed_at:desc"))
    moments = [task["completed_at"] for task in done]
    assert moments == sorted(moments, reverse=True)
    email = shared.world.members[1]["email_address"]
    member_id = shared.world.members[1]["id"]["workspace_member_id"]
    assert _data(ask("GET", f"/tasks?assignee={email}")) == _data(ask("GET", f"/tasks?assignee={member_id}"))
    linked = done[0]["linked_records"][0]
    query = f"linked_object={linked['target_object_id']}&linked_record_id={linked['target_record_id']}"
    assert done[0] in _data(ask("GET", f"/tasks?{query}"))
    assert ask("GET", "/tasks?linked_object=people")[0] == 400
