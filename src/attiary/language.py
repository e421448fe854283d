"""Turns the sentences of the code into the reader's language. Used at the edges only."""

from __future__ import annotations

import gettext
from functools import cache
from pathlib import Path

DOMAIN = "attiary"


@cache
def _catalog() -> gettext.NullTranslations:
    return gettext.translation(DOMAIN, str(Path(__file__).with_name("locales")), fallback=True)


def say(sentence: str, /, **fields: object) -> str:
    """The sentence in the reader's language, its `{fields}` filled in."""
    translated = _catalog().gettext(sentence)
    return translated.format(**fields) if fields else translated


def count(singular: str, plural: str, number: int, /, **fields: object) -> str:
    """The right plural for `number`, which fills the field `{number}`."""
    return _catalog().ngettext(singular, plural, number).format(number=number, **fields)
