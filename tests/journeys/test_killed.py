from __future__ import annotations

import os
import signal
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.journeys.conftest import Person

KILLED_BEFORE = """
import os, sys

event, ending, left = sys.argv[1], sys.argv[2], int(sys.argv[3])

def kill(name, arguments):
    global left
    if name == event and any(str(argument).endswith(ending) for argument in arguments):
        left -= 1
        if left == 0:
            os.kill(os.getpid(), 9)

sys.addaudithook(kill)
from attiary.cli.main import main
main(["import", "people", "--all"])
"""
"""Python tells of each act before it does it (PEP 578): the process is killed at the n-th of a kind."""

A_FILE_IS_WRITTEN = ("os.rename", ".json")
A_FILE_IS_REMOVED = ("os.remove", ".json")
GIT_IS_CALLED = ("subprocess.Popen", "")
A_DATABASE_IS_OPENED = ("sqlite3.connect", "")


def killed(person: Person, act: tuple[str, str], number: int) -> None:
    ran = subprocess.run(
        [sys.executable, "-c", KILLED_BEFORE, *act, str(number)],
        cwd=person.folder,
        check=False,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=dict(os.environ),
    )
    assert ran.returncode == -signal.SIGKILL


def people(person: Person) -> dict[str, dict[str, Any]]:
    return {each["attioRecordId"]: each for each in person.documents().values()}


def change_all(person: Person, job_title: str) -> None:
    for record_id in person.attio.world.ids("people"):
        person.attio.world.set_values("people", record_id, {"job_title": job_title})


def assert_all_is_well(person: Person, job_title: str | None = None) -> None:
    ended = person.runs("import", "people", "--all", "--json")
    assert (ended.code, ended.json["kept"], ended.json["failed"]) == (0, 0, 0)
    documents = people(person)
    assert documents.keys() == set(person.attio.world.ids("people"))
    assert job_title is None or {each["attributes"]["job_title"] for each in documents.values()} == {
        job_title
    }
    assert person.git("status", "--porcelain") == ""
    assert person.git("fsck", "--strict") == ""
    assert {row["localFilePath"] for row in person.rows()} == person.documents().keys()
    assert {row["syncStatus"] for row in person.rows()} == {"synced"}
    assert person.runs("import", "people", "--all", "--json").json["commits"] == []


KILL_POINTS = [
    *((A_FILE_IS_WRITTEN, number) for number in (1, 2, 40, 261)),
    *((GIT_IS_CALLED, number) for number in (1, 4, 8, 12, 14, 16, 18)),
    *((A_DATABASE_IS_OPENED, number) for number in (1, 2)),
]


@pytest.mark.parametrize(("act", "number"), KILL_POINTS)
def test_a_first_import_killed_at_any_act_is_finished_by_the_next(
    person: Person, act: tuple[str, str], number: int
) -> None:
    killed(person, act, number)
    assert_all_is_well(person)


@pytest.mark.parametrize(("act", "number"), [(A_FILE_IS_WRITTEN, 3), (GIT_IS_CALLED, 4), (GIT_IS_CALLED, 9)])
def test_a_later_import_killed_at_any_act_is_finished_by_the_next(
    person: Person, act: tuple[str, str], number: int
) -> None:
    person.runs("import", "people", "--all")
    change_all(person, "B")
    killed(person, act, number)
    assert_all_is_well(person, "B")


def test_what_a_killed_run_wrote_is_ours_even_if_attio_goes_on_changing(person: Person) -> None:
    killed(person, A_FILE_IS_WRITTEN, 40)
    change_all(person, "changed after the kill")
    assert_all_is_well(person, "changed after the kill")
    assert person.git("log", "-1", "--format=%s") == "Import people: 260 added"


def test_a_value_that_goes_and_comes_back_around_a_kill_is_as_attio_has_it(person: Person) -> None:
    change_all(person, "A")
    person.runs("import", "people", "--all")
    change_all(person, "B")
    killed(person, A_FILE_IS_WRITTEN, 40)
    change_all(person, "A")
    assert_all_is_well(person, "A")


def test_two_kills_in_a_row_leave_no_file_that_is_taken_for_the_users(person: Person) -> None:
    change_all(person, "A")
    person.runs("import", "people", "--all")
    for job_title, number in (("B", 40), ("C", 2), ("D", 1)):
        change_all(person, job_title)
        killed(person, A_FILE_IS_WRITTEN, number)
    change_all(person, "E")
    assert_all_is_well(person, "E")


@pytest.mark.parametrize("number", [1, 2])
def test_a_rename_killed_half_way_leaves_one_file_of_each_record(person: Person, number: int) -> None:
    person.runs("import", "people", "--all")
    for order, record_id in enumerate(person.attio.world.ids("people")[:5]):
        person.attio.world.set_values("people", record_id, {"name": f"Renamed Number{order}"})
    killed(person, A_FILE_IS_REMOVED, number)
    assert_all_is_well(person)
    assert len(person.documents()) == len(person.attio.world.ids("people"))
