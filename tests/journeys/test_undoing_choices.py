from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from killing import A_FILE_IS_WRITTEN, THE_BRANCH_MOVES, kill
from taking_back import assert_files_commit_and_rows_agree, undone

from attiary.simulator.sample import empty_workspace
from attiary.simulator.server import running

if TYPE_CHECKING:
    from collections.abc import Iterator

    from attiary.simulator.server import Running
    from tests.journeys.conftest import Person

ENGINES, CHOICES = "Analytical Engines", "attiary.toml"


@pytest.fixture
def attio() -> Iterator[Running]:
    world = empty_workspace()
    company = world.add_record("companies", {"name": ENGINES})
    reference = {"target_object": "companies", "target_record_id": company}
    world.add_record("people", {"name": "Ada Moreau", "company": [reference]})
    with running(world) as simulator:
        yield simulator


@pytest.fixture
def chosen(person: Person) -> bytes:
    """What the choices were before an import that expands references."""
    imports(person, "companies", "people")
    before = (person.folder / CHOICES).read_bytes()
    imports(person, "people", "--expand", "company")
    assert person.git("diff", "--name-only", "HEAD~1").splitlines() == [
        CHOICES,
        "attio/person/ada-moreau.json",
    ]
    return before


def imports(person: Person, *what: str) -> None:
    ended = person.runs("import", *what, "--all", "--yes")
    assert ended.code == 0, ended.err


def named(person: Person) -> bool:
    return ENGINES in (person.folder / "attio/person/ada-moreau.json").read_text()


def test_what_an_import_chose_is_taken_back_with_it(person: Person, chosen: bytes) -> None:
    assert named(person)

    shown = person.runs("undo").out
    assert undone(person)["otherFiles"] == [CHOICES]

    assert f"as it was before  {CHOICES}" in shown
    assert (person.folder / CHOICES).read_bytes() == chosen
    imports(person, "people")
    assert not named(person)
    assert_files_commit_and_rows_agree(person)


def test_the_choices_of_a_first_import_go_and_come_with_it(person: Person) -> None:
    imports(person, "people")
    before = (person.folder / CHOICES).read_bytes()
    undone(person)
    assert not (person.folder / CHOICES).exists()
    assert (person.folder / "attio/workspace.json").exists()
    imports(person, "people")
    assert (person.folder / CHOICES).read_bytes() == before
    assert_files_commit_and_rows_agree(person)


@pytest.mark.usefixtures("chosen")
@pytest.mark.parametrize("is_committed", [True, False])
def test_choices_that_were_edited_since_stay_and_that_is_said(person: Person, is_committed: bool) -> None:
    file = person.folder / CHOICES
    file.write_text(file.read_text() + "# mine\n")
    if is_committed:
        person.git("commit", "-qam", "by hand")
    before = file.read_bytes(), person.git("status", "--porcelain")

    shown = person.runs("undo").out
    result = undone(person)

    assert f"stays, changed since  {CHOICES}" in shown
    assert (result["kept"], result["otherFiles"]) == ([CHOICES], [])
    assert (file.read_bytes(), person.git("status", "--porcelain")) == before
    assert not named(person)


@pytest.mark.parametrize(("act", "number"), [(A_FILE_IS_WRITTEN, 1), (THE_BRANCH_MOVES, 1)])
def test_killed_at_any_act_the_next_undo_takes_the_choices_back(
    person: Person, chosen: bytes, act: tuple[str, str], number: int
) -> None:
    kill(person.folder, ["undo", "--yes"], act, number)
    undone(person)
    assert (person.folder / CHOICES).read_bytes() == chosen
    assert not named(person)
    assert_files_commit_and_rows_agree(person)


def test_choices_of_an_import_that_made_no_commit_are_taken_back(person: Person, chosen: bytes) -> None:
    undone(person)
    kill(person.folder, ["import", "people", "--all", "--yes", "--expand", "company"], THE_BRANCH_MOVES, 1)
    assert (person.folder / CHOICES).read_bytes() != chosen

    assert undone(person)["commit"] is None

    assert (person.folder / CHOICES).read_bytes() == chosen
    assert_files_commit_and_rows_agree(person)
