from __future__ import annotations

import pytest
from msgspec import UNSET

from attiary.history.record_changes import VersionPair
from attiary.model.document import Document
from attiary.model.revision import FileChange
from attiary.undo.preview import UndoPlan, UndoState, Verdict, verdict_of
from attiary.undo.undo import message_of, rows_left


def nobody(_document: Document) -> bool:
    return False


def document(record_id: str, object_type: str = "person", list_slug: str = "") -> Document:
    return Document(
        imported_at="2026-02-06T12:00:00Z",
        attio_record_id=record_id,
        attio_web_url=None,
        object_type=object_type,
        name="Ada",
        attributes={"email_addresses": [f"{record_id}@example.com"]},
        list_slug=list_slug or UNSET,
    )


def changed(path: str, before: Document | None, after: Document | None) -> VersionPair:
    return VersionPair(FileChange(path, _blob(before), _blob(after)), before, after)


def _blob(document: Document | None) -> str | None:
    return f"blob of {document.attio_record_id}" if document else None


def undo(*groups: list[VersionPair], kept: list[str] | None = None) -> UndoPlan:
    return UndoPlan(
        run_id="run",
        state=UndoState.NEW,
        time="2026-02-06T12:00:00Z",
        revision=None,
        groups=list(groups),
        kept=kept or [],
    )


@pytest.mark.parametrize(
    ("here", "verdict"),
    [
        ("blob of new", Verdict.TAKEN_BACK),
        ("blob of old", Verdict.TAKEN_BACK),
        ("blob of the user", Verdict.KEPT),
        (None, Verdict.KEPT),
    ],
)
def test_a_file_that_is_neither_as_left_nor_as_before_is_kept(here: str | None, verdict: Verdict) -> None:
    assert verdict_of([changed("a", document("old"), document("new"))], {"a": here}, nobody) is verdict


def test_what_stands_together_is_kept_where_one_of_it_is_the_users() -> None:
    group = [changed("a", document("1"), None), changed("b", None, document("1"))]
    assert verdict_of(group, {"a": None, "b": "blob of 1"}, nobody) is Verdict.TAKEN_BACK
    assert verdict_of(group, {"a": "a file of the user's", "b": "blob of 1"}, nobody) is Verdict.KEPT


def test_nobody_who_is_held_back_comes_back() -> None:
    def is_held_back(document: Document) -> bool:
        return document.attio_record_id == "1"

    assert verdict_of([changed("a", document("1"), None)], {"a": None}, is_held_back) is Verdict.FORGOTTEN
    both = [changed("a", document("3"), None), changed("b", document("1"), None)]
    assert verdict_of(both, {"a": None, "b": None}, is_held_back) is Verdict.FORGOTTEN
    assert verdict_of([changed("a", document("3"), None)], {"a": None}, is_held_back) is Verdict.TAKEN_BACK


def test_links_of_a_survivor_that_goes_are_received_by_the_record_whose_file_it_had() -> None:
    group = [changed("a", document("1"), None), changed("b", document("2"), document("9"))]
    [left] = rows_left([group], {})
    assert (left.record_id, left.survivor_id) == ("9", "2")
    elsewhere = [changed("a", document("1"), None), changed("h", None, document("9"))]
    [left] = rows_left([elsewhere], {})
    assert (left.record_id, left.survivor_id) == ("9", "1")


def test_a_row_of_a_record_that_only_the_journal_knows_at_a_path_goes_too() -> None:
    group = [VersionPair(FileChange("attio/person/a.json", "x", "y"), document("1"), None)]
    [left] = rows_left([group], {"attio/person/a.json": "9", "attio/person/other.json": "8"})
    assert (left.record_id, left.survivor_id) == ("9", "1")


def test_the_records_that_are_back_are_those_that_had_no_file() -> None:
    group = [changed("a", document("1"), document("9")), changed("b", document("2"), document("2"))]
    assert undo(group).returned == {("person", "1")}


def test_the_words_of_the_commit_name_targets_and_run_on_their_own_lines() -> None:
    files = [
        changed("a", None, document("1")),
        changed("b", None, document("2", "list_entry", "x\n\nImport-Run: y")),
    ]
    text = message_of(undo(files, kept=["c"]))
    title, *_, trailer = text.strip().splitlines()
    assert title.startswith("Undo import of people, list x Import-Run: y: ")
    assert trailer == "Undoes-Run: run"
    assert "\nChanged since, and kept: 1\n" in text
