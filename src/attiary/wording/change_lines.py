"""What became of records: kinds, counts, and values from what to what."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from attiary.documents.compare import added_and_taken
from attiary.model.revision import RENAMED, Kind
from attiary.wording.hint_texts import hint_text
from attiary.wording.lines import Line, Series, Tone, counted, said
from attiary.wording.value_texts import in_words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from attiary.model.revision import Change, HistoryEnd, Revision, ValueChange
    from attiary.model.values import Json
    from attiary.wording.lines import Sentence, Words

LONGEST = 80
SHORT_ID = 10
_LEAD = 20  # letters shown before the first that differs
_SHOWN_BY_KIND = frozenset(("goneAt",))

_TONES = {
    Kind.ADDED: Tone.GOOD,
    Kind.CHANGED: Tone.PLAIN,
    RENAMED: Tone.PLAIN,
    Kind.GONE: Tone.CAUTION,
    Kind.RETURNED: Tone.GOOD,
    Kind.MERGED: Tone.CAUTION,
    Kind.REMOVED: Tone.BAD,
}


class ValueLine(Struct, frozen=True):
    """One attribute: what it holds now, and what it held before; None where there was nothing.

    `is_replaced`: `now` came in the place of `before`. Else `now` was put in and `before` taken out.
    """

    slug: str
    before: str | None
    now: str | None
    is_replaced: bool = False


class ChangeLines(Struct, frozen=True):
    """One record: what happened to it, its name and file; what was it called before; its values."""

    kind: Line
    name: str
    path: str
    formerly: Line | None
    former_name: str
    values: tuple[ValueLine, ...]


def counts(numbers: Mapping[str, int]) -> Series:
    """How many records by kind: 12 added, 3 changed."""
    return Series(tuple(_counted(word, number) for word, number in numbers.items()))


def _counted(word: str, number: int) -> Sentence:
    # A sentence for each kind, none put together: elsewhere the verb agrees with what is counted.
    return {
        Kind.ADDED: counted("{number} added", "{number} added", number),
        Kind.CHANGED: counted("{number} changed", "{number} changed", number),
        RENAMED: counted("{number} renamed", "{number} renamed", number),
        Kind.GONE: counted("{number} gone from Attio", "{number} gone from Attio", number),
        Kind.RETURNED: counted("{number} back again", "{number} back again", number),
        Kind.MERGED: counted("{number} merged", "{number} merged", number),
        Kind.REMOVED: counted("{number} removed", "{number} removed", number),
    }[word]


def change_lines(change: Change) -> ChangeLines:
    """What happened to one record, and each of its values."""
    former = said("formerly") if change.kind is Kind.MERGED else said("was called")
    return ChangeLines(
        kind=Line(_TONES[change.shown_kind], _word(change)),
        name=change.name,
        path=change.path,
        formerly=Line(Tone.PLAIN, former) if change.former_name else None,
        former_name=change.former_name or "",
        values=tuple(_value_line(value) for value in change.values if not _is_shown_by_kind(change, value)),
    )


def _is_shown_by_kind(change: Change, value: ValueChange) -> bool:
    return change.kind in {Kind.GONE, Kind.RETURNED} and value.slug in _SHOWN_BY_KIND


def _word(change: Change) -> Sentence:
    return {
        Kind.ADDED: said("added"),
        Kind.CHANGED: said("changed"),
        RENAMED: said("renamed"),
        Kind.GONE: said("gone from Attio"),
        Kind.RETURNED: said("back again"),
        Kind.MERGED: said("merged into"),
        Kind.REMOVED: said("removed"),
    }[change.shown_kind]


def _value_line(value: ValueChange) -> ValueLine:
    before, now = value.before, value.after
    arrays = added_and_taken(before, now)
    if arrays and any(arrays):
        now, before = (each or None for each in arrays)
        # Of arrays only a part is shown, and their details stand by place; what has details that are shown,
        # such as currencies, Attio keeps one of.
        return ValueLine(value.slug, _alone(before, value.type), _alone(now, value.type))
    if before is not None and now is not None:
        former, latter = _shortened(
            in_words(before, value.type, value.details_before), in_words(now, value.type, value.details_after)
        )
        return ValueLine(value.slug, former, latter, is_replaced=True)
    return ValueLine(
        value.slug,
        _alone(before, value.type, value.details_before),
        _alone(now, value.type, value.details_after),
    )


def _alone(side: Json, attribute_type: str, details: Json = None) -> str | None:
    return None if side is None else _shortened(in_words(side, attribute_type, details))[0]


def _shortened(*texts: str) -> list[str]:
    """The texts, no longer than a line: from a little before where they differ."""
    # Two long texts mostly begin alike: cut at the end, a line would show twice the same.
    if all(len(text) <= LONGEST for text in texts):
        return list(texts)
    start = max(0, _first_difference(*texts) - _LEAD) if len(texts) > 1 else 0
    return [_cut(text, start) for text in texts]


def _first_difference(one: str, other: str) -> int:
    pairs = enumerate(zip(one, other, strict=False))
    return next((place for place, (here, there) in pairs if here != there), min(len(one), len(other)))


def _cut(text: str, start: int) -> str:
    shown = text[start : start + LONGEST]
    return ("…" if start else "") + shown + ("…" if len(text) > start + LONGEST else "")


def commit_words(revision: Revision, numbers: Mapping[str, int], files: int, *, is_undone: bool) -> Words:
    """What a commit changed, in numbers, and whose it is; `files` are those that hold no record."""
    what = counts(numbers) if numbers else counted("{number} other file", "{number} other files", files)
    if not revision.is_ours:
        return said("edited by hand: {what}", what=what)
    if revision.undoes:
        return said("taken back: {what}", what=what)
    return said("{what} (taken back since)", what=what) if is_undone else what


def unknown_words() -> Words:
    """Of a commit of which nobody can tell what it changed."""
    return said("not known: the history ends here")


def names_words(names: Sequence[str], number: int) -> Words:
    """The names of the first of so many records, and how many more there are."""
    more = number - len(names)
    shown = Series(tuple(names))
    if more <= 0:
        return shown
    return counted("{names} and {number} more", "{names} and {number} more", more, names=shown)


def history_end(end: HistoryEnd) -> Line:
    """That what came before is not here, and how to have it."""
    return Line(
        Tone.CAUTION,
        said(
            "The history in this clone ends at {commit}; what came before is not here. {remedy}",
            commit=end.commit[:SHORT_ID],
            remedy=said(hint_text(end.hint)),
        ),
    )
