from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attiary.language import speaking
from attiary.wording.value_texts import in_words

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from attiary.model.values import Json


def test_values_read_as_a_person_would_write_them() -> None:
    assert in_words(["a", "b"]) == "a, b"
    assert in_words({"objectType": "company", "attioRecordId": "id", "name": "Acme"}) == "Acme"
    assert in_words({"objectType": "company", "attioRecordId": "id"}) == "id"
    assert in_words(0) == "0"
    assert in_words(None) == ""
    assert in_words("[b]x[/b]") == "[b]x[/b]"


json_texts = st.text(st.characters(exclude_categories=["Cs"]))
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | json_texts,
    lambda inner: (
        st.lists(inner) | st.dictionaries(json_texts | st.sampled_from(["name", "actorType"]), inner)
    ),
    max_leaves=8,
)


@given(json_values)
def test_any_value_has_words(value: object) -> None:
    assert isinstance(in_words(value), str)


def test_a_value_as_deep_as_a_document_has_words() -> None:
    deep: Any = "x"
    for level in range(254):
        deep = [deep] if level % 2 else {"name": deep}
    assert in_words(deep) == "x"


@pytest.mark.parametrize(
    ("value", "attribute_type", "details", "words"),
    [
        (272500, "currency", {"currency_code": "USD"}, "272,500 USD"),
        (1200.5, "currency", {"currency_code": "EUR"}, "1,200.5 EUR"),
        ("90071992547409931.25", "currency", {"currency_code": "EUR"}, "90,071,992,547,409,931.25 EUR"),
        ("much", "currency", {"currency_code": "EUR"}, "much"),
        (1200, "currency", None, "1,200"),
        ({"currency_code": "USD"}, "currency", None, "USD"),
        ([1, 2], "currency", [{"currency_code": "EUR"}, {"currency_code": "USD"}], "1 EUR, 2 USD"),
        ([1, 2], "currency", {"currency_code": "EUR"}, "1 EUR, 2 EUR"),
        (None, "currency", {"currency_code": "EUR"}, ""),
        ("2026-02-06T12:34:56.1Z", "timestamp", None, "2026-02-06 12:34 UTC"),
        ("some day", "timestamp", None, "some day"),
        ("2026-02-06", "date", None, "2026-02-06"),
        ("San Francisco, CA", "location", {"country_code": "US"}, "San Francisco, CA"),
        (True, "checkbox", None, "yes"),
        ("In progress", "status", None, "In progress"),
        ({"objectType": "company", "attioRecordId": "id", "name": "Acme"}, "record-reference", None, "Acme"),
        ({"locality": "Bonn", "region": None}, "location", None, "Bonn"),
        (
            {"actorType": "workspace-member", "actorId": "4ce89884-6334"},
            "actor-reference",
            None,
            "workspace member 4ce89884",
        ),
        ({"actorType": "system", "actorId": None}, "actor-reference", None, "Attio itself"),
        ({"actorType": "of tomorrow", "actorId": None}, "actor-reference", None, "of tomorrow"),
        ("x", "a type of tomorrow", None, "x"),
    ],
)
def test_a_value_reads_as_its_type(value: Json, attribute_type: str, details: Json, words: str) -> None:
    assert in_words(value, attribute_type, details) == words


def test_a_value_is_said_in_the_readers_language(
    translate: Callable[[str, Mapping[str, str]], Path],
) -> None:
    locales = translate("fr", {"no": "non", "{amount} {currency}": "{currency} {amount}"})
    with speaking("fr", locales=locales):
        assert in_words([False, 2]) == "non, 2"
        assert in_words(5, "currency", {"currency_code": "EUR"}) == "EUR 5"


def test_thousands_stand_apart_as_in_the_readers_language(
    translate: Callable[[str, Mapping[str, str]], Path],
) -> None:
    locales = translate("de", {"1,234.5": "1.234,5"})
    with speaking("de", locales=locales):
        assert in_words(1234567.25, "currency") == "1.234.567,25"
