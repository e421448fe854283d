"""Files that were not as we left them when the commit was made, or at the end: receipt, journal, rows say so.

A receipt speaks of what is there, not of what was meant. The next import puts right what it names.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from msgspec.structs import replace

from attiary.documents.jsonfile import decode_or_none
from attiary.documents.paths import directory, is_document, type_at
from attiary.errors import N_
from attiary.folder import PassedOver, Why
from attiary.importer.recovery.untracked import known_file
from attiary.model.message import Message
from attiary.model.run import Outcome, Problem

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator, Mapping, Sequence

    from attiary.folder import Folder, KnownFile
    from attiary.importer.plan import Step
    from attiary.model.run import ImportRun, TargetResult

REASONS = {
    Why.VANISHED: N_("The file was taken away before the import was finished."),
    Why.EDITED: N_("The file was changed by somebody before the import was finished, and stays so."),
    Why.RESTORED: N_("The file was set back to the last commit before the import was finished."),
    Why.RETURNED: N_("This former file of a record was put back before the import was finished."),
    Why.REVIVED: N_(
        "This former file of a record was changed by somebody before the import was finished, and stays."
    ),
}

_OTHERWISE = (Outcome.CHANGED, Outcome.RENAMED, Outcome.ADDED, Outcome.UNCHANGED, Outcome.KEPT)


class Meddled(NamedTuple):
    """A file of a record that is not as we left it."""

    why: Why
    problem: Problem
    file: KnownFile | None
    """What the journal has of it; None for one that was to go."""


def find_meddled(folder: Folder, passed_over: Iterable[PassedOver]) -> list[Meddled]:
    """The documents among them, with their records."""
    documents = [each for each in passed_over if is_document(each.path)]
    known: dict[str, KnownFile] = {}
    for object_type in sorted({type_at(each.path) for each in documents}):
        holders = folder.journal.holders(object_type)
        ids = [holders[each.path] for each in documents if each.path in holders]
        known |= {file.path: file for file in folder.journal.find(object_type, ids).values()}
    return [_meddled(each, known.get(each.path)) for each in documents]


def _meddled(passed_over: PassedOver, file: KnownFile | None) -> Meddled:
    record_id = file.record_id if file else ""
    reason = REASONS[passed_over.why]
    return Meddled(passed_over.why, Problem(record_id, passed_over.path, Outcome.FAILED, reason), file)


def name_in_receipt(
    folder: Folder,
    run: ImportRun,
    steps: Sequence[Step],
    found: Sequence[Meddled],
    before: Container[str],
    *,
    written: Container[str] | None = None,
) -> ImportRun:
    """The run that says so: what it counted of them, and whom it marked as gone, is so no more.

    `before` are the paths that HEAD had, `written` those that the run wrote; all of them where it is None.
    """
    if not found:
        return run
    first = len(run.results) - len(steps)
    seen: list[Mapping[str, bool]] = [{}] * first + [folder.runs.seen(step.number) for step in steps]
    results = [
        _without(result, found, those, before, written)
        for result, those in zip(run.results, seen, strict=True)
    ]
    return replace(run, results=results, passed_over=[*run.passed_over, *(each.problem for each in found)])


def _without(
    result: TargetResult,
    found: Sequence[Meddled],
    seen: Mapping[str, bool],
    before: Container[str],
    written: Container[str] | None,
) -> TargetResult:
    """The result in which those that it has `seen`, ids by whether they were new, count as failed."""
    paths = {each.problem.path for each in found}
    gone = [each for each in result.gone if each.path not in paths]
    left = replace(result, gone=gone, outcomes=dict(result.outcomes))
    for file in (each.file for each in found if each.file and _is_of(each.file, result)):
        if file.record_id in seen:
            is_written = written is None or file.path in written
            is_new, is_old_path = seen[file.record_id], file.path in before
            likely = _outcome(file, result, is_new=is_new, is_old_path=is_old_path)
            asked = (likely if is_written else Outcome.UNCHANGED, *_OTHERWISE)
            counted = next((each for each in asked if left.number(each)), None)
            if counted:
                left.move(counted, Outcome.FAILED)
    return left


def _is_of(file: KnownFile, result: TargetResult) -> bool:
    target = result.selection.target
    return file.object_type == target.object_type and (not target.is_list or file.list_slug == target.slug)


def _outcome(file: KnownFile, result: TargetResult, *, is_new: bool, is_old_path: bool) -> Outcome:
    """As what the run counted the record: it notes how many of each there are, not which."""
    if any(each.attio_record_id == file.record_id for each in result.mergers):
        return Outcome.MERGED
    if is_new:
        return Outcome.ADDED
    return Outcome.CHANGED if is_old_path else Outcome.RENAMED


def note_in_journal(folder: Folder, found: Sequence[Meddled], committed: Mapping[str, str]) -> None:
    """Have rows say so, and the next import find what there is to do; `committed` is what HEAD has."""
    folder.journal.save([], theirs=[file for each in found if (file := _as_it_is(folder, each, committed))])


def _as_it_is(folder: Folder, found: Meddled, committed: Mapping[str, str]) -> KnownFile | None:
    if found.file is None:
        return None
    problem = Message(found.problem.reason)
    # To whom the mark did not get is not marked.
    file = replace(found.file, problem=problem, gone_at=None)
    blob_id = committed.get(file.path, "")
    stamp = folder.files.stamp(file.path)
    if found.why is not Why.RESTORED or stamp is None:
        return file
    document = decode_or_none(folder.files.read(file.path))
    is_same = document and document.attio_record_id == file.record_id
    # What we committed once is no edit, though the journal had a later version: the next import writes that.
    if document is None or not is_same or (file.path, blob_id) in folder.history.external_blobs():
        return file
    return replace(known_file(document, file.path, blob_id, stamp), problem=problem)


def look_again(
    folder: Folder, run: ImportRun, steps: Sequence[Step], written: Mapping[str, str]
) -> list[PassedOver]:
    """What of the run's files is not there at its end, or not as `written` (blob ids by path).

    Of unchanged files only that they are there is asked: reading or measuring them all would take longer
    than the import.
    """
    named = {each.path for each in (*run.passed_over, *(each for it in run.results for each in it.problems))}
    lost = [PassedOver(path, Why.VANISHED) for path in _lost(folder, steps) if path not in named]
    there = named | {each.path for each in lost}
    return lost + [each for each in _changed(folder, written) if each.path not in there]


def _lost(folder: Folder, steps: Sequence[Step]) -> Iterator[str]:
    by_type: dict[str, list[int]] = {}
    for step in steps:
        by_type.setdefault(step.selection.target.object_type, []).append(step.number)
    for object_type, numbers in by_type.items():
        place = directory(object_type)
        there = {f"{place}/{name}" for name in folder.files.regular_names(place)}
        holders = folder.journal.holders(object_type)
        lost = holders.keys() - there
        seen = {record_id for number in numbers if lost for record_id in folder.runs.seen(number)}
        yield from sorted(path for path in lost if holders[path] in seen)


def _changed(folder: Folder, written: Mapping[str, str]) -> Iterator[PassedOver]:
    stamps = {path: stamp for path, _, stamp in folder.journal.blobs()} if written else {}
    for path, blob_id in written.items():
        if path in stamps and folder.files.stamp(path) != stamps[path]:
            content = folder.files.read(path)
            if content is None:
                yield PassedOver(path, Why.VANISHED)
            elif not folder.recognise(content, [blob_id]):
                yield PassedOver(path, Why.EDITED)
