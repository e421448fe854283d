from __future__ import annotations

from typing import TYPE_CHECKING, Any, get_args

import pytest

from attiary.documents.jsonfile import decode, encode
from attiary.documents.plain_values import detail, plain
from attiary.documents.references import expanded
from attiary.model.values import TypedValue, UnknownValue

if TYPE_CHECKING:
    from collections.abc import Callable

    from attiary.model.document import Document
    from attiary.model.values import Value

type_names = [kind.__struct_config__.tag for kind in get_args(TypedValue)]

STATUS = {
    "id": {"workspace_id": "w", "object_id": "o", "attribute_id": "a", "status_id": "s"},
    "title": "Won 🎉",
    "is_archived": False,
    "target_time_in_status": None,
    "celebration_enabled": True,
}
NOWHERE: dict[str, str | None] = dict.fromkeys(
    (*(f"line_{number}" for number in (1, 2, 3, 4)), "locality", "region", "postcode", "country_code")
) | {"latitude": None, "longitude": None}
WRITTEN: list[tuple[str, dict[str, Any], object]] = [
    ("text", {"value": "Ada\nLovelace"}, "Ada\nLovelace"),
    ("number", {"value": 969425}, 969425),
    ("number", {"value": 0.25}, 0.25),
    ("checkbox", {"value": False}, False),
    ("currency", {"currency_value": 31200000, "currency_code": "USD"}, 31200000),
    ("date", {"value": "9999-12-31"}, "9999-12-31"),
    ("timestamp", {"value": "2026-05-15T20:39:15.678000001Z"}, "2026-05-15T20:39:15.678000001Z"),
    ("rating", {"value": 4}, 4),
    ("status", {"status": STATUS}, "Won 🎉"),
    (
        "record-reference",
        {"target_object": "people", "target_record_id": "p1"},
        {"objectType": "person", "attioRecordId": "p1"},
    ),
    (
        "record-reference",
        {"target_object": "projects", "target_record_id": "x1"},
        {"objectType": "projects", "attioRecordId": "x1"},
    ),
    (
        "actor-reference",
        {"referenced_actor_type": "system", "referenced_actor_id": None},
        {"actorType": "system", "actorId": None},
    ),
    ("domain", {"domain": "acme.com", "root_domain": "acme.com"}, "acme.com"),
    (
        "email-address",
        {"email_address": "ada@acme.com", "original_email_address": "Ada@acme.com"},
        "ada@acme.com",
    ),
    ("phone-number", {"phone_number": "+15558675309", "country_code": "US"}, "+15558675309"),
    (
        "interaction",
        {"interaction_type": "email", "interacted_at": "2026-05-15T20:39:15.678000000Z"},
        "2026-05-15T20:39:15.678000000Z",
    ),
    ("personal-name", {"first_name": "Ada", "last_name": "", "full_name": "Ada"}, "Ada"),
]


@pytest.mark.parametrize(("attribute_type", "wire", "written"), WRITTEN)
def test_a_value_is_what_a_person_would_write(
    value: Callable[..., Value], attribute_type: str, wire: dict[str, Any], written: object
) -> None:
    assert plain(value(attribute_type, **wire)) == written


def test_every_type_attio_documents_is_tried_here() -> None:
    assert set(type_names) - {kind for kind, _, _ in WRITTEN} == {"select", "location"}
    assert len(type_names) == 17


def test_a_select_is_its_options_title(
    value: Callable[..., Value], option: Callable[[str], dict[str, Any]]
) -> None:
    assert plain(value("select", option=option("50-100"))) == "50-100"


def test_an_unknown_value_is_kept_as_it_came() -> None:
    raw = {"attribute_type": "hologram", "depth": [1, {"x": None}]}
    assert plain(UnknownValue(raw)) == raw
    assert detail(UnknownValue(raw)) is None


def test_an_unknown_value_is_kept_no_deeper_than_a_file_holds(document: Callable[..., Document]) -> None:
    nested: list[Any] = []
    for _ in range(900):
        nested = [nested]
    company = document(attributes={"odd": [plain(UnknownValue({"x": nested}))]})
    assert decode(encode(company)) == company
    assert expanded(company, ["odd"], {}) == company


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("499.00", 499),
        ("0.5", 0.5),
        ("-3.25", -3.25),
        ("1e3", 1000),
        ("NaN", "NaN"),
        ("1e999", "1e999"),
        ("12345678901234567890.12", "12345678901234567890.12"),
        ("about ten", "about ten"),
        ("", ""),
        ("1234567890123.4567", "1234567890123.4567"),
        ("4503599627370495.9999", "4503599627370495.9999"),
        ("0.1234567890123456789", "0.1234567890123456789"),
        ("0.1", 0.1),
        ("9007199254740993", "9007199254740993"),
        ("1_000", "1_000"),
        ("١٢٣", "١٢٣"),
        (" 5 ", " 5 "),
        ("+5", "+5"),
        ("007", "007"),
        ("0x10", "0x10"),
        (".5", ".5"),
        ("5.", "5."),
        ("5\n", "5\n"),
    ],
)
def test_an_amount_that_came_as_text_is_a_number_where_that_says_the_same(
    value: Callable[..., Value], text: str, written: object
) -> None:
    amount = plain(value("currency", currency_value=text, currency_code=None))
    assert amount == written
    assert type(amount) is type(written)


@pytest.mark.parametrize(
    ("parts", "line"),
    [
        ({"locality": "San Francisco", "region": "CA", "country_code": "US"}, "San Francisco, CA"),
        ({"locality": "Paris", "country_code": "FR"}, "Paris, FR"),
        ({"locality": "Berlin", "region": "Berlin", "country_code": "DE"}, "Berlin, DE"),
        ({"region": "Bavaria", "country_code": "DE"}, "Bavaria"),
        ({"country_code": "DE"}, "DE"),
        (
            {"line_1": "1 Main\nStreet", "locality": "Springfield", "region": "IL", "country_code": "US"},
            "1 Main Street, Springfield, IL",
        ),
        ({"postcode": "94103"}, "94103"),
        ({"latitude": "51.52", "longitude": "-0.12"}, "51.52, -0.12"),
        ({"locality": "  "}, None),
        ({}, None),
    ],
)
def test_a_place_is_one_line(value: Callable[..., Value], parts: dict[str, str], line: str | None) -> None:
    assert plain(value("location", **(NOWHERE | parts))) == line


def test_a_name_without_its_whole_is_joined_from_its_parts(value: Callable[..., Value]) -> None:
    assert plain(value("personal-name", first_name="Ada", last_name="Byron", full_name="")) == "Ada Byron"


@pytest.mark.parametrize(
    ("attribute_type", "wire", "lost"),
    [
        ("currency", {"currency_value": 1, "currency_code": "EUR"}, {"currency_code": "EUR"}),
        ("currency", {"currency_value": 1, "currency_code": None}, None),
        (
            "location",
            NOWHERE | {"locality": "Bonn", "latitude": "50.7"},
            {"locality": "Bonn", "latitude": "50.7"},
        ),
        ("location", NOWHERE, None),
        (
            "personal-name",
            {"first_name": "Ada", "last_name": "", "full_name": "Ada"},
            {"first_name": "Ada", "last_name": ""},
        ),
        (
            "phone-number",
            {"phone_number": "+15558675309", "original_phone_number": "555 867-5309", "country_code": "US"},
            {"country_code": "US", "original_phone_number": "555 867-5309"},
        ),
        ("phone-number", {"phone_number": "+1555", "original_phone_number": "+1555"}, None),
        (
            "interaction",
            {
                "interaction_type": "meeting",
                "interacted_at": "2026-05-15T20:39:15.678000000Z",
                "owner_actor": {"type": "workspace-member", "id": "m1"},
            },
            {
                "interaction_type": "meeting",
                "owner_actor": {"actorType": "workspace-member", "actorId": "m1"},
            },
        ),
        ("interaction", {"interaction_type": "call", "interacted_at": "x"}, {"interaction_type": "call"}),
        ("text", {"value": "nothing is lost"}, None),
    ],
)
def test_what_that_loses_is_kept_as_details(
    value: Callable[..., Value], attribute_type: str, wire: dict[str, Any], lost: object
) -> None:
    assert detail(value(attribute_type, **wire)) == lost
