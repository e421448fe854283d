"""What tells of a record beside its ids: all the names, addresses and numbers it ever had. Pure."""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING
from unicodedata import normalize

from msgspec import UNSET, Struct

from attiary.documents.identity import addresses

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from attiary.model.document import Document
    from attiary.model.values import Json

_PERSON = "person"
_NAME, _NUMBERS = "name", "phone_numbers"
_FEWEST_DIGITS = 7
"""Fewer are no telephone number: years and amounts have as many."""
_OPERAND = re.compile(r"\s*[\w.-]+\s*(?:!=|<=|>=|[=~<>])")
"""What stands before the operand of a filter, `name~corp`."""


class Traces(Struct, frozen=True, dict=True):
    """Names, addresses and numbers, as they were written."""

    names: frozenset[str] = frozenset()

    words: frozenset[str] = frozenset()
    """Of the names of a person, each alone tells of them: nobody is searched for by the whole name only."""

    addresses: frozenset[str] = frozenset()
    """`Ada@x.com`: without what attribute has it."""

    numbers: frozenset[str] = frozenset()

    def name_in(self, text: str) -> bool:
        """Whether a text is one of the names, or has one of the addresses or numbers in it."""
        compared = folded(text)
        return compared.strip() in self._names or any(each in compared for each in self._parts)

    def are_looked_for_by(self, text: str) -> bool:
        """Whether a search or a filter looks for one of them, be it by a part of a person's name."""
        compared, digits = folded(text), "".join(re.findall(r"\d", text))
        return (
            self.name_in(text)
            or bool(self._whole_names.search(compared))
            or self._are_words(_OPERAND.sub("", compared, count=1))
            or (len(digits) >= _FEWEST_DIGITS and any(_is_number(digits, each) for each in self._digits))
        )

    def _are_words(self, text: str) -> bool:
        words = set(re.findall(r"\w+", text))
        return bool(words) and words <= self._words

    @cached_property
    def _names(self) -> set[str]:
        return {folded(each).strip() for each in self.names} - {""}

    @cached_property
    def _words(self) -> set[str]:
        return {folded(each) for each in self.words}

    @cached_property
    def _parts(self) -> set[str]:
        return {folded(each) for each in (*self.addresses, *self.numbers)} - {""}

    @cached_property
    def _digits(self) -> set[str]:
        return {digits for each in self.numbers if (digits := "".join(re.findall(r"\d", each)))}

    @cached_property
    def _whole_names(self) -> re.Pattern[str]:
        """Any of the names, by whole words; without a name, nothing."""
        names = "|".join(map(re.escape, sorted(self._names)))
        return re.compile(rf"(?<!\w)(?:{names})(?!\w)" if names else r"(?!)")


def traces_of(documents: Iterable[Document]) -> Traces:
    """What these versions of a record, and of the list entries that stand for it, tell of it."""
    names, words, found, numbers = set(), set(), set(), set()
    for document in documents:
        parts = {document.name, *_texts(_detail(document, _NAME))}
        names.add(document.name)
        if document.object_type == _PERSON:
            words |= {word for each in parts for word in re.findall(r"\w+", each)}
        found |= {each.partition(":")[2] for each in addresses(document)}
        numbers |= {*_texts(document.attributes.get(_NUMBERS)), *_numbers(_detail(document, _NUMBERS))}
    return Traces(frozenset(names), frozenset(words), frozenset(found), frozenset(numbers))


def folded(text: str) -> str:
    """A text as it is compared: without capitals, composed."""
    return normalize("NFC", normalize("NFC", text).casefold())


def _detail(document: Document, slug: str) -> Json:
    return None if document.details is UNSET else document.details.get(slug)


def _numbers(value: Json) -> Iterator[str]:
    """The texts in the detail of a number that are one: a country's code is none."""
    return (each for each in _texts(value) if len(re.findall(r"\d", each)) >= _FEWEST_DIGITS)


def _texts(value: Json) -> Iterator[str]:
    waiting = [value]
    while waiting:
        match waiting.pop():
            case str() as text:
                yield text
            case list() as inner:
                waiting.extend(inner)
            case dict() as inner:
                waiting.extend(inner.values())


def _is_number(typed: str, digits: str) -> bool:
    """Whether digits that somebody typed are these: with or without the code of a country, or a part."""
    return digits in typed or digits.endswith(typed.lstrip("0"))
