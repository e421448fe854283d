from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

import pytest

from attiary.errors import FolderError
from attiary.folder import Journal, KnownFile

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def known(number: int, object_type: str = "person", blob_id: str = "b1") -> KnownFile:
    path = f"attio/{object_type}/p{number}.json"
    return KnownFile(
        object_type, f"id-{number:05}", path, f"P {number}", "2026-02-06T12:00:00Z", blob_id, 3, 7
    )


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Journal]:
    with Journal(tmp_path / "folder") as journal:
        yield journal


def test_reading_an_empty_journal_finds_nothing_and_makes_no_file(journal: Journal, tmp_path: Path) -> None:
    assert journal.find("person", ["id-1"]) == {}
    assert journal.holders("person") == {}
    assert journal.pending() == {}
    assert journal.unindexed(5) == []
    assert journal.count() == {}
    assert journal.last_run() is None
    assert not (tmp_path / "folder").exists()


def test_files_are_found_by_type_and_record_id(journal: Journal) -> None:
    people, company = [known(number) for number in range(1200)], known(1, "company")
    journal.save([*people, company])
    assert journal.find("person", [file.record_id for file in people]) == {
        file.record_id: file for file in people
    }
    assert journal.find("company", ["id-00001", "unknown"]) == {"id-00001": company}
    assert journal.holders("company") == {company.path: company.record_id}
    assert journal.count() == {"person": 1200, "company": 1}


def test_every_field_survives_a_reopening(tmp_path: Path) -> None:
    file = KnownFile(
        "list_entry", "e", "attio/list_entry/x.json", "عربي '\"", "t", "b", 2**40, 2**62, "why", "sales"
    )
    with Journal(tmp_path) as journal:
        journal.save([file])
    with Journal(tmp_path) as journal:
        assert journal.find("list_entry", ["e"]) == {"e": file}


def test_what_was_saved_is_pending_until_it_is_committed(journal: Journal) -> None:
    journal.save([known(1), known(2)], removed={"attio/person/old.json": "b0"})
    journal.expect("attiary.toml", "b9")
    assert journal.pending() == {
        "attio/person/p1.json": "b1",
        "attio/person/p2.json": "b1",
        "attio/person/old.json": None,
        "attiary.toml": "b9",
    }
    journal.committed(["attio/person/p1.json", "attio/person/old.json", "never"])
    assert set(journal.pending()) == {"attio/person/p2.json", "attiary.toml"}


def test_a_path_removed_and_written_on_the_same_page_is_written(journal: Journal) -> None:
    journal.save([known(1)], removed={known(1).path: "b0"})
    assert journal.pending() == {known(1).path: "b1"}


def test_files_are_unindexed_until_said_otherwise_and_again_after_a_change(journal: Journal) -> None:
    journal.save([known(1), known(2), known(3)])
    assert journal.unindexed(2) == [known(1), known(2)]
    journal.indexed([known(1), known(2)])
    assert journal.unindexed(9) == [known(3)]
    journal.save([known(2, blob_id="b2")])
    assert journal.unindexed(9) == [known(2, blob_id="b2"), known(3)]


def test_rows_that_are_to_be_written_anew_count_as_unindexed(journal: Journal) -> None:
    assert journal.indexed_count() == 0
    journal.save([known(1), known(2)])
    journal.indexed([known(1)])
    assert journal.indexed_count() == 1
    journal.index_anew()
    assert journal.indexed_count() == 0
    assert journal.unindexed(9) == [known(1), known(2)]


def test_a_journal_that_forgot_its_files_keeps_what_is_pending(journal: Journal) -> None:
    journal.save([known(1), known(2)])
    journal.forget([known(1).path])
    assert journal.count() == {"person": 1}
    assert journal.unindexed(9) == [known(2)]
    assert known(1).path in journal.pending()


def test_what_a_page_intends_is_known_until_it_is_saved(journal: Journal) -> None:
    journal.intend({known(1).path: "b1", known(2).path: "b2"})
    journal.save([known(1)])
    assert journal.intended() == {known(2).path: {"b2"}}


def test_the_last_run_is_the_one_begun_last(journal: Journal) -> None:
    journal.begin("r1", "2026-01-01T00:00:00Z", "[1]")
    journal.begin("r2", "2026-01-02T00:00:00Z", "[2]")
    journal.end("r1", "complete", "{}")
    last = journal.last_run()
    assert last
    assert (last.run_id, last.status, last.selection) == ("r2", None, "[2]")
    journal.begin("r1", "2026-01-03T00:00:00Z", "[1]")
    journal.end("r1", "complete", '{"read": 1}')
    last = journal.last_run()
    assert last
    assert (last.run_id, last.status, last.receipt) == ("r1", "complete", '{"read": 1}')


def test_a_page_that_cannot_be_saved_whole_is_not_saved_at_all(journal: Journal) -> None:
    journal.save([known(1)])
    with pytest.raises(FolderError):
        journal.save([known(2)], removed={"\ud800": "b0"})
    assert journal.count() == {"person": 1}
    assert set(journal.pending()) == {known(1).path}
    journal.save([known(2)])


def test_a_journal_of_a_later_version_is_left_alone(journal: Journal, tmp_path: Path) -> None:
    journal.expect("a", None)
    journal.close()
    database = sqlite3.connect(tmp_path / "folder/.attiary/state.db")
    database.execute("PRAGMA user_version = 99")
    database.close()
    with pytest.raises(FolderError, match="later version"):
        journal.pending()


def test_a_journal_that_is_no_database_says_how_to_go_on(journal: Journal, tmp_path: Path) -> None:
    journal.expect("a", None)
    journal.close()
    (tmp_path / "folder/.attiary/state.db").write_bytes(b"not a database, whatever its name says" * 100)
    with pytest.raises(FolderError) as failure:
        journal.pending()
    assert "reindex" in failure.value.hint


def test_two_journals_of_one_folder_see_each_others_notes(journal: Journal, tmp_path: Path) -> None:
    journal.save([known(1)])
    with Journal(tmp_path / "folder") as other:
        other.save([known(2)])
        assert other.count() == {"person": 2}
    assert journal.count() == {"person": 2}


def test_the_journal_hides_itself_from_git(journal: Journal, tmp_path: Path) -> None:
    journal.expect("a", None)
    assert (tmp_path / "folder/.attiary/.gitignore").read_text(encoding="utf-8") == "*\n"
