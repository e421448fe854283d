from __future__ import annotations

from plain_http import Attio, known_from


@known_from("OAS", "REC-N")
def test_a_list_names_its_parents_in_an_array(attio: Attio) -> None:
    for each in attio.get("/lists").some:
        assert isinstance(each["parent_object"], list)
        assert attio.get(f"/lists/{each['id']['list_id']}").data == each


@known_from("REC-N")
def test_an_entry_has_its_lists_own_values_and_points_at_its_parent(attio: Attio) -> None:
    for each in attio.get("/lists").some:
        entries = attio.query(f"/lists/{each['id']['list_id']}/entries/query", limit=5).data
        for entry in entries:
            assert set(entry) == {"id", "parent_record_id", "parent_object", "created_at", "entry_values"}
            assert {"entry_id", "created_at", "created_by"} <= set(entry["entry_values"])
            assert "parent_record" not in entry["entry_values"]
        ids = [entry["id"]["entry_id"] for entry in entries]
        assert ids == sorted(ids)


@known_from("OAS", "GUIDE")
def test_entries_are_found_by_their_parent(attio: Attio) -> None:
    each = attio.get("/lists").some[0]
    path = f"/lists/{each['api_slug']}/entries/query"
    entry = attio.query(path, limit=1).some[0]
    parent = {
        "path": [[each["api_slug"], "parent_record"], [entry["parent_object"], "record_id"]],
        "constraints": {"value": entry["parent_record_id"]},
    }
    found = attio.query(path, filter=parent).data
    assert entry["id"] in [one["id"] for one in found]
    assert {one["parent_record_id"] for one in found} == {entry["parent_record_id"]}


@known_from("OAS")
def test_the_entries_of_a_record_are_told_in_brief(attio: Attio) -> None:
    each = attio.get("/lists").some[0]
    entry = attio.query(f"/lists/{each['api_slug']}/entries/query", limit=1).some[0]
    path = f"/objects/{entry['parent_object']}/records/{entry['parent_record_id']}/entries"
    entries = attio.get(path).data
    assert entry["id"]["entry_id"] in [one["entry_id"] for one in entries]
    assert set(entries[0]) == {"list_id", "list_api_slug", "entry_id", "created_at"}
