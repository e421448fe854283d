from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from user import User


def imported(user: User) -> None:
    assert user.runs("import", "companies", "people", "--all").code == 0


def commits(user: User, *arguments: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = user.runs("log", *arguments, "--json").json["commits"]
    return found


def change_of(changes: list[dict[str, Any]], record_id: str) -> dict[str, Any]:
    [found] = [each for each in changes if each["attioRecordId"] == record_id]
    return found


def test_gone_back_again_and_merged_are_told_by_their_names(user: User) -> None:
    world = user.attio.world
    one, other, third = world.ids("people")[:3]
    for number, record_id in enumerate((one, other)):
        values = {"email_addresses": [f"twin{number}@example.com"], "name": f"Twin N{number}"}
        world.set_values("people", record_id, values)
    imported(user)
    survivor = world.merge("people", one, other)
    world.delete("people", third)
    imported(user)

    changes = user.runs("diff", "--json").json["changes"]
    assert change_of(changes, third)["kind"] == "gone"
    merged = [each for each in changes if each["attioRecordId"] == survivor]
    assert [each["kind"] for each in merged] == ["merged", "merged"]
    assert {each["formerId"] for each in merged} == {one, other}

    past = user.runs("history", survivor, "--json").json["revisions"]
    assert [each["kind"] for each in past] == ["merged", "added"]
    assert past[0]["formerId"] == past[1]["attioRecordId"]

    user.runs("undo", "--yes")
    changes = user.runs("diff", user.git("rev-parse", "HEAD"), "--json").json["changes"]
    assert change_of(changes, third)["kind"] == "returned"
    assert {each["attioRecordId"]: each["kind"] for each in changes}[survivor] == "removed"
    assert [each["kind"] for each in user.runs("history", one, "--json").json["revisions"]][-1] == "added"


def test_an_import_that_was_taken_back_says_so_in_the_log(user: User) -> None:
    imported(user)
    user.runs("undo", "--yes")
    undo, first = commits(user)
    assert (undo["undoes"], undo["byHand"], undo["changes"]) == (first["runId"], False, {"removed": 40})
    assert first["isUndone"] is True
    shown = user.runs("log").out
    assert "taken back: 40 removed" in shown
    assert "40 added (taken back since)" in shown


def test_a_merger_by_hand_is_told_as_one_everywhere(user: User) -> None:
    imported(user)
    merged, survivor = user.attio.world.ids("people")[:2]
    rows = {row["attioRecordId"]: row for row in user.rows()}
    path, name = (rows[merged][key] for key in ("localFilePath", "name"))
    assert user.runs("merged", merged, survivor, "--yes").code == 0

    assert commits(user)[0]["changes"] == {"merged": 1}
    [change] = user.runs("diff", "--json").json["changes"]
    assert (change["kind"], change["attioRecordId"], change["formerId"]) == ("merged", survivor, merged)
    assert user.runs("history", path, "--json").json["revisions"][0]["kind"] == "merged"
    shown = user.runs("history", path).out
    assert f"merged into  {rows[survivor]['name']}" in shown
    assert f"formerly  {name}" in shown


def test_an_import_that_was_taken_back_says_so_in_diff_and_receipt(user: User) -> None:
    imported(user)
    assert "taken back" not in user.runs("diff").out + user.runs("receipt").out
    user.runs("undo", "--yes")

    for command in ("diff", "receipt"):
        assert "This import was taken back since." in user.runs(command).out
        assert user.runs(command, "--json").json["isUndone"] is True
