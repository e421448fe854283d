from __future__ import annotations

import io

import pytest
from rich.console import Console

from attiary.cli.draw_blocks import draw_blocks
from attiary.cli.json_objects import failed_object, run_object
from attiary.model.proof import Reading
from attiary.model.run import ImportRun, Outcome, TargetResult
from attiary.model.selection import Selection, Target
from attiary.wording.receipt_lines import receipt

PEOPLE, COMPANIES = Target("people"), Target("companies")


def run(*selections: Selection) -> ImportRun:
    results = [
        TargetResult(selection=each, outcomes={Outcome.ADDED: 3}, reading=Reading(pages=1, is_unbroken=True))
        for each in selections
    ]
    return ImportRun(run_id="r", started_at="2026-02-06T12:00:00Z", workspace_id="w", results=results)


@pytest.mark.parametrize(
    ("selection", "said"),
    [
        (Selection(target=PEOPLE), {"all": True}),
        (Selection(target=PEOPLE, ids=("a", "b")), {"ids": 2}),
        (Selection(target=PEOPLE, is_known=True), {"known": True}),
        (Selection(target=PEOPLE, search="ada", view="Mine"), {"search": "ada", "view": "Mine"}),
        (Selection(target=PEOPLE, without=("a",)), {"all": True, "without": 1}),
        (Selection(target=PEOPLE, filters=("x?",), without=("a", "b")), {"filters": ["x?"], "without": 2}),
    ],
)
def test_a_receipt_says_what_was_selected(selection: Selection, said: dict[str, object]) -> None:
    assert run_object(run(selection))["receipt"]["selection"] == said


def test_a_person_reads_how_many_were_left_out() -> None:
    console = Console(file=io.StringIO(), width=300)
    draw_blocks(console, receipt(run(Selection(target=PEOPLE, search="ada", without=("a", "b")))))
    assert isinstance(console.file, io.StringIO)
    assert "people (search “ada”, all but 2): 1 page" in console.file.getvalue()


def test_several_targets_are_summed_at_the_top() -> None:
    said = run_object(run(Selection(target=PEOPLE), Selection(target=COMPANIES)))
    assert (said["read"], said["added"], len(said["objects"])) == (6, 6, 2)


def test_a_failed_import_counts_nothing_and_names_its_only_target() -> None:
    assert failed_object([PEOPLE])["objectType"] == "person"
    assert failed_object([PEOPLE, COMPANIES]).keys() == failed_object([PEOPLE]).keys() - {"objectType"}
