from __future__ import annotations

import pytest

from attiary.folder.config.forgotten import nobody
from attiary.importer.identifiers import identifiers_of, identifiers_of_id, identifiers_of_text
from attiary.model.document import Document

ADA = Document(
    imported_at="2026-02-06T12:00:00Z",
    attio_record_id="7955de3a-8531-5221-af65-ea37498dbb66",
    attio_web_url=None,
    object_type="person",
    name="Ada",
    attributes={"email_addresses": ["Ada@X.com", "ada@y.com"], "job_title": "Countess"},
)


@pytest.mark.parametrize(
    "text", ["7955de3a-8531-5221-af65-ea37498dbb66", "7955DE3A-8531-5221-AF65-EA37498DBB66", " ada@x.COM "]
)
def test_a_record_is_known_by_its_id_and_its_addresses_as_a_person_types_them(text: str) -> None:
    assert nobody().adding(identifiers_of(ADA)).knows(identifiers_of_text(text))


def test_a_company_is_known_by_its_domain() -> None:
    company = Document(
        imported_at="",
        attio_record_id="c",
        attio_web_url=None,
        object_type="company",
        name="X",
        attributes={"domains": ["x.com"]},
    )
    assert nobody().adding(identifiers_of(company)).knows(identifiers_of_text("X.com"))


def test_a_name_and_an_empty_text_know_nobody() -> None:
    forgotten = nobody().adding(identifiers_of(ADA))
    assert not any(forgotten.knows(identifiers_of_text(text)) for text in ("Ada", "", " ", "Countess"))


def test_an_id_is_enough_whatever_the_type() -> None:
    forgotten = nobody().adding(identifiers_of(ADA))
    assert forgotten.knows(identifiers_of_id(ADA.attio_record_id))
    assert forgotten.has("person", ADA.attio_record_id)
