"""The language of filters and sorts: `name~corp`, `!email?`, `company.name^=Ac`, `-created_at`. Pure."""

from __future__ import annotations

import re

from msgspec import Struct

from attiary.attio.query.operators import OPERATORS
from attiary.errors import N_, QueryRefused
from attiary.hints import Hint

# The longest first: `<=` is no `<` with a text that begins with `=`.
_SYMBOLS = "|".join(map(re.escape, sorted(OPERATORS, key=len, reverse=True)))
_MARKS = re.escape("".join(sorted({*"".join(OPERATORS), *'".?!'})))
_STEP = rf'(?:"[^"]+"|[^\s{_MARKS}][^{_MARKS}]*)'
_PATH = rf"(?P<path>{_STEP}(?:\.{_STEP})*)"
_FILTER = re.compile(
    rf"(?P<negated>!?)\s*{_PATH}\s*(?:(?P<symbol>{_SYMBOLS})(?P<text>.*)|(?P<presence>\?))",
    re.DOTALL,
)
_SORT = re.compile(rf"(?P<descending>-?)(?!-)\s*{_PATH}")


class Step(Struct, frozen=True):
    """One part of a path: a slug, or, in quotes, a title."""

    text: str
    is_title: bool = False


class Expression(Struct, frozen=True):
    """One condition. `symbol` is one of ours (`~`, `<=` …), or `?` for whether there is a value."""

    source: str
    steps: tuple[Step, ...]
    symbol: str
    text: str = ""
    is_negated: bool = False


class Sort(Struct, frozen=True):
    """One thing to sort by."""

    steps: tuple[Step, ...]
    is_descending: bool


def parse_filter(source: str) -> Expression:
    """The condition that a text writes. Raises QueryRefused for any other text."""
    found = _FILTER.fullmatch(source.strip())
    if not found:
        raise QueryRefused(
            N_("{source} is not a valid filter."),
            Hint.FILTER_EXAMPLES,
            source=source,
        )
    text = (found["text"] or "").strip()
    if not (text or found["presence"]):
        raise QueryRefused(
            N_("{source} has no value to compare with."),
            Hint.GIVE_A_VALUE,
            source=source,
        )
    if text.startswith("="):
        raise QueryRefused(
            N_("{source} has two equals signs; one is enough."),
            Hint.WRITE_ONE_EQUALS,
            source=source,
        )
    symbol = found["symbol"] or found["presence"]
    return Expression(source, _steps(found["path"]), symbol, text, is_negated=bool(found["negated"]))


def parse_sort(source: str) -> Sort:
    """What a text sorts by. Raises QueryRefused for any other text."""
    found = _SORT.fullmatch(source.strip())
    if not found:
        raise QueryRefused(
            N_("Attio cannot sort by {source}."),
            Hint.SORT_EXAMPLES,
            source=source,
        )
    return Sort(_steps(found["path"]), is_descending=bool(found["descending"]))


def _steps(path: str) -> tuple[Step, ...]:
    return tuple(
        Step(step[1:-1].strip(), is_title=True) if step.startswith('"') else Step(step.strip())
        for step in re.findall(_STEP, path)
    )
