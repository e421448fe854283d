from __future__ import annotations

import pytest
from plain_http import NOBODY, PEOPLE, Attio, known_from


@known_from("GUIDE")
def test_a_bare_id_in_a_filter_means_equality(attio: Attio) -> None:
    record_id = attio.query(PEOPLE, limit=1).some[0]["id"]["record_id"]
    for condition in (record_id, {"$eq": record_id}, {"$in": [record_id, NOBODY]}):
        found = attio.query(PEOPLE, filter={"record_id": condition}).data
        assert [each["id"]["record_id"] for each in found] == [record_id]


@known_from("TYPE:personal-name")
def test_contains_has_no_regard_for_case(attio: Attio) -> None:
    named = [each for each in attio.query(PEOPLE).some if each["values"]["name"]]
    if not named:
        pytest.skip("Nobody in this workspace has a name.")
    full = named[0]["values"]["name"][0]["full_name"]
    found = attio.query(PEOPLE, filter={"name": {"full_name": {"$contains": full.upper()}}}).data
    assert named[0]["id"] in [each["id"] for each in found]


@known_from("GUIDE")
def test_what_is_not_so_includes_those_without_a_value(attio: Attio) -> None:
    has = {"domains": {"$not_empty": True}}
    companies = "/objects/companies/records/query"
    rows = attio.query(companies).some
    if len(rows) == 500:
        pytest.skip("This workspace has too many companies to count.")
    with_domain = attio.query(companies, filter=has).data
    without = attio.query(companies, filter={"$not": has}).data
    assert len(with_domain) + len(without) == len(rows)
    assert all(each["values"]["domains"] == [] for each in without)


@known_from("GUIDE")
def test_a_path_leads_to_the_records_of_a_reference(attio: Attio) -> None:
    employed = [each for each in attio.query(PEOPLE).some if each["values"]["company"]]
    if not employed:
        pytest.skip("Nobody in this workspace has a company.")
    company_id = employed[0]["values"]["company"][0]["target_record_id"]
    path = {"path": [["people", "company"], ["companies", "record_id"]], "constraints": {"value": company_id}}
    found = attio.query(PEOPLE, filter=path).data
    assert employed[0]["id"] in [each["id"] for each in found]
    assert {each["values"]["company"][0]["target_record_id"] for each in found} == {company_id}


@known_from("STORED")
def test_an_unknown_attribute_in_a_filter_is_named_with_its_place(attio: Attio) -> None:
    node = {"$or": [{"name": {"$contains": "a"}}, {"no_such_thing": "x"}]}
    said = attio.query(PEOPLE, filter=node)
    assert (said.status, said.body["code"]) == (400, "unknown_filter_attribute_slug")
    assert said.body["message"] == "Unknown attribute slug: no_such_thing."
    assert said.body["path"] == ["$or", "1", "no_such_thing"]


@known_from("REC-R", "STORED")
def test_a_malformed_sort_is_refused_with_the_place_of_its_fault(attio: Attio) -> None:
    said = attio.query(PEOPLE, sorts=[{"attribute": {"slug": "name"}, "direction": "asc"}])
    assert (said.status, said.body["code"]) == (400, "validation_type")
    assert said.body["message"] == "Body payload validation error."
    assert said.body["validation_errors"]


@known_from("OAS")
def test_a_sort_needs_a_direction(attio: Attio) -> None:
    assert attio.query(PEOPLE, sorts=[{"attribute": "created_at"}]).status == 400


@known_from("OAS", "GUIDE")
@pytest.mark.parametrize("direction", ["asc", "desc"])
def test_records_are_sorted_by_when_they_were_created(attio: Attio, direction: str) -> None:
    said = attio.query(PEOPLE, limit=20, sorts=[{"attribute": "created_at", "direction": direction}])
    moments = [each["values"]["created_at"][0]["value"] for each in said.some]
    assert moments == sorted(moments, reverse=direction == "desc")


@known_from("REC-N")
def test_the_score_is_nothing_without_sort_or_filter_and_something_with_a_sort(attio: Attio) -> None:
    sorts = [{"attribute": "created_at", "direction": "asc"}]
    assert attio.query(PEOPLE, limit=1).headers["x-attio-record-query-score"] == "0"
    assert int(attio.query(PEOPLE, limit=1, sorts=sorts).headers["x-attio-record-query-score"]) > 0


@known_from("OAS")
def test_a_view_and_a_filter_exclude_each_other(attio: Attio) -> None:
    said = attio.query(PEOPLE, filter={"record_id": NOBODY}, filter_view_id=NOBODY)
    assert said.status == 400


@known_from("UNCERTAIN")
@pytest.mark.parametrize("direction", ["asc", "desc"])
def test_rows_without_a_value_come_last_in_both_directions(attio: Attio, direction: str) -> None:
    sorts = [{"attribute": "job_title", "direction": direction}]
    filled = [bool(each["values"]["job_title"]) for each in attio.query(PEOPLE, sorts=sorts).some]
    assert filled == sorted(filled, reverse=True)
