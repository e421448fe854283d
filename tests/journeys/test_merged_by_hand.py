from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from killing import A_COMMIT_IS_MADE, A_FILE_IS_REMOVED, A_FILE_IS_WRITTEN, kill

from attiary.assembly import assemble
from attiary.simulator.sample import empty_workspace
from attiary.simulator.server import running

if TYPE_CHECKING:
    from collections.abc import Iterator

    from attiary.simulator.server import Running
    from tests.journeys.conftest import Ended, Person

ADA, BYRON, OTHER = "Ada King", "Ada Byron", "Somebody Else"


@pytest.fixture
def attio() -> Iterator[Running]:
    world = empty_workspace()
    for name in (ADA, BYRON, OTHER):
        world.add_record("people", {"name": name})
    world.add_record("companies", {"name": "Engine Ltd", "domains": ["engine.example"]})
    with running(world) as simulator:
        yield simulator


def imports(person: Person) -> Ended:
    ended = person.runs("import", "people", "companies", "--all", "--yes", "--json")
    assert ended.code == 0, ended.err
    return ended


def merge_in_attio(person: Person) -> str:
    """Two people without an address become one: no import can tell."""
    ids = {row["name"]: row["attioRecordId"] for row in person.rows()}
    return person.attio.world.merge("people", ids[ADA], ids[BYRON])


def link(person: Person, name: str, experiment: str) -> None:
    row = next(each for each in person.rows() if each["name"] == name)
    with assemble(person.folder) as attiary:
        attiary.catalog.link_experiment(
            attiary.settings.owner, row["projectId"], "person", row["attioRecordId"], experiment
        )


def one_of_three(person: Person) -> tuple[str, list[str]]:
    """Imported before and after a merger that no import could tell: the new id, and what to say by hand."""
    imports(person)
    link(person, ADA, "experiment 1")
    link(person, BYRON, "experiment 2")
    former = [row["localFilePath"] for row in person.rows() if row["name"] in {ADA, BYRON}]
    heir = merge_in_attio(person)
    imports(person)
    return heir, [*former, heir]


def assert_all_is_one(person: Person, heir: str) -> None:
    documents = person.documents()
    people = {each["attioRecordId"]: each["name"] for each in documents.values()}
    assert heir in people
    assert sorted(people.values()) == sorted([people[heir], OTHER, "Engine Ltd"])
    rows = {row["localFilePath"]: row for row in person.rows()}
    assert rows.keys() == documents.keys()
    row = next(each for each in rows.values() if each["attioRecordId"] == heir)
    assert sorted(row["experimentIds"]) == ["experiment 1", "experiment 2"]
    assert person.git("status", "--porcelain") == ""
    assert imports(person).json["commits"] == []


def test_what_was_merged_by_hand_is_one_file_one_row_one_commit(person: Person) -> None:
    heir, names = one_of_three(person)

    ended = person.runs("merged", *names, "--yes", "--json")

    assert (ended.code, ended.err) == (0, "")
    assert ended.json["attioRecordId"] == heir
    assert len(ended.json["formerIds"]) == 2
    assert ended.json["commit"] == person.git("rev-parse", "HEAD")
    message = person.git("log", "-1", "--format=%B").splitlines()
    assert message[0] == "Merge 2 records into 1: person"
    assert message[-1] == f"Import-Run: {ended.json['runId']}"
    assert ended.json["path"] in names
    assert_all_is_one(person, heir)


def test_without_yes_it_says_what_would_become_one_and_changes_nothing(person: Person) -> None:
    _, names = one_of_three(person)
    before = person.files()
    ended = person.runs("merged", *names)
    assert ended.code == 1
    assert all(path in ended.err for path in names[:2])
    assert "2 links" in ended.err
    assert person.files() == before


@pytest.mark.parametrize(
    ("names", "code", "word"),
    [
        ([ADA], 2, "Two records"),
        ([ADA, ADA], 2, "itself"),
        ([ADA, "Engine Ltd"], 2, "one type"),
        ([ADA, "nobody of this name"], 1, "Nothing imported"),
    ],
)
def test_what_cannot_have_been_merged_is_refused(
    person: Person, names: list[str], code: int, word: str
) -> None:
    imports(person)
    ended = person.runs("merged", *names, "--yes")
    assert (ended.code, word in ended.err) == (code, True)


def test_a_record_that_is_gone_took_nobody_up(person: Person) -> None:
    imports(person)
    gone = next(row["attioRecordId"] for row in person.rows() if row["name"] == ADA)
    person.attio.world.delete("people", gone)
    imports(person)
    ended = person.runs("merged", BYRON, ADA, "--yes")
    assert (ended.code, "gone from Attio" in ended.err) == (1, True)


def test_an_edited_file_is_refused_with_what_to_do(person: Person) -> None:
    heir, names = one_of_three(person)
    file = person.folder / names[0]
    file.write_text(file.read_text().replace('"name"', '"mine": 1, "name"', 1))
    ended = person.runs("merged", *names, "--yes")
    assert (ended.code, "git checkout" in ended.err) == (1, True)
    person.git("checkout", "HEAD", "--", names[0])
    assert person.runs("merged", *names, "--yes").code == 0
    assert_all_is_one(person, heir)


@pytest.mark.parametrize(
    ("act", "number"),
    [(A_FILE_IS_WRITTEN, 1), (A_FILE_IS_REMOVED, 1), (A_FILE_IS_REMOVED, 2), (A_COMMIT_IS_MADE, 1)],
)
def test_killed_at_any_act_the_next_import_finishes_it_or_nothing_was_done(
    person: Person, act: tuple[str, str], number: int
) -> None:
    heir, names = one_of_three(person)
    kill(person.folder, ["merged", *names, "--yes"], act, number)
    imports(person)
    if act is A_FILE_IS_WRITTEN:
        assert person.runs("merged", *names, "--yes").code == 0
    assert_all_is_one(person, heir)


def test_it_can_be_taken_back_and_the_former_records_have_their_links_again(person: Person) -> None:
    _, names = one_of_three(person)
    files = person.files()
    links = {row["attioRecordId"]: row["experimentIds"] for row in person.rows()}
    run_id = person.runs("merged", *names, "--yes", "--json").json["runId"]
    assert person.runs("receipt", "--json").json["runId"] == run_id

    undone = person.runs("undo", "--yes", "--json")

    assert undone.code == 0, undone.err
    assert person.files() == files
    after = {row["attioRecordId"]: row["experimentIds"] for row in person.rows()}
    assert after.keys() == links.keys()
    assert all(after[each] == linked for each, linked in links.items() if linked)
    assert person.git("status", "--porcelain") == ""
