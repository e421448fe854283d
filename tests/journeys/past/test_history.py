from __future__ import annotations

import subprocess
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from user import User

ISOLATE, POP = "\N{FIRST STRONG ISOLATE}", "\N{POP DIRECTIONAL ISOLATE}"


@pytest.fixture
def ada(user: User) -> str:
    """A record of a plain name, imported with all others, then renamed, changed and edited by hand."""
    world = user.attio.world
    ada, company = world.ids("people")[0], world.ids("companies")[0]
    values = {
        "name": "Ada Byron",
        "email_addresses": ["ada@example.com"],
        "job_title": "Clerk",
        "company": [],
    }
    world.set_values("people", ada, values)
    world.set_values("companies", company, {"name": "Analytical Engines"})
    imported(user)
    world.set_values("people", ada, {"name": "Ada Lovelace", "job_title": "عالمة"})
    reference = {"target_object": "companies", "target_record_id": company}
    world.set_values("people", ada, {"company": [reference]})
    world.set_values("people", ada, {"email_addresses": ["ada@example.com", "countess@example.com"]})
    imported(user)
    file = user.folder / "attio/person/ada-lovelace.json"
    file.write_text(file.read_text().replace("عالمة", "a note, by hand, that is longer than a line " * 4))
    user.git("commit", "-qam", "A note\x1b[31m")
    return ada


def imported(user: User) -> None:
    assert user.runs("import", "companies", "people", "--all").code == 0


def commits(user: User, *arguments: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = user.runs("log", *arguments, "--json").json["commits"]
    return found


def change_of(changes: list[dict[str, Any]], record_id: str) -> dict[str, Any]:
    [found] = [each for each in changes if each["attioRecordId"] == record_id]
    return found


@pytest.mark.usefixtures("ada")
def test_the_log_tells_who_changed_how_many_and_whom(user: User) -> None:
    by_hand, second, first = commits(user)

    assert first["changes"] == {"added": 40}
    assert (len(first["names"]), first["byHand"], first["isUndone"]) == (3, False, False)
    assert second["changes"]["renamed"] == 1
    assert second["runId"] != first["runId"]
    assert (by_hand["byHand"], by_hand["changes"], by_hand["names"]) == (
        True,
        {"changed": 1},
        ["Ada Lovelace"],
    )
    assert [each["commit"] for each in (by_hand, second, first)] == user.git("log", "--format=%H").split()
    assert first["time"].endswith("Z")
    shown = user.runs("log").out
    assert "edited by hand" in shown
    assert "and 37 more" in shown
    assert "40 added" in shown


@pytest.mark.usefixtures("ada")
def test_a_limit_says_that_there_is_more(user: User) -> None:
    ended = user.runs("log", "--limit", "1", "--json").json
    assert (len(ended["commits"]), ended["hasMore"]) == (1, True)
    assert "There are more" in user.runs("log", "--limit", "2").out
    assert user.runs("log", "--limit", "3", "--json").json["hasMore"] is False


def test_the_log_of_one_record_has_only_the_commits_that_changed_it(user: User, ada: str) -> None:
    other = next(each for each in user.attio.world.ids("people") if each != ada)
    by_name = commits(user, "Ada Lovelace")
    assert [each["changes"] for each in by_name] == [{"changed": 1}, {"renamed": 1}, {"added": 1}]
    assert commits(user, ada) == by_name == commits(user, "attio/person/ada-lovelace.json")
    assert len(commits(user, other)) < 3


def test_a_diff_tells_from_what_to_what(user: User, ada: str) -> None:
    ended = user.runs("diff", "--json").json
    change = change_of(ended["changes"], ada)
    assert (change["kind"], change["formerName"]) == ("renamed", "Ada Byron")
    assert change["formerPath"] == "attio/person/ada-byron.json"
    values = {each["slug"]: (each["before"], each["after"]) for each in change["values"]}
    assert values["job_title"] == ("Clerk", "عالمة")
    assert values["company"][1]["name"] == "Analytical Engines"
    assert ended["counts"]["renamed"] == 1

    shown = user.runs("diff").out
    assert f"job_title  Clerk → {ISOLATE}عالمة{POP}" in shown
    assert "company  + Analytical Engines" in shown
    assert "email_addresses  + countess@example.com" in shown
    assert "was called  Ada Byron" in shown


@pytest.mark.usefixtures("ada")
def test_a_diff_of_any_commit_is_shortened_for_a_person_and_whole_for_a_script(user: User) -> None:
    newest = user.git("rev-parse", "HEAD")
    shown = user.runs("diff", newest[:7]).out
    assert "…" in shown
    assert "\x1b" not in shown
    [change] = user.runs("diff", newest, "--json").json["changes"]
    values = {each["slug"]: each["after"] for each in change["values"]}
    assert values["job_title"].count("by hand") == 4
    first = commits(user)[-1]
    assert user.runs("diff", first["runId"], "--json").json["counts"] == {"added": 40}
    assert "and 38 more" in user.runs("diff", first["runId"], "--limit", "2").out


def test_a_history_follows_one_record_through_its_names(user: User, ada: str) -> None:
    ended = user.runs("history", "Ada Lovelace", "--json").json
    assert (ended["attioRecordId"], ended["path"]) == (ada, "attio/person/ada-lovelace.json")
    assert [each["kind"] for each in ended["revisions"]] == ["changed", "renamed", "added"]
    turned = user.runs("history", "Ada Lovelace", "--oldest-first", "--json").json
    assert turned["revisions"] == ended["revisions"][::-1]
    shown = user.runs("history", ada).out
    assert "edited by hand" in shown
    assert "Ada Byron" in shown


def test_a_file_that_is_gone_still_has_its_history(user: User) -> None:
    imported(user)
    path = next(iter(user.documents()))
    user.runs("undo", "--yes")
    past = user.runs("history", path, "--json").json["revisions"]
    assert [each["kind"] for each in past] == ["removed", "added"]


def test_a_fresh_clone_has_its_past_without_key_journal_and_catalog(
    user: User, ada: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = commits(user)
    clone = replace(user, folder=user.folder.with_name("clone"))
    subprocess.run(["git", "clone", "-q", str(user.folder), str(clone.folder)], check=True)
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
def test_what_is_not_there_is_said_in_one_sentence(user: User, arguments: list[str]) -> None:
    for _ in range(2):
        ended = user.runs(*arguments)
        assert (ended.code, ended.out) == (1, "")
        assert ended.err.strip()
        assert "Traceback" not in ended.err
        user.git("init", "-q")


def test_an_empty_folder_has_an_empty_log(user: User) -> None:
    assert user.runs("log", "--json").json == {"commits": [], "hasMore": False, "historyEndsAt": None}
    assert "attiary import" in user.runs("log").out
