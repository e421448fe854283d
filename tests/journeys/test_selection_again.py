"""What was imported before is imported again: what the last run was asked for, or all that there is."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from attiary.simulator.sample import sample_workspace
from attiary.simulator.server import Running, running

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from user import User

    from attiary.simulator.world import World

LIST = "enterprise_sales"


@pytest.fixture
def attio() -> Iterator[Running]:
    with running(sample_workspace(people=30, companies=10)) as simulator:
        yield simulator


def imports(user: User, *arguments: str, code: int = 0) -> dict[str, Any]:
    ended = user.runs("import", *arguments, "--yes", "--json")
    assert ended.code == code, ended.err
    return ended.json


def selected(result: dict[str, Any]) -> Any:
    return [each["receipt"]["selection"] for each in result.get("objects", [result])]


SELECTIONS = [
    (["people", "--all"], [{"all": True}]),
    (["people", "companies", "list", LIST, "--all"], [{"all": True}] * 3),
    (["people", "--search", "a"], [{"search": "a"}]),
    (["people", "--filter", "name~a", "--filter", "name~e"], [{"filters": ["name~a", "name~e"]}]),
    (["list", LIST, "--view", "Signed"], [{"view": "Signed"}]),
]


@pytest.mark.parametrize(("arguments", "selection"), SELECTIONS)
def test_what_the_last_import_was_asked_for_is_imported_again(
    user: User, arguments: list[str], selection: Any
) -> None:
    first = imports(user, *arguments)
    again = imports(user, "--again")
    assert selected(first) == selected(again) == selection
    assert (again["read"], again["unchanged"], again["commits"]) == (first["read"], first["read"], [])


def test_ids_are_imported_again_and_nothing_else(user: User) -> None:
    ids = user.attio.world.ids("people")
    imports(user, "people", "--id", *ids[:3])
    user.attio.world.set_values("people", ids[1], {"job_title": "Chief"})
    user.attio.world.set_values("people", ids[5], {"job_title": "Chief"})
    again = imports(user, "--again")
    assert (again["read"], again["changed"]) == (3, 1)
    assert again["receipt"]["selection"] == {"ids": 3}


def test_an_option_that_lets_attio_win_is_not_repeated(user: User) -> None:
    record_id = user.attio.world.ids("people")[0]
    imports(user, "people", "--id", record_id, "--overwrite-edits")
    [path] = user.documents()
    place = user.folder / path
    place.write_bytes(place.read_bytes().replace(b'"objectType"', b'"mine": 1,\n  "objectType"'))
    user.attio.world.set_values("people", record_id, {"job_title": "Chief"})
    assert imports(user, "--again")["kept"] == 1


def test_a_dry_run_is_not_what_is_imported_again(user: User) -> None:
    imports(user, "companies", "--all")
    imports(user, "people", "--all", "--dry-run")
    assert imports(user, "--again")["objectType"] == "company"
    assert imports(user, "--again", "--dry-run")["dryRun"] is True


@pytest.mark.parametrize("option", ["--again", "--refresh"])
def test_where_nothing_was_imported_there_is_nothing_to_repeat(user: User, option: str) -> None:
    ended = user.runs("import", option)
    assert ended.code == 2
    assert ended.err.splitlines() == [
        "Nothing was imported into this folder yet.",
        "  Say what to import, for example: attiary import people --all",
    ]
    assert user.documents() == {}


def test_a_run_that_selected_nothing_is_not_what_is_repeated(user: User) -> None:
    world, ids = user.attio.world, user.attio.world.ids("people")
    imports(user, "people", "--id", *ids[:2])
    survivor = world.merge("people", ids[0], ids[1])
    imports(user, "people", "--id", survivor)
    assert user.runs("merged", ids[0], survivor, "--yes").code == 0
    assert selected(imports(user, "--again")) == [{"ids": 1}]


def test_in_a_clone_where_only_a_merger_was_said_there_is_nothing_to_repeat(
    user: User, tmp_path: Path
) -> None:
    ids = user.attio.world.ids("people")
    imports(user, "people", "--id", *ids[:2])
    clone = cloned(user, tmp_path)
    assert clone.runs("reindex").code == 0
    assert clone.runs("merged", ids[0], ids[1], "--yes").code == 0
    assert clone.runs("import", "--again").code == 2
    assert imports(clone, "--refresh")["unchanged"] == 1


def test_an_import_that_was_taken_back_can_be_repeated(user: User) -> None:
    imports(user, "people", "--all")
    assert user.runs("undo", "--yes").code == 0
    assert imports(user, "--again")["added"] == 30


@pytest.mark.parametrize("option", ["--again", "--refresh"])
@pytest.mark.parametrize(
    "other", [["people"], ["--all"], ["--id", "4ce89884-6334-5c6c-9d1c-2f4b2a0c9d11"], ["--search", ""]]
)
def test_who_repeats_cannot_select_as_well(user: User, option: str, other: list[str]) -> None:
    imports(user, "people", "--all")
    ended = user.runs("import", option, *other)
    assert (ended.code, len(ended.err.splitlines())) == (2, 2)
    assert "already determine what is imported" in ended.err


def test_what_was_imported_in_several_runs_is_refreshed_in_one_and_nothing_else(user: User) -> None:
    world, ids = user.attio.world, user.attio.world.ids("people")
    imports(user, "people", "--id", *ids[:4])
    imports(user, "companies", "--all")
    imports(user, "list", LIST, "--all")
    world.set_values("people", ids[0], {"job_title": "Chief"})
    world.add_record("companies", {"name": "Quite New"})
    refreshed = imports(user, "--refresh")
    assert {each.get("listSlug", each["objectType"]): each["read"] for each in refreshed["objects"]} == {
        "company": 10,
        LIST: len(world.ids(LIST)),
        "person": 4,
    }
    assert (refreshed["changed"], refreshed["added"]) == (1, 0)
    assert selected(refreshed) == [{"known": True}] * 3
    assert user.git("log", "-1", "--format=%s") == "Import people: 1 changed"


def test_a_clone_without_a_journal_is_refreshed_as_well(user: User, tmp_path: Path) -> None:
    imports(user, "people", "list", LIST, "--all")
    clone = cloned(user, tmp_path)
    user.attio.world.set_values("people", user.attio.world.ids("people")[0], {"job_title": "Chief"})
    refreshed = imports(clone, "--refresh")
    total = 30 + len(user.attio.world.ids(LIST))
    assert (refreshed["read"], refreshed["changed"], refreshed["kept"]) == (total, 1, 0)
    assert {row["localFilePath"] for row in clone.rows()} == clone.documents().keys()
    assert len(imports(clone, "--again")["objects"]) == 2


def cloned(user: User, tmp_path: Path) -> User:
    """Somebody else, who has the folder and no journal or catalog."""
    user.git("clone", "-q", ".", str(tmp_path / "clone"))
    return replace(user, folder=tmp_path / "clone")


@pytest.mark.parametrize("option", ["--refresh", "--again"])
def test_a_list_that_attio_does_not_show_any_more_holds_up_no_other(user: User, option: str) -> None:
    imports(user, "people", "list", LIST, "--all")
    user.attio.world.hide_list(LIST)
    user.attio.world.set_values("people", user.attio.world.ids("people")[0], {"job_title": "Chief"})
    before = {path for path in user.documents() if path.startswith("attio/list_entry/")}

    ended = user.runs("import", option)

    assert ended.code == 1
    assert f"Attio does not have {LIST} any more, or this key cannot see it." in ended.out
    assert f"list {LIST}: not read" in ended.out
    assert "Incomplete" in ended.out
    [changed] = [each for each in user.documents().values() if each["attributes"].get("job_title") == "Chief"]
    assert changed["objectType"] == "person"
    assert user.git("status", "--porcelain") == ""
    assert "not read" in user.git("log", "-1", "--format=%b")
    assert before <= user.documents().keys()
    assert not [row for row in user.rows() if row["goneAt"]]


def test_what_cannot_be_read_is_in_the_receipt_that_scripts_read(user: User) -> None:
    imports(user, "people", "list", LIST, "--all")
    user.attio.world.hide_list(LIST)
    result = imports(user, "--refresh", code=1)
    states = {each["objectType"]: each["status"] for each in result["objects"]}
    assert states == {"list_entry": "incomplete", "person": "complete"}
    hidden = [each["receipt"]["hidden"] for each in result["objects"]]
    assert hidden == [
        [{"what": f"Attio does not have {LIST} any more, or this key cannot see it.", "missingScopes": []}],
        [],
    ]
    assert user.runs("receipt", "--json").json["objects"] == result["objects"]


def test_the_files_of_a_list_that_is_no_more_can_be_put_away_for_good(user: User) -> None:
    imports(user, "people", "list", LIST, "--all")
    user.attio.world.hide_list(LIST)
    user.git("rm", "-rq", "attio/list_entry")
    user.git("commit", "-qm", "Put the list away")
    assert user.runs("reindex").code == 0
    assert imports(user, "--refresh")["objectType"] == "person"
    assert user.git("status", "--porcelain") == ""


def test_a_list_that_came_back_is_imported_again(user: User) -> None:
    imports(user, "people", "list", LIST, "--all")
    user.attio.world.hide_list(LIST)
    imports(user, "--again", code=1)
    user.attio.world.list(LIST).is_private = False
    assert len(imports(user, "--again")["objects"]) == 2


def test_an_object_that_a_new_key_may_not_read_holds_up_no_list(user: User) -> None:
    imports(user, "people", "list", LIST, "--all")
    user.patch.setenv("ATTIO_API_KEY", user.attio.world.add_key("list_entry:read", "list_configuration:read"))
    ended = user.runs("import", "--refresh")
    assert ended.code == 1
    assert "The records of people cannot be read. Tick record_permission:read" in ended.out
    assert "people: not read" in ended.out
    assert "list enterprise_sales: read by id" in ended.out


def test_if_nothing_of_it_can_be_read_it_is_refused_and_nothing_is_changed(user: User) -> None:
    imports(user, "list", LIST, "--all")
    user.attio.world.hide_list(LIST)
    before = user.git("rev-parse", "HEAD")
    ended = user.runs("import", "--refresh")
    assert (ended.code, ended.out, len(ended.err.splitlines())) == (1, "", 2)
    assert user.git("rev-parse", "HEAD") == before


def test_a_target_named_now_that_attio_does_not_have_is_refused_before_anything_is_read(
    user: User,
) -> None:
    ended = user.runs("import", "people", "list", "nonsense", "--all")
    assert (ended.code, user.documents()) == (1, {})


def test_a_list_that_goes_while_it_is_read_ends_the_import_and_the_next_one_goes_on_without(
    user: User,
) -> None:
    imports(user, "people", "list", LIST, "--all")
    left = 4

    def hide(world: World) -> None:
        nonlocal left
        left -= 1
        if left == 0:
            world.hide_list(LIST)

    user.attio.faults.between_requests = hide
    ended = user.runs("import", "--refresh")
    user.attio.faults.between_requests = None
    assert ended.code == 1
    assert imports(user, "--refresh", code=1)["unchanged"] == 30
