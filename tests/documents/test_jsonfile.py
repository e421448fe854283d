from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from attiary.documents.jsonfile import decode, encode, mended, says_the_same
from attiary.model.document import Document, Parent

if TYPE_CHECKING:
    from collections.abc import Callable

texts = st.text(st.characters(exclude_categories=["Cs"]))
leaves = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | texts
anything = st.recursive(leaves, lambda inner: st.lists(inner) | st.dictionaries(texts, inner), max_leaves=12)
any_characters = st.text(st.characters(), min_size=1)


def test_a_file_reads_like_the_plan(document: Callable[..., Document]) -> None:
    company = document(
        attio_web_url="https://app.attio.com/acme/company/1",
        attributes={"domains": ["acme.com"], "name": "Ünal شركة", "team": []},
    )
    assert encode(company).decode() == (
        """{
  "source": "attio",
  "importedAt": "2026-02-06T12:00:00Z",
  "attioRecordId": "4ce89884-6334-5c6c-9d5c-0f3a9c2b7e11",
  "attioWebUrl": "https://app.attio.com/acme/company/1",
  "objectType": "company",
  "name": "Acme Corp",
  "attributes": {
    "domains": [
      "acme.com"
    ],
    "name": "Ünal شركة",
    "team": []
  }
}
"""
    )


def test_keys_that_apply_only_sometimes_come_last_and_in_order(document: Callable[..., Document]) -> None:
    whole = document(
        gone_at="2026-03-01T00:00:00Z",
        parent=Parent("company", "c1", "Acme"),
        list_slug="sales",
        details={"value": {"currency_code": "USD"}},
    )
    keys = list(json.loads(encode(whole)))
    assert keys[7:] == ["details", "listSlug", "parent", "goneAt"]
    assert json.loads(encode(whole))["parent"] == {
        "objectType": "company",
        "attioRecordId": "c1",
        "name": "Acme",
    }
    assert decode(encode(whole)) == whole


@given(st.dictionaries(texts, anything), texts)
def test_any_json_comes_back_as_it_went(
    document: Callable[..., Document], attributes: dict[str, Any], name: str
) -> None:
    whole = document(attributes=attributes, name=name)
    content = encode(whole)
    assert decode(content) == whole
    assert encode(decode(content)) == content
    assert content.endswith(b"}\n")


@given(st.dictionaries(any_characters, st.lists(any_characters)), any_characters)
def test_halves_of_surrogate_pairs_never_make_a_file_unreadable(
    document: Callable[..., Document], attributes: dict[str, Any], name: str
) -> None:
    content = encode(document(attributes=attributes, name=name))
    assert encode(decode(content)) == content


def test_half_of_a_surrogate_pair_becomes_the_replacement_character() -> None:
    assert mended({"a\ud800": ["\udc00b", "\ud83d\ude00", 1, None]}) == {
        "a\ufffd": ["\ufffdb", "😀", 1, None]
    }


def test_what_is_no_number_in_json_becomes_null(document: Callable[..., Document]) -> None:
    odd = document(attributes={"number": float("nan"), "other": float("inf"), "huge": 10**400})
    assert decode(encode(odd)).attributes == {"number": None, "other": None, "huge": 10**400}


def test_a_value_nested_deeper_than_orjson_goes_is_written(document: Callable[..., Document]) -> None:
    nested: list[Any] = []
    for _ in range(300):
        nested = [nested]
    deep = document(attributes={"deep": nested})
    assert decode(encode(deep)) == deep


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b"{}",
        b"\xff\xfe",
        b'{"source": "attio"}',
        b'{"source": "\xff"}',
        b"[" * 100_000,
        b'{"attributes": ' * 100_000,
        b'{"name": "\\ud800"}',
    ],
)
def test_what_is_no_document_is_refused(content: bytes) -> None:
    with pytest.raises(ValueError, match=r"."):
        decode(content)


def test_layout_order_and_time_make_no_difference_but_any_other_key_does(
    document: Callable[..., Document],
) -> None:
    one = document(name="Acme")
    other = document(name="Acme", imported_at="1999-01-01T00:00:00Z")
    turned = dict(reversed(msgspec.json.decode(encode(other)).items()))
    laid_out = msgspec.json.encode(turned)
    assert says_the_same(laid_out, one)
    assert not says_the_same(laid_out.replace(b"{", b'{"mine":1,', 1), one)
    assert not says_the_same(b"[]", one)
    assert not says_the_same(b"broken", one)
