from __future__ import annotations

import re

import pytest

from attiary.errors import Error, NotConnected
from attiary.hints import Hint
from attiary.wording.hint_texts import AT_TERMINAL, EVERYWHERE, hint_of


@pytest.mark.parametrize("hint", Hint)
def test_every_hint_has_words_in_one_table(hint: Hint) -> None:
    assert hint_of(Error("Something happened.", hint)).strip()
    assert (hint in EVERYWHERE) is not (hint in AT_TERMINAL)


@pytest.mark.parametrize("hint", EVERYWHERE)
def test_what_is_said_everywhere_names_nothing_that_only_a_terminal_has(hint: Hint) -> None:
    assert not re.search(r"\battiary [a-z-]|(?<!\w)--[a-z]|ATTIO_|ATTIARY_", EVERYWHERE[hint])


def test_another_face_has_its_own_words_and_shares_the_rest() -> None:
    on_a_page = {Hint.CONNECT_OR_DEMO: "Open the connection above."}
    assert hint_of(NotConnected("No key.", Hint.CONNECT_OR_DEMO), on_a_page) == "Open the connection above."
    assert hint_of(Error("No.", Hint.TRY_LATER), on_a_page) == EVERYWHERE[Hint.TRY_LATER]
    assert hint_of(Error("No.")) == ""
