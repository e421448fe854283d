from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from attiary.simulator.sample import sample_workspace
from attiary.simulator.server import running

if TYPE_CHECKING:
    from collections.abc import Iterator

    from attiary.simulator.server import Running
    from tests.journeys.conftest import Person


@pytest.fixture
def attio() -> Iterator[Running]:
    with running(sample_workspace(people=30, companies=10)) as simulator:
        yield simulator


def imported(person: Person) -> dict[str, Any]:
    ended = person.runs("import", "people", "--all", "--json")
    assert ended.code == 0
    return ended.json


def undone(person: Person) -> dict[str, Any]:
    ended = person.runs("undo", "--yes", "--json")
    assert (ended.code, ended.err) == (0, "")
    return ended.json


def documents(person: Person) -> dict[str, dict[str, Any]]:
    return {
        path: {key: value for key, value in each.items() if key != "importedAt"}
        for path, each in person.documents().items()
    }


def assert_files_commit_and_rows_agree(person: Person) -> None:
    assert person.git("status", "--porcelain") == ""
    assert person.git("fsck", "--strict") == ""
    committed = person.git("ls-tree", "-r", "--name-only", "HEAD", "attio/").splitlines()
    assert sorted(path for path in committed if path.count("/") == 2) == sorted(person.documents())
    rows = {row["localFilePath"]: row["attioRecordId"] for row in person.rows()}
    assert rows == {path: each["attioRecordId"] for path, each in person.documents().items()}


def people(person: Person, number: int) -> list[str]:
    return list(person.attio.world.ids("people")[:number])


def test_a_first_import_is_taken_back_whole_and_comes_again(person: Person) -> None:
    run = imported(person)
    before, head = person.files(), run["commits"][0]

    result = undone(person)

    assert (result["runId"], result["counts"], result["kept"]) == (run["runId"], {"removed": 30}, [])
    assert person.documents() == {}
    assert person.git("rev-parse", "HEAD") == result["commit"]
    assert person.git("rev-parse", "HEAD~1") == head
    assert person.git("log", "-1", "--format=%B").splitlines() == [
        "Undo import of people: 30 removed",
        "",
        f"Undoes-Run: {run['runId']}",
    ]
    assert_files_commit_and_rows_agree(person)

    again = imported(person)
    assert again["added"] == 30
    assert person.files().keys() == before.keys()
    assert_files_commit_and_rows_agree(person)


def test_a_change_a_rename_and_a_tombstone_are_taken_back(person: Person) -> None:
    imported(person)
    before = person.files()
    changed, renamed, deleted = people(person, 3)
    world = person.attio.world
    world.set_values("people", changed, {"job_title": "Wizard"})
    world.set_values("people", renamed, {"name": "Entirely Renamed"})
    world.delete("people", deleted)
    assert imported(person)["gone"] == 1

    result = undone(person)

    assert result["counts"] == {"changed": 1, "renamed": 1, "back again": 1} or result["counts"] == {
        "changed": 1,
        "renamed": 1,
        "returned": 1,
    }
    assert person.files() == before
    assert {row["goneAt"] for row in person.rows()} == {None}
    assert_files_commit_and_rows_agree(person)

    again = imported(person)
    assert (again["changed"], again["renamed"], again["gone"]) == (1, 1, 1)
    assert_files_commit_and_rows_agree(person)


def test_undoing_twice_goes_one_import_further_back_and_then_nothing_is_left(person: Person) -> None:
    first = imported(person)
    person.attio.world.set_values("people", people(person, 1)[0], {"job_title": "Wizard"})
    second = imported(person)

    assert [undone(person)["runId"], undone(person)["runId"]] == [second["runId"], first["runId"]]

    ended = person.runs("undo", "--yes")
    assert (ended.code, ended.out) == (1, "")
    assert "No import" in ended.err
    assert_files_commit_and_rows_agree(person)


def test_nobody_is_asked_without_a_terminal_and_nothing_changes(person: Person) -> None:
    imported(person)
    before = person.files(), person.rows(), person.git("rev-parse", "HEAD")

    ended = person.runs("undo")
    as_json = person.runs("undo", "--json")

    assert (ended.code, as_json.code) == (1, 1)
    assert "removed" in ended.out
    assert "--yes" in ended.err
    assert (as_json.json["done"], as_json.json["counts"]) == (False, {"removed": 30})
    assert (person.files(), person.rows(), person.git("rev-parse", "HEAD")) == before


def test_an_empty_folder_has_nothing_to_take_back(person: Person) -> None:
    ended = person.runs("undo", "--yes", "--json")
    assert ended.code == 1
    assert ended.json["error"]["kind"] == "Error"
    assert not list(person.folder.glob("attio"))


def test_what_the_user_staged_edited_and_committed_since_stays(person: Person) -> None:
    person.git("init", "-q")
    (person.folder / "mine.txt").write_text("1\n")
    person.git("add", "-A")
    person.git("commit", "-qm", "mine")
    imported(person)
    for record_id in people(person, 5):
        person.attio.world.set_values("people", record_id, {"job_title": "Wizard"})
    imported(person)
    wizards = [path for path, each in person.documents().items() if "Wizard" in str(each)]
    edited, committed = (person.folder / path for path in wizards[:2])
    committed.write_text(committed.read_text().replace("Wizard", "Sorcerer"))
    person.git("commit", "-qam", "by hand")
    edited.write_text(edited.read_text().replace("Wizard", "Witch"))
    (person.folder / "mine.txt").write_text("2\n")
    person.git("add", "mine.txt")
    (person.folder / "new.txt").write_text("new\n")
    before = person.git("status", "--porcelain")

    result = undone(person)

    assert (result["counts"], sorted(result["kept"])) == ({"changed": 3}, sorted(wizards[:2]))
    assert "Witch" in edited.read_text()
    assert "Sorcerer" in committed.read_text()
    assert person.git("status", "--porcelain") == before
    assert len(person.git("show", "--name-only", "--format=").splitlines()) == 3
    assert person.git("fsck", "--strict") == ""
    assert imported(person)["kept"] == 2


def test_what_the_user_had_committed_by_hand_comes_back_as_theirs(person: Person) -> None:
    imported(person)
    path = next(iter(person.documents()))
    record_id = person.documents()[path]["attioRecordId"]
    file = person.folder / path
    file.write_text(file.read_text().replace('"objectType"', '"mine": "a note",\n  "objectType"'))
    person.git("commit", "-qam", "by hand")
    edited = file.read_bytes()
    person.attio.world.set_values("people", record_id, {"job_title": "Wizard"})
    person.runs("import", "people", "--all", "--overwrite-edits")
    assert file.read_bytes() != edited

    undone(person)
    assert file.read_bytes() == edited
    assert person.git("status", "--porcelain") == ""

    assert imported(person)["kept"] == 1
    assert file.read_bytes() == edited


def test_a_repository_in_the_middle_of_a_merge_is_refused(person: Person) -> None:
    imported(person)
    (person.folder / ".git" / "MERGE_HEAD").write_text(person.git("rev-parse", "HEAD") + "\n")
    before = person.files()
    ended = person.runs("undo", "--yes")
    assert ended.code == 1
    assert "git merge --abort" in ended.err
    assert person.files() == before


def test_a_clone_without_journal_and_catalog_is_undone_as_well(person: Person) -> None:
    imported(person)
    before = person.files()
    person.attio.world.set_values("people", people(person, 1)[0], {"name": "Entirely Renamed"})
    imported(person)
    for path in (person.folder / ".attiary").glob("*.db*"):
        path.unlink()

    assert undone(person)["counts"] == {"renamed": 1}

    assert person.files() == before
    assert person.git("status", "--porcelain") == ""
    assert imported(person)["renamed"] == 1
    assert_files_commit_and_rows_agree(person)
