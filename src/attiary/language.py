"""The reader's language: chosen at the edge for one call, so that several are spoken at once."""

from __future__ import annotations

import gettext
from contextlib import contextmanager
from contextvars import ContextVar
from itertools import takewhile
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

DOMAIN = "attiary"
LOCALES = Path(__file__).with_name("locales")
ENGLISH = "en"

_UNTRANSLATED = gettext.NullTranslations()
_catalog: ContextVar[gettext.NullTranslations] = ContextVar("catalog", default=_UNTRANSLATED)


def languages_of(environ: Mapping[str, str]) -> list[str]:
    """The languages that a command line asks for, best first, as gettext reads them."""
    locale = next((environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if environ.get(name)), "")
    # In the C locale LANGUAGE counts for nothing: scripts set LC_ALL=C to read English.
    # https://www.gnu.org/software/gettext/manual/html_node/The-LANGUAGE-variable.html
    if locale.split(".")[0] in {"C", "POSIX"}:
        return []
    return [each for each in (environ.get("LANGUAGE") or locale).split(":") if each]


def use(*languages: str, locales: Path = LOCALES) -> None:
    """Speak the first of these that there is a catalog for, else English, from here on in this context."""
    _catalog.set(_find(languages, locales))


@contextmanager
def speaking(*languages: str, locales: Path = LOCALES) -> Iterator[None]:
    """Speak the first of these that there is a catalog for, else English, within the block."""
    token = _catalog.set(_find(languages, locales))
    try:
        yield
    finally:
        _catalog.reset(token)


def _find(languages: tuple[str, ...], locales: Path) -> gettext.NullTranslations:
    # The sentences are written in English, so no catalog of it exists: what is liked less must not win.
    tags = (each.replace("-", "_") for each in languages)
    wanted = list(takewhile(lambda tag: tag.split("_")[0] != ENGLISH, tags))
    # Asked for no language, gettext looks into the environment, which belongs to the whole process.
    if not wanted:
        return _UNTRANSLATED
    return gettext.translation(DOMAIN, str(locales), wanted, fallback=True)


def spoken() -> str:
    """The language that is spoken, as its catalog names it: `fr`."""
    return _catalog.get().info().get("language", ENGLISH)


def say(sentence: str, /, **fields: object) -> str:
    """The sentence in the reader's language, its `{fields}` filled in."""
    # gettext answers "" with the header of its catalog.
    translated = _catalog.get().gettext(sentence) if sentence else ""
    return translated.format(**fields) if fields else translated


def count(singular: str, plural: str, number: int, /, **fields: object) -> str:
    """The right plural for `number`, which fills the field `{number}`."""
    return _catalog.get().ngettext(singular, plural, number).format(number=number, **fields)
