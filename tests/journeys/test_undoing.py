from __future__ import annotations

import io
import os
import shutil
import signal
import subprocess
import sys
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from attiary.assembly import assemble
from attiary.importer.forgetting.marks import marks_of
from attiary.importer.strays import readable
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
    assert person.git("fsck", "--strict", "--no-dangling") == ""
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

    assert result["counts"] == {"changed": 1, "renamed": 1, "returned": 1}
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


class Terminal(io.StringIO):
    """What somebody types, at a terminal."""

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(("typed", "code", "left"), [("n\n", 1, 30), ("y\n", 0, 0)])
def test_somebody_at_a_terminal_is_shown_what_happens_and_asked(
    person: Person, monkeypatch: pytest.MonkeyPatch, typed: str, code: int, left: int
) -> None:
    imported(person)
    monkeypatch.setattr(io, "StringIO", Terminal)
    ended = person.runs("undo", stdin=typed)
    assert ended.code == code
    assert "30 removed" in ended.out
    assert "Take it back?" in ended.err
    assert len(person.documents()) == left


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


def link(person: Person, record_id: str, experiment: str) -> None:
    with assemble(person.folder) as attiary:
        project = attiary.folder.project()
        assert project
        catalog, owner = attiary.catalog, attiary.settings.owner
        catalog.link_experiment(owner, project.project_id, "person", record_id, experiment)


def links(person: Person) -> dict[str, set[str]]:
    rows = person.rows()
    return {row["attioRecordId"]: set(row["experimentIds"]) for row in rows if row["experimentIds"]}


@pytest.fixture
def twins(person: Person) -> tuple[str, str]:
    """Two records that Attio will make one, each with links of its own."""
    one, other = people(person, 2)
    for number, record_id in enumerate((one, other)):
        address = {"email_addresses": [f"twin{number}@example.com"], "name": f"Twin N{number}"}
        person.attio.world.set_values("people", record_id, address)
    imported(person)
    for record_id, experiment in ((one, "a"), (one, "both"), (other, "b"), (other, "both")):
        link(person, record_id, experiment)
    return one, other


def test_a_merger_is_taken_back_with_the_links_of_each(person: Person, twins: tuple[str, str]) -> None:
    one, other = twins
    before, paths = person.files(), {row["attioRecordId"]: row["localFilePath"] for row in person.rows()}
    heir = person.attio.world.merge("people", one, other)
    assert imported(person)["merged"] == 1
    assert links(person) == {heir: {"a", "b", "both"}}
    link(person, heir, "since")
    [path] = [row["localFilePath"] for row in person.rows() if row["attioRecordId"] == heir]

    assert undone(person)["counts"] == {"added": 2, "removed": 1}

    assert person.files() == before
    expected = {one: {"a", "both"}, other: {"b", "both"}}
    holder = next(record_id for record_id in twins if paths[record_id] == path)
    assert links(person) == expected | {holder: expected[holder] | {"since"}}
    assert_files_commit_and_rows_agree(person)

    assert imported(person)["merged"] == 1
    assert links(person) == {heir: {"a", "b", "both", "since"}}
    assert_files_commit_and_rows_agree(person)


def test_a_merger_by_hand_into_a_record_that_has_a_file_is_taken_back(person: Person) -> None:
    imported(person)
    former, heir = people(person, 2)
    link(person, former, "a")
    link(person, heir, "b")
    before = person.files()
    run = person.runs("merged", former, heir, "--yes", "--json")
    assert run.code == 0
    assert links(person) == {heir: {"a", "b"}}
    link(person, heir, "since")

    assert undone(person)["runId"] == run.json["runId"]

    assert person.files() == before
    assert links(person) == {former: {"a"}, heir: {"b", "since"}}
    assert_files_commit_and_rows_agree(person)
    assert imported(person)["commits"] == []


def test_a_record_that_an_experiment_links_to_keeps_its_row(person: Person) -> None:
    imported(person)
    record_id = people(person, 1)[0]
    link(person, record_id, "a")
    undone(person)
    assert links(person) == {record_id: {"a"}}
    imported(person)
    assert links(person) == {record_id: {"a"}}
    assert_files_commit_and_rows_agree(person)


def test_nobody_who_was_forgotten_since_is_brought_back_or_named(person: Person) -> None:
    record_id, other = people(person, 2)
    person.attio.world.set_values("people", record_id, {"name": "Unforgettable Person"})
    imported(person)
    for each in (record_id, other):
        person.attio.world.set_values("people", each, {"job_title": "Wizard"})
    imported(person)
    path = person.folder / "attio/person/unforgettable-person.json"
    with assemble(person.folder) as attiary:
        document = readable(path.read_bytes())
        assert document
        attiary.folder.remember_forgotten(attiary.folder.forgotten().adding(marks_of(document)))
    path.unlink()
    person.git("add", "-A")
    person.git("commit", "-qm", "Forget")

    ended = person.runs("undo", "--yes")

    assert ended.code == 0
    assert "nforgettable" not in ended.out
    assert "1 record that was forgotten" in ended.out
    assert not path.exists()
    assert person.git("status", "--porcelain") == ""
    assert person.git("log", "-1", "--format=%s") == "Undo import of people: 1 changed"


KILLED_BEFORE = """
import os, sys

event, part, left = sys.argv[1], sys.argv[2], int(sys.argv[3])

def kill(name, arguments):
    global left
    if name == event and any(part in str(argument) for argument in arguments):
        left -= 1
        if left == 0:
            os.kill(os.getpid(), 9)

sys.addaudithook(kill)
from attiary.cli.main import main
main(sys.argv[4:])
"""
"""Python tells of each act before it does it (PEP 578): the process is killed at the n-th of a kind."""

A_FILE_IS_WRITTEN = ("os.rename", ".json")
A_FILE_IS_REMOVED = ("os.remove", ".json")
BLOBS_ARE_STORED = ("subprocess.Popen", "'fast-import'")
A_TREE_IS_MADE = ("subprocess.Popen", "'write-tree'")
HEAD_MOVES = ("subprocess.Popen", "'update-ref'")
THE_INDEX_IS_REPLACED = ("os.rename", "/index")
THE_CATALOG_IS_OPENED = ("sqlite3.connect", "catalog.db")


def killed(person: Person, act: tuple[str, str], number: int, *arguments: str) -> None:
    ran = subprocess.run(
        [sys.executable, "-c", KILLED_BEFORE, *act, str(number), *arguments],
        cwd=person.folder,
        check=False,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=dict(os.environ),
    )
    assert ran.returncode == -signal.SIGKILL, "it ended before that act"


def change_much(person: Person, twins: tuple[str, str]) -> str:
    """A merger, a rename, a change, a new record, one that goes; the id of what the twins became."""
    world = person.attio.world
    heir = world.merge("people", *twins)
    renamed, changed, deleted = [each for each in people(person, 6) if each not in {*twins, heir}][:3]
    world.set_values("people", renamed, {"name": "Entirely Renamed"})
    world.set_values("people", changed, {"job_title": "Wizard"})
    world.delete("people", deleted)
    world.add_record("people", {"name": "Quite New"})
    return heir


def test_an_import_that_was_interrupted_is_taken_back_without_a_commit(
    person: Person, twins: tuple[str, str]
) -> None:
    before, had, head = person.files(), links(person), person.git("rev-parse", "HEAD")
    change_much(person, twins)
    killed(person, BLOBS_ARE_STORED, 1, "import", "people", "--all")
    assert person.files() != before

    result = undone(person)

    assert result["commit"] is None
    assert result["counts"] == {"added": 2, "changed": 1, "renamed": 1, "returned": 1, "removed": 2}
    assert person.files() == before
    assert links(person) == had
    assert person.git("rev-parse", "HEAD") == head
    assert_files_commit_and_rows_agree(person)

    again = imported(person)
    assert (again["resumed"], again["merged"], again["renamed"]) == (0, 1, 1)
    assert_files_commit_and_rows_agree(person)


@pytest.mark.parametrize(("act", "number"), [(A_FILE_IS_WRITTEN, 2), (A_FILE_IS_REMOVED, 1)])
def test_an_import_that_was_killed_amid_its_files_leaves_none_that_undo_forgets(
    person: Person, twins: tuple[str, str], act: tuple[str, str], number: int
) -> None:
    before, had = person.files(), links(person)
    change_much(person, twins)
    killed(person, act, number, "import", "people", "--all")

    undone(person)

    assert person.files() == before
    assert links(person) == had
    assert_files_commit_and_rows_agree(person)


KILL_POINTS = [
    *((A_FILE_IS_WRITTEN, number) for number in (1, 3)),
    *((A_FILE_IS_REMOVED, number) for number in (1, 2)),
    (BLOBS_ARE_STORED, 1),
    (A_TREE_IS_MADE, 1),
    (HEAD_MOVES, 1),
    (THE_INDEX_IS_REPLACED, 1),
    (THE_CATALOG_IS_OPENED, 1),
]


@pytest.mark.parametrize(("act", "number"), KILL_POINTS)
def test_an_undo_that_was_killed_is_finished_by_the_next_and_made_good_by_an_import(
    person: Person, twins: tuple[str, str], act: tuple[str, str], number: int
) -> None:
    before, had = person.files(), links(person)
    heir = change_much(person, twins)
    run, after = imported(person), person.files()
    killed(person, act, number, "undo", "--yes")
    copy = replace(person, folder=person.folder.with_name("copy"))
    shutil.copytree(person.folder, copy.folder)
    (copy.folder / ".git" / "index.lock").unlink(missing_ok=True)  # it names the folder it was made in

    assert undone(person)["runId"] == run["runId"]
    assert person.files() == before
    assert links(person) == had
    assert_files_commit_and_rows_agree(person)

    imported(copy)
    assert copy.files().keys() == after.keys()
    assert links(copy) == {heir: {"a", "b", "both"}}
    assert_files_commit_and_rows_agree(copy)


def test_an_interrupted_undo_of_an_interrupted_import_is_finished(
    person: Person, twins: tuple[str, str]
) -> None:
    before, had = person.files(), links(person)
    change_much(person, twins)
    killed(person, BLOBS_ARE_STORED, 1, "import", "people", "--all")
    killed(person, A_FILE_IS_WRITTEN, 2, "undo", "--yes")
    killed(person, A_FILE_IS_REMOVED, 1, "undo", "--yes")
    killed(person, THE_CATALOG_IS_OPENED, 1, "undo", "--yes")

    undone(person)

    assert person.files() == before
    assert links(person) == had
    assert_files_commit_and_rows_agree(person)
