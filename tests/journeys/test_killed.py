from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from crash import A_DATABASE_IS_OPENED, A_FILE_IS_REMOVED, A_FILE_IS_WRITTEN, GIT_IS_CALLED, Effect, kill

if TYPE_CHECKING:
    from user import User

IMPORT = ("import", "people", "--all")


def people(user: User) -> dict[str, dict[str, Any]]:
    return {each["attioRecordId"]: each for each in user.documents().values()}


def change_all(user: User, job_title: str) -> None:
    for record_id in user.attio.world.ids("people"):
        user.attio.world.set_values("people", record_id, {"job_title": job_title})


def assert_all_is_well(user: User, job_title: str | None = None) -> None:
    ended = user.runs("import", "people", "--all", "--json")
    assert (ended.code, ended.json["kept"], ended.json["failed"]) == (0, 0, 0)
    documents = people(user)
    assert documents.keys() == set(user.attio.world.ids("people"))
    assert job_title is None or {each["attributes"]["job_title"] for each in documents.values()} == {
        job_title
    }
    assert user.git("status", "--porcelain") == ""
    assert user.git("fsck", "--strict") == ""
    assert {row["localFilePath"] for row in user.rows()} == user.documents().keys()
    assert {row["syncStatus"] for row in user.rows()} == {"synced"}
    assert user.runs("import", "people", "--all", "--json").json["commits"] == []


KILL_POINTS = [
    *((A_FILE_IS_WRITTEN, number) for number in (1, 2, 40, 261)),
    *((GIT_IS_CALLED, number) for number in (1, 4, 8, 12, 14, 16, 18)),
    *((A_DATABASE_IS_OPENED, number) for number in (1, 2)),
]


@pytest.mark.parametrize(("effect", "number"), KILL_POINTS, ids=str)
def test_a_first_import_killed_at_any_act_is_finished_by_the_next(
    user: User, effect: Effect, number: int
) -> None:
    kill(user.folder, IMPORT, effect, number)
    assert_all_is_well(user)


@pytest.mark.parametrize(
    ("effect", "number"), [(A_FILE_IS_WRITTEN, 3), (GIT_IS_CALLED, 4), (GIT_IS_CALLED, 9)]
)
def test_a_later_import_killed_at_any_act_is_finished_by_the_next(
    user: User, effect: Effect, number: int
) -> None:
    user.runs("import", "people", "--all")
    change_all(user, "B")
    kill(user.folder, IMPORT, effect, number)
    assert_all_is_well(user, "B")


def test_what_a_killed_run_wrote_is_ours_even_if_attio_goes_on_changing(user: User) -> None:
    kill(user.folder, IMPORT, A_FILE_IS_WRITTEN, 40)
    change_all(user, "changed after the kill")
    assert_all_is_well(user, "changed after the kill")
    assert user.git("log", "-1", "--format=%s") == "Import people: 260 added"


def test_a_value_that_goes_and_comes_back_around_a_kill_is_as_attio_has_it(user: User) -> None:
    change_all(user, "A")
    user.runs("import", "people", "--all")
    change_all(user, "B")
    kill(user.folder, IMPORT, A_FILE_IS_WRITTEN, 40)
    change_all(user, "A")
    assert_all_is_well(user, "A")


def test_two_kills_in_a_row_leave_no_file_that_is_taken_for_the_users(user: User) -> None:
    change_all(user, "A")
    user.runs("import", "people", "--all")
    for job_title, number in (("B", 40), ("C", 2), ("D", 1)):
        change_all(user, job_title)
        kill(user.folder, IMPORT, A_FILE_IS_WRITTEN, number)
    change_all(user, "E")
    assert_all_is_well(user, "E")


@pytest.mark.parametrize("number", [1, 2])
def test_a_rename_killed_half_way_leaves_one_file_of_each_record(user: User, number: int) -> None:
    user.runs("import", "people", "--all")
    for order, record_id in enumerate(user.attio.world.ids("people")[:5]):
        user.attio.world.set_values("people", record_id, {"name": f"Renamed Number{order}"})
    kill(user.folder, IMPORT, A_FILE_IS_REMOVED, number)
    assert_all_is_well(user)
    assert len(user.documents()) == len(user.attio.world.ids("people"))
