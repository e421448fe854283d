"""What a receipt says of one target: how it was read, what is gone, what went wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attiary.hints import Hint
from attiary.model.run import HoldingBack, Outcome
from attiary.wording.lines import (
    Details,
    Line,
    Paragraph,
    Series,
    Tone,
    advised,
    counted,
    first_lines,
    said,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from attiary.model.proof import Reading, UnknownFields
    from attiary.model.run import HeldBack, Problem, TargetResult
    from attiary.model.selection import Selection
    from attiary.wording.lines import Sentence, Words

# A whole table that is gone must not push the verdict off the screen; the JSON has all of it.
MOST_SHOWN, MOST_NAMED = 10, 3


def name_of(result: TargetResult) -> Words:
    """The target's name."""
    target = result.selection.target
    return said("list {slug}", slug=target.slug) if target.is_list else target.slug


def proof(result: TargetResult) -> Words:
    """What was selected, the pages and links, and what the reading cost."""
    reading = result.reading
    if not (reading.pages or reading.is_unbroken):
        return said("{name}: not read", name=name_of(result))
    links = () if result.selection.is_by_id else _links(reading)
    return Series((_pages(result), *links, *_cost(reading)))


def _pages(result: TargetResult) -> Sentence:
    name, selection = name_of(result), result.selection
    pages = counted("{number} page", "{number} pages", result.reading.pages)
    if selection.is_by_id:
        return said("{name}: read by id in {pages}", name=name, pages=pages)
    chosen = _chosen(selection)
    if chosen:
        return said("{name} ({selection}): {pages}", name=name, selection=Series(chosen), pages=pages)
    return said("{name}: {pages}", name=name, pages=pages)


def _chosen(selection: Selection) -> tuple[Words, ...]:
    """How it was selected; nothing where all of it was."""
    search = (said("search “{text}”", text=selection.search),) if selection.search else ()
    view = (said("view “{text}”", text=selection.view),) if selection.view else ()
    left_out = len(selection.without)
    without = (counted("all but {number}", "all but {number}", left_out),) if left_out else ()
    return (*search, *selection.filters, *view, *without)


def _links(reading: Reading) -> Iterator[Sentence]:
    if reading.ordered_by == "created_at":
        yield said("in order of creation")
    yield counted("{number} link checked", "{number} links checked", reading.links_checked)
    yield counted("{number} repaired", "{number} repaired", reading.links_repaired)
    if not reading.is_unbroken:
        yield said("the chain of pages could not be closed")
    elif reading.last_page_length is None:
        yield said("chain unbroken")
    else:
        yield said("last page short ({rows}), chain unbroken", rows=reading.last_page_length)


def _cost(reading: Reading) -> Iterator[Sentence]:
    if reading.repeats:
        yield counted("{number} read twice", "{number} read twice", reading.repeats)
    if reading.created_meanwhile:
        yield counted("{number} created meanwhile", "{number} created meanwhile", reading.created_meanwhile)
    if reading.unknown.types or reading.unknown.keys:
        yield _unknown_fields(reading.unknown)
    if reading.waits:
        yield counted(
            "tried again {number} time ({seconds} s waited)",
            "tried again {number} times ({seconds} s waited)",
            reading.waits,
            seconds=round(reading.waited_seconds),
        )


def _unknown_fields(unknown: UnknownFields) -> Sentence:
    """How much was kept of what Attio does not document, and what it is called."""
    kinds = sorted({**unknown.types, **unknown.keys})
    number = sum(unknown.types.values()) + sum(unknown.keys.values())
    names = Series(tuple(kinds[:MOST_NAMED]))
    if len(kinds) > MOST_NAMED:
        return counted(
            "{number} unknown value kept ({names} …)",
            "{number} unknown values kept ({names} …)",
            number,
            names=names,
        )
    return counted(
        "{number} unknown value kept ({names})", "{number} unknown values kept ({names})", number, names=names
    )


def details(result: TargetResult, *, is_dry: bool) -> Details:
    """What was merged and what is gone from Attio, who was held back, then what went wrong."""
    return Details((*_deleted(result, is_dry=is_dry), *_held_back(result), *_problems(result)))


def _deleted(result: TargetResult, *, is_dry: bool) -> Iterator[Line]:
    """Who was merged and who is gone from Attio; what was left unmarked, and how to have it marked."""
    for merger in result.mergers[:MOST_SHOWN]:
        merged = counted(
            "merged in Attio: {number} record is now {path}",
            "merged in Attio: {number} records are now {path}",
            len(merger.merged_ids),
            path=merger.path,
        )
        yield Line(Tone.PLAIN, merged)
    gone = [
        said("{path}: gone from Attio, to be marked", path=each.path)
        if is_dry
        else said("{path}: gone from Attio, its file is kept", path=each.path)
        for each in result.gone
    ]
    yield from first_lines(gone, Tone.CAUTION, MOST_SHOWN)
    unmarked = [said("{path}: gone from Attio, not marked", path=each.path) for each in result.unmarked]
    yield from first_lines(unmarked, Tone.BAD, MOST_SHOWN)
    if unmarked:
        yield Line(Tone.BAD, _how_to_mark(result))


def _held_back(result: TargetResult) -> Iterator[Line]:
    """Who has no file although Attio has them, or has one that was left as it is, and how to take it back."""
    yield from first_lines([_out(each) for each in result.forgotten], Tone.DIM, MOST_SHOWN)
    yield from first_lines([_out(each) for each in result.held_back], Tone.CAUTION, MOST_SHOWN)


def _out(held: HeldBack) -> Words:
    what = held.path or held.attio_record_id
    match held.reason:
        case HoldingBack.FORGOTTEN:
            forgotten = said("{what}: left out, as you asked to forget it.", what=what)
            return Paragraph((forgotten, advised(Hint.REMEMBER_IT, id=held.because_of)))
        case HoldingBack.ADDRESS:
            alike = said("{what}: left out, as it has an address that a forgotten record had.", what=what)
            return Paragraph((alike, advised(Hint.REMEMBER_THE_OTHER, id=held.because_of)))
        case HoldingBack.MERGED:
            return said(
                "{what}: left as it is, as Attio merged it into {id}, which is not imported.",
                what=what,
                id=held.because_of,
            )


def _how_to_mark(result: TargetResult) -> Paragraph:
    if not result.reading.records and not result.selection.is_by_id:
        none = said(
            "Attio says that {name} has no records at all, so nothing is marked.", name=name_of(result)
        )
        return Paragraph((none, advised(Hint.ASK_FOR_EACH)))
    left = counted(
        "{number} file is left as it is.", "{number} files are left as they are.", len(result.unmarked)
    )
    return Paragraph((left, advised(Hint.MARK_WITH_YES)))


def _problems(result: TargetResult) -> Iterator[Line]:
    """Rows that could not be read, records that were not found, files that are not as Attio has them."""
    unreadable = len(result.reading.unreadable)
    if unreadable:
        rows = counted(
            "{number} row that Attio sent could not be read, and has no file.",
            "{number} rows that Attio sent could not be read, and have no files.",
            unreadable,
        )
        yield Line(Tone.BAD, rows)
    if result.unknown_choices:
        choices = said(
            "attiary.toml names {slugs}, which {name} does not have: was it renamed in Attio?",
            slugs=Series(tuple(result.unknown_choices)),
            name=name_of(result),
        )
        yield Line(Tone.CAUTION, choices)
    missing = [said("Not in Attio: {id}", id=record_id) for record_id in result.reading.missing_ids]
    yield from first_lines(missing, Tone.BAD, MOST_SHOWN)
    for outcome, tone in ((Outcome.FAILED, Tone.BAD), (Outcome.KEPT, Tone.CAUTION)):
        problems = [problem(each) for each in result.problems if each.outcome is outcome]
        yield from first_lines(problems, tone, MOST_SHOWN)


def problem(named: Problem) -> Sentence:
    """One file that is not as Attio has the record, and why."""
    return said("{path}: {reason}", path=named.path, reason=said(named.reason, **named.fields))
