from __future__ import annotations

import os
import shlex
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from killing import (
    A_COMMIT_IS_MADE,
    A_FILE_IS_REMOVED,
    A_FILE_IS_WRITTEN,
    THE_BRANCH_MOVES,
    THE_DISK_IS_SYNCED,
    kill,
)

from attiary.assembly import assemble
from attiary.simulator.sample import empty_workspace
from attiary.simulator.server import running
from attiary.simulator.standard import list_table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from attiary.simulator.server import Running
    from tests.journeys.conftest import Ended, Person

NAME, SLUG, EMAIL = "Zenobia Quux", "zenobia-quux", "zenobia@quux.example"


@dataclass(frozen=True)
class Her:
    """Somebody in Attio, on one list and in one deal, with what tells of her."""

    record_id: str
    entry_id: str
    deal_id: str

    @property
    def words(self) -> list[str]:
        return [NAME, SLUG, EMAIL]


@pytest.fixture
def attio() -> Iterator[Running]:
    world = empty_workspace()
    world.lists["outreach"] = list_table(world.identities, "outreach", "Outreach", "people", "")
    for number in range(5):
        address = f"somebody{number}@other.example"
        world.add_record("people", {"name": f"Somebody Number{number}", "email_addresses": [address]})
    with running(world) as simulator:
        yield simulator


@pytest.fixture
def her(person: Person) -> Her:
    world = person.attio.world
    record_id = world.add_record("people", {"name": NAME, "email_addresses": [EMAIL]})
    entry_id = world.add_entry("outreach", record_id)
    deal_id = world.add_record("deals", {"name": "A deal", "stage": "Lead"})
    return Her(record_id, entry_id, deal_id)


def imports(person: Person, *more: str) -> Ended:
    ended = person.runs("import", "people", "deals", "list", "outreach", "--all", "--yes", "--json", *more)
    assert ended.code == 0, ended.err
    return ended


def forgets(person: Person, her: Her) -> Ended:
    ended = person.runs("forget", her.record_id, "--yes", "--json")
    assert (ended.code, ended.err) == (0, "")
    return ended


def link(person: Person, her: Her, experiment: str) -> None:
    project = person.rows()[0]["projectId"]
    with assemble(person.folder) as attiary:
        owner = attiary.settings.owner
        attiary.catalog.link_experiment(owner, project, "person", her.record_id, experiment)


def refer_to(person: Person, her: Her) -> None:
    person.attio.world.set_values("deals", her.deal_id, {"associated_people": [her.record_id]})


def bytes_now(person: Person) -> bytes:
    """All that is in the folder, names and contents, without the history."""
    files = [path for path in person.folder.rglob("*") if path.is_file() and ".git" not in path.parts]
    head = person.git("ls-tree", "-r", "HEAD").splitlines()
    contents = [person.git("cat-file", "blob", line.split()[2]).encode() for line in head]
    index = person.git("ls-files", "--stage")
    names = [str(path) for path in files]
    return b"\n".join([*map(Path.read_bytes, files), *contents, "\n".join([*names, *head, index]).encode()])


def objects(repository: Path) -> bytes:
    """Every object of a repository, reachable or not."""
    listed = ["cat-file", "--batch-all-objects", "--batch", "--unordered"]
    return subprocess.run(["git", "-C", str(repository), *listed], check=True, capture_output=True).stdout


def says(content: bytes, words: list[str]) -> list[str]:
    folded = content.lower()
    return [word for word in words if word.lower().encode() in folded]


def scrubbed(person: Person, command: str) -> bytes:
    """What is left of the history in a fresh clone in which the printed command was run."""
    clone = person.folder.parent / "clone"
    subprocess.run(
        ["git", "clone", "--quiet", "--no-local", str(person.folder), str(clone)],
        check=True,
        capture_output=True,
    )
    paths = os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"]))
    subprocess.run(
        ["sh", "-c", command], check=True, capture_output=True, cwd=clone, env=os.environ | {"PATH": paths}
    )
    subprocess.run(["git", "-C", str(clone), "fsck", "--strict"], check=True, capture_output=True)
    return objects(clone)


def test_nothing_of_a_forgotten_person_is_left_but_in_the_history(person: Person, her: Her) -> None:
    imports(person)
    person.runs("import", "people", "--id", her.record_id)
    person.runs("import", "people", "--search", NAME)
    person.runs("import", "people", "--filter", f"name={NAME}")
    everything = [*her.words, her.record_id, her.entry_id, "an experiment"]
    link(person, her, "an experiment")
    (person.folder / ".attiary" / "part-1").write_text(f"{NAME}, as a killed run was writing")
    assert says(bytes_now(person), everything) == everything

    ended = forgets(person, her)

    assert says(bytes_now(person), everything) == []
    assert {key: ended.json[key] for key in ("files", "rows", "links", "references")} == {
        "files": 2,
        "rows": 2,
        "links": 1,
        "references": 0,
    }
    assert says(ended.json["historyCommand"].encode(), everything) == [SLUG]
    assert ended.json["commit"] == person.git("rev-parse", "HEAD")
    message = person.git("log", "-1", "--format=%B")
    assert message.splitlines()[0] == "Forget a record"
    assert says(message.encode(), everything) == []
    assert person.git("status", "--porcelain") == ""


def test_the_printed_command_takes_a_person_out_of_every_object(person: Person, her: Her) -> None:
    imports(person)
    person.attio.world.set_values("people", her.record_id, {"name": "Zenobia Vale"})
    imports(person)
    everything = [*her.words, "Zenobia Vale", "zenobia-vale", her.record_id, her.entry_id]
    assert says(objects(person.folder), everything) == everything

    command = forgets(person, her).json["historyCommand"]

    assert command.startswith("git filter-repo --invert-paths --path attio/")
    assert says(scrubbed(person, command), everything) == []


def test_the_name_goes_from_references_here_and_in_the_history(person: Person, her: Her) -> None:
    refer_to(person, her)
    expanding = imports(person, "--expand", "associated_people")
    assert expanding.json["added"] > 0
    deal = next(path for path, each in person.documents().items() if each["attioRecordId"] == her.deal_id)
    before = person.documents()[deal]
    assert [each["name"] for each in before["attributes"]["associated_people"]] == [NAME]

    ended = forgets(person, her)

    after = person.documents()[deal]
    reference = {"objectType": "person", "attioRecordId": her.record_id}
    assert after["attributes"] == before["attributes"] | {"associated_people": [reference]}
    assert after["importedAt"] == before["importedAt"]
    assert (ended.json["references"], ended.json["referring"]) == (1, 1)
    assert says(bytes_now(person), her.words) == []
    assert says(scrubbed(person, ended.json["historyCommand"]), her.words) == []
    again = imports(person, "--expand", "associated_people")
    assert again.json["commits"] == []
    assert says(bytes_now(person), her.words) == []


def test_no_import_brings_a_forgotten_person_back(person: Person, her: Her) -> None:
    imports(person)
    forgets(person, her)
    again = imports(person)
    assert (again.json["forgotten"], again.json["added"], again.json["commits"]) == (2, 0, [])
    by_id = person.runs("import", "people", "--id", her.record_id, "--json")
    assert (by_id.json["forgotten"], by_id.json["added"]) == (1, 0)
    world = person.attio.world
    other = world.add_record("people", {"name": "Z.", "email_addresses": ["z@vale.example"]})
    world.merge("people", other, her.record_id)
    assert imports(person).json["added"] == 0
    assert says(bytes_now(person), her.words) == []


def test_made_anew_in_attio_under_another_id_a_person_stays_forgotten(person: Person, her: Her) -> None:
    imports(person)
    forgets(person, her)
    person.attio.world.delete("people", her.record_id)
    person.attio.world.add_record("people", {"name": NAME, "email_addresses": [EMAIL.upper()]})
    assert imports(person).json["forgotten"] == 1
    assert says(bytes_now(person), her.words) == []


@pytest.mark.parametrize("known_by", ["id", "email"])
def test_who_is_remembered_comes_back_with_the_next_import(person: Person, her: Her, known_by: str) -> None:
    imports(person)
    forgets(person, her)
    text = her.record_id if known_by == "id" else EMAIL.title()
    assert person.runs("remember", text, "--json").json == {"commit": person.git("rev-parse", "HEAD")}
    assert person.git("log", "-1", "--format=%s") == "Remember a record"
    assert imports(person).json["added"] == 2
    assert person.runs("remember", text).code == 1


def test_without_a_terminal_and_without_yes_it_says_what_would_go_and_changes_nothing(
    person: Person, her: Her
) -> None:
    imports(person)
    before, head = person.files(), person.git("rev-parse", "HEAD")
    ended = person.runs("forget", her.record_id)
    assert ended.code == 1
    assert f"attio/person/{SLUG}.json" in ended.err
    assert "--yes" in ended.err
    assert (person.files(), person.git("rev-parse", "HEAD")) == (before, head)


def test_an_edited_file_goes_too_and_other_work_stays(person: Person, her: Her) -> None:
    imports(person)
    edited = person.folder / f"attio/person/{SLUG}.json"
    edited.write_text(edited.read_text().replace(EMAIL, "zq@quux.example"))
    person.git("add", edited.relative_to(person.folder).as_posix())
    edited.write_text("no JSON any more: zq@quux.example")
    other = next(path for path in sorted((person.folder / "attio/person").iterdir()) if path != edited)
    other.write_text(other.read_text().replace('"name"', '"mine": 1, "name"'))
    (person.folder / "staged.txt").write_text("staged\n")
    person.git("add", "staged.txt")
    theirs = person.git("status", "--porcelain").splitlines()

    shown = person.runs("forget", her.record_id).err
    forgets(person, her)

    assert "with your changes" in shown
    assert says(bytes_now(person), [*her.words, "zq@quux.example"]) == []
    left = [line for line in theirs if SLUG not in line]
    assert person.git("status", "--porcelain").splitlines() == left


def test_a_name_in_an_edited_file_is_refused_with_what_to_do(person: Person, her: Her) -> None:
    refer_to(person, her)
    imports(person, "--expand", "associated_people")
    deal = next(path for path, each in person.documents().items() if each["attioRecordId"] == her.deal_id)
    file = person.folder / deal
    file.write_text(file.read_text().replace('"name"', '"mine": "a note", "name"', 1))
    refused = person.runs("forget", her.record_id, "--yes")
    assert refused.code == 1
    assert "Commit them" in refused.err
    person.git("commit", "-qam", "mine")
    forgets(person, her)
    assert '"mine": "a note"' in file.read_text()
    assert says(bytes_now(person), her.words) == []
    assert person.git("status", "--porcelain") == ""


def test_another_record_at_a_path_she_had_keeps_its_history(person: Person, her: Her) -> None:
    imports(person)
    world = person.attio.world
    world.set_values("people", her.record_id, {"name": "Zenobia Vale"})
    imports(person)
    twin = world.add_record("people", {"name": NAME, "email_addresses": ["other@vale.example"]})
    imports(person)
    here = person.documents()[f"attio/person/{SLUG}.json"]
    assert here["attioRecordId"] == twin

    command = forgets(person, her).json["historyCommand"]

    left = scrubbed(person, command)
    assert says(left, [EMAIL, her.record_id, "zenobia-vale"]) == []
    assert says(left, ["other@vale.example"]) == ["other@vale.example"]


def test_who_was_merged_into_her_goes_from_the_history_with_her(person: Person, her: Her) -> None:
    world = person.attio.world
    other = world.add_record("people", {"name": "Nobia Q", "email_addresses": ["nobia@quux.example"]})
    imports(person)
    heir = world.merge("people", other, her.record_id)
    assert imports(person).json["merged"] == 1
    everything = [*her.words, "Nobia Q", "nobia-q", "nobia@quux.example", other, her.record_id, heir]

    command = person.runs("forget", heir, "--yes", "--json").json["historyCommand"]

    assert says(bytes_now(person), everything) == []
    assert says(scrubbed(person, command), everything) == []


def test_in_a_larger_repository_the_command_names_paths_from_its_top(person: Person, her: Her) -> None:
    subprocess.run(["git", "init", "--quiet", str(person.folder.parent)], check=True)
    imports(person)
    command = forgets(person, her).json["historyCommand"]
    assert f"crm/attio/person/{SLUG}.json" in shlex.split(command)


def test_a_person_forgotten_before_any_commit_leaves_nothing_to_clean(person: Person, her: Her) -> None:
    kill(person.folder, ["import", "people", "--all"], A_COMMIT_IS_MADE, 1)
    ended = forgets(person, her)
    assert ended.json["historyCommand"] is None
    assert says(bytes_now(person), [*her.words, her.record_id]) == []


ON_LINUX = pytest.mark.skipif(sys.platform != "linux", reason="Elsewhere the disk is synced another way.")
KILL_POINTS = [
    (A_FILE_IS_WRITTEN, 1, True),
    (A_FILE_IS_WRITTEN, 2, True),
    pytest.param(THE_DISK_IS_SYNCED, 2, True, marks=ON_LINUX),
    pytest.param(THE_DISK_IS_SYNCED, 2, False, marks=ON_LINUX),
    pytest.param(THE_DISK_IS_SYNCED, 3, True, marks=ON_LINUX),
    (A_FILE_IS_REMOVED, 1, True),
    (A_FILE_IS_REMOVED, 2, False),
    (A_COMMIT_IS_MADE, 1, True),
    (A_COMMIT_IS_MADE, 1, False),
    (THE_BRANCH_MOVES, 1, True),
]


@pytest.mark.parametrize(("act", "number", "imports_between"), KILL_POINTS)
def test_killed_at_any_act_it_is_finished_by_forgetting_again_and_no_import_brings_her_back(
    person: Person, her: Her, act: tuple[str, str], number: int, imports_between: bool
) -> None:
    refer_to(person, her)
    imports(person, "--expand", "associated_people")
    kill(person.folder, ["forget", her.record_id, "--yes"], act, number)
    if imports_between:
        imports(person, "--expand", "associated_people")

    forgets(person, her)

    assert says(bytes_now(person), [*her.words, her.entry_id]) == []
    assert person.git("status", "--porcelain") == ""
    assert person.git("fsck", "--strict", "--no-dangling") == ""
    again = imports(person, "--expand", "associated_people")
    assert (again.json["forgotten"], again.json["commits"]) == (2, [])
    assert {row["localFilePath"] for row in person.rows()} == person.documents().keys()
