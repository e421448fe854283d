from __future__ import annotations

import io
import unicodedata
from typing import TYPE_CHECKING

import msgspec
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console
from rich.text import Text

from attiary.cli.bidi import printable
from attiary.cli.output import WIDE, add_rows, cell, console, error_object, show_error, table
from attiary.errors import Error
from attiary.hints import Hint
from attiary.wording.error_texts import sentences

if TYPE_CHECKING:
    import pytest
    from rich.console import RenderableType

ISOLATE, POP = "\N{FIRST STRONG ISOLATE}", "\N{POP DIRECTIONAL ISOLATE}"
JOINERS = "\N{ZERO WIDTH NON-JOINER}\N{ZERO WIDTH JOINER}"
MARKUP = "[red]x[/red] [link=https://evil.example]y[/link] [/] :warning: \\[b]"

every_text = st.text(st.characters()) | st.text(
    st.sampled_from(
        "a\x1b[31m]8;;\x07\x9b\x85\u2028\u2029\u202e\u2066\u2069\u200d\u200f\u061c\ufeffعא\ud800\n\t[/]{}:"
    )
)


def drawn(shown: RenderableType) -> str:
    """What a terminal of 80 columns with colours and links would get."""
    file = io.StringIO()
    terminal = Console(file=file, force_terminal=True, width=80, color_system="truecolor")
    terminal.print(shown)
    return file.getvalue()


def controls(text: str) -> set[str]:
    """Whatever is not to be seen: controls, formats, half characters, private ones, line separators."""
    unseen = ("Cc", "Cf", "Cs", "Co", "Zl", "Zp")
    return {character for character in text if unicodedata.category(character) in unseen} - set(JOINERS)


def test_an_escape_sequence_in_a_name_cannot_reach_the_terminal() -> None:
    assert printable("\x1b[31mred\x1b]8;;http://x\x07") == "[31mred]8;;http://x"


def test_right_to_left_text_is_isolated_from_its_neighbours() -> None:
    assert printable("عمل") == f"{ISOLATE}عمل{POP}"
    assert printable("Acme") == "Acme"


def test_direction_overrides_in_a_name_are_dropped() -> None:
    assert printable("a\N{RIGHT-TO-LEFT OVERRIDE}b") == "ab"


@given(every_text)
def test_nothing_printed_controls_the_terminal_or_breaks_the_line(text: str) -> None:
    shown = printable(text)
    assert shown.count(ISOLATE) == shown.count(POP) <= 1
    assert not controls(shown.removeprefix(ISOLATE).removesuffix(POP))
    assert len(shown.splitlines()) <= 1
    assert printable(shown) == shown


@given(every_text)
def test_a_cell_and_a_heading_print_nothing_that_controls_the_terminal(text: str) -> None:
    assert not controls(drawn(cell(text))) - set(f"\n{ISOLATE}{POP}")
    shown = add_rows(table(text), [[text]])
    for column in shown.columns:
        for each in (column.header, *column.cells):
            assert isinstance(each, Text)
            assert each.plain == printable(text)


def test_a_cell_never_reads_markup_and_links_only_to_https() -> None:
    assert cell("[bold]x[/bold]").plain == "[bold]x[/bold]"
    assert cell("x", link="https://app.attio.com/a").spans
    assert not cell("x", link="javascript:alert(1)").spans
    assert not cell("x", link="https://a\x1b]8;;b").spans


def test_a_cell_takes_no_more_of_a_text_than_fits_a_line() -> None:
    assert cell("x" * WIDE).plain == "x" * WIDE
    assert cell("x" * 100_000_000).plain == "x" * WIDE + "…"


def test_markup_in_crm_text_is_shown_as_it_was_written() -> None:
    shown = drawn(add_rows(table("[blink]Title[/]"), [[MARKUP]]))
    assert MARKUP in shown
    assert "[blink]Title[/]" in shown
    assert "evil.example\x1b\\" not in shown
    assert "\x1b]8" not in shown


def test_a_sentence_is_no_markup_either(capsys: pytest.CaptureFixture[str]) -> None:
    console().print(MARKUP)
    assert capsys.readouterr().out == MARKUP + "\n"


@given(every_text, every_text)
def test_an_error_tells_hostile_fields_on_one_line_each(name: str, other: str) -> None:
    error = Error("{name} is not {other}.", Hint.NAME_A_PART, name=name, other=[other], parts=other)
    for sentence in sentences(error, printable):
        assert not controls(sentence) - set(f"{ISOLATE}{POP}")
    assert sentences(error, printable)[0] == f"{printable(name)} is not {printable(str([other]))}."
    assert msgspec.json.encode(error_object(error))


def test_an_errors_fields_are_neither_markup_nor_fields(capsys: pytest.CaptureFixture[str]) -> None:
    show_error(Error("{name}: no.", name=MARKUP + "{name}{0}\x1b[2J\n"), as_json=False)
    assert capsys.readouterr().err == MARKUP + "{name}{0}[2J : no.\n"
