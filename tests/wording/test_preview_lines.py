from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec
import pytest

from attiary.forget.erase import Erased, ForgetPreview
from attiary.model.revision import Change, Kind
from attiary.undo.preview import UndoPreview, UndoState
from attiary.undo.undo import Undone
from attiary.wording.lines import Details, Entry, Line, text_of
from attiary.wording.preview_lines import (
    MOST_SHOWN,
    erased,
    forget_preview,
    undo_heading,
    undo_preview,
    undone,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from attiary.wording.lines import Block

ADA = Change(kind=Kind.REMOVED, object_type="person", attio_record_id="a", name="Ada", path="attio/a.json")


def texts(blocks: Iterable[Block]) -> list[str]:
    found: list[str] = []
    for block in blocks:
        match block:
            case Line(_, words):
                found.append(text_of(words))
            case Entry(label, text):
                found.append(f"{text_of(label.words)} | {text_of(text)}")
            case Details(lines):
                found += [f"- {text_of(line.words)}" for line in lines]
    return found


def preview(**fields: Any) -> UndoPreview:
    known: dict[str, Any] = {
        "fingerprint": "f",
        "state": UndoState.NEW,
        "run_id": "r",
        "time": "2026-02-06T12:00:00+00:00",
        "subject": "Import people",
        "changes": [ADA],
        "unmerged": [],
        "other_files": [],
        "kept": [],
        "forgotten": 0,
        "commit": None,
    }
    return UndoPreview(**known | fields)


@pytest.mark.parametrize(
    ("subject", "text"),
    [
        ("Import people", "To be taken back: Import people (noon)"),
        (None, "To be taken back: an import that was interrupted; it made no commit (noon)"),
    ],
)
def test_the_import_that_is_taken_back_is_named(subject: str | None, text: str) -> None:
    assert text_of(undo_heading(preview(subject=subject), "noon").words) == text


def test_what_an_undo_does_and_leaves_is_counted() -> None:
    kept = [f"{number}.json" for number in range(MOST_SHOWN + 2)]
    told = texts(undo_preview(preview(other_files=["attiary.toml"], kept=kept, forgotten=1)))
    assert told[:3] == ["as it was before | attiary.toml", "1 removed", "stays, changed since | 0.json"]
    assert told[-2:] == ["and 2 more", "1 record that was forgotten is not brought back."]


def test_an_import_of_which_nothing_can_be_taken_back_says_so() -> None:
    assert texts(undo_preview(preview(changes=[]))) == ["Nothing in this import can be taken back."]
    files_alone = preview(changes=[], other_files=["attiary.toml"])
    assert texts(undo_preview(files_alone))[-1] == "No record changes."


@pytest.mark.parametrize(
    ("changes", "text"), [([ADA], "Taken back: 1 removed."), ([], "Taken back: no record changed.")]
)
def test_what_an_undo_did_is_one_sentence(changes: list[Change], text: str) -> None:
    done = Undone("r", "2026-02-06T12:00:00+00:00", "0123456789abcdef", changes, [], [], 0)
    assert texts(undone(done)) == [text, "Commit 0123456789"]


def test_what_is_to_be_erased_is_listed_with_what_stays() -> None:
    shown = ForgetPreview(
        fingerprint="f",
        record_id="a",
        files=["a.json", "b.json"],
        edited=["b.json"],
        rows=2,
        links=1,
        references=["c.json"],
        referring=1,
        is_history_whole=True,
    )
    assert texts(forget_preview(shown))[1:-1] == [
        "- a.json",
        "- b.json (with your changes)",
        "- 2 rows of the catalog",
        "- 1 link to an experiment",
        "Its name will be removed from these files:",
        "- c.json",
        "1 other file refers to it by its id and keeps this id, as Attio does.",
    ]


@pytest.mark.parametrize(
    ("files", "references", "text"),
    [(1, 2, "Erased: 1 file, the name in 2 other files."), (0, 0, "Nothing was left of it to erase.")],
)
def test_what_was_erased_is_one_sentence(files: int, references: int, text: str) -> None:
    done = Erased(
        files=files,
        rows=0,
        links=0,
        references=references,
        referring=0,
        left=0,
        commit=None,
        forgotten_at="2026-02-06T12:00:00Z",
        history_command=None,
        is_history_whole=True,
        end=None,
    )
    assert texts(erased(done))[0] == text
    in_part = texts(erased(msgspec.structs.replace(done, is_history_whole=False)))
    assert "whole history" in in_part[-1]
    assert not any("never contained" in each for each in in_part)
