"""What the receipt of an import says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attiary.hints import Hint
from attiary.model.run import Outcome, RunState
from attiary.wording.lines import (
    Counts,
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
from attiary.wording.target_lines import MOST_SHOWN, details, name_of, problem, proof

if TYPE_CHECKING:
    from collections.abc import Iterator

    from attiary.model.proof import Hidden
    from attiary.model.run import ImportRun
    from attiary.wording.lines import Block, Sentence

SHORT_RUN_ID, SHORT_COMMIT_ID = 8, 10

# A zero here says that nothing happened; a column that is left out would say nothing.
_ALWAYS_COUNTED = (Outcome.ADDED, Outcome.CHANGED, Outcome.UNCHANGED)


def receipt(run: ImportRun) -> Iterator[Block]:
    """Counts, the proof of the reading, what is gone, problems, the verdict and the commit."""
    if run.made_repository:
        yield Line(Tone.PLAIN, said("There was no git repository here, so one was made."))
    if run.forgotten_elsewhere:
        forgotten = counted(
            "{number} forgotten elsewhere, erased here.",
            "{number} forgotten elsewhere, erased here.",
            run.forgotten_elsewhere,
        )
        yield Line(Tone.CAUTION, forgotten)
    yield _counts(run)
    for result in run.results:
        yield Line(Tone.DIM, proof(result))
    for result in run.results:
        yield details(result, is_dry=run.options.dry_run)
    yield Details(tuple(first_lines([problem(each) for each in run.passed_over], Tone.BAD, MOST_SHOWN)))
    for hidden in run.hidden:
        yield Line(Tone.BAD if hidden.is_all else Tone.CAUTION, _hidden(hidden))
    yield _verdict(run)
    yield Line(Tone.PLAIN, _commit(run))
    yield Line(Tone.DIM, _run(run))


def _counts(run: ImportRun) -> Counts:
    titles = {
        Outcome.ADDED: said("added"),
        Outcome.CHANGED: said("changed"),
        Outcome.RENAMED: said("renamed"),
        Outcome.UNCHANGED: said("unchanged"),
        Outcome.MERGED: said("merged"),
        Outcome.KEPT: said("your edit kept"),
        Outcome.FAILED: said("failed"),
        Outcome.FORGOTTEN: said("forgotten"),
    }
    shown = [
        each
        for each in Outcome
        if each in _ALWAYS_COUNTED or any(result.number(each) for result in run.results)
    ]
    rows = (
        (name_of(result), (sum(result.outcomes.values()), *(result.number(each) for each in shown)))
        for result in run.results
    )
    return Counts((said("read"), *(titles[each] for each in shown)), tuple(rows))


def _hidden(hidden: Hidden) -> Paragraph:
    what, scopes = said(hidden.what, slug=hidden.slug), Series(hidden.missing)
    if not hidden.is_all:
        rest = said(
            "Names and links are missing, and files are named by ids; tick {scopes} in Attio.", scopes=scopes
        )
        return Paragraph((what, rest))
    tick = (said("Tick {scopes} in Attio to have it.", scopes=scopes),) if hidden.missing else ()
    return Paragraph((what, *tick, advised(Hint.DELETE_FILES_AND_REINDEX)))


def _verdict(run: ImportRun) -> Line:
    if run.state is not RunState.COMPLETE:
        incomplete = said("Incomplete: not everything could be proven; see above.")
        return Line(Tone.BAD, incomplete, is_strong=True)
    return Line(Tone.GOOD, _complete(run), is_strong=True)


def _complete(run: ImportRun) -> Sentence:
    if run.options.dry_run:
        return said("Complete: everything selected was read.")
    kept = sum(result.number(Outcome.KEPT) for result in run.results)
    if kept:
        return counted(
            "Complete: everything selected was read; {number} file that you edited was left as it is.",
            "Complete: everything selected was read; {number} files that you edited were left as they are.",
            kept,
        )
    return said("Complete: everything selected was read and is in its file.")


def _commit(run: ImportRun) -> Sentence:
    if run.options.dry_run:
        return said("This was a dry run: nothing was written.")
    if not run.commits:
        return said("No changes, no commit.")
    return counted(
        "Commit {id}, {number} file",
        "Commit {id}, {number} files",
        run.files,
        id=run.commits[0][:SHORT_COMMIT_ID],
    )


def _run(run: ImportRun) -> Paragraph:
    begun = said(
        "Run {id}, begun {moment}, workspace {workspace}.",
        id=run.run_id[:SHORT_RUN_ID],
        moment=run.started_at,
        workspace=run.workspace_name or run.workspace_id,
    )
    resumed = (said("Interrupted before, and finished now."),) if run.resumed else ()
    return Paragraph((begun, *resumed))
