from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import UNSET

from attiary.documents.simplify import record_name, schema_of, simplify_entry, simplify_record
from attiary.model.crm import Attribute, AttributeId, Entry, Record
from attiary.model.document import Document, Parent, Schema
from attiary.model.selection import Target
from attiary.model.values import UnknownValue, Value

if TYPE_CHECKING:
    from collections.abc import Callable

    Making = Callable[..., Value]

IMPORTED_AT = "2026-02-06T12:00:00Z"


def attribute(slug: str, kind: str = "text", *, multi: bool = False) -> Attribute:
    return Attribute(
        id=AttributeId("w", "o", slug), title=slug, api_slug=slug, type=kind, is_multiselect=multi
    )


def test_a_schema_keeps_attios_order() -> None:
    attributes = [attribute("name"), attribute("domains", "domain", multi=True)]
    schema = schema_of(Target("companies"), attributes, ["name"])
    assert schema == Schema(
        object_type="company", multi={"name": False, "domains": True}, left_out=frozenset({"name"})
    )
    assert list(schema.multi) == ["name", "domains"]


def test_a_lists_schema_names_the_list() -> None:
    schema = schema_of(Target("sales", is_list=True), [], [])
    assert (schema.object_type, schema.list_slug) == ("list_entry", "sales")


def test_a_record_becomes_a_document(record: Callable[..., Record], value: Making) -> None:
    schema = Schema(object_type="company", multi={"name": False, "domains": True, "funding": False})
    acme = record(
        funding=[value("currency", currency_value=5, currency_code="USD")],
        name=[value("text", value="Acme Corp")],
        domains=[value("domain", domain="acme.com")],
    )
    assert simplify_record(acme, schema, IMPORTED_AT) == Document(
        imported_at=IMPORTED_AT,
        attio_record_id=acme.key,
        attio_web_url=acme.web_url,
        object_type="company",
        name="Acme Corp",
        attributes={"name": "Acme Corp", "domains": ["acme.com"], "funding": 5},
        details={"funding": {"currency_code": "USD"}},
    )


def test_attributes_stand_in_attios_order_and_unknown_ones_behind(
    record: Callable[..., Record], value: Making
) -> None:
    schema = Schema(object_type="company", multi={"b": False, "a": False})
    text = [value("text", value="x")]
    document = simplify_record(record(z=text, a=text, y=text, b=text), schema, IMPORTED_AT)
    assert list(document.attributes) == ["b", "a", "z", "y"]


def test_an_attribute_without_a_value_is_left_out(record: Callable[..., Record], value: Making) -> None:
    schema = Schema(object_type="company", multi={"name": False, "domains": True, "place": False})
    document = simplify_record(record(name=[], domains=[], place=[value("location")]), schema, IMPORTED_AT)
    assert document.attributes == {}
    assert document.details is UNSET


def test_an_attribute_of_several_values_is_always_an_array(
    record: Callable[..., Record], value: Making
) -> None:
    schema = Schema(object_type="company", multi={"one": True, "two": False})
    x, y = value("text", value="x"), value("text", value="y")
    document = simplify_record(record(one=[x], two=[x, y], new=[x], newer=[x, y]), schema, IMPORTED_AT)
    assert document.attributes == {"one": ["x"], "two": ["x", "y"], "new": "x", "newer": ["x", "y"]}


def test_details_of_several_values_stand_beside_them(record: Callable[..., Record], value: Making) -> None:
    schema = Schema(object_type="person", multi={"phones": True, "texts": True})
    person = record(
        phones=[
            value("phone-number", phone_number="+1"),
            value("phone-number", phone_number="+4", country_code="DE"),
        ],
        texts=[value("text", value="x")],
    )
    assert simplify_record(person, schema, IMPORTED_AT).details == {"phones": [None, {"country_code": "DE"}]}


def test_what_is_left_out_stands_nowhere(record: Callable[..., Record], value: Making) -> None:
    schema = Schema(object_type="person", multi={"name": False}, left_out=frozenset({"name", "new"}))
    ada = record(
        name=[value("personal-name", full_name="Ada Byron", first_name="Ada", last_name="Byron")],
        new=[value("currency", currency_value=5, currency_code="USD")],
    )
    document = simplify_record(ada, schema, IMPORTED_AT)
    assert (document.name, document.attributes, document.details) == ("Ada Byron", {}, UNSET)


def test_an_entry_bears_its_own_id_and_its_parents_name(entry: Callable[..., Entry], value: Making) -> None:
    schema = Schema(object_type="list_entry", multi={"stage": False}, list_slug="sales")
    parent = Parent("company", "c1", "Acme")
    document = simplify_entry(
        entry(stage=[value("text", value="New")]), schema, parent, "https://app.attio.com/c1", IMPORTED_AT
    )
    assert document == Document(
        imported_at=IMPORTED_AT,
        attio_record_id="e1",
        attio_web_url="https://app.attio.com/c1",
        object_type="list_entry",
        name="Acme",
        attributes={"stage": "New"},
        list_slug="sales",
        parent=parent,
    )


def test_a_record_is_called_by_its_name_else_email_else_domain_else_id(
    record: Callable[..., Record], value: Making
) -> None:
    name = [value("personal-name", full_name="Ada Byron", first_name="Ada", last_name="Byron")]
    title = [value("text", value="Analytical Engine")]
    domains = [value("domain", domain="acme.com")]
    emails = [value("email-address", email_address="ada@acme.com")]
    odd = [UnknownValue({"attribute_type": "name2", "x": 1})]
    assert record_name(record(emails=emails, name=name)) == "Ada Byron"
    assert record_name(record(emails=emails, name=odd, title=title)) == "Analytical Engine"
    assert record_name(record(domains=domains, emails=emails, name=[])) == "ada@acme.com"
    assert record_name(record(domains=domains, name=[value("text", value=" \n")])) == "acme.com"
    assert record_name(record(about=[value("text", value="no name")])) == "4ce89884"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("  Acme\n\tCorp ", "Acme Corp"),
        ("Acme\x00\x1b[31mCorp", "Acme [31mCorp"),
        ("evil\u202egpj.exe", "evilgpj.exe"),
        ("\u200b\ufeff", "4ce89884"),
        ("\u200f", "4ce89884"),
        ("half \ud83d", "half"),
        ("نور\u200cین", "نور\u200cین"),
        ("x" * 300, "x" * 300),
        ("x" * 1_000_000, "x" * 500),
    ],
)
def test_a_name_is_one_harmless_line(
    record: Callable[..., Record], value: Making, text: str, expected: str
) -> None:
    assert record_name(record(name=[value("text", value=text)])) == expected


@given(st.text(st.characters()))
def test_a_name_is_never_empty_and_can_always_be_written(
    record: Callable[..., Record], value: Making, text: str
) -> None:
    name = record_name(record(name=[value("text", value=text)]))
    assert name.encode().decode() == name.strip() != ""
    assert name.splitlines() == [name]
