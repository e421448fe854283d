from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attiary.attio.query.grammar import Expression, Sort, Step, parse_filter, parse_sort
from attiary.errors import AttioError
from attiary.wording.hint_texts import hint_of

if TYPE_CHECKING:
    from collections.abc import Callable


@pytest.mark.parametrize(
    ("source", "path", "symbol", "text", "is_negated"),
    [
        ("name~corp", ["name"], "~", "corp", False),
        ("!name~corp", ["name"], "~", "corp", True),
        (" name = Acme Corp ", ["name"], "=", "Acme Corp", False),
        ("name^=Ac", ["name"], "^=", "Ac", False),
        ("name$=me", ["name"], "$=", "me", False),
        ("created_at>=2026-01-01", ["created_at"], ">=", "2026-01-01", False),
        ("value<100", ["value"], "<", "100", False),
        ("value<=100", ["value"], "<=", "100", False),
        ("email?", ["email"], "?", "", False),
        ("! email ?", ["email"], "?", "", True),
        ("company.name~acme", ["company", "name"], "~", "acme", False),
        ("parent.primary_location.locality=Paris", ["parent", "primary_location", "locality"], "=", "Paris",
         False),
        ("name=a=b?c.d", ["name"], "=", "a=b?c.d", False),
        ("name~two\nlines", ["name"], "~", "two\nlines", False),
        ("my-slug_2~x", ["my-slug_2"], "~", "x", False),
        ("Job title~x", ["Job title"], "~", "x", False),
    ],
)  # fmt: skip
def test_a_condition_is_a_path_a_sign_and_a_text(
    *, source: str, path: list[str], symbol: str, text: str, is_negated: bool
) -> None:
    steps = tuple(Step(each) for each in path)
    assert parse_filter(source) == Expression(source, steps, symbol, text, is_negated)


def test_a_title_may_stand_in_quotes_with_whatever_signs_it_has() -> None:
    assert parse_filter('"Won? (y=n)"."a.b"~x').steps == (Step("Won? (y=n)", True), Step("a.b", True))


@pytest.mark.parametrize(
    "source", ["", "name", "~x", "name!=x", "?", "!", ".a~b", "a..b=c", 'a"b=c', "email??"]
)
def test_what_is_no_condition_is_refused_with_examples(source: str) -> None:
    with pytest.raises(AttioError) as caught:
        parse_filter(source)
    assert "name~corp" in hint_of(caught.value)


@pytest.mark.parametrize("source", ["name=", "name~ ", "!value<"])
def test_a_comparison_with_nothing_is_refused(source: str) -> None:
    with pytest.raises(AttioError, match="no value to compare with"):
        parse_filter(source)


def test_a_sort_is_a_path_that_may_begin_with_a_minus() -> None:
    assert parse_sort("name") == Sort((Step("name"),), is_descending=False)
    assert parse_sort(" -company.name ") == Sort((Step("company"), Step("name")), is_descending=True)


@pytest.mark.parametrize("source", ["", "-", "name asc!", "--name~", "a..b"])
def test_what_names_nothing_to_sort_by_is_refused(source: str) -> None:
    with pytest.raises(AttioError, match="cannot sort by"):
        parse_sort(source)


@given(st.sampled_from([parse_filter, parse_sort]), st.text())
def test_no_text_is_too_odd_to_be_refused_in_words(parse: Callable[[str], object], source: str) -> None:
    refusal = None
    try:
        parse(source)
    except AttioError as error:
        refusal = error
    assert refusal is None or str(refusal)
