from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from attiary.documents.jsonfile import decode, encode
from attiary.documents.references import expanded, references, wanted, with_names

if TYPE_CHECKING:
    from collections.abc import Callable

    from attiary.model.document import Document


def to(record_id: str, object_type: str = "company", **more: str) -> dict[str, Any]:
    return {"objectType": object_type, "attioRecordId": record_id, **more}


ATTRIBUTES: dict[str, Any] = {
    "name": "Ada",
    "company": to("c1"),
    "team": [to("p1", "person"), to("p2", "person"), "nobody"],
    "odd": {"deep": [[{"er": to("c2")}]]},
    "friend": to("c1", "person"),
}


def test_references_are_found_wherever_they_stand_and_in_order() -> None:
    assert [each["attioRecordId"] for each in references(ATTRIBUTES)] == ["c1", "p1", "p2", "c2", "c1"]


@pytest.mark.parametrize(
    "value",
    [
        None,
        "company",
        {"objectType": "company"},
        {"objectType": None, "attioRecordId": "c1"},
        {"objectType": ["company"], "attioRecordId": "c1"},
        {"objectType": "company", "attioRecordId": {"id": 1}},
    ],
)
def test_what_does_not_name_a_type_and_an_id_in_words_is_no_reference(value: object) -> None:
    assert list(references(value)) == []


def test_a_value_nested_without_end_holds_no_reference() -> None:
    nested: list[Any] = []
    for _ in range(100_000):
        nested = [nested]
    assert list(references(nested)) == []


def test_wanted_is_what_the_named_attributes_refer_to(document: Callable[..., Document]) -> None:
    person = document(attributes=ATTRIBUTES)
    assert wanted(person, ["team", "company", "missing"]) == {
        ("company", "c1"),
        ("person", "p1"),
        ("person", "p2"),
    }
    assert wanted(person, []) == set()


def test_names_join_references_in_lists_too() -> None:
    assert with_names([to("c1"), [to("c2")], "c1"], {"c1": "Acme"}) == [
        to("c1", name="Acme"),
        [to("c2")],
        "c1",
    ]


def test_expanding_names_what_is_known_under_these_slugs_alone(document: Callable[..., Document]) -> None:
    names = {("company", "c1"): "Acme", ("person", "p2"): "Grace", ("company", "c2"): "Other"}
    named = expanded(document(attributes=ATTRIBUTES), ["company", "team", "friend", "missing"], names)
    assert list(named.attributes) == list(ATTRIBUTES)
    assert named.attributes == ATTRIBUTES | {
        "company": to("c1", name="Acme"),
        "team": [to("p1", "person"), to("p2", "person", name="Grace"), "nobody"],
    }
    assert list(named.attributes["company"]) == ["objectType", "attioRecordId", "name"]
    assert decode(encode(named)) == named


def test_expanding_again_follows_the_name(document: Callable[..., Document]) -> None:
    named = expanded(document(attributes={"company": to("c1")}), ["company"], {("company", "c1"): "Old"})
    renamed = expanded(named, ["company"], {("company", "c1"): "New"})
    assert renamed.attributes == {"company": to("c1", name="New")}
    assert expanded(renamed, ["company"], {}) == renamed
