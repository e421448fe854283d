from __future__ import annotations

from unicodedata import normalize

from hypothesis import given
from hypothesis import strategies as st

from attiary.model.imported_record import name_key


@given(st.text())
def test_the_key_of_a_name_is_the_same_however_its_accents_are_composed(name: str) -> None:
    assert name_key(normalize("NFD", name)) == name_key(normalize("NFC", name)) == name_key(name)


@given(st.text())
def test_the_key_of_a_name_is_the_same_in_lower_case(name: str) -> None:
    assert name_key(normalize("NFD", name).casefold()) == name_key(name)
