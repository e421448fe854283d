from __future__ import annotations

import pytest

from attiary.attio.query.filters import by_ids, created_since, search_entries, search_records
from attiary.errors import AttioError
from attiary.model.crm import Attribute, AttributeId
from attiary.model.selection import Target


def attribute(slug: str, kind: str, *, is_archived: bool = False) -> Attribute:
    return Attribute(
        id=AttributeId("w", "o", slug), title=slug, api_slug=slug, type=kind, is_archived=is_archived
    )


PEOPLE = [
    attribute("record_id", "text"),
    attribute("name", "personal-name"),
    attribute("email_addresses", "email-address"),
    attribute("description", "text"),
    attribute("job_title", "text"),
    attribute("company", "record-reference"),
    attribute("old_name", "text", is_archived=True),
]
COMPANIES = [attribute("domains", "domain"), attribute("name", "text"), attribute("logo_url", "text")]


def test_a_person_is_searched_by_name_address_and_job_each_by_its_own_property() -> None:
    assert search_records("people", PEOPLE, "ann") == {
        "$or": [
            {"name": {"full_name": {"$contains": "ann"}}},
            {"email_addresses": {"email_address": {"$contains": "ann"}}},
            {"job_title": {"value": {"$contains": "ann"}}},
        ]
    }


def test_an_entry_is_searched_by_itself_and_through_its_parent() -> None:
    assert search_entries("sales", [attribute("deal-title", "text")], {"companies": COMPANIES}, "acme") == {
        "$or": [
            {"deal-title": {"value": {"$contains": "acme"}}},
            {
                "path": [["sales", "parent_record"], ["companies", "domains"]],
                "constraints": {"domain": {"$contains": "acme"}},
            },
            {
                "path": [["sales", "parent_record"], ["companies", "name"]],
                "constraints": {"value": {"$contains": "acme"}},
            },
        ]
    }


def test_an_object_that_cannot_be_searched_is_said_to_be_so() -> None:
    with pytest.raises(AttioError, match="planets cannot be searched"):
        search_records("planets", [attribute("mass", "number"), attribute("record_id", "text")], "x")
    with pytest.raises(AttioError):
        search_entries("sales", [], {"planets": []}, "x")


def test_records_and_entries_are_found_by_their_own_ids() -> None:
    assert by_ids(Target("people"), ("a", "b")) == {"record_id": {"$in": ["a", "b"]}}
    assert by_ids(Target("sales", is_list=True), ["a"]) == {"entry_id": {"$in": ["a"]}}


def test_what_was_created_meanwhile_also_fits_the_callers_filter() -> None:
    since = "2026-01-01T00:00:00.000000000Z"
    created = {"created_at": {"$gte": since}}
    assert created_since(since, None) == created
    assert created_since(since, {"name": "x"}) == {"$and": [{"name": "x"}, created]}
