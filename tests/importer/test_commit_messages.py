from __future__ import annotations

import io

from rich.console import Console

from attiary.cli.draw_blocks import draw_blocks
from attiary.cli.json_objects import run_object
from attiary.importer.commit_messages import import_message
from attiary.model.proof import Hidden, Reading, UnknownFields
from attiary.model.run import ImportRun, Outcome, TargetResult
from attiary.model.selection import Selection, Target
from attiary.wording.receipt_lines import receipt

PEOPLE = Selection(target=Target("people"))
WHOLE = Reading(pages=2, records=600, last_page_length=110, links_checked=1, is_unbroken=True)


def run(*results: TargetResult, hidden: tuple[Hidden, ...] = ()) -> ImportRun:
    return ImportRun(
        run_id="1f3a9c20-aaaa",
        started_at="2026-02-06T12:00:00Z",
        workspace_id="w",
        workspace_name="Sample",
        results=list(results),
        hidden=list(hidden),
        written={Outcome.ADDED: 600},
    )


def result(reading: Reading = WHOLE, selection: Selection = PEOPLE) -> TargetResult:
    return TargetResult(selection=selection, reading=reading, outcomes={Outcome.ADDED: reading.records})


def on_screen(shown: ImportRun) -> str:
    console = Console(file=io.StringIO(), width=300)
    draw_blocks(console, receipt(shown))
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def proof_in_commit(shown: ImportRun) -> str:
    return import_message(shown).splitlines()[2]


def test_the_commit_holds_the_proof_of_each_target_and_names_the_run() -> None:
    assert import_message(run(result())).splitlines() == [
        "Import people: 600 added",
        "",
        "people: complete, 600 read in 2 pages, 1 links checked, 0 repaired, last page 110, chain unbroken",
        "",
        "Import-Run: 1f3a9c20-aaaa",
    ]


def test_rows_that_could_not_be_read_are_said_in_words_everywhere() -> None:
    reading = Reading(pages=1, records=4, last_page_length=6, unreadable=["?", "?"])
    shown = run(result(reading))
    assert "2 rows that Attio sent could not be read, and have no files." in on_screen(shown)
    assert "Incomplete" in on_screen(shown)
    assert "2 unreadable" in proof_in_commit(shown)
    assert run_object(shown)["receipt"]["unreadable"] == ["?", "?"]
    assert run_object(shown)["status"] == "incomplete"


def test_a_chain_that_could_not_be_closed_is_said_in_words_everywhere() -> None:
    reading = Reading(pages=3, records=900, last_page_length=3, ordered_by="created_at", links_repaired=7)
    shown = run(result(reading))
    assert "in order of creation, 0 links checked, 7 repaired, the chain of pages could not" in on_screen(
        shown
    )
    assert "people: incomplete, 900 read" in proof_in_commit(shown)
    assert proof_in_commit(shown).endswith("last page 3, chain broken")


def test_what_is_odd_is_counted_and_the_first_of_it_named() -> None:
    unknown = UnknownFields(types={"hologram": 3, "a\x1b[31m": 1}, keys={"values.x": 2, "z": 1})
    shown = on_screen(run(result(Reading(pages=1, is_unbroken=True, unknown=unknown))))
    assert "7 unknown values kept" in shown
    assert "\x1b" not in shown
    assert "hologram, values.x …)" in shown


def test_how_often_was_waited_and_what_came_meanwhile_is_said() -> None:
    reading = Reading(
        pages=3, records=9, is_unbroken=True, waits=2, waited_seconds=3.4, created_meanwhile=1, repeats=10
    )
    shown = run(result(reading))
    assert "10 read twice, 1 created meanwhile, tried again 2 times (3 s waited)" in on_screen(shown)
    assert proof_in_commit(shown).endswith("10 read twice, 1 created meanwhile")


def test_what_was_read_by_id_has_no_chain_to_speak_of() -> None:
    selection = Selection(target=Target("people"), ids=("a", "b"))
    reading = Reading(pages=1, records=1, is_unbroken=True, missing_ids=["b"])
    shown = run(result(reading, selection))
    assert proof_in_commit(shown) == "people: incomplete, 1 read by id in 1 page, 1 not found"
    assert "Not in Attio: b" in on_screen(shown)


def test_a_target_that_could_not_be_read_is_said_and_what_to_do() -> None:
    hidden = Hidden(
        what="Attio has no {slug} any more.", slug="sales", missing=("list_entry:read",), is_all=True
    )
    sales = TargetResult(selection=Selection(target=Target("sales", is_list=True), is_known=True))
    shown = run(sales, hidden=(hidden,))
    assert "list sales: not read" in on_screen(shown)
    assert "Attio has no sales any more. Tick list_entry:read in Attio to have it." in on_screen(shown)
    assert "delete them and run `attiary reindex`" in on_screen(shown)
    assert proof_in_commit(shown) == "list sales: incomplete, not read"


def test_how_it_was_selected_is_in_the_commit_without_a_word_of_what_was_typed() -> None:
    selection = Selection(target=Target("people"), search="a\nImport-Run: x", filters=("name~b",))
    assert proof_in_commit(run(result(selection=selection))).startswith("people (by search and filter): ")
    assert "Import-Run: x" not in import_message(run(result(selection=selection)))
