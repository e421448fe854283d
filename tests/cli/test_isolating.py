from __future__ import annotations

import io

import pytest
from rich.text import Text

from attiary.cli.bidi import ISOLATE, POP
from attiary.cli.isolating_console import IsolatingConsole
from attiary.cli.output import add_rows, cell, table

ARABIC = "نص طويل جدا لا يتسع له عمود واحد من هذا الجدول"


def drawn(*things: object, width: int = 24) -> list[str]:
    file = io.StringIO()
    console = IsolatingConsole(file=file, width=width, color_system=None)
    for thing in things:
        console.print(thing)
    return file.getvalue().split("\n")


def test_a_cell_that_is_cut_leaves_its_neighbours_in_their_direction() -> None:
    lines = drawn(add_rows(table("one", "two", "three"), [(ARABIC, ARABIC, "left")]))
    (row,) = [line for line in lines if ISOLATE in line]
    assert row.count(ISOLATE) == row.count(POP) == 2
    assert row.index("…") < row.index(POP) < row.rindex(ISOLATE) < row.rindex(POP)


@pytest.mark.parametrize("width", range(4, 60, 5))
def test_each_line_of_a_text_that_is_wrapped_is_isolated_by_itself(width: int) -> None:
    lines = drawn(cell("a ", wrap=True) + cell(ARABIC, wrap=True) + " b", width=width)
    for line in lines:
        assert line.count(ISOLATE) == line.count(POP) == any("\u0600" < letter < "\u06ff" for letter in line)
    assert lines[-1] == ""


def test_a_text_that_isolates_nothing_is_left_as_it_is() -> None:
    assert drawn(Text("one\n\ntwo"), cell("three")) == ["one", "", "two", "three", ""]
