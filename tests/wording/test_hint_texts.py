from __future__ import annotations

import pytest

from attiary.errors import Error
from attiary.hints import Hint
from attiary.wording.hint_texts import hint_of


@pytest.mark.parametrize("hint", Hint)
def test_every_hint_has_words(hint: Hint) -> None:
    assert hint_of(Error("Something happened.", hint)).strip()
