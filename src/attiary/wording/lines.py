"""What is said, as values: sentences for translators and what they name, for whoever shows them."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import TYPE_CHECKING, TypeAlias

from msgspec import Struct

from attiary.language import count, say

if TYPE_CHECKING:
    from collections.abc import Callable


class Tone(StrEnum):
    """How a line sounds. A terminal has a colour for each, a page a class."""

    PLAIN = "plain"
    GOOD = "good"
    CAUTION = "caution"
    BAD = "bad"
    DIM = "dim"


class Sentence(Struct, frozen=True):
    """A sentence for translators and its fields. With a `plural`, the field `number` chooses the form."""

    message: str
    fields: Mapping[str, Words]
    plural: str = ""


class Series(Struct, frozen=True):
    """Facts of one sentence, with a comma between them: 12 added, 3 changed."""

    parts: tuple[Words, ...]


class Passage(Struct, frozen=True):
    """Whole sentences, one after the other."""

    sentences: tuple[Words, ...]


Words: TypeAlias = str | int | Sentence | Series | Passage
"""What can be said. A `str` is text from outside, a name or a path: it has no translation."""


class Line(Struct, frozen=True):
    """One line, in its tone; `is_strong` for what is to be read first."""

    tone: Tone
    words: Words
    is_strong: bool = False


class Details(Struct, frozen=True):
    """Lines that say more of what stands above them."""

    lines: tuple[Line, ...]


class Counts(Struct, frozen=True):
    """A table of numbers: a title for each column, then a name and its numbers for each row."""

    titles: tuple[Words, ...]
    rows: tuple[tuple[Words, tuple[int, ...]], ...]


Block: TypeAlias = Line | Details | Counts


def said(message: str, /, **fields: Words) -> Sentence:
    """A sentence for translators and its fields."""
    return Sentence(message, fields)


def counted(singular: str, plural: str, number: int, /, **fields: Words) -> Sentence:
    """A sentence for translators in the form for `number`, which fills the field `{number}`."""
    return Sentence(singular, {**fields, "number": number}, plural)


def text_of(words: Words, clean: Callable[[str], str] = str) -> str:
    """The words in the reader's language; `clean` makes text from outside fit to be shown."""
    match words:
        case str():
            return clean(words)
        case Series(parts):
            return say(", ").join(text_of(part, clean) for part in parts)
        case Passage(sentences):
            return " ".join(text_of(each, clean) for each in sentences)
        case Sentence(message, fields, plural):
            filled = {name: text_of(each, clean) for name, each in fields.items() if name != "number"}
            number = fields.get("number")
            if plural and isinstance(number, int):
                return count(message, plural, number, **filled)
            return say(message, **filled)
        case _:
            return str(words)
