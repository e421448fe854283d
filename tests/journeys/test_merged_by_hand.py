from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from crash import A_COMMIT_IS_MADE, A_FILE_IS_REMOVED, A_FILE_IS_WRITTEN, Effect, kill

from attiary.errors import MovedMeanwhile
from attiary.importer.deleted.merge_by_hand import merge_by_hand, preview_merge
from attiary.services.context import open_app
from attiary.services.library import find_record
from attiary.simulator.sample import empty_workspace
from attiary.simulator.server import running

if TYPE_CHECKING:
    from collections.abc import Iterator

    from forked import Ended
    from user import User

    from attiary.simulator.server import Running

ADA, BYRON, OTHER = "Ada King", "Ada Byron", "Somebody Else"


@pytest.fixture
def attio() -> Iterator[Running]:
    world = empty_workspace()
    for name in (ADA, BYRON, OTHER):
        world.add_record("people", {"name": name})
    world.add_record("companies", {"name": "Engine Ltd", "domains": ["engine.example"]})
    with running(world) as simulator:
        yield simulator


def imports(user: User) -> Ended:
    ended = user.runs("import", "people", "companies", "--all", "--yes", "--json")
    assert ended.code == 0, ended.err
    return ended


def merge_in_attio(user: User) -> str:
    """Two people without an address become one: no import can tell."""
    ids = {row["name"]: row["attioRecordId"] for row in user.rows()}
    return user.attio.world.merge("people", ids[ADA], ids[BYRON])


def link(user: User, name: str, experiment: str) -> None:
    row = next(each for each in user.rows() if each["name"] == name)
    with open_app(user.folder) as app:
        app.rows_of(row["projectId"]).link_experiment("person", row["attioRecordId"], experiment)


def one_of_three(user: User) -> tuple[str, list[str]]:
    """Imported before and after a merger that no import could tell: the new id, and what to say by hand."""
    imports(user)
    link(user, ADA, "experiment 1")
    link(user, BYRON, "experiment 2")
    paths = [row["localFilePath"] for row in user.rows() if row["name"] in {ADA, BYRON}]
    survivor = merge_in_attio(user)
    imports(user)
    return survivor, [*paths, survivor]


def assert_all_is_one(user: User, survivor: str) -> None:
    documents = user.documents()
    people = {each["attioRecordId"]: each["name"] for each in documents.values()}
    assert survivor in people
    assert sorted(people.values()) == sorted([people[survivor], OTHER, "Engine Ltd"])
    rows = {row["localFilePath"]: row for row in user.rows()}
    assert rows.keys() == documents.keys()
    row = next(each for each in rows.values() if each["attioRecordId"] == survivor)
    assert sorted(row["experimentIds"]) == ["experiment 1", "experiment 2"]
    assert user.git("status", "--porcelain") == ""
    assert imports(user).json["commits"] == []


def test_what_was_merged_by_hand_is_one_file_one_row_one_commit(user: User) -> None:
    survivor, names = one_of_three(user)

    ended = user.runs("merged", *names, "--yes", "--json")

    assert (ended.code, ended.err) == (0, "")
    assert ended.json["attioRecordId"] == survivor
    assert len(ended.json["formerIds"]) == 2
    assert ended.json["commit"] == user.git("rev-parse", "HEAD")
    message = user.git("log", "-1", "--format=%B").splitlines()
    assert message[0] == "Merge 2 records into 1: person"
    assert message[-1] == f"Import-Run: {ended.json['runId']}"
    assert user.git("reflog", "-1", "--format=%gs") == "attiary: merge"
    assert ended.json["path"] in names
    assert_all_is_one(user, survivor)


def test_without_yes_it_says_what_would_become_one_and_changes_nothing(user: User) -> None:
    _, names = one_of_three(user)
    before = user.files()
    ended = user.runs("merged", *names)
    assert ended.code == 1
    assert all(path in ended.err for path in names[:2])
    assert "2 links" in ended.err
    assert user.files() == before


@pytest.mark.parametrize(
    ("names", "code", "word"),
    [
        ([ADA], 2, "two records"),
        ([ADA, ADA], 2, "itself"),
        ([ADA, "Engine Ltd"], 2, "the same type"),
        ([ADA, "nobody of this name"], 1, "No imported record"),
    ],
)
def test_what_cannot_have_been_merged_is_refused(user: User, names: list[str], code: int, word: str) -> None:
    imports(user)
    ended = user.runs("merged", *names, "--yes")
    assert (ended.code, word in ended.err) == (code, True)


def test_a_record_that_is_gone_took_nobody_up(user: User) -> None:
    imports(user)
    gone = next(row["attioRecordId"] for row in user.rows() if row["name"] == ADA)
    user.attio.world.delete("people", gone)
    imports(user)
    ended = user.runs("merged", BYRON, ADA, "--yes")
    assert (ended.code, "gone from Attio" in ended.err) == (1, True)


def test_an_edited_file_is_refused_with_what_to_do(user: User) -> None:
    survivor, names = one_of_three(user)
    file = user.folder / names[0]
    file.write_text(file.read_text().replace('"name"', '"mine": 1, "name"', 1))
    ended = user.runs("merged", *names, "--yes")
    assert (ended.code, "git checkout" in ended.err) == (1, True)
    user.git("checkout", "HEAD", "--", names[0])
    assert user.runs("merged", *names, "--yes").code == 0
    assert_all_is_one(user, survivor)


@pytest.mark.parametrize(
    ("effect", "number"),
    [(A_FILE_IS_WRITTEN, 1), (A_FILE_IS_REMOVED, 1), (A_FILE_IS_REMOVED, 2), (A_COMMIT_IS_MADE, 1)],
)
def test_killed_at_any_act_the_next_import_finishes_it_or_nothing_was_done(
    user: User, effect: Effect, number: int
) -> None:
    survivor, names = one_of_three(user)
    kill(user.folder, ["merged", *names, "--yes"], effect, number)
    imports(user)
    if effect is A_FILE_IS_WRITTEN:
        assert user.runs("merged", *names, "--yes").code == 0
    assert_all_is_one(user, survivor)


def test_it_can_be_taken_back_and_the_former_records_have_their_links_again(user: User) -> None:
    _, names = one_of_three(user)
    files = user.files()
    links = {row["attioRecordId"]: row["experimentIds"] for row in user.rows()}
    run_id = user.runs("merged", *names, "--yes", "--json").json["runId"]
    assert user.runs("receipt", "--json").json["runId"] == run_id

    undone = user.runs("undo", "--yes", "--json")

    assert undone.code == 0, undone.err
    assert user.files() == files
    after = {row["attioRecordId"]: row["experimentIds"] for row in user.rows()}
    assert after.keys() == links.keys()
    assert all(after[each] == linked for each, linked in links.items() if linked)
    assert user.git("status", "--porcelain") == ""


def test_nothing_is_merged_when_the_world_moved_after_the_preview(user: User) -> None:
    _, names = one_of_three(user)
    files = user.files()
    with open_app(user.folder) as app, app.open_folder() as opened:
        rows = app.rows(opened)
        *merged, survivor = [find_record(app, each) for each in names]
        preview = preview_merge(opened, rows, merged, survivor)
        assert preview.paths == [row.local_file_path for row in merged]
        assert preview.links == ["experiment 1", "experiment 2"]
        rows.link_experiment("person", survivor.attio_record_id, "experiment 3")
        with pytest.raises(MovedMeanwhile):
            merge_by_hand(opened, rows, preview.records, preview.fingerprint, now="2026-02-06T12:00:00Z")
    assert user.files() == files
