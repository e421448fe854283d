from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from attiary.documents.identity import addresses_of_text
from attiary.folder.config.forgotten import nobody
from attiary.importer.identifiers import (
    identifiers_of_addresses,
    identifiers_of_id,
    identifiers_of_text,
    let_in,
)

if TYPE_CHECKING:
    from attiary.folder import Forgotten

HERS = "7955de3a-8531-5221-af65-ea37498dbb66"
ADDRESSES = frozenset({"email_addresses:ada@x.com", "email_addresses:ada@y.com"})


def without_her() -> Forgotten:
    return nobody().adding(identifiers_of_id(HERS, "person") | identifiers_of_addresses("person", ADDRESSES))


@pytest.mark.parametrize("text", [HERS, HERS.upper(), " ada@x.COM "])
def test_a_record_is_known_by_its_id_and_its_addresses_as_a_person_types_them(text: str) -> None:
    assert without_her().knows(identifiers_of_text(text, []))


def test_an_address_is_one_of_its_type() -> None:
    company = nobody().adding(identifiers_of_addresses("company", {"domains:x.com"}))
    assert company.knows(identifiers_of_text("X.com", []))
    assert not company.knows(identifiers_of_addresses("sites", {"domains:x.com"}))
    site = nobody().adding(identifiers_of_addresses("sites", {"domains:x.com"}))
    assert not site.knows(identifiers_of_addresses("company", {"domains:x.com"}))
    assert site.knows(identifiers_of_text("X.com", ["sites"]))


def test_a_file_of_an_earlier_version_knows_the_addresses_of_attios_own_objects() -> None:
    before = nobody().adding(["email_addresses:ada@x.com", "domains:x.com"])
    assert before.knows(identifiers_of_addresses("person", {"email_addresses:ada@x.com"}))
    assert before.knows(identifiers_of_addresses("company", {"domains:x.com"}))
    assert not before.knows(identifiers_of_addresses("sites", {"domains:x.com"}))
    assert before.knows(identifiers_of_text("ada@x.com", []))


def test_a_name_and_an_empty_text_know_nobody() -> None:
    assert not any(
        without_her().knows(identifiers_of_text(text, [])) for text in ("Ada", "", " ", "Countess")
    )


def test_an_id_is_enough_whatever_the_type() -> None:
    assert without_her().knows(identifiers_of_id(HERS))
    assert without_her().has("person", HERS)


def test_who_is_let_in_is_not_known_for_it() -> None:
    forgotten = without_her().adding([let_in("other")])
    assert forgotten.knows([let_in("other")])
    assert not forgotten.knows(identifiers_of_text("other", []))
    assert forgotten.knows(identifiers_of_addresses("person", addresses_of_text("ada@y.com")))
