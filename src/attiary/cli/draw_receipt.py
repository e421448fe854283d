"""The receipt as a person reads it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attiary.cli.draw_proof import draw_departures, draw_problems, name, proof
from attiary.cli.output import cell, printable, table
from attiary.language import count, say
from attiary.model.run import Outcome, Status

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

    from attiary.model.proof import Hidden
    from attiary.model.run import ImportRun


def draw(console: Console, run: ImportRun) -> None:
    """Counts, the proof of the reading, what is gone, problems, and the commit."""
    if run.made_repository:
        console.print(say("There was no git repository here, so one was made."))
    _draw_counts(console, run)
    for result in run.results:
        console.print(cell(proof(result), style="dim"))
    for result in run.results:
        draw_departures(console, result, is_dry=run.options.dry_run)
        draw_problems(console, result)
    for hidden in run.hidden:
        console.print(cell(_hidden(hidden), style="red" if hidden.is_all else "yellow", wrap=True))
    console.print(_verdict(run))
    console.print(_commit(run))
    console.print(cell(_run(run), style="dim"))


def _hidden(hidden: Hidden) -> str:
    what, scopes = say(hidden.what, slug=printable(hidden.slug)), ", ".join(hidden.missing)
    if not hidden.is_all:
        return f"{what} " + say(
            "Names and links are missing, and files are named by ids; tick {scopes} in Attio.", scopes=scopes
        )
    kept = say("Its files stay as they are; to be rid of them, delete them and run `attiary reindex`.")
    tick = say("Tick {scopes} in Attio to have it.", scopes=scopes) if scopes else ""
    return " ".join(filter(None, (what, tick, kept)))


def _run(run: ImportRun) -> str:
    resumed = " " + say("Interrupted before, and finished now.") if run.resumed else ""
    run_line = say(
        "Run {id}, begun {moment}, workspace {workspace}.",
        id=run.run_id[:8],
        moment=run.started_at,
        workspace=printable(run.workspace_name) or run.workspace_id,
    )
    return run_line + resumed


def _draw_counts(console: Console, run: ImportRun) -> None:
    counted = [
        each for each in Outcome if each in _ALWAYS or any(result.number(each) for result in run.results)
    ]
    headings = {
        Outcome.ADDED: say("added"),
        Outcome.CHANGED: say("changed"),
        Outcome.RENAMED: say("renamed"),
        Outcome.UNCHANGED: say("unchanged"),
        Outcome.MERGED: say("merged"),
        Outcome.KEPT: say("your edit kept"),
        Outcome.FAILED: say("failed"),
        Outcome.FORGOTTEN: say("forgotten"),
    }
    drawn = table("", say("read"), *(headings[each] for each in counted))
    for column in drawn.columns[1:]:
        column.justify = "right"
    for result in run.results:
        numbers = (cell(f"{result.number(each):,}") for each in counted)
        drawn.add_row(cell(name(result), style="bold"), cell(f"{sum(result.outcomes.values()):,}"), *numbers)
    console.print(drawn)


_ALWAYS = (Outcome.ADDED, Outcome.CHANGED, Outcome.UNCHANGED)


def _verdict(run: ImportRun) -> Text:
    if run.status is not Status.COMPLETE:
        return cell(say("Incomplete: not everything could be proven; see above."), style="bold red")
    if run.options.dry_run:
        return cell(say("Complete: everything selected was read."), style="bold green")
    kept = sum(result.number(Outcome.KEPT) for result in run.results)
    if kept:
        text = count(
            "Complete: everything selected was read; {number} file that you edited was left as it is.",
            "Complete: everything selected was read; {number} files that you edited were left as they are.",
            kept,
        )
        return cell(text, style="bold green")
    return cell(say("Complete: everything selected was read and is in its file."), style="bold green")


def _commit(run: ImportRun) -> str:
    if run.options.dry_run:
        return say("This was a dry run: nothing was written.")
    if not run.commits:
        return say("No changes, no commit.")
    files = count("{number} file", "{number} files", run.files)
    return say("Commit {id}, {files}", id=run.commits[0][:10], files=files)
