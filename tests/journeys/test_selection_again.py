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

    from attiary.simulator.world import World
    from tests.journeys.conftest import Person

LIST = "enterprise_sales"


@pytest.fixture
def attio() -> Iterator[Running]:
    with running(sample_workspace(people=30, companies=10)) as simulator:
        yield simulator


def imports(person: Person, *arguments: str, code: int = 0) -> dict[str, Any]:
    ended = person.runs("import", *arguments, "--yes", "--json")
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
    person: Person, arguments: list[str], selection: Any
) -> None:
    first = imports(person, *arguments)
    again = imports(person, "--again")
    assert selected(first) == selected(again) == selection
    assert (again["read"], again["unchanged"], again["commits"]) == (first["read"], first["read"], [])


def test_ids_are_imported_again_and_nothing_else(person: Person) -> None:
    ids = person.attio.world.ids("people")
    imports(person, "people", "--id", *ids[:3])
    person.attio.world.set_values("people", ids[1], {"job_title": "Chief"})
    person.attio.world.set_values("people", ids[5], {"job_title": "Chief"})
    again = imports(person, "--again")
    assert (again["read"], again["changed"]) == (3, 1)
    assert again["receipt"]["selection"] == {"ids": 3}


def test_an_option_that_lets_attio_win_is_not_repeated(person: Person) -> None:
    record_id = person.attio.world.ids("people")[0]
    imports(person, "people", "--id", record_id, "--overwrite-edits")
    [path] = person.documents()
    place = person.folder / path
    place.write_bytes(place.read_bytes().replace(b'"objectType"', b'"mine": 1,\n  "objectType"'))
    person.attio.world.set_values("people", record_id, {"job_title": "Chief"})
    assert imports(person, "--again")["kept"] == 1


def test_a_dry_run_is_not_what_is_imported_again(person: Person) -> None:
    imports(person, "companies", "--all")
    imports(person, "people", "--all", "--dry-run")
    assert imports(person, "--again")["objectType"] == "company"
    assert imports(person, "--again", "--dry-run")["dryRun"] is True


@pytest.mark.parametrize("option", ["--again", "--refresh"])
def test_where_nothing_was_imported_there_is_nothing_to_repeat(person: Person, option: str) -> None:
    ended = person.runs("import", option)
    assert ended.code == 2
    assert ended.err.splitlines() == [
        "Nothing was imported here before.",
        "  Say what to import, for example: attiary import people --all",
    ]
    assert person.documents() == {}


def test_a_run_that_selected_nothing_is_not_what_is_repeated(person: Person) -> None:
    world, ids = person.attio.world, person.attio.world.ids("people")
    imports(person, "people", "--id", *ids[:2])
    heir = world.merge("people", ids[0], ids[1])
    imports(person, "people", "--id", heir)
    assert person.runs("merged", ids[0], heir, "--yes").code == 0
    assert selected(imports(person, "--again")) == [{"ids": 1}]


def test_in_a_clone_where_only_a_merger_was_said_there_is_nothing_to_repeat(
    person: Person, tmp_path: Path
) -> None:
    ids = person.attio.world.ids("people")
    imports(person, "people", "--id", *ids[:2])
    clone = cloned(person, tmp_path)
    assert clone.runs("reindex").code == 0
    assert clone.runs("merged", ids[0], ids[1], "--yes").code == 0
    assert clone.runs("import", "--again").code == 2
    assert imports(clone, "--refresh")["unchanged"] == 1


def test_an_import_that_was_taken_back_can_be_repeated(person: Person) -> None:
    imports(person, "people", "--all")
    assert person.runs("undo", "--yes").code == 0
    assert imports(person, "--again")["added"] == 30


@pytest.mark.parametrize("option", ["--again", "--refresh"])
@pytest.mark.parametrize(
    "other", [["people"], ["--all"], ["--id", "4ce89884-6334-5c6c-9d1c-2f4b2a0c9d11"], ["--search", ""]]
)
def test_who_repeats_cannot_select_as_well(person: Person, option: str, other: list[str]) -> None:
    imports(person, "people", "--all")
    ended = person.runs("import", option, *other)
    assert (ended.code, len(ended.err.splitlines())) == (2, 2)
    assert "say themselves what is imported" in ended.err


def test_what_was_imported_in_several_runs_is_refreshed_in_one_and_nothing_else(person: Person) -> None:
    world, ids = person.attio.world, person.attio.world.ids("people")
    imports(person, "people", "--id", *ids[:4])
    imports(person, "companies", "--all")
    imports(person, "list", LIST, "--all")
    world.set_values("people", ids[0], {"job_title": "Chief"})
    world.add_record("companies", {"name": "Quite New"})
    refreshed = imports(person, "--refresh")
    assert {each.get("listSlug", each["objectType"]): each["read"] for each in refreshed["objects"]} == {
        "company": 10,
        LIST: len(world.ids(LIST)),
        "person": 4,
    }
    assert (refreshed["changed"], refreshed["added"]) == (1, 0)
    assert selected(refreshed) == [{"known": True}] * 3
    assert person.git("log", "-1", "--format=%s") == "Import people: 1 changed"


def test_a_clone_without_a_journal_is_refreshed_as_well(person: Person, tmp_path: Path) -> None:
    imports(person, "people", "list", LIST, "--all")
    clone = cloned(person, tmp_path)
    person.attio.world.set_values("people", person.attio.world.ids("people")[0], {"job_title": "Chief"})
    refreshed = imports(clone, "--refresh")
    total = 30 + len(person.attio.world.ids(LIST))
    assert (refreshed["read"], refreshed["changed"], refreshed["kept"]) == (total, 1, 0)
    assert {row["localFilePath"] for row in clone.rows()} == clone.documents().keys()
    assert len(imports(clone, "--again")["objects"]) == 2


def cloned(person: Person, tmp_path: Path) -> Person:
    """Somebody else, who has the folder and no journal or catalog."""
    person.git("clone", "-q", ".", str(tmp_path / "clone"))
    return replace(person, folder=tmp_path / "clone")


@pytest.mark.parametrize("option", ["--refresh", "--again"])
def test_a_list_that_attio_does_not_show_any_more_holds_up_no_other(person: Person, option: str) -> None:
    imports(person, "people", "list", LIST, "--all")
    person.attio.world.hide_list(LIST)
    person.attio.world.set_values("people", person.attio.world.ids("people")[0], {"job_title": "Chief"})
    before = {path for path in person.documents() if path.startswith("attio/list_entry/")}

    ended = person.runs("import", option)

    assert ended.code == 1
    assert f"Attio has no {LIST} any more, or does not show it to this key." in ended.out
    assert f"list {LIST}: not read" in ended.out
    assert "Incomplete" in ended.out
    [changed] = [
        each for each in person.documents().values() if each["attributes"].get("job_title") == "Chief"
    ]
    assert changed["objectType"] == "person"
    assert person.git("status", "--porcelain") == ""
    assert "not read" in person.git("log", "-1", "--format=%b")
    assert before <= person.documents().keys()
    assert not [row for row in person.rows() if row["goneAt"]]


def test_what_cannot_be_read_is_in_the_receipt_that_scripts_read(person: Person) -> None:
    imports(person, "people", "list", LIST, "--all")
    person.attio.world.hide_list(LIST)
    result = imports(person, "--refresh", code=1)
    states = {each["objectType"]: each["status"] for each in result["objects"]}
    assert states == {"list_entry": "incomplete", "person": "complete"}
    hidden = [each["receipt"]["hidden"] for each in result["objects"]]
    assert hidden == [
        [{"what": f"Attio has no {LIST} any more, or does not show it to this key.", "missingScopes": []}],
        [],
    ]
    assert person.runs("receipt", "--json").json["objects"] == result["objects"]


def test_the_files_of_a_list_that_is_no_more_can_be_put_away_for_good(person: Person) -> None:
    imports(person, "people", "list", LIST, "--all")
    person.attio.world.hide_list(LIST)
    person.git("rm", "-rq", "attio/list_entry")
    person.git("commit", "-qm", "Put the list away")
    assert person.runs("reindex").code == 0
    assert imports(person, "--refresh")["objectType"] == "person"
    assert person.git("status", "--porcelain") == ""


def test_a_list_that_came_back_is_imported_again(person: Person) -> None:
    imports(person, "people", "list", LIST, "--all")
    person.attio.world.hide_list(LIST)
    imports(person, "--again", code=1)
    person.attio.world.list(LIST).is_private = False
    assert len(imports(person, "--again")["objects"]) == 2


def test_an_object_that_a_new_key_may_not_read_holds_up_no_list(person: Person) -> None:
    imports(person, "people", "list", LIST, "--all")
    person.patch.setenv(
        "ATTIO_API_KEY", person.attio.world.add_key("list_entry:read", "list_configuration:read")
    )
    ended = person.runs("import", "--refresh")
    assert ended.code == 1
    assert "The records of people cannot be read. Tick record_permission:read" in ended.out
    assert "people: not read" in ended.out
    assert "list enterprise_sales: read by id" in ended.out


def test_if_nothing_of_it_can_be_read_it_is_refused_and_nothing_is_changed(person: Person) -> None:
    imports(person, "list", LIST, "--all")
    person.attio.world.hide_list(LIST)
    before = person.git("rev-parse", "HEAD")
    ended = person.runs("import", "--refresh")
    assert (ended.code, ended.out, len(ended.err.splitlines())) == (1, "", 2)
    assert person.git("rev-parse", "HEAD") == before


def test_a_target_named_now_that_attio_does_not_have_is_refused_before_anything_is_read(
    person: Person,
) -> None:
    ended = person.runs("import", "people", "list", "nonsense", "--all")
    assert (ended.code, person.documents()) == (1, {})


def test_a_list_that_goes_while_it_is_read_ends_the_import_and_the_next_one_goes_on_without(
    person: Person,
) -> None:
    imports(person, "people", "list", LIST, "--all")
    left = 4

    def hide(world: World) -> None:
        nonlocal left
        left -= 1
        if left == 0:
            world.hide_list(LIST)

    person.attio.faults.between_requests = hide
    ended = person.runs("import", "--refresh")
    person.attio.faults.between_requests = None
    assert ended.code == 1
    assert imports(person, "--refresh", code=1)["unchanged"] == 30
