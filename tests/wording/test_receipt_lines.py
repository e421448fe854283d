from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from attiary.language import speaking
from attiary.model.proof import Hidden, Reading, UnknownFields
from attiary.model.run import Gone, ImportRun, Merger, Outcome, Problem, TargetResult
from attiary.model.selection import Options, Selection, Target
from attiary.wording.lines import Counts, Details, Line, Tone, text_of
from attiary.wording.receipt_lines import receipt
from attiary.wording.target_lines import MOST_SHOWN, proof

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

PEOPLE, SALES = Target("people"), Target("sales", is_list=True)


def read(**fields: Any) -> Reading:
    known: dict[str, Any] = {
        "pages": 3,
        "records": 7,
        "links_checked": 2,
        "last_page_length": 1,
        "is_unbroken": True,
    }
    return Reading(**known | fields)


def result(target: Target = PEOPLE, reading: Reading | None = None, **fields: Any) -> TargetResult:
    return TargetResult(selection=Selection(target=target), reading=reading or read(), **fields)


def run(*results: TargetResult, **fields: Any) -> ImportRun:
    known: dict[str, Any] = {
        "run_id": "1f3a9c20-0000",
        "started_at": "2026-02-06T12:00:00Z",
        "workspace_id": "w",
    }
    return ImportRun(results=list(results), **known | fields)


def lines(of: ImportRun) -> list[tuple[Tone, str]]:
    """The receipt's lines, details among them."""
    found: list[Line] = []
    for block in receipt(of):
        found += block.lines if isinstance(block, Details) else [block] if isinstance(block, Line) else []
    return [(line.tone, text_of(line.words)) for line in found]


@pytest.mark.parametrize(
    ("selection", "reading", "text"),
    [
        (Selection(target=PEOPLE), Reading(), "people: not read"),
        (
            Selection(target=SALES),
            read(),
            "list sales: 3 pages, 2 links checked, 0 repaired, last page short (1), chain unbroken",
        ),
        (Selection(target=PEOPLE, ids=("a",)), read(pages=1), "people: read by id in 1 page"),
        (
            Selection(target=PEOPLE, search="a", filters=("b~c", "d?"), view="e"),
            read(pages=1, is_unbroken=False, ordered_by="created_at", links_checked=1),
            (
                "people (search “a”, b~c, d?, view “e”): 1 page, in order of creation, 1 link checked, "
                "0 repaired, the chain of pages could not be closed"
            ),
        ),
        (
            Selection(target=PEOPLE, ids=("a",)),
            read(repeats=2, created_meanwhile=1, waits=1, waited_seconds=1.6),
            (
                "people: read by id in 3 pages, 2 read twice, 1 created meanwhile, "
                "tried again 1 time (2 s waited)"
            ),
        ),
        (
            Selection(target=PEOPLE, ids=("a",)),
            read(unknown=UnknownFields(types={"d": 1, "a": 2}, keys={"c": 1, "b": 1})),
            "people: read by id in 3 pages, 5 unknown values kept (a, b, c …)",
        ),
        (
            Selection(target=PEOPLE, ids=("a",)),
            read(unknown=UnknownFields(keys={"c": 1})),
            "people: read by id in 3 pages, 1 unknown value kept (c)",
        ),
    ],
)
def test_the_proof_of_a_target_is_one_sentence(selection: Selection, reading: Reading, text: str) -> None:
    assert text_of(proof(TargetResult(selection=selection, reading=reading))) == text


def test_a_complete_run_is_told_in_a_good_tone_with_its_commit() -> None:
    shown = lines(run(result(), commits=["0123456789abcdef"], files=1, workspace_name="Acme"))
    assert shown[1:] == [
        (Tone.GOOD, "Complete: everything selected was read and is in its file."),
        (Tone.PLAIN, "Commit 0123456789, 1 file"),
        (Tone.DIM, "Run 1f3a9c20, begun 2026-02-06T12:00:00Z, workspace Acme."),
    ]


def test_counts_are_numbers_and_only_of_what_there_was() -> None:
    several = run(result(outcomes={Outcome.ADDED: 1_200, Outcome.KEPT: 1}), result(SALES))
    [counts] = [block for block in receipt(several) if isinstance(block, Counts)]
    assert [text_of(title) for title in counts.titles] == [
        "read",
        "added",
        "changed",
        "unchanged",
        "your edit kept",
    ]
    assert [(text_of(name), numbers) for name, numbers in counts.rows] == [
        ("people", (1_201, 1_200, 0, 0, 1)),
        ("list sales", (0, 0, 0, 0, 0)),
    ]


def test_what_is_gone_merged_hidden_or_failed_is_named_in_its_tone() -> None:
    problem = Problem("r1", "attio/person/x.json", Outcome.FAILED, "The limit is {limit}.", {"limit": "{9}"})
    shown = lines(
        run(
            result(
                mergers=[Merger(("a", "b"), "c", "attio/person/c.json")],
                gone=[Gone(str(number), f"{number}.json") for number in range(MOST_SHOWN + 2)],
                problems=[problem],
                unknown_choices=["shoe_size", "hat"],
            ),
            hidden=[
                Hidden(
                    what="The records of {slug} cannot be read.",
                    slug="deals",
                    missing=("a:read",),
                    is_all=True,
                )
            ],
            resumed=1,
        )
    )
    assert (Tone.PLAIN, "merged in Attio: 2 records are now attio/person/c.json") in shown
    assert (Tone.CAUTION, "0.json: gone from Attio, its file is kept") in shown
    assert (Tone.PLAIN, "and 2 more") in shown
    assert (Tone.BAD, "attio/person/x.json: The limit is {9}.") in shown
    assert (
        Tone.CAUTION,
        "attiary.toml names shoe_size, hat, which people does not have: was it renamed in Attio?",
    ) in shown
    assert [text for tone, text in shown if "deals" in text and tone is Tone.BAD] == [
        (
            "The records of deals cannot be read. Tick a:read in Attio to have it. Its files stay "
            "as they are; to be rid of them, delete them and run `attiary reindex`."
        )
    ]
    assert shown[-1][1].endswith("Interrupted before, and finished now.")


def test_a_dry_run_promises_nothing() -> None:
    shown = lines(run(result(gone=[Gone("1", "1.json")]), options=Options(dry_run=True)))
    assert (Tone.CAUTION, "1.json: gone from Attio, to be marked") in shown
    assert shown[-2] == (Tone.PLAIN, "This was a dry run: nothing was written.")


def test_a_receipt_is_told_in_the_readers_language(
    translate: Callable[[str, Mapping[str, str]], Path],
) -> None:
    locales = translate(
        "fr",
        {
            "{name}: {pages}": "{pages} de {name}",
            "{number} page\0{number} pages": "{number} feuille\0{number} feuilles",
        },
    )
    made = run(result())
    with speaking("fr", locales=locales):
        assert lines(made)[0][1].startswith("3 feuilles de people, ")
    assert lines(made)[0][1].startswith("people: 3 pages, ")
