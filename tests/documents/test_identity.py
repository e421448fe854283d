from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attiary.documents.identity import addresses, addresses_of_record, addresses_of_text
from attiary.documents.simplify import simplify_record
from attiary.model.document import Schema

if TYPE_CHECKING:
    from collections.abc import Callable

    from attiary.model.crm import Record
    from attiary.model.document import Document
    from attiary.model.values import Value

HELD: dict[str, Any] = {
    "email_addresses": [" Ada@X.com ", "ada@x.com", "b@x.com"],
    "domains": ["X.com"],
    "primary_email_address": "Ada@x.com",
    "account_number": 42,
}


def test_what_names_a_record_is_said_in_comparable_text(document: Callable[..., Document]) -> None:
    found = addresses(document(attributes=HELD), ["email_addresses", "account_number", "missing"])
    assert found == {"email_addresses:ada@x.com", "email_addresses:b@x.com", "account_number:42"}


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("U\u0308NAL", {"k:ünal"}),
        (5.0, {"k:5"}),
        (0.5, {"k:0.5"}),
        (10**30, {f"k:{10**30}"}),
        (0, {"k:0"}),
        (" \t", set()),
        (None, set()),
        (True, set()),
        ({"objectType": "company", "attioRecordId": "c1"}, set()),
        ([{"objectType": "company", "attioRecordId": "c1"}, ["nested"], "x"], {"k:x"}),
        (float("inf"), {"k:inf"}),
    ],
)
def test_texts_and_numbers_name_a_record_and_nothing_else_does(
    document: Callable[..., Document], value: object, expected: set[str]
) -> None:
    assert addresses(document(attributes={"k": value}), ["k"]) == expected


def test_offline_a_record_is_known_by_its_emails_and_domains(document: Callable[..., Document]) -> None:
    assert addresses(document(attributes=HELD)) == {
        "email_addresses:ada@x.com",
        "email_addresses:b@x.com",
        "domains:x.com",
        "primary_email_address:ada@x.com",
    }
    assert addresses(document()) == frozenset()


def test_a_record_is_known_by_what_its_document_would_be(
    record: Callable[..., Record], value: Callable[..., Value]
) -> None:
    emails = [value("email-address", **email(each)) for each in (" Ada@X.com", "b@x.com")]
    company = record(
        email_addresses=emails,
        domains=[value("domain", domain="X.com", root_domain="x.com")],
        primary_email_address=[],
        name=[value("text", value="Ada")],
    )
    everything = simplify_record(company, Schema(object_type="company"), "")
    assert addresses_of_record(company) == addresses(everything)
    assert len(addresses_of_record(company)) == 3
    assert addresses_of_record(record()) == frozenset()


def email(address: str) -> dict[str, str]:
    local, _, domain = address.strip().partition("@")
    return {
        "email_address": address,
        "original_email_address": address,
        "email_domain": domain,
        "email_root_domain": domain,
        "email_local_specifier": local,
    }


def test_a_text_may_be_an_address_of_any_kind() -> None:
    assert "domains:x.com" in addresses_of_text(" X.com ")
    assert addresses_of_text(" ") == frozenset()


@given(st.text(st.characters()))
def test_space_around_an_address_makes_no_difference(document: Callable[..., Document], text: str) -> None:
    bare, spaced = (
        addresses(document(attributes={"k": [each]}), ["k"]) for each in (text, f"\t{text}\u00a0\n")
    )
    assert bare == spaced
