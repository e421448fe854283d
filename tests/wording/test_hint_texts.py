from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

import attiary
from attiary.errors import Error, NotConnected
from attiary.hints import Hint
from attiary.wording.hint_texts import AT_TERMINAL, SHARED, hint_of
from tests.wording.test_sentences import calls, literals, name_of

TERMINAL = re.compile(r"\battiary [a-z-]|(?<!\w)--[a-z]|ATTIO_|ATTIARY_")
"""A command of ours, an option, a variable of the environment."""
GIT = re.compile(r"`git [^`]*`")
"""What anybody may have to type, whatever they read it on."""

MARKED = {"say", "said", "count", "counted", "N_"}
SOURCE = Path(attiary.__file__).parent
MODULES = [
    path.relative_to(SOURCE).as_posix()
    for room in ("wording", "services")
    for path in sorted((SOURCE / room).glob("*.py"))
    if path.name != "hint_texts.py"
]


@pytest.mark.parametrize("hint", Hint)
def test_every_hint_has_words_in_one_table(hint: Hint) -> None:
    assert hint_of(Error("Something happened.", hint)).strip()
    assert (hint in SHARED) is not (hint in AT_TERMINAL)


@pytest.mark.parametrize("hint", SHARED)
def test_what_is_said_everywhere_names_nothing_that_only_a_terminal_has(hint: Hint) -> None:
    assert not TERMINAL.search(SHARED[hint])


@pytest.mark.parametrize("module", MODULES)
def test_what_a_page_would_show_names_nothing_that_only_a_terminal_has(module: str) -> None:
    tree = ast.parse((SOURCE / module).read_text(encoding="utf-8"))
    sentences = [text for call in calls(tree) if name_of(call) in MARKED for text in literals(call.args)]
    assert [text for text in sentences if TERMINAL.search(GIT.sub("", text))] == []


def test_the_walk_finds_the_sentences_and_the_words_of_a_terminal() -> None:
    [call] = calls(ast.parse('counted("Run `attiary log`.", "Add --all.", 2)'))
    assert [bool(TERMINAL.search(text)) for text in literals(call.args)] == [True, True]


def test_another_face_has_its_own_words_and_shares_the_rest() -> None:
    on_a_page = {Hint.CONNECT_OR_DEMO: "Open the connection above."}
    assert hint_of(NotConnected("No key.", Hint.CONNECT_OR_DEMO), on_a_page) == "Open the connection above."
    assert hint_of(Error("No.", Hint.TRY_LATER), on_a_page) == SHARED[Hint.TRY_LATER]
    assert hint_of(Error("No.")) == ""
