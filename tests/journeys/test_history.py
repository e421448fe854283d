from __future__ import annotations

import subprocess
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from attiary.simulator.sample import sample_workspace
from attiary.simulator.server import running

if TYPE_CHECKING:
    from collections.abc import Iterator

    from attiary.simulator.server import Running
    from tests.journeys.conftest import Person

ISOLATE, POP = "\N{FIRST STRONG ISOLATE}", "\N{POP DIRECTIONAL ISOLATE}"


@pytest.fixture
def attio() -> Iterator[Running]:
    with running(sample_workspace(people=30, companies=10)) as simulator:
        yield simulator


@pytest.fixture
def ada(person: Person) -> str:
    """A record of a plain name, imported with all others, then renamed, changed and edited by hand."""
    world = person.attio.world
    ada, company = world.ids("people")[0], world.ids("companies")[0]
    values = {
        "name": "Ada Byron",
        "email_addresses": ["ada@example.com"],
        "job_title": "Clerk",
        "company": [],
    }
    world.set_values("people", ada, values)
    world.set_values("companies", company, {"name": "Analytical Engines"})
    imported(person)
    world.set_values("people", ada, {"name": "Ada Lovelace", "job_title": "عالمة"})
    reference = {"target_object": "companies", "target_record_id": company}
    world.set_values("people", ada, {"company": [reference]})
    world.set_values("people", ada, {"email_addresses": ["ada@example.com", "countess@example.com"]})
    imported(person)
    file = person.folder / "attio/person/ada-lovelace.json"
    file.write_text(file.read_text().replace("عالمة", "a note, by hand, that is longer than a line " * 4))
    person.git("commit", "-qam", "A note\x1b[31m")
    return ada


def imported(person: Person) -> None:
    assert person.runs("import", "companies", "people", "--all").code == 0


def commits(person: Person, *arguments: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = person.runs("log", *arguments, "--json").json["commits"]
    return found


def change_of(changes: list[dict[str, Any]], record_id: str) -> dict[str, Any]:
    [found] = [each for each in changes if each["attioRecordId"] == record_id]
    return found


@pytest.mark.usefixtures("ada")
def test_the_log_tells_who_changed_how_many_and_whom(person: Person) -> None:
    by_hand, second, first = commits(person)

    assert first["changes"] == {"added": 40}
    assert (len(first["names"]), first["byHand"], first["isUndone"]) == (3, False, False)
    assert second["changes"]["renamed"] == 1
    assert second["runId"] != first["runId"]
    assert (by_hand["byHand"], by_hand["changes"], by_hand["names"]) == (
        True,
        {"changed": 1},
        ["Ada Lovelace"],
    )
    assert [each["commit"] for each in (by_hand, second, first)] == person.git("log", "--format=%H").split()
    assert first["time"].endswith("Z")
    shown = person.runs("log").out
    assert "edited by hand" in shown
    assert "and 37 more" in shown
    assert "40 added" in shown


@pytest.mark.usefixtures("ada")
def test_a_limit_says_that_there_is_more(person: Person) -> None:
    ended = person.runs("log", "--limit", "1", "--json").json
    assert (len(ended["commits"]), ended["hasMore"]) == (1, True)
    assert "There are more" in person.runs("log", "--limit", "2").out
    assert person.runs("log", "--limit", "3", "--json").json["hasMore"] is False


def test_the_log_of_one_record_has_only_the_commits_that_changed_it(person: Person, ada: str) -> None:
    other = next(each for each in person.attio.world.ids("people") if each != ada)
    by_name = commits(person, "Ada Lovelace")
    assert [each["changes"] for each in by_name] == [{"changed": 1}, {"renamed": 1}, {"added": 1}]
    assert commits(person, ada) == by_name == commits(person, "attio/person/ada-lovelace.json")
    assert len(commits(person, other)) < 3


def test_a_diff_tells_from_what_to_what(person: Person, ada: str) -> None:
    ended = person.runs("diff", "--json").json
    change = change_of(ended["changes"], ada)
    assert (change["kind"], change["formerName"]) == ("renamed", "Ada Byron")
    assert change["formerPath"] == "attio/person/ada-byron.json"
    values = {each["slug"]: (each["before"], each["after"]) for each in change["values"]}
    assert values["job_title"] == ("Clerk", "عالمة")
    assert values["company"][1]["name"] == "Analytical Engines"
    assert ended["counts"]["renamed"] == 1

    shown = person.runs("diff").out
    assert f"job_title  Clerk → {ISOLATE}عالمة{POP}" in shown
    assert "company  + Analytical Engines" in shown
    assert "email_addresses  + countess@example.com" in shown
    assert "was called  Ada Byron" in shown


@pytest.mark.usefixtures("ada")
def test_a_diff_of_any_commit_is_shortened_for_a_person_and_whole_for_a_script(person: Person) -> None:
    newest = person.git("rev-parse", "HEAD")
    shown = person.runs("diff", newest[:7]).out
    assert "…" in shown
    assert "\x1b" not in shown
    [change] = person.runs("diff", newest, "--json").json["changes"]
    values = {each["slug"]: each["after"] for each in change["values"]}
    assert values["job_title"].count("by hand") == 4
    first = commits(person)[-1]
    assert person.runs("diff", first["runId"], "--json").json["counts"] == {"added": 40}
    assert "and 38 more" in person.runs("diff", first["runId"], "--limit", "2").out


def test_a_history_follows_one_record_through_its_names(person: Person, ada: str) -> None:
    ended = person.runs("history", "Ada Lovelace", "--json").json
    assert (ended["attioRecordId"], ended["path"]) == (ada, "attio/person/ada-lovelace.json")
    assert [each["kind"] for each in ended["revisions"]] == ["changed", "renamed", "added"]
    turned = person.runs("history", "Ada Lovelace", "--oldest-first", "--json").json
    assert turned["revisions"] == ended["revisions"][::-1]
    shown = person.runs("history", ada).out
    assert "edited by hand" in shown
    assert "Ada Byron" in shown


def test_a_file_that_is_gone_still_has_its_history(person: Person) -> None:
    imported(person)
    path = next(iter(person.documents()))
    person.runs("undo", "--yes")
    past = person.runs("history", path, "--json").json["revisions"]
    assert [each["kind"] for each in past] == ["removed", "added"]


def test_a_fresh_clone_has_its_past_without_key_journal_and_catalog(
    person: Person, ada: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = commits(person)
    clone = replace(person, folder=person.folder.with_name("clone"))
    subprocess.run(["git", "clone", "-q", str(person.folder), str(clone.folder)], check=True)
    monkeypatch.delenv("ATTIO_API_KEY")

    assert commits(clone) == expected
    assert change_of(clone.runs("diff", "--json").json["changes"], ada)["kind"] == "renamed"
    assert len(clone.runs("history", "attio/person/ada-lovelace.json", "--json").json["revisions"]) == 3
    by_name = clone.runs("history", "Ada Lovelace")
    assert by_name.code == 1
    assert "attiary reindex" in by_name.err


@pytest.mark.parametrize(
    "arguments",
    [
        ["diff"],
        ["diff", "beef"],
        ["history", "Nobody"],
        ["history", "attio/person/x.json"],
        ["log", "Nobody"],
    ],
)
def test_what_is_not_there_is_said_in_one_sentence(person: Person, arguments: list[str]) -> None:
    for _ in range(2):
        ended = person.runs(*arguments)
        assert (ended.code, ended.out) == (1, "")
        assert ended.err.strip()
        assert "Traceback" not in ended.err
        person.git("init", "-q")


def test_an_empty_folder_has_an_empty_log(person: Person) -> None:
    assert person.runs("log", "--json").json == {"commits": [], "hasMore": False}
    assert "attiary import" in person.runs("log").out
