"""What an error says: what happened, and what to do about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attiary.language import say
from attiary.wording.hint_texts import AT_TERMINAL, hint_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from attiary.errors import Error, Failure
    from attiary.hints import Hint

MOST_NAMED = 5


def sentences(
    error: Error | Failure, clean: Callable[[str], str] = str, hints: Mapping[Hint, str] = AT_TERMINAL
) -> tuple[str, str]:
    """The error's sentence and its hint in the reader's language, as the face words hints that has these.

    `clean` makes fit to be shown what they name.
    """
    fields = {name: clean(_words(value)) for name, value in error.fields.items()}
    return say(error.sentence, **fields), say(hint_of(error, hints), **fields)


def _words(value: object) -> str:
    """A field as it is said; of several things the first few."""
    return say(", ").join(map(str, value[:MOST_NAMED])) if isinstance(value, tuple) else str(value)
