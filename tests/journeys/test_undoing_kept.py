from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from taking_back import assert_files_commit_and_rows_agree, imported, people, undone

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
    assert person.git("fsck", "--strict", "--no-dangling") == ""
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
