"""Each commit carries what its own command did, and nothing that the user or another one left."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest
from crash import A_COMMIT_IS_MADE, THE_DISK_IS_SYNCED, kill

from attiary.folder import open_folder
from attiary.importer.recovery.cleanup import clean_up_crash
from attiary.simulator.sample import empty_workspace
from attiary.simulator.server import running

if TYPE_CHECKING:
    from collections.abc import Iterator

    from user import User

    from attiary.simulator.server import Running

PEOPLE = [f"Somebody Number{number}" for number in range(5)]
FORGOTTEN = "attio/forgotten.json"
CHOICES = "attiary.toml"


@pytest.fixture
def attio() -> Iterator[Running]:
    world = empty_workspace()
    world.add_record("companies", {"name": "Engine Ltd", "domains": ["engine.example"]})
    world.add_record("companies", {"name": "Loom Ltd", "domains": ["loom.example"]})
    for name in PEOPLE:
        world.add_record("people", {"name": name})
    with running(world) as simulator:
        yield simulator


def imports(user: User, *words: str) -> None:
    ended = user.runs("import", *words, "--all", "--yes", "--json")
    assert ended.code == 0, ended.err


def in_last_commit(user: User) -> set[str]:
    return set(user.git("show", "--no-renames", "--name-only", "--format=", "HEAD").splitlines())


PEOPLES_FILES = {f"attio/person/somebody-number{number}.json" for number in range(5)}

FIRST = min(PEOPLES_FILES)

COMMANDS = [
    (["forget", "Engine Ltd", "--yes"], {FORGOTTEN, "attio/company/engine-ltd.json"}),
    (["remember", "loom.example"], {FORGOTTEN}),
    (["merged", "Engine Ltd", "Tool Ltd", "--yes"], {"attio/company/engine-ltd.json"}),
]


@pytest.mark.parametrize(("command", "own"), COMMANDS)
def test_between_a_killed_import_and_its_end_a_command_commits_its_own_alone(
    user: User, command: list[str], own: set[str]
) -> None:
    user.attio.world.add_record("companies", {"name": "Tool Ltd"})
    imports(user, "companies")
    assert user.runs("forget", "Loom Ltd", "--yes").code == 0
    kill(user.folder, ["import", "people", "--all"], A_COMMIT_IS_MADE, 1)

    ended = user.runs(*command)

    assert ended.code == 0, ended.err
    assert in_last_commit(user) == own
    imports(user, "people")
    assert in_last_commit(user) == {*PEOPLES_FILES, CHOICES}
    assert user.git("status", "--porcelain") == ""
    assert user.runs("undo", "--yes").code == 0
    assert not PEOPLES_FILES & user.documents().keys()


def test_who_is_forgotten_before_the_killed_import_has_committed_leaves_the_others_to_it(
    user: User,
) -> None:
    imports(user, "companies")
    kill(user.folder, ["import", "people", "--all"], A_COMMIT_IS_MADE, 1)
    record_id = user.documents()[FIRST]["attioRecordId"]
    assert user.runs("forget", record_id, "--yes").code == 0
    assert in_last_commit(user) == {FORGOTTEN}
    imports(user, "people")
    assert in_last_commit(user) == {*PEOPLES_FILES - {FIRST}, CHOICES}
    assert user.git("status", "--porcelain") == ""


def test_choices_of_the_users_own_stay_out_of_every_commit(user: User) -> None:
    mine = '[objects.people]\nleave_out = ["name"]\n'
    (user.folder / CHOICES).write_text(mine)
    imports(user, "people")
    imports(user, "people", "companies")
    assert user.git("status", "--porcelain") == f"?? {CHOICES}"
    assert user.git("log", "--format=%H", "--", CHOICES) == ""
    assert (user.folder / CHOICES).read_text().startswith(mine)


def test_choices_whose_commit_was_reset_away_are_carried_again_unless_edited_since(user: User) -> None:
    user.git("init", "-q")
    user.git("commit", "-q", "--allow-empty", "-m", "mine")
    imports(user, "people")
    user.git("reset", "-q", "--mixed", "HEAD~1")
    imports(user, "people")
    assert {CHOICES, "attio/workspace.json"} <= in_last_commit(user)
    user.git("reset", "-q", "--mixed", "HEAD~1")
    (user.folder / CHOICES).write_text((user.folder / CHOICES).read_text() + "# mine\n")
    imports(user, "people")
    assert user.git("status", "--porcelain") == f"?? {CHOICES}"


@pytest.mark.skipif(sys.platform != "linux", reason="Elsewhere the disk is synced another way.")
@pytest.mark.parametrize("number", [1, 2])
def test_choices_that_a_killed_import_wrote_are_in_the_commit_of_the_next(user: User, number: int) -> None:
    imports(user, "companies")
    kill(user.folder, ["import", "people", "--all"], THE_DISK_IS_SYNCED, number)
    imports(user, "people")
    assert in_last_commit(user) == {*PEOPLES_FILES, CHOICES}
    assert user.git("status", "--porcelain") == ""


@pytest.mark.parametrize("path", ["attio/workspace.json", FORGOTTEN, CHOICES])
@pytest.mark.parametrize("left", [b"", b"\0" * 20])
def test_what_a_power_cut_left_of_our_own_files_is_as_the_last_commit_has_it(
    user: User, path: str, left: bytes
) -> None:
    imports(user, "companies")
    assert user.runs("forget", "Loom Ltd", "--yes").code == 0
    before = (user.folder / path).read_bytes()
    with open_folder(user.folder) as folder:
        folder.journal.write_ahead({path: "0" * 40})
        folder.files.write(path, left)
        clean_up_crash(folder)
    assert (user.folder / path).read_bytes() == before
    assert user.git("status", "--porcelain") == ""


def test_a_folder_claimed_right_before_a_power_cut_is_claimed_again(user: User) -> None:
    with open_folder(user.folder) as folder:
        folder.journal.write_ahead({"attio/workspace.json": "0" * 40})
        folder.files.write("attio/workspace.json", b"")
    imports(user, "people")
    assert user.git("status", "--porcelain") == ""
