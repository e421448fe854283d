"""A clone that does not have the whole history says where it ends, and takes nothing for all there was."""

from __future__ import annotations

import subprocess
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from attiary.simulator.sample import empty_workspace
from attiary.simulator.server import running

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from user import User

    from attiary.simulator.server import Running

ADA, ALEX = "Ada Moreau", "Alex Kim"
ALL = ("import", "people", "--all", "--yes")
DEEPENS = "git fetch --unshallow"


@pytest.fixture
def attio() -> Iterator[Running]:
    world = empty_workspace()
    for name in (ADA, ALEX):
        world.add_record("people", {"name": name, "email_addresses": [f"{name[:2].lower()}@x.example"]})
    with running(world) as simulator:
        yield simulator


@pytest.fixture
def whole(user: User) -> User:
    """Imported three times: two people added, Ada renamed, Ada given a title."""
    assert user.runs(*ALL).code == 0
    ada = next(each["attioRecordId"] for each in user.documents().values() if each["name"] == ADA)
    for values in ({"name": "Ada Vale"}, {"job_title": "Countess"}):
        user.attio.world.set_values("people", ada, values)
        assert user.runs(*ALL).code == 0
    return user


def clone(user: User, *options: str) -> User:
    made = replace(user, folder=user.folder.parent / "clone")
    user.git("config", "uploadpack.allowFilter", "true")
    source = user.folder.as_uri()
    subprocess.run(
        ["git", "clone", "-q", *options, source, str(made.folder)], check=True, capture_output=True
    )
    return made


def prune(user: User) -> None:
    user.git("reflog", "expire", "--expire=now", "--all")
    user.git("-c", "gc.pruneExpire=now", "gc", "-q", "--prune=now")


def shallow(user: User) -> User:
    return clone(user, "--depth", "2")


def shallow_since(user: User) -> User:
    made = clone(user)
    made.git("fetch", "-q", "--depth", "2")
    prune(made)
    return made


def grafted(user: User) -> User:
    """The grafts are gone, and so are the objects that were let go with them."""
    made = shallow(user)
    (made.folder / ".git/shallow").rename(made.folder / ".git/info/grafts")
    return made


def replaced(user: User) -> User:
    made = shallow(user)
    oldest = made.git("rev-list", "--max-parents=0", "HEAD")
    (made.folder / ".git/shallow").unlink()
    new = made.git("commit-tree", f"{oldest}^{{tree}}", "-m", "a new beginning")
    made.git("replace", oldest, new)
    return made


IN_PART = [shallow, shallow_since, grafted, replaced]


@pytest.mark.parametrize("part", IN_PART)
def test_what_the_commit_changed_at_which_the_history_ends_is_not_known(
    whole: User, part: Callable[[User], User]
) -> None:
    user = part(whole)
    end = whole.git("rev-parse", "HEAD~1")

    log = user.runs("log", "--json").json
    assert [(each["changes"], each["isKnown"]) for each in log["commits"]] == [
        ({"changed": 1}, True),
        ({}, False),
    ]
    assert log["historyEndsAt"] == end
    shown = user.runs("log").out
    assert "added" not in shown
    assert end[:10] in shown
    assert "fetch" in shown

    diff = user.runs("diff", "--json").json
    assert (diff["counts"], diff["historyEndsAt"]) == ({"changed": 1}, end)
    refused = user.runs("diff", end, "--json")
    assert (refused.code, refused.json["error"]["kind"]) == (1, "HistoryIncomplete")
    assert "fetch" in refused.json["error"]["hint"]

    history = user.runs("history", "attio/person/ada-vale.json", "--json").json
    assert [each["kind"] for each in history["revisions"]] == ["changed"]
    assert history["historyEndsAt"] == end
    assert (
        user.runs("history", "attio/person/alex-kim.json", "--json").json["error"]["kind"]
        == "HistoryIncomplete"
    )


@pytest.mark.parametrize("part", IN_PART)
def test_an_import_whose_before_is_not_here_is_not_taken_back(
    whole: User, part: Callable[[User], User]
) -> None:
    user = part(whole)
    assert user.runs("undo", "--yes").code == 0
    before, head = user.files(), user.git("rev-parse", "HEAD")

    refused = user.runs("undo", "--yes", "--json")

    assert (refused.code, refused.json["error"]["kind"]) == (1, "HistoryIncomplete")
    assert (user.files(), user.git("rev-parse", "HEAD"), user.git("status", "--porcelain")) == (
        before,
        head,
        "",
    )


def test_a_clone_of_depth_one_undoes_nothing_and_names_the_remedy(whole: User) -> None:
    user = clone(whole, "--depth", "1")
    before = user.files()
    refused = user.runs("undo", "--yes")
    assert refused.code == 1
    assert DEEPENS in refused.err
    assert user.files() == before
    for command in (("diff",), ("history", "attio/person/ada-vale.json"), ("diff", "0123456789")):
        ended = user.runs(*command)
        assert (ended.code, ended.out) == (1, "")
        assert DEEPENS in ended.err
    user.git("fetch", "-q", "--unshallow")
    assert user.runs("undo", "--yes").code == 0
    assert user.runs("log", "--json").json["historyEndsAt"] is None


def test_past_an_end_by_hand_may_lie_an_import_to_take_back(whole: User) -> None:
    (whole.folder / "attio/person/note.json").write_text("{}\n")
    whole.git("add", "attio/person/note.json")
    whole.git("commit", "-qm", "mine")
    user = clone(whole, "--depth", "1")
    assert user.runs("log", "--json").json["commits"][0]["isKnown"] is False
    for command in (("undo", "--yes"), ("diff",)):
        assert DEEPENS in user.runs(*command).err


@pytest.mark.parametrize("part", IN_PART)
def test_who_is_forgotten_goes_here_and_what_could_not_be_looked_through_is_said(
    whole: User, part: Callable[[User], User]
) -> None:
    user = part(whole)
    assert user.runs("reindex").code == 0
    shown = user.runs("forget", "Ada Vale").err
    assert "whole history" in shown
    erased = user.runs("forget", "Ada Vale", "--yes", "--json").json
    assert (erased["historyIsWhole"], erased["files"]) == (False, 1)
    assert erased["historyEndsAt"] == whole.git("rev-parse", "HEAD~1")
    assert "attio/person/ada-vale.json" not in user.files()


@pytest.mark.parametrize("filtered", ["blob:none", "tree:0"])
def test_a_partial_clone_without_its_server_says_what_it_has_not(whole: User, filtered: str) -> None:
    user = clone(whole, f"--filter={filtered}")
    ids = {each["attioRecordId"] for each in user.documents().values()}
    whole.folder.rename(whole.folder.parent / "away")
    log = user.runs("log", "--json")
    assert log.code == 1 or [each["isKnown"] for each in log.json["commits"]][-1] is False
    for command in (("diff",), ("history", "attio/person/ada-vale.json"), ("undo", "--yes")):
        refused = user.runs(*command, "--json")
        assert (command, refused.code, refused.json["error"]["kind"]) == (command, 1, "HistoryIncomplete")
    before = user.files()
    forgot = user.runs("forget", min(ids), "--yes", "--json")
    if filtered == "blob:none":
        assert (forgot.json["files"], forgot.json["historyIsWhole"]) == (1, False)
    else:
        # Without trees nobody can tell what another machine did to the folder: nothing is begun.
        assert forgot.json["error"]["kind"] == "HistoryIncomplete"
        assert user.files() == before


def test_in_a_whole_history_with_a_replacement_nothing_ends(whole: User) -> None:
    oldest = whole.git("rev-list", "--max-parents=0", "HEAD")
    whole.git("replace", "--graft", "HEAD~1")
    log = whole.runs("log", "--json").json
    assert ([each["isKnown"] for each in log["commits"]], log["historyEndsAt"]) == ([True] * 3, None)
    assert log["commits"][-1]["commit"] == oldest
    assert (
        whole.runs("forget", ADA.replace("Moreau", "Vale"), "--yes", "--json").json["historyIsWhole"] is True
    )
