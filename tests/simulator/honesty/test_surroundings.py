from __future__ import annotations

from plain_http import Attio, known_from


@known_from("OAS")
def test_views_come_in_id_order_with_a_cursor(attio: Attio) -> None:
    said = attio.get("/objects/people/views?limit=1")
    assert set(said.body) == {"data", "pagination"}
    cursor = said.body["pagination"]["next_cursor"]
    assert cursor is None or isinstance(cursor, str)


@known_from("OAS", "REC-R")
def test_members_have_a_level_of_access(attio: Attio) -> None:
    for each in attio.get("/workspace_members").some:
        assert each["access_level"] in {"admin", "member", "suspended"}
        assert attio.get(f"/workspace_members/{each['id']['workspace_member_id']}").data == each


@known_from("REC-N", "OAS")
def test_notes_come_ten_at_a_time_oldest_first(attio: Attio) -> None:
    notes = attio.get("/notes").some
    moments = [each["created_at"] for each in notes]
    assert len(notes) <= 10
    assert moments == sorted(moments)
    assert attio.get("/notes?limit=51").status == 400


@known_from("OAS", "REC-N")
def test_tasks_come_oldest_first_and_say_when_they_were_completed(attio: Attio) -> None:
    tasks = attio.get("/tasks?limit=20").some
    moments = [each["created_at"] for each in tasks]
    assert moments == sorted(moments)
    assert all((each["completed_at"] is not None) == each["is_completed"] for each in tasks)


@known_from("OAS")
def test_a_search_gives_labels_of_the_objects_asked_for(attio: Attio) -> None:
    said = attio.query(
        "/objects/records/search", query="", objects=["people"], request_as={"type": "workspace"}, limit=5
    )
    assert len(said.data) <= 5
    assert {each["object_slug"] for each in said.data} <= {"people"}


@known_from("OAS")
def test_a_search_in_an_unknown_object_is_a_400(attio: Attio) -> None:
    said = attio.query(
        "/objects/records/search", query="a", objects=["foobar"], request_as={"type": "workspace"}
    )
    assert (said.status, said.body["code"]) == (400, "value_not_found")
    assert said.body["message"] == 'Object with slug/ID "foobar" not found.'
