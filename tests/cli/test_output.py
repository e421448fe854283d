from __future__ import annotations

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from attiary.cli.output import cell, in_words, printable

ISOLATES = "\N{FIRST STRONG ISOLATE}\N{POP DIRECTIONAL ISOLATE}"


def test_an_escape_sequence_in_a_name_cannot_reach_the_terminal() -> None:
    assert printable("\x1b[31mred\x1b]8;;http://x\x07") == "[31mred]8;;http://x"


def test_right_to_left_text_is_isolated_from_its_neighbours() -> None:
    assert printable("عمل") == "\N{FIRST STRONG ISOLATE}عمل\N{POP DIRECTIONAL ISOLATE}"
    assert printable("Acme") == "Acme"


def test_direction_overrides_in_a_name_are_dropped() -> None:
    assert printable("a\N{RIGHT-TO-LEFT OVERRIDE}b") == "ab"


@given(st.text())
def test_nothing_printed_controls_the_terminal_or_breaks_the_line(text: str) -> None:
    shown = printable(text).strip(ISOLATES)
    assert all(unicodedata.category(character) not in ("Cc", "Cf", "Cs", "Zl", "Zp") for character in shown)


def test_a_cell_never_reads_markup_and_links_only_to_https() -> None:
    assert cell("[bold]x[/bold]").plain == "[bold]x[/bold]"
    assert cell("x", link="https://app.attio.com/a").spans
    assert not cell("x", link="javascript:alert(1)").spans
    assert not cell("x", link="https://a\x1b]8;;b").spans


def test_values_read_as_a_person_would_write_them() -> None:
    assert in_words(["a", "b"]) == "a, b"
    assert in_words({"objectType": "company", "attioRecordId": "id", "name": "Acme"}) == "Acme"
    assert in_words({"objectType": "company", "attioRecordId": "id"}) == "id"
    assert in_words(0) == "0"
    assert in_words(None) == ""
