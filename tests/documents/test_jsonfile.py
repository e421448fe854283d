from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import msgspec
import pytest
from hypothesis import example, given
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


def nested(levels: int, kind: str = "list") -> Any:
    inner: Any = {} if kind == "object" else []
    for _ in range(levels - 1):
        inner = {"a": inner} if kind == "object" else [inner]
    return inner


DEEPEST = 252
"""Levels a value may have: with the document and its attributes, 254."""


@pytest.mark.parametrize("kind", ["list", "object"])
def test_a_value_is_kept_as_deep_as_252_levels_and_null_below(
    document: Callable[..., Document], kind: str
) -> None:
    whole = document(attributes={"deep": nested(DEEPEST, kind)}, details={"deep": nested(DEEPEST, kind)})
    assert decode(encode(whole)) == whole
    cut = document(attributes={"deep": nested(DEEPEST + 1, kind), "huge": 2**70})
    content = encode(cut)
    assert b"null" in content
    assert encode(decode(content)) == content


@pytest.mark.parametrize("levels", [253, 300, 900, 1_000, 5_000, 50_000])
@pytest.mark.parametrize("kind", ["list", "object"])
def test_nesting_without_end_is_cut_where_it_is_written_and_refused_where_it_is_read(
    document: Callable[..., Document], levels: int, kind: str
) -> None:
    deep = nested(levels, kind)
    for odd in (document(attributes={"deep": deep}), document(details={"deep": deep}, name="\ud800")):
        assert encode(decode(encode(odd))) == encode(odd)
    opened, closed = (b'{"a":', b"}") if kind == "object" else (b"[", b"]")
    empty = b"{}" if kind == "object" else b"[]"
    file = encode(document(attributes={"deep": 0}))
    content = file.replace(b"0\n", opened * (levels - 1) + empty + closed * (levels - 1) + b"\n")
    with pytest.raises(ValueError, match=r"deep|depth"):
        decode(content)
    assert not says_the_same(content, encode(document(attributes={"deep": 0})))


def test_a_wide_document_of_more_than_254_lists_is_read(document: Callable[..., Document]) -> None:
    wide = document(attributes={"team": [[{"id": number}] for number in range(1000)]})
    assert decode(encode(wide)) == wide


def test_a_number_of_more_digits_than_python_reads_is_refused(document: Callable[..., Document]) -> None:
    with pytest.raises(ValueError, match="4300"):
        encode(document(attributes={"number": 10**5000}))
    content = encode(document(attributes={"number": 77})).replace(b"77", b"7" * 5000)
    with pytest.raises(ValueError, match="out of range"):
        decode(content)


whatever = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.integers(2**64, 2**200)
    | st.text(st.characters()),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(st.characters()), inner),
    max_leaves=12,
)


@example({}, {"": {"\ud800": 1e16}}, "")
@given(
    st.dictionaries(st.text(st.characters()), whatever),
    st.dictionaries(st.text(st.characters()), whatever),
    st.text(st.characters()),
)
def test_any_document_becomes_a_file_that_is_read_and_written_alike(
    document: Callable[..., Document],
    attributes: dict[str, Any],
    details: dict[str, Any],
    text: str,
) -> None:
    odd = document(
        attributes=attributes,
        details=details,
        name=text,
        attio_web_url=text,
        gone_at=text,
        parent=Parent(text, text, text),
    )
    content = encode(odd)
    assert encode(decode(content)) == content
    assert says_the_same(content, encode(odd))


@given(st.binary() | st.text().map(str.encode) | anything.map(msgspec.json.encode))
def test_any_bytes_are_a_document_or_refused(content: bytes) -> None:
    try:
        read = decode(content)
    except ValueError:
        return
    assert decode(encode(read)) == read


@given(st.binary(max_size=8), st.integers(0, 300), st.integers(0, 20))
def test_a_damaged_file_is_a_document_or_refused(
    document: Callable[..., Document], damage: bytes, start: int, length: int
) -> None:
    whole = encode(document(attributes={"name": "Ünal", "team": [1, 2.5, None, {"a": True}]}))
    try:
        read = decode(whole[:start] + damage + whole[start + length :])
    except ValueError:
        return
    assert decode(encode(read)) == read


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
    assert says_the_same(laid_out, encode(one))
    assert not says_the_same(laid_out.replace(b"{", b'{"mine":1,', 1), encode(one))
    assert not says_the_same(b"[]", encode(one))
    assert not says_the_same(b"broken", encode(one))
