from __future__ import annotations

import pytest
from msgspec import UNSET
from msgspec.structs import replace

from attiary.forget.traces import Traces, traces_of
from attiary.model.document import Document

NOW = Document(
    imported_at="2026-02-06T12:00:00Z",
    attio_record_id="7955de3a-8531-5221-af65-ea37498dbb66",
    attio_web_url=None,
    object_type="person",
    name="Zenobia Vale",
    attributes={"email_addresses": ["Zenobia@Vale.example"], "phone_numbers": ["+15558675309"]},
    details={
        "name": {"first_name": "Zenobia", "last_name": "Vale"},
        "phone_numbers": [{"country_code": "US", "original_phone_number": "(555) 867-5309"}],
    },
)
FORMER = replace(NOW, name="José Quux", attributes={"email_addresses": ["z@quux.example"]}, details=UNSET)
COMPANY = replace(NOW, object_type="company", name="Acme Sales", attributes={}, details=UNSET)


@pytest.mark.parametrize(
    "text",
    [
        "zenobia vale",
        "JOSÉ QUUX",
        "Jose\u0301 Quux",
        "quux",
        "name~Quux",
        "name=Zenobia Vale and more",
        "email_addresses=Z@quux.example",
        "zenobia@vale.example",
        "phone_numbers=+1 (555) 867-5309",
        "5558675309",
        "867-5309",
    ],
)
def test_a_search_for_any_name_address_or_number_there_ever_was_looks_for_the_record(text: str) -> None:
    assert traces_of([NOW, FORMER]).are_looked_for_by(text)


@pytest.mark.parametrize(
    "text", ["", "Valentina", "name=Alan", "2026-02", "employee_count>1000000", "vale street", "US"]
)
def test_a_search_for_somebody_else_does_not(text: str) -> None:
    assert not traces_of([NOW, FORMER]).are_looked_for_by(text)


def test_of_a_company_no_word_of_the_name_tells_alone() -> None:
    assert traces_of([COMPANY]).are_looked_for_by("name~acme sales")
    assert not traces_of([COMPANY]).are_looked_for_by("sales")


def test_who_has_no_name_is_looked_for_by_nothing() -> None:
    assert not traces_of([replace(COMPANY, name=" ")]).are_looked_for_by("anything")
    assert not Traces().name_in("")
