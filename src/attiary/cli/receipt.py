"""The receipt as a person reads it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attiary.cli.output import cell, printable, table
from attiary.language import count, say
from attiary.model.imports import Outcome, Status

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

    from attiary.model.imports import ImportRun, Reading, TargetResult

MOST_PROBLEMS = 10


def draw(console: Console, run: ImportRun) -> None:
    """Counts, the proof of the reading, problems, and the commit."""
    if run.made_repository:
        console.print(say("There was no git repository here, so one was made."))
    _draw_counts(console, run)
    for result in run.results:
        console.print(cell(_proof(result), style="dim"))
    for result in run.results:
        _draw_problems(console, result)
    for hidden in run.hidden:
        what = say(hidden.what, slug=printable(hidden.slug))
        scopes = ", ".join(hidden.missing)
        missing = say(
            "Names and links are missing, and files are named by ids; tick {scopes} in Attio.", scopes=scopes
        )
        console.print(cell(f"{what} {missing}", style="yellow", wrap=True))
    console.print(_verdict(run))
    console.print(_commit(run))


def _draw_counts(console: Console, run: ImportRun) -> None:
    counted = [
        each for each in Outcome if each in _ALWAYS or any(result.number(each) for result in run.results)
    ]
    headings = {
        Outcome.ADDED: say("added"),
        Outcome.CHANGED: say("changed"),
        Outcome.RENAMED: say("renamed"),
        Outcome.UNCHANGED: say("unchanged"),
        Outcome.KEPT: say("your edit kept"),
        Outcome.FAILED: say("failed"),
    }
    drawn = table("", say("read"), *(headings[each] for each in counted))
    for column in drawn.columns[1:]:
        column.justify = "right"
    for result in run.results:
        numbers = (cell(f"{result.number(each):,}") for each in counted)
        drawn.add_row(cell(_name(result), style="bold"), cell(f"{sum(result.outcomes.values()):,}"), *numbers)
    console.print(drawn)


_ALWAYS = (Outcome.ADDED, Outcome.CHANGED, Outcome.UNCHANGED)


def _name(result: TargetResult) -> str:
    target = result.selection.target
    return say("list {slug}", slug=target.slug) if target.is_list else target.slug


def _proof(result: TargetResult) -> str:
    reading = result.reading
    pages = count("{number} page", "{number} pages", reading.pages)
    if result.selection.ids is not None:
        return say("{name}: read by id in {pages}", name=_name(result), pages=pages)
    parts = [
        say("{name}: {pages}", name=_name(result), pages=pages),
        count("{number} link checked", "{number} links checked", reading.links_checked),
        count("{number} repaired", "{number} repaired", reading.links_repaired),
        _end(reading),
    ]
    if reading.created_meanwhile:
        parts.append(
            count("{number} created meanwhile", "{number} created meanwhile", reading.created_meanwhile)
        )
    if reading.unknown.types or reading.unknown.keys:
        odd = sum(reading.unknown.types.values()) + sum(reading.unknown.keys.values())
        parts.append(count("{number} unknown value kept", "{number} unknown values kept", odd))
    return ", ".join(parts)


def _end(reading: Reading) -> str:
    if not reading.is_unbroken:
        return say("the chain of pages could not be closed")
    return say("last page short ({rows}), chain unbroken", rows=reading.last_page_length)


def _draw_problems(console: Console, result: TargetResult) -> None:
    for record_id in result.reading.missing_ids[:MOST_PROBLEMS]:
        console.print(cell("  " + say("Not in Attio: {id}", id=record_id), style="red"))
    for problem in result.problems[:MOST_PROBLEMS]:
        color = "red" if problem.outcome is Outcome.FAILED else "yellow"
        fields = {name: printable(value) for name, value in problem.fields.items()}
        console.print(cell(f"  {problem.path}: {say(problem.reason, **fields)}", style=color))
    more = max(len(result.problems), len(result.reading.missing_ids)) - MOST_PROBLEMS
    if more > 0:
        console.print("  " + count("and {number} more", "and {number} more", more))


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
    files = count("{number} file", "{number} files", sum(run.written.values()))
    return say("Commit {id}, {files}", id=run.commits[0][:10], files=files)
