from __future__ import annotations

from plain_http import COMMON, NINE_DIGITS, NOBODY, PEOPLE, Attio, known_from, values_of


@known_from("REC-N", "STORED")
def test_records_come_in_id_order_without_totals(attio: Attio) -> None:
    said = attio.query(PEOPLE, limit=20)
    ids = [each["id"]["record_id"] for each in said.some]
    assert ids == sorted(ids)
    assert list(said.body) == ["data"]


@known_from("REC-N")
def test_a_query_needs_nothing(attio: Attio) -> None:
    assert len(attio.query(PEOPLE).data) <= 500


@known_from("GUIDE")
def test_pages_follow_one_another_by_limit_and_offset(attio: Attio) -> None:
    both = attio.query(PEOPLE, limit=6).some
    assert attio.query(PEOPLE, limit=3).data == both[:3]
    assert attio.query(PEOPLE, limit=3, offset=3).data == both[3:]


@known_from("GUIDE")
def test_beyond_the_end_is_an_empty_page(attio: Attio) -> None:
    assert attio.query(PEOPLE, limit=5, offset=2_000_000).data == []


@known_from("REC-N")
def test_a_record_has_a_key_for_every_attribute_that_is_shown(attio: Attio) -> None:
    slugs = [each["api_slug"] for each in attio.get("/objects/people/attributes").data]
    for record in attio.query(PEOPLE, limit=5).some:
        assert list(record["values"]) == slugs
        assert all(isinstance(values, list) for values in record["values"].values())


@known_from("REC-N", "REC-R")
def test_a_value_begins_with_what_all_have_and_ends_with_its_type(attio: Attio) -> None:
    for record in attio.query(PEOPLE, limit=20).some:
        for _, value in values_of(record):
            assert list(value)[:3] == COMMON
            assert list(value)[-1] == "attribute_type"
            assert value["active_until"] is None


@known_from("REC-N", "TYPE:timestamp")
def test_moments_have_nine_digits_of_a_second(attio: Attio) -> None:
    for record in attio.query(PEOPLE, limit=20).some:
        assert NINE_DIGITS.fullmatch(record["created_at"])
        assert all(NINE_DIGITS.fullmatch(value["active_from"]) for _, value in values_of(record))


@known_from("OAS", "REC-N")
def test_the_system_has_no_id(attio: Attio) -> None:
    actors = [value["created_by_actor"] for each in attio.query(PEOPLE).some for _, value in values_of(each)]
    assert {actor["id"] for actor in actors if actor["type"] == "system"} <= {None}


@known_from("REC-N")
def test_a_place_has_all_ten_parts_and_its_coordinates_are_text(attio: Attio) -> None:
    filled = {"filter": {"primary_location": {"country_code": {"$starts_with": "U"}}}}
    for record in attio.query(PEOPLE, limit=5, **filled).some:
        place = record["values"]["primary_location"][0]
        parts = set(place) - {*COMMON, "attribute_type"}
        assert len(parts) == 10
        assert all(place[part] is None or isinstance(place[part], str) for part in parts)


@known_from("REC-N")
def test_a_telephone_number_is_called_phone_number(attio: Attio) -> None:
    numbers = [number for each in attio.query(PEOPLE).some for number in each["values"]["phone_numbers"]]
    for number in numbers:
        assert set(number) >= {"phone_number", "original_phone_number", "country_code"}


@known_from("REC-N")
def test_a_web_address_names_person_and_record(attio: Attio) -> None:
    record = attio.query(PEOPLE, limit=1).some[0]
    slug = attio.get("/self").body["workspace_slug"]
    assert record["web_url"] == f"https://app.attio.com/{slug}/person/{record['id']['record_id']}"


@known_from("OAS")
def test_one_record_is_what_the_query_gave(attio: Attio) -> None:
    record = attio.query(PEOPLE, limit=1).some[0]
    assert attio.get(f"/objects/people/records/{record['id']['record_id']}").data == record


@known_from("OAS")
def test_a_record_that_is_not_there_is_a_404_that_names_it(attio: Attio) -> None:
    said = attio.get(f"/objects/people/records/{NOBODY}")
    assert (said.status, said.body["code"]) == (404, "not_found")
    assert said.body["message"] == f'Record with ID "{NOBODY}" not found.'


@known_from("OAS")
def test_the_values_of_one_attribute_are_those_of_the_record(attio: Attio) -> None:
    record = attio.query(PEOPLE, limit=1).some[0]
    path = f"/objects/people/records/{record['id']['record_id']}/attributes/created_by/values"
    assert attio.get(path).data == record["values"]["created_by"]


@known_from("OAS")
def test_enriched_attributes_have_no_history(attio: Attio) -> None:
    record_id = attio.query(PEOPLE, limit=1).some[0]["id"]["record_id"]
    path = f"/objects/people/records/{record_id}/attributes/last_interaction/values?show_historic=true"
    said = attio.get(path)
    assert (said.status, said.body["code"]) == (400, "validation_type")


@known_from("UNCERTAIN")
def test_more_than_500_rows_at_once_are_refused(attio: Attio) -> None:
    assert attio.query(PEOPLE, limit=501).status == 400
