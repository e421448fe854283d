from __future__ import annotations

from plain_http import Attio, known_from

OF_PEOPLE = """record_id name email_addresses description company job_title avatar_url phone_numbers
primary_location angellist facebook instagram linkedin twitter twitter_follower_count
first_calendar_interaction last_calendar_interaction next_calendar_interaction first_email_interaction
last_email_interaction first_interaction last_interaction next_interaction
strongest_connection_strength_legacy strongest_connection_strength strongest_connection_user
associated_deals associated_users created_at created_by"""


@known_from("REC-N", "REC-R")
def test_objects_come_in_id_order(attio: Attio) -> None:
    ids = [each["id"]["object_id"] for each in attio.get("/objects").some]
    assert ids == sorted(ids)


@known_from("OAS")
def test_an_object_is_found_by_slug_and_by_id(attio: Attio) -> None:
    one = attio.get("/objects").some[0]
    assert attio.get(f"/objects/{one['api_slug']}").data == one
    assert attio.get(f"/objects/{one['id']['object_id']}").data == one


@known_from("OAS")
def test_an_unknown_object_is_a_404_that_names_it(attio: Attio) -> None:
    said = attio.get("/objects/no_such_thing")
    assert (said.status, said.body["code"]) == (404, "not_found")
    assert said.body["message"] == 'Object with slug/ID "no_such_thing" not found.'


@known_from("OAS")
def test_a_query_on_an_unknown_object_says_it_otherwise(attio: Attio) -> None:
    said = attio.query("/objects/no_such_thing/records/query")
    assert (said.status, said.body["message"]) == (404, "The referenced object was not found.")


@known_from("REC-R")
def test_there_is_no_get_for_records(attio: Attio) -> None:
    said = attio.get("/objects/companies/records")
    assert (said.status, said.body["code"]) == (404, "not_found")
    assert said.body["message"] == 'Could not find endpoint "GET /v2/objects/companies/records".'


@known_from("REC-R")
def test_people_have_their_thirty_attributes_in_the_recorded_order(attio: Attio) -> None:
    attributes = attio.get("/objects/people/attributes").data
    assert [each["api_slug"] for each in attributes if each["is_system_attribute"]] == OF_PEOPLE.split()


@known_from("REC-R")
def test_every_attribute_has_both_parts_of_its_config(attio: Attio) -> None:
    for each in attio.get("/objects/companies/attributes").data:
        assert set(each["config"]) >= {"currency", "record_reference"}
        assert set(each["config"]["currency"]) == {"default_currency_code", "display_type"}


@known_from("OAS")
def test_an_attribute_is_found_by_slug_and_by_id(attio: Attio) -> None:
    one = attio.get("/objects/people/attributes").data[1]
    assert attio.get(f"/objects/people/attributes/{one['api_slug']}").data == one
    assert attio.get(f"/objects/people/attributes/{one['id']['attribute_id']}").data == one


@known_from("OAS")
def test_options_have_an_id_a_title_and_a_mark_for_the_archived(attio: Attio) -> None:
    for option in attio.get("/objects/companies/attributes/categories/options").data:
        assert set(option) == {"id", "title", "is_archived"}
        assert option["is_archived"] is False
