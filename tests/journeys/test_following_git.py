"""Git moved the folder: the next import goes on from what the last commit has, one file for one record."""

from __future__ import annotations

import json
import subprocess
import time
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from crash import ALL, BLOBS_ARE_STORED, Point, count, run

from attiary.simulator.sample import empty_workspace
from attiary.simulator.server import running

if TYPE_CHECKING:
    from collections.abc import Iterator

    from user import User

    from attiary.simulator.server import Running

NUMBER = 4


@pytest.fixture
def attio() -> Iterator[Running]:
    world = empty_workspace()
    for _ in range(NUMBER):
        world.add_record("people", {"name": "Ann"})
    for number, record_id in enumerate(world.ids("people")):
        address = f"p{number}@example.com"
        world.set_values("people", record_id, {"name": f"Ann {number}", "email_addresses": [address]})
    with running(world) as simulator:
        yield simulator


def imports(user: User, *words: str) -> dict[str, object]:
    ended = user.runs("import", *(words or ("people", "--all")), "--json")
    assert ended.code == 0, ended.err
    return ended.json


def rename_all(user: User, name: str) -> None:
    world = user.attio.world
    for number, record_id in enumerate(world.ids("people")):
        world.set_values("people", record_id, {"name": f"{name} {number}"})


def clone(user: User, name: str) -> User:
    folder = user.folder.with_name(name)
    subprocess.run(["git", "clone", "-q", str(user.folder), str(folder)], check=True)
    return replace(user, folder=folder)


def is_whole(user: User) -> None:
    """One record, one file, committed; the catalog says the same; nothing is called an edit."""
    documents = user.documents()
    ids = Counter(each["attioRecordId"] for each in documents.values())
    assert set(ids.values()) == {1}, documents.keys()
    rows = {row["attioRecordId"]: row for row in user.rows()}
    assert rows.keys() == ids.keys()
    for path, document in documents.items():
        row = rows[document["attioRecordId"]]
        assert (row["localFilePath"], row["name"], row["syncStatus"]) == (path, document["name"], "synced")
    assert user.git("status", "--porcelain") == ""


def as_in_attio(user: User) -> None:
    is_whole(user)
    held = {row["attioRecordId"]: row["name"] for row in user.rows()}
    page = user.runs("browse", "people", "--limit", "100", "--json").json["records"]
    assert held == {each["attioRecordId"]: each["name"] for each in page}


def rests(user: User) -> None:
    """Another import finds nothing to do."""
    head = user.git("rev-parse", "HEAD")
    again = imports(user)
    assert (again["commits"], again["kept"], again["changed"], again["renamed"]) == ([], 0, 0, 0)
    assert user.git("rev-parse", "HEAD") == head
    as_in_attio(user)


BACK = {
    "reset": (("reset", "-q", "--hard", "HEAD~1"),),
    "a branch that began before": (("checkout", "-q", "-b", "other", "HEAD~1"),),
    "a detached head": (("checkout", "-q", "--detach", "HEAD~1"),),
    "a revert": (("revert", "--no-edit", "HEAD"),),
    "a checkout of old files": (("checkout", "-q", "HEAD~1", "--", "attio"),),
    "a checkout of old files, committed": (
        ("checkout", "-q", "HEAD~1", "--", "attio"),
        ("commit", "-qm", "old ones too"),
    ),
    "a revert that is not committed": (("revert", "--no-commit", "HEAD"), ("revert", "--quit")),
    "a stash of a revert": (
        ("revert", "--no-commit", "HEAD"),
        ("revert", "--quit"),
        ("stash", "-q"),
        ("stash", "pop", "-q"),
    ),
    "an orphan branch": (("checkout", "-q", "--orphan", "fresh", "HEAD~1"), ("commit", "-qm", "all of it")),
    "a soft reset": (("reset", "-q", "--soft", "HEAD~1"),),
    "a mixed reset": (("reset", "-q", "--mixed", "HEAD~1"),),
    "an amended message": (("commit", "-q", "--amend", "-m", "mine now"),),
    "a squash": (("reset", "-q", "--soft", "HEAD~2"), ("commit", "-qm", "all of these")),
    "a pick onto another branch": (
        ("checkout", "-q", "-b", "other", "HEAD~1"),
        ("commit", "-q", "--allow-empty", "-m", "mine"),
        ("cherry-pick", "main"),
    ),
    "a rebase": (
        ("checkout", "-q", "-b", "other", "HEAD~1"),
        ("commit", "-q", "--allow-empty", "-m", "mine"),
        ("rebase", "-q", "other", "main"),
    ),
}


@pytest.mark.parametrize("words", BACK.values(), ids=BACK.keys())
def test_whatever_git_brings_back_a_record_has_one_file(
    user: User, words: tuple[tuple[str, ...], ...]
) -> None:
    user.git("init", "-q")
    user.git("commit", "-q", "--allow-empty", "-m", "mine")
    imports(user)
    rename_all(user, "Bea")
    imports(user)
    for each in words:
        user.git(*each)
    said = imports(user)
    assert (said["kept"], said["status"]) == (0, "complete")
    as_in_attio(user)
    assert {path.rpartition("/")[2][:3] for path in user.documents()} == {"bea"}
    rests(user)


@pytest.mark.parametrize("how", ["deleted .attiary", "a clone"])
def test_a_folder_without_a_journal_goes_on_from_the_last_commit(user: User, how: str) -> None:
    imports(user)
    path, document = next(iter(user.documents().items()))
    document["name"] = "Mine"
    (user.folder / path).write_text(json.dumps(document, indent=2) + "\n")
    user.git("commit", "-qam", "mine")
    other = clone(user, "other")
    if how != "a clone":
        subprocess.run(["rm", "-rf", str(user.folder / ".attiary")], check=True)
        other = user
    user.attio.world.set_values("people", document["attioRecordId"], {"job_title": "Poet"})
    said = imports(other)
    assert said["kept"] == 1
    assert other.documents()[path]["name"] == "Mine"


def test_an_edit_that_was_overwritten_and_comes_back_by_a_revert_is_an_edit_still(user: User) -> None:
    imports(user)
    path, document = next(iter(user.documents().items()))
    mine = json.dumps(document | {"name": "Mine"}, indent=2) + "\n"
    (user.folder / path).write_text(mine)
    user.git("commit", "-qam", "mine")
    user.attio.world.set_values("people", document["attioRecordId"], {"job_title": "Poet"})
    imports(user, "people", "--all", "--overwrite-edits")
    user.git("revert", "--no-edit", "HEAD")
    user.attio.world.set_values("people", document["attioRecordId"], {"job_title": "Editor"})
    assert imports(user)["kept"] == 1
    assert (user.folder / path).read_text() == mine


def test_an_edit_in_an_amended_import_is_an_edit(user: User) -> None:
    imports(user)
    rename_all(user, "Bea")
    imports(user)
    path, document = next(iter(user.documents().items()))
    mine = json.dumps(document | {"name": "Mine"}, indent=2) + "\n"
    (user.folder / path).write_text(mine)
    user.git("commit", "-qa", "--amend", "--no-edit")
    user.attio.world.set_values("people", document["attioRecordId"], {"job_title": "Editor"})
    assert imports(user)["kept"] == 1
    assert (user.folder / path).read_text() == mine


@pytest.mark.parametrize("is_committed", [True, False])
@pytest.mark.parametrize("how", ["git mv", "mv"])
def test_a_file_that_the_user_moved_stays_there_until_its_record_is_renamed(
    user: User, how: str, is_committed: bool
) -> None:
    imports(user)
    old, new = "attio/person/ann-1.json", "attio/person/best-customer.json"
    if how == "git mv":
        user.git("mv", old, new)
    else:
        (user.folder / old).rename(user.folder / new)
    if is_committed:
        user.git("add", "-A")
        user.git("commit", "-qm", "mine")
    imports(user)
    assert new in user.documents()
    as_in_attio(user)
    record_id = user.documents()[new]["attioRecordId"]
    user.attio.world.set_values("people", record_id, {"job_title": "Poet"})
    imports(user)
    assert user.documents()[new]["attributes"]["job_title"] == "Poet"
    rests(user)
    user.attio.world.set_values("people", record_id, {"name": "Zoe"})
    assert imports(user)["renamed"] == 1
    assert "attio/person/zoe.json" in user.documents()
    rests(user)


@pytest.mark.parametrize("is_committed", [True, False])
def test_two_files_that_took_each_others_name_keep_it(user: User, is_committed: bool) -> None:
    imports(user)
    one, other, between = (f"attio/person/{name}.json" for name in ("ann-1", "ann-2", "between"))
    before = user.documents()
    for old, new in ((one, between), (other, one), (between, other)):
        user.git("mv", old, new)
    if is_committed:
        user.git("commit", "-qm", "mine")
    imports(user)
    now = user.documents()
    assert (now[one], now[other]) == (before[other], before[one])
    as_in_attio(user)
    rests(user)


def test_a_copy_that_the_user_made_stays_theirs(user: User) -> None:
    imports(user)
    copy = user.folder / "attio/person/copy.json"
    copy.write_bytes((user.folder / "attio/person/ann-1.json").read_bytes())
    user.git("add", "-A")
    user.git("commit", "-qm", "a copy")
    rename_all(user, "Bea")
    imports(user)
    assert copy.exists()
    assert "attio/person/bea-1.json" in user.documents()
    assert imports(user)["commits"] == []


def test_names_that_were_swapped_on_another_machine_are_swapped_here(user: User) -> None:
    imports(user)
    other = clone(user, "other")
    imports(other)
    world = user.attio.world
    first, second = world.ids("people")[:2]
    world.set_values("people", first, {"name": "Ann 1"})
    world.set_values("people", second, {"name": "Ann 0"})
    imports(user)
    other.git("pull", "-q", "--ff-only")
    said = imports(other)
    assert (said["commits"], said["kept"]) == ([], 0)
    as_in_attio(other)
    assert other.files() == user.files()


def test_what_another_machine_imported_is_adopted_without_a_commit(user: User) -> None:
    imports(user)
    other = clone(user, "other")
    imports(other)
    rename_all(user, "Bea")
    user.attio.world.add_record("people", {"name": "New"})
    user.attio.world.delete("people", user.attio.world.ids("people")[0])
    imports(user, "people", "--all", "--yes")
    other.git("pull", "-q", "--ff-only")
    said = imports(other)
    assert (said["commits"], said["kept"], said["changed"], said["renamed"], said["added"]) == (
        [],
        0,
        0,
        0,
        0,
    )
    assert other.files() == user.files()
    known = ("attioRecordId", "name", "localFilePath", "goneAt", "syncStatus", "importedAt")
    assert [[row[key] for key in known] for row in other.rows()] == [
        [row[key] for key in known] for row in user.rows()
    ]


def test_an_import_refused_by_the_hub_is_done_again_from_its_commit(user: User) -> None:
    imports(user)
    hub = user.folder.with_name("hub.git")
    subprocess.run(["git", "clone", "-q", "--bare", str(user.folder), str(hub)], check=True)
    one, other = (replace(user, folder=user.folder.with_name(name)) for name in ("one", "other"))
    for each in (one, other):
        subprocess.run(["git", "clone", "-q", str(hub), str(each.folder)], check=True)
        imports(each)
    rename_all(user, "Bea")
    imports(one)
    one.git("push", "-q")
    rename_all(user, "Cleo")
    imports(other)
    other.git("fetch", "-q")
    other.git("reset", "-q", "--hard", "@{u}")
    imports(other)
    rests(other)
    other.git("push", "-q")
    one.git("pull", "-q", "--ff-only")
    rests(one)
    assert one.files() == other.files()


def test_who_was_forgotten_on_another_machine_is_erased_here(user: User) -> None:
    imports(user)
    other = clone(user, "other")
    imports(other, "people", "--search", "Ann 2")
    imports(other)
    assert user.runs("forget", "Ann 2", "--yes").code == 0
    other.git("pull", "-q", "--ff-only")
    listed = other.runs("imports", "--search", "Ann 2", "--json")
    assert listed.json["imports"] == []
    assert "moved on" in listed.err
    assert other.runs("show", "Ann 2").code == 1
    ended = other.runs("import", "people", "--all")
    assert ended.code == 0, ended.err
    assert "1 forgotten elsewhere, erased here" in ended.out
    as_in_attio_but(other, "Ann 2")
    for path in (other.folder / ".attiary").iterdir():
        assert b"Ann 2" not in path.read_bytes(), path
        assert b"p2@example.com" not in path.read_bytes(), path
    again = imports(other)
    assert (again["forgottenElsewhere"], again["status"]) == (0, "complete")


def as_in_attio_but(user: User, name: str) -> None:
    is_whole(user)
    assert name not in {row["name"] for row in user.rows()}
    assert len(user.rows()) == NUMBER - 1


@pytest.mark.parametrize("how", ["removed", "removed and committed", "emptied of records", "an older one"])
def test_who_was_forgotten_stays_so_whatever_becomes_of_the_list(user: User, how: str) -> None:
    imports(user)
    assert user.runs("forget", "Ann 1", "--yes").code == 0
    assert user.runs("forget", "Ann 2", "--yes").code == 0
    listed = user.folder / "attio/forgotten.json"
    if how.startswith("removed"):
        listed.unlink()
    elif how == "emptied of records":
        listed.write_text('{"salt": "00", "records": []}')
    else:
        user.git("checkout", "-q", "HEAD~1", "--", "attio/forgotten.json")
    if how != "removed":
        user.git("commit", "-qam", "mine")
    said = imports(user)
    assert (said["forgotten"], said["added"], said["status"]) == (2, 0, "complete")
    assert listed.exists()
    fresh = clone(user, "fresh")
    assert imports(fresh)["forgotten"] == 2
    assert user.runs("remember", "p1@example.com").code == 0
    assert imports(user)["added"] == 1
    fresh.git("pull", "-q", "--ff-only")
    said = imports(fresh)
    assert (said["forgotten"], said["added"], said["commits"]) == (1, 0, [])


def test_who_was_taken_off_the_list_by_hand_can_be_remembered_still(user: User) -> None:
    imports(user)
    assert user.runs("forget", "Ann 1", "--yes").code == 0
    user.git("rm", "-q", "attio/forgotten.json")
    user.git("commit", "-qm", "mine")
    assert user.runs("remember", "p1@example.com").code == 0
    fresh = clone(user, "fresh")
    for each in (user, fresh):
        said = imports(each)
        assert (said["forgotten"], said["added"]) == (0, 1)


def test_workspace_and_choices_that_were_removed_count_as_the_last_commit_has_them(user: User) -> None:
    imports(user)
    assert user.runs("fields", "people", "--leave-out", "description").code == 0
    imports(user)
    for name in ("attiary.toml", "attio/workspace.json"):
        (user.folder / name).unlink()
    assert user.runs("imports").code == 0
    assert imports(user)["commits"] == []
    as_in_attio(user)


def test_two_machines_forget_at_the_same_time_and_a_pull_merges_it(user: User) -> None:
    imports(user)
    other = clone(user, "other")
    imports(other)
    assert user.runs("forget", "Ann 1", "--yes").code == 0
    assert other.runs("forget", "Ann 2", "--yes").code == 0
    other.git("pull", "-q", "--no-rebase", "--no-edit")
    for each in (other, user):
        if each is user:
            user.git("pull", "-q", "--ff-only", str(other.folder))
        said = imports(each)
        assert (said["forgotten"], said["added"], said["forgottenElsewhere"]) == (2, 0, 1)
        assert {row["name"] for row in each.rows()} == {"Ann 0", "Ann 3"}
    assert user.files() == other.files()


def test_of_a_forget_and_a_remember_at_the_same_time_forget_wins(user: User) -> None:
    imports(user)
    assert user.runs("forget", "Ann 1", "--yes").code == 0
    other = clone(user, "other")
    imports(other)
    assert user.runs("remember", "p1@example.com").code == 0
    imports(user)
    assert other.runs("remember", "p1@example.com").code == 0
    imports(other)
    assert other.runs("forget", "Ann 1", "--yes").code == 0
    other.git("pull", "-q", "--no-rebase", "--no-edit", "-s", "ours")
    user.git("pull", "-q", "--ff-only", str(other.folder))
    for each in (user, other):
        assert imports(each)["forgotten"] == 1
        assert "Ann 1" not in {row["name"] for row in each.rows()}


def test_a_forget_that_the_hub_refused_holds_after_the_reset(user: User) -> None:
    imports(user)
    other = clone(user, "other")
    imports(other)
    rename_all(user, "Bea")
    imports(user)
    assert other.runs("forget", "Ann 1", "--yes").code == 0
    other.git("fetch", "-q")
    other.git("reset", "-q", "--hard", "@{u}")
    assert imports(other)["forgotten"] == 1
    assert "Bea 1" not in {row["name"] for row in other.rows()}
    assert not any("Bea 1" in each["name"] for each in other.documents().values())
    user.git("pull", "-q", "--ff-only", str(other.folder))
    assert imports(user)["forgottenElsewhere"] == 1


def test_a_merger_found_on_another_machine_is_known_here(user: User) -> None:
    imports(user)
    other = clone(user, "other")
    imports(other)
    world = user.attio.world
    world.merge("people", *world.ids("people")[:2])
    imports(user)
    other.git("pull", "-q", "--ff-only")
    said = imports(other)
    assert (said["commits"], said["gone"]) == ([], 0)
    as_in_attio(other)
    assert other.runs("undo", "--yes").code == 0
    user.git("pull", "-q", "--ff-only", str(other.folder))
    assert {path: each["attioRecordId"] for path, each in user.documents().items()} == {
        path: each["attioRecordId"] for path, each in other.documents().items()
    }
    assert user.runs("reindex").code == 0
    assert len(user.rows()) == len(other.rows()) == NUMBER


def test_an_interrupted_import_does_no_harm_on_another_branch(user: User) -> None:
    imports(user)
    user.git("branch", "other")
    rename_all(user, "Bea")
    point = Point(BLOBS_ARE_STORED, 1)
    assert run(user.folder, ["import", "people", "--all"], point).code == -9
    user.git("stash", "-q", "--include-untracked")
    user.git("checkout", "-q", "other")
    user.runs("import", "people", "--all")  # names what was taken away from what it goes on with
    imports(user)
    as_in_attio(user)
    rests(user)


@pytest.mark.parametrize("words", [("clean", "-fdq"), ("checkout", "-q", "."), ("stash", "-uq")])
def test_what_an_interrupted_import_wrote_and_git_took_away_is_written_again(
    user: User, words: tuple[str, ...]
) -> None:
    imports(user)
    rename_all(user, "Bea")
    point = Point(BLOBS_ARE_STORED, 1)
    assert run(user.folder, ["import", "people", "--all"], point).code == -9
    user.git(*words)
    user.runs("import", "people", "--all")  # names what was taken away from what it goes on with
    imports(user)
    as_in_attio(user)
    rests(user)


def test_a_conflict_in_our_files_is_refused_with_the_way_out(user: User) -> None:
    imports(user)
    other = clone(user, "other")
    imports(other)
    for number, each in enumerate((user, other)):
        person = user.attio.world.ids("people")[0]
        user.attio.world.set_values("people", person, {"job_title": f"Poet {number}"})
        imports(each)
        time.sleep(1)
    pulled = subprocess.run(
        ["git", "-C", str(other.folder), "pull", "-q", "--no-rebase"], check=False, capture_output=True
    )
    assert pulled.returncode
    refused = other.runs("import", "people", "--all")
    assert refused.code == 1
    assert "git checkout --theirs" in refused.err
    other.git("checkout", "--theirs", "--", "attio", "attiary.toml")
    other.git("add", "attio", "attiary.toml")
    other.git("commit", "-qm", "theirs")
    imports(other)
    rests(other)


@pytest.mark.parametrize("how", ["pull", "reset"])
def test_killed_anywhere_while_it_follows_the_next_import_follows_again(user: User, how: str) -> None:
    imports(user)
    rename_all(user, "Bea")
    other = clone(user, "other")
    imports(other)
    rename_all(user, "Cleo")
    assert user.runs("forget", "Ann 3", "--yes").code == 0
    imports(user)
    command = ["import", "people", "--all"]
    if how == "pull":
        other.git("fetch", "-q")
        other.git("reset", "-q", "--hard", "@{u}")
    else:
        other.git("reset", "-q", "--hard", "HEAD~1")
    subprocess.run(["cp", "-a", str(other.folder), f"{other.folder}-0"], check=True)
    counts = count(other.folder, command)
    expected = {path: each["name"] for path, each in other.documents().items()}
    for effect in ALL:
        total = counts.get(effect.name, 0)
        for number in sorted({1, total // 2, total} - {0}):
            place = other.folder.with_name(f"killed-{effect.name.replace(' ', '-')}-{number}")
            subprocess.run(["cp", "-a", f"{other.folder}-0", str(place)], check=True)
            run(place, command, Point(effect, number))
            again = replace(other, folder=place)
            imports(again)
            assert {path: each["name"] for path, each in again.documents().items()} == expected
            is_whole(again)
