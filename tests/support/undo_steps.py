"""What journeys through `attiary undo` do and look at."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from attiary.services.context import open_app

if TYPE_CHECKING:
    from user import User


def imported(user: User) -> dict[str, Any]:
    ended = user.runs("import", "people", "--all", "--json")
    assert ended.code == 0, ended.err
    return ended.json


def undone(user: User) -> dict[str, Any]:
    ended = user.runs("undo", "--yes", "--json")
    assert (ended.code, ended.err) == (0, "")
    return ended.json


def assert_files_commit_and_rows_agree(user: User) -> None:
    assert user.git("status", "--porcelain") == ""
    assert user.git("fsck", "--strict", "--no-dangling") == ""
    committed = user.git("ls-tree", "-r", "--name-only", "HEAD", "attio/").splitlines()
    assert sorted(path for path in committed if path.count("/") == 2) == sorted(user.documents())
    rows = {row["localFilePath"]: row["attioRecordId"] for row in user.rows()}
    assert rows == {path: each["attioRecordId"] for path, each in user.documents().items()}


def people(user: User, number: int) -> list[str]:
    return list(user.attio.world.ids("people")[:number])


def link(user: User, record_id: str, experiment: str) -> None:
    with open_app(user.folder) as app, app.open_folder() as opened:
        app.rows(opened).link_experiment("person", record_id, experiment)


def links(user: User) -> dict[str, set[str]]:
    rows = user.rows()
    return {row["attioRecordId"]: set(row["experimentIds"]) for row in rows if row["experimentIds"]}


def import_twins(user: User) -> tuple[str, str]:
    """Import two records that Attio will make one, each with links of its own; their ids."""
    one, other = people(user, 2)
    for number, record_id in enumerate((one, other)):
        address = {"email_addresses": [f"twin{number}@example.com"], "name": f"Twin N{number}"}
        user.attio.world.set_values("people", record_id, address)
    imported(user)
    for record_id, experiment in ((one, "a"), (one, "both"), (other, "b"), (other, "both")):
        link(user, record_id, experiment)
    return one, other
