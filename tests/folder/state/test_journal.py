from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

import pytest

from attiary.errors import FolderError
from attiary.folder import Database, Journal, KnownFile, RowToRemove
from attiary.folder.state.schema import VERSIONS
from attiary.model.message import Message
from attiary.wording.hint_texts import hint_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


WHY = Message("{path} is kept.", {"path": "عربي '\"{x}"})


def known(number: int, object_type: str = "person", blob_id: str = "b1") -> KnownFile:
    path = f"attio/{object_type}/p{number}.json"
    return KnownFile(
        object_type, f"id-{number:05}", path, f"P {number}", "2026-02-06T12:00:00Z", blob_id, 3, 7
    )


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    database = Database(tmp_path / "folder")
    yield database
    database.close()


@pytest.fixture
def journal(database: Database) -> Journal:
    return Journal(database)


def test_reading_an_empty_journal_finds_nothing_and_makes_no_file(journal: Journal, tmp_path: Path) -> None:
    assert journal.find("person", ["id-1"]) == {}
    assert journal.holders("person") == {}
    assert journal.uncommitted() == {}
    assert journal.unindexed(5) == []
    assert journal.count() == {}
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


def test_every_field_survives_a_reopening(journal: Journal, database: Database) -> None:
    path = "attio/list_entry/x.json"
    file = KnownFile("list_entry", "e", path, "عربي '\"", "t", "b", 2**40, 2**62, WHY, "sales", "since")
    journal.save([file])
    database.close()
    assert journal.find("list_entry", ["e"]) == {"e": file}


def test_what_was_saved_is_pending_until_it_is_committed(journal: Journal) -> None:
    journal.save([known(1), known(2)], removed={"attio/person/old.json": "b0"})
    journal.add_uncommitted("attiary.toml", "b9")
    assert journal.uncommitted() == {
        "attio/person/p1.json": "b1",
        "attio/person/p2.json": "b1",
        "attio/person/old.json": None,
        "attiary.toml": "b9",
    }
    journal.mark_committed(["attio/person/p1.json", "attio/person/old.json", "never"])
    assert set(journal.uncommitted()) == {"attio/person/p2.json", "attiary.toml"}


def test_a_path_removed_and_written_on_the_same_page_is_written(journal: Journal) -> None:
    journal.save([known(1)], removed={known(1).path: "b0"})
    assert journal.uncommitted() == {known(1).path: "b1"}


def test_files_are_unindexed_until_said_otherwise_and_again_after_a_change(journal: Journal) -> None:
    journal.save([known(1), known(2), known(3)])
    assert journal.unindexed(2) == [known(1), known(2)]
    journal.mark_indexed([known(1), known(2)])
    assert journal.unindexed(9) == [known(3)]
    journal.save([known(2, blob_id="b2")])
    assert journal.unindexed(9) == [known(2, blob_id="b2"), known(3)]


def test_rows_that_are_to_be_written_anew_count_as_unindexed(journal: Journal) -> None:
    assert journal.indexed_count() == 0
    journal.save([known(1), known(2)])
    journal.mark_indexed([known(1)])
    assert journal.indexed_count() == 1
    journal.unindex_all()
    assert journal.indexed_count() == 0
    assert journal.unindexed(9) == [known(1), known(2)]


def test_a_journal_that_forgot_its_files_keeps_what_is_pending(journal: Journal) -> None:
    journal.save([known(1), known(2)])
    journal.untrack([known(1).path])
    assert journal.count() == {"person": 1}
    assert journal.unindexed(9) == [known(2)]
    assert known(1).path in journal.uncommitted()


def test_what_a_page_intends_is_known_until_it_is_saved(journal: Journal) -> None:
    journal.write_ahead({known(1).path: "b1", known(2).path: "b2"})
    journal.save([known(1)])
    assert journal.written_ahead() == {known(2).path: {"b2"}}


def test_a_file_that_nobody_wrote_is_not_to_be_committed(journal: Journal) -> None:
    journal.save([known(1, blob_id=""), known(2)])
    assert journal.uncommitted() == {known(2).path: "b1"}


def test_a_record_that_is_dropped_leaves_its_row_to_the_catalog(journal: Journal) -> None:
    journal.save([known(1), known(2)])
    journal.remove([RowToRemove("person", known(1).record_id, "heir")])
    assert journal.count() == {"person": 1}
    assert journal.unindexed(9) == [known(2)]
    assert journal.rows_to_remove(9) == [RowToRemove("person", known(1).record_id, "heir")]
    journal.mark_rows_removed(journal.rows_to_remove(9))
    assert journal.rows_to_remove(9) == []


def test_a_record_that_is_dropped_and_comes_back_keeps_its_row(journal: Journal) -> None:
    journal.save([known(1)])
    journal.remove([RowToRemove("person", known(1).record_id)])
    journal.save([known(1)])
    assert journal.rows_to_remove(9) == []
    assert journal.unindexed(9) == [known(1)]


def test_kinds_name_types_and_lists(journal: Journal) -> None:
    entry = KnownFile("list_entry", "e", "attio/list_entry/x.json", "X", "t", "b", 1, 2, None, "sales")
    journal.save([known(1), known(1, "company"), entry])
    assert journal.kinds() == [("company", None), ("list_entry", "sales"), ("person", None)]
    assert journal.of_list("sales") == {"e"}


def test_a_page_that_cannot_be_saved_whole_is_not_saved_at_all(journal: Journal) -> None:
    journal.save([known(1)])
    with pytest.raises(FolderError):
        journal.save([known(2)], removed={"\ud800": "b0"})
    assert journal.count() == {"person": 1}
    assert set(journal.uncommitted()) == {known(1).path}
    journal.save([known(2)])


def test_a_journal_of_a_later_version_is_left_alone(
    journal: Journal, database: Database, tmp_path: Path
) -> None:
    journal.add_uncommitted("a", None)
    database.close()
    later = sqlite3.connect(tmp_path / "folder/.attiary/state.db")
    later.execute("PRAGMA user_version = 99")
    later.close()
    with pytest.raises(FolderError, match="later version"):
        journal.uncommitted()


def test_a_journal_of_the_first_version_is_brought_up_to_date(tmp_path: Path) -> None:
    path = tmp_path / ".attiary/state.db"
    path.parent.mkdir()
    first = sqlite3.connect(path)
    first.executescript(f"{VERSIONS[0]} PRAGMA user_version = 1;")
    first.execute("INSERT INTO files VALUES ('person', 'r', 'p', 'N', 't', 'b', 1, 2, NULL, NULL)")
    first.commit()
    first.close()
    database = Database(tmp_path)
    journal = Journal(database)
    assert journal.find("person", ["r"]) == {"r": KnownFile("person", "r", "p", "N", "t", "b", 1, 2)}
    assert journal.gone("person") == set()
    database.close()


def test_a_journal_that_is_no_database_says_how_to_go_on(
    journal: Journal, database: Database, tmp_path: Path
) -> None:
    journal.add_uncommitted("a", None)
    database.close()
    (tmp_path / "folder/.attiary/state.db").write_bytes(b"not a database, whatever its name says" * 100)
    with pytest.raises(FolderError) as failure:
        journal.uncommitted()
    assert "reindex" in hint_of(failure.value)


def test_two_journals_of_one_folder_see_each_others_notes(journal: Journal, tmp_path: Path) -> None:
    journal.save([known(1)])
    database = Database(tmp_path / "folder")
    other = Journal(database)
    other.save([known(2)])
    assert other.count() == {"person": 2}
    database.close()
    assert journal.count() == {"person": 2}


def test_the_journal_hides_itself_from_git(journal: Journal, tmp_path: Path) -> None:
    journal.add_uncommitted("a", None)
    assert (tmp_path / "folder/.attiary/.gitignore").read_text(encoding="utf-8") == "*\n"
