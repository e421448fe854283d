"""What is said, as values: sentences for translators and what they name, for whoever shows them."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import TYPE_CHECKING, TypeAlias

from msgspec import Struct

from attiary.hints import Hint
from attiary.language import count, say
from attiary.wording.hint_texts import AT_TERMINAL, hint_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence


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


class Advice(Struct, frozen=True):
    """What to do, as the face that shows it words this hint, and what that names."""

    hint: Hint
    fields: Mapping[str, Words]


class Series(Struct, frozen=True):
    """Facts of one sentence, with a comma between them: 12 added, 3 changed."""

    parts: tuple[Words, ...]


class Paragraph(Struct, frozen=True):
    """Whole sentences, one after the other."""

    sentences: tuple[Words, ...]


Words: TypeAlias = str | int | Sentence | Series | Paragraph | Advice
"""What can be said. A `str` is text from outside, a name or a path: it has no translation."""


class Line(Struct, frozen=True):
    """One line, in its tone; `is_strong` for what is to be read first."""

    tone: Tone
    words: Words
    is_strong: bool = False


class Entry(Struct, frozen=True):
    """One thing of a list, a file say, and what is said of it."""

    label: Line
    text: Words


class Details(Struct, frozen=True):
    """Lines that say more of what stands above them."""

    lines: tuple[Line, ...]


class Counts(Struct, frozen=True):
    """A table of numbers: a title for each column, then a name and its numbers for each row."""

    titles: tuple[Words, ...]
    rows: tuple[tuple[Words, tuple[int, ...]], ...]


Block: TypeAlias = Line | Entry | Details | Counts


def said(message: str, /, **fields: Words) -> Sentence:
    """A sentence for translators and its fields."""
    return Sentence(message, fields)


def advised(hint: Hint, /, **fields: Words) -> Advice:
    """What to do, in the words of the face."""
    return Advice(hint, fields)


def counted(singular: str, plural: str, number: int, /, **fields: Words) -> Sentence:
    """A sentence for translators in the form for `number`, which fills the field `{number}`."""
    return Sentence(singular, {**fields, "number": number}, plural)


def first_lines(words: Sequence[Words], tone: Tone, most: int) -> Iterator[Line]:
    """A line for each of the first, and how many more there are."""
    for each in words[:most]:
        yield Line(tone, each)
    more = len(words) - most
    if more > 0:
        yield Line(Tone.PLAIN, counted("and {number} more", "and {number} more", more))


def text_of(words: Words, clean: Callable[[str], str] = str, hints: Mapping[Hint, str] = AT_TERMINAL) -> str:
    """The words in the reader's language; `clean` makes text from outside fit to be shown.

    `hints` is how the face words what is not said alike at all of them.
    """
    match words:
        case Advice(hint, fields):
            filled = {name: text_of(each, clean, hints) for name, each in fields.items()}
            return say(hint_text(hint, hints), **filled)
        case str():
            return clean(words)
        case Series(parts):
            # Arabic and Japanese have commas of their own.
            return say(", ").join(text_of(part, clean, hints) for part in parts)
        case Paragraph(sentences):
            return " ".join(text_of(each, clean, hints) for each in sentences)
        case Sentence():
            return _sentence_text(words, clean, hints)
        case _:
            return str(words)


def _sentence_text(sentence: Sentence, clean: Callable[[str], str], hints: Mapping[Hint, str]) -> str:
    fields = sentence.fields
    # gettext chooses among up to six forms by the number, which `count` fills in itself.
    # https://www.gnu.org/software/gettext/manual/html_node/Plural-forms.html
    filled = {name: text_of(each, clean, hints) for name, each in fields.items() if name != "number"}
    number = fields.get("number")
    if sentence.plural and isinstance(number, int):
        return count(sentence.message, sentence.plural, number, **filled)
    return say(sentence.message, **filled)
