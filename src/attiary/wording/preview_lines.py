"""What undo, forget and a merge by hand would do, and what they did."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attiary.model.revision import count_kinds
from attiary.wording.change_lines import counts
from attiary.wording.lines import Details, Entry, Line, Series, Tone, counted, first_lines, said
from attiary.wording.target_lines import problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from attiary.forget.erase import Erased, ForgetPreview
    from attiary.model.deleted_records import MergedByHand, MergePreview
    from attiary.undo.preview import UndoPreview
    from attiary.undo.undo import Undone
    from attiary.wording.lines import Block, Sentence, Words

MOST_SHOWN = 20
SHORT_COMMIT_ID = 10


def undo_heading(preview: UndoPreview, moment: str) -> Line:
    """Which import would be taken back; `moment` is when it was made, as the face shows times."""
    if preview.subject is None:
        interrupted = said(
            "To be taken back: an import that was interrupted; it made no commit ({moment})", moment=moment
        )
        return Line(Tone.PLAIN, interrupted, is_strong=True)
    named = said("To be taken back: {subject} ({moment})", subject=preview.subject, moment=moment)
    return Line(Tone.PLAIN, named, is_strong=True)


def undo_preview(preview: UndoPreview) -> Iterator[Block]:
    """What taking an import back would do beside the changes of records, then all of it in numbers."""
    for each in preview.unmerged[:MOST_SHOWN]:
        merger = said("no longer merged into {name}", name=each.survivor)
        yield Entry(Line(Tone.CAUTION, merger), Series(tuple(each.merged)))
    for path in preview.other_files:
        yield Entry(Line(Tone.PLAIN, said("as it was before")), path)
    yield Line(Tone.PLAIN, _what_changes(preview))
    for path in preview.kept[:MOST_SHOWN]:
        yield Entry(Line(Tone.PLAIN, said("stays, changed since")), path)
    more = len(preview.kept) - MOST_SHOWN
    if more > 0:
        yield Line(Tone.DIM, counted("and {number} more", "and {number} more", more))
    if preview.forgotten:
        forgotten = counted(
            "{number} record that was forgotten is not brought back.",
            "{number} records that were forgotten are not brought back.",
            preview.forgotten,
        )
        yield Line(Tone.PLAIN, forgotten)


def _what_changes(preview: UndoPreview) -> Words:
    if not (preview.changes or preview.other_files):
        return said("Nothing in this import can be taken back.")
    return counts(count_kinds(preview.changes)) if preview.changes else said("No record changes.")


def undone(result: Undone) -> Iterator[Block]:
    """What taking an import back did."""
    if result.changes:
        yield Line(
            Tone.GOOD, said("Taken back: {what}.", what=counts(count_kinds(result.changes))), is_strong=True
        )
    else:
        yield Line(Tone.GOOD, said("Taken back: no record changed."), is_strong=True)
    if result.kept:
        kept = counted(
            "{number} file that was changed since stays.",
            "{number} files that were changed since stay.",
            len(result.kept),
        )
        yield Line(Tone.PLAIN, kept)
    yield from _commit(result.commit)


def forget_preview(preview: ForgetPreview) -> Iterator[Block]:
    """What forgetting a record would remove, and what stays."""
    yield Line(Tone.PLAIN, said("This will be erased, and no import will bring it back:"))
    edited = set(preview.edited)
    yield _listed(
        said("{path} (with your changes)", path=path) if path in edited else path for path in preview.files
    )
    rows = [counted("{number} row of the catalog", "{number} rows of the catalog", preview.rows)]
    if preview.links:
        rows.append(counted("{number} link to an experiment", "{number} links to experiments", preview.links))
    yield _listed(rows)
    if preview.references:
        yield Line(Tone.PLAIN, said("Its name will be removed from these files:"))
        yield _listed(preview.references)
    if preview.referring:
        yield Line(Tone.PLAIN, _referring(preview.referring))
    kept = said("The folder's git history keeps it until you run the command that will be shown.")
    yield Line(Tone.PLAIN, kept)
    if not preview.is_history_whole:
        yield Line(Tone.CAUTION, _looked_through_in_part())


def erased(result: Erased) -> Iterator[Block]:
    """What was removed, in numbers, and what to do about the history; its command is shown below."""
    parts = _erased_parts(result)
    gone = said("Erased: {what}.", what=Series(parts)) if parts else said("Nothing was left of it to erase.")
    yield Line(Tone.PLAIN, gone)
    if result.referring:
        yield Line(Tone.PLAIN, _referring(result.referring))
    if result.left:
        left = counted(
            "{number} file was put back or changed by somebody meanwhile: forget the record again.",
            "{number} files were put back or changed by somebody meanwhile: forget the record again.",
            result.left,
        )
        yield Line(Tone.BAD, left)
    yield from _commit(result.commit)
    if not result.is_history_whole:
        yield Line(Tone.CAUTION, _looked_through_in_part())
        if result.history_command is None:
            return
    if result.history_command is None:
        yield Line(Tone.PLAIN, said("The folder's history never contained it. There is nothing more to do."))
        return
    yield Line(
        Tone.PLAIN,
        said(
            "Earlier commits still contain it. In a fresh clone of the repository (from a path on "
            "this machine: `git clone --no-local`), run:"
        ),
    )


def _looked_through_in_part() -> Sentence:
    return said(
        "This clone does not have the whole history, so what lies before it could not be looked through. "
        "Fetch it (`git fetch --unshallow` in a shallow clone), then forget the record again by its id."
    )


def after_rewriting() -> Line:
    """What is left to do once the history was rewritten by the command that was shown."""
    rest = said(
        "Every commit gets a new id, so everyone must clone the repository again. Push it with "
        "`git push --force --all URL` and `git push --force --tags URL`; until then, and until "
        "they collect garbage, remotes keep their copy. Then replace this repository by the "
        "clone, and move the folder's `.attiary` into it."
    )
    return Line(Tone.PLAIN, rest)


def merge_preview(preview: MergePreview) -> Iterator[Block]:
    """Which records would become one."""
    path = preview.survivor_path
    yield Line(Tone.PLAIN, said("These records will be merged into {path}:", path=path))
    yield Details(tuple(Line(Tone.PLAIN, each) for each in preview.paths))
    if preview.links:
        links = counted(
            "{number} link to an experiment will move with them.",
            "{number} links to experiments will move with them.",
            len(preview.links),
        )
        yield Line(Tone.PLAIN, links)


def merged(result: MergedByHand) -> Iterator[Block]:
    """Which records became one."""
    made_one = counted(
        "{number} record was merged into {path}.",
        "{number} records were merged into {path}.",
        len(result.merged_ids),
        path=result.path,
    )
    yield Line(Tone.PLAIN, made_one)
    yield from first_lines([problem(each) for each in result.passed_over], Tone.BAD, MOST_SHOWN)
    yield from _commit(result.commit)


def _erased_parts(result: Erased) -> tuple[Sentence, ...]:
    parts = (
        (result.files, counted("{number} file", "{number} files", result.files)),
        (result.rows, counted("{number} row", "{number} rows", result.rows)),
        (result.links, counted("{number} link", "{number} links", result.links)),
        (
            result.references,
            counted("the name in {number} other file", "the name in {number} other files", result.references),
        ),
    )
    return tuple(words for number, words in parts if number)


def _referring(number: int) -> Sentence:
    return counted(
        "{number} other file refers to it by its id and keeps this id, as Attio does.",
        "{number} other files refer to it by its id and keep this id, as Attio does.",
        number,
    )


def _commit(commit: str | None) -> Iterator[Line]:
    if commit:
        yield Line(Tone.PLAIN, said("Commit {id}", id=commit[:SHORT_COMMIT_ID]))


def _listed(things: Iterable[Words] | Sequence[Words]) -> Details:
    return Details(tuple(first_lines(tuple(things), Tone.PLAIN, MOST_SHOWN)))
