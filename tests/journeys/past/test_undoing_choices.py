from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from crash import A_FILE_IS_WRITTEN, THE_BRANCH_MOVES, Effect, kill
from undo_steps import assert_files_commit_and_rows_agree, undone

from attiary.simulator.sample import empty_workspace
from attiary.simulator.server import running

if TYPE_CHECKING:
    from collections.abc import Iterator

    from user import User

    from attiary.simulator.server import Running

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
def chosen(user: User) -> bytes:
    """What the choices were before an import that expands references."""
    imports(user, "companies", "people")
    before = (user.folder / CHOICES).read_bytes()
    imports(user, "people", "--expand", "company")
    assert user.git("diff", "--name-only", "HEAD~1").splitlines() == [
        CHOICES,
        "attio/person/ada-moreau.json",
    ]
    return before


def imports(user: User, *what: str) -> None:
    ended = user.runs("import", *what, "--all", "--yes")
    assert ended.code == 0, ended.err


def named(user: User) -> bool:
    return ENGINES in (user.folder / "attio/person/ada-moreau.json").read_text()


def test_what_an_import_chose_is_taken_back_with_it(user: User, chosen: bytes) -> None:
    assert named(user)

    shown = user.runs("undo").out
    assert undone(user)["otherFiles"] == [CHOICES]

    assert f"as it was before  {CHOICES}" in shown
    assert (user.folder / CHOICES).read_bytes() == chosen
    imports(user, "people")
    assert not named(user)
    assert_files_commit_and_rows_agree(user)


def test_the_choices_of_a_first_import_go_and_come_with_it(user: User) -> None:
    imports(user, "people")
    before = (user.folder / CHOICES).read_bytes()
    undone(user)
    assert not (user.folder / CHOICES).exists()
    assert (user.folder / "attio/workspace.json").exists()
    imports(user, "people")
    assert (user.folder / CHOICES).read_bytes() == before
    assert_files_commit_and_rows_agree(user)


@pytest.mark.usefixtures("chosen")
@pytest.mark.parametrize("is_committed", [True, False])
def test_choices_that_were_edited_since_stay_and_that_is_said(user: User, is_committed: bool) -> None:
    file = user.folder / CHOICES
    file.write_text(file.read_text() + "# mine\n")
    if is_committed:
        user.git("commit", "-qam", "by hand")
    before = file.read_bytes(), user.git("status", "--porcelain")

    shown = user.runs("undo").out
    result = undone(user)

    assert f"stays, changed since  {CHOICES}" in shown
    assert (result["kept"], result["otherFiles"]) == ([CHOICES], [])
    assert (file.read_bytes(), user.git("status", "--porcelain")) == before
    assert not named(user)


@pytest.mark.parametrize(("effect", "number"), [(A_FILE_IS_WRITTEN, 1), (THE_BRANCH_MOVES, 1)], ids=str)
def test_killed_at_any_act_the_next_undo_takes_the_choices_back(
    user: User, chosen: bytes, effect: Effect, number: int
) -> None:
    kill(user.folder, ["undo", "--yes"], effect, number)
    undone(user)
    assert (user.folder / CHOICES).read_bytes() == chosen
    assert not named(user)
    assert_files_commit_and_rows_agree(user)


def test_choices_of_an_import_that_made_no_commit_are_taken_back(user: User, chosen: bytes) -> None:
    undone(user)
    kill(user.folder, ["import", "people", "--all", "--yes", "--expand", "company"], THE_BRANCH_MOVES, 1)
    assert (user.folder / CHOICES).read_bytes() != chosen

    assert undone(user)["commit"] is None

    assert (user.folder / CHOICES).read_bytes() == chosen
    assert_files_commit_and_rows_agree(user)
