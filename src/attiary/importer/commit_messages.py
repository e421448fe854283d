"""The messages of our commits, in English whatever the reader speaks: a history has readers of all languages.

The subject says what changed, the body what was read, and a trailer whose run or command it was. Pure.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from attiary.folder import Trailer, with_trailer
from attiary.model.run import ImportRun, Outcome, TargetResult

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from attiary.model.selection import Selection, Target

_IN_COMMIT = (Outcome.ADDED, Outcome.CHANGED, Outcome.RENAMED, Outcome.MERGED)


def import_message(run: ImportRun) -> str:
    """Of an import: what changed, and what was read of each target."""
    gone = sum(len(result.gone) for result in run.results)
    counts = {str(each): run.written.get(each, 0) for each in _IN_COMMIT} | {"gone from Attio": gone}
    touched = [result for result in run.results if _has_changed(result)]
    targets = [result.selection.target for result in touched or run.results]
    lines = [f"Import {_named_targets(targets)}: {_counted(counts)}", "", *map(_line, run.results)]
    return with_trailer("\n".join(lines), Trailer.IMPORT_RUN, run.run_id)


def merge_message(object_type: str, number: int, run_id: str) -> str:
    """Of a merge by hand of `number` records into one."""
    return with_trailer(f"Merge {_records(number)} into 1: {object_type}", Trailer.IMPORT_RUN, run_id)


def mark_message(run: ImportRun) -> str:
    """Of marking as gone what an import had left unmarked."""
    targets = [result.selection.target for result in run.results]
    number = sum(len(result.gone) for result in run.results)
    named = _named_targets(targets)
    return with_trailer(
        f"Mark {_records(number)} as gone from Attio: {named}", Trailer.IMPORT_RUN, run.run_id
    )


def undo_message(
    run_id: str, *, objects: Collection[str], lists: Collection[str], counts: Mapping[str, int], kept: int
) -> str:
    """Of an undo: what it took back, by slugs of objects and lists, and how many files it left alone."""
    subject = f"Undo import of {_named(sorted(objects), sorted(lists))}: {_counted(counts)}"
    body = f"\n\nChanged since, and kept: {kept}" if kept else ""
    return with_trailer(subject + body, Trailer.UNDOES_RUN, run_id)


def forget_message(command_id: str) -> str:
    """Of a record's erasure. It does not say whose: that would stay in the history for ever."""
    return with_trailer("Forget a record", Trailer.FORGET_RUN, command_id)


def remember_message(command_id: str) -> str:
    """Of taking a record off the forgotten."""
    return with_trailer("Remember a record", Trailer.FORGET_RUN, command_id)


def _records(number: int) -> str:
    return f"{number} record" if number == 1 else f"{number} records"


def _counted(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{number} {what}" for what, number in counts.items() if number) or "no record changed"


def _named_targets(targets: Sequence[Target]) -> str:
    return _named(
        [target.slug for target in targets if not target.is_list],
        [target.slug for target in targets if target.is_list],
    )


def _named(objects: Sequence[str], lists: Sequence[str]) -> str:
    """The targets by their slugs; more than one list by their number."""
    names = list(objects)
    if lists:
        names.append(f"list {lists[0]}" if len(lists) == 1 else f"{len(lists)} lists")
    # slugs come from outside: a line break in one must not make a trailer of our own
    return ", ".join(" ".join(name.split()) for name in names)


def _has_changed(result: TargetResult) -> bool:
    return bool(result.gone) or any(result.number(each) for each in _IN_COMMIT)


def _line(result: TargetResult) -> str:
    """The receipt of one target in a line. What a person typed is not in it: it could feign a trailer."""
    target = result.selection.target
    name = f"list {target.slug}" if target.is_list else target.slug
    return f"{name}{_found_by(result.selection)}: {result.state}, {', '.join(_proof(result))}"


def _found_by(selection: Selection) -> str:
    ways = {"search": selection.search, "filter": selection.filters, "view": selection.view}
    found_by = [way for way, asked in ways.items() if asked]
    how = [f"by {' and '.join(found_by)}"] if found_by else []
    how += [f"all but {len(selection.without)}"] if selection.without else []
    return f" ({', '.join(how)})" if how else ""


def _proof(result: TargetResult) -> Iterator[str]:
    reading, is_by_id = result.reading, result.selection.is_by_id
    if not (reading.pages or reading.is_unbroken):
        yield "not read"
        return
    pages = f"{reading.pages} page" if reading.pages == 1 else f"{reading.pages} pages"
    yield f"{reading.records} read {'by id ' if is_by_id else ''}in {pages}"
    if not is_by_id:
        yield f"{reading.links_checked} links checked, {reading.links_repaired} repaired"
        yield f"last page {reading.last_page_length}, chain {'un' if reading.is_unbroken else ''}broken"
    counts = {
        "read twice": reading.repeats,
        "created meanwhile": reading.created_meanwhile,
        "not found": len(reading.missing_ids),
        "unreadable": len(reading.unreadable),
    }
    yield from (f"{number} {what}" for what, number in counts.items() if number)
