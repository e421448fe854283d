"""The user's repository is sacred: each case either works and leaves all of theirs alone, or is refused."""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING, NoReturn

import pytest
from git_scenarios import REFUSED, WORKS
from git_scenarios.building import with_attributes
from git_scenarios.index_states import sparse_cone, sparse_index, sparse_patterns
from git_scenarios.refused import filtered, outside_the_cone, settings_outside_the_patterns
from git_scenarios.shapes import beside_a_moved_submodule, inside_a_submodule
from git_user import FILE, User, imports, write
from snapshot import files_below, ours_in_status, take_snapshot

from attiary.errors import FolderBusy, RefusedRepository
from attiary.folder import Action
from attiary.wording.hint_texts import hint_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from git_scenarios import Scenario
    from snapshot import Snapshot

    from attiary.errors import Error
    from attiary.folder import Folder

    OpenFolder = Callable[[Path], Folder]

AGAIN = "attio/company/acme.json"


def name_of(scenario: Scenario) -> str:
    return scenario.__name__


def prefix(user: User) -> str:
    return user.git("rev-parse", "--show-prefix").removesuffix("\n")


def snapshot_without_leavings(user: User) -> Snapshot:
    """What a dead run of ours left is nothing of theirs."""
    theirs = take_snapshot(user)
    theirs.git_files.difference_update({"index.lock", "attiary"})
    return theirs


def parents(user: User) -> list[str]:
    """As the commit itself has them."""
    header = user.git("--no-replace-objects", "cat-file", "commit", "HEAD").partition("\n\n")[0]
    return [line.removeprefix("parent ") for line in header.split("\n") if line.startswith("parent ")]


@pytest.mark.parametrize("scenario", WORKS, ids=name_of)
def test_a_commit_holds_our_paths_alone_and_leaves_all_of_theirs_as_it_was(
    user: User, opened: OpenFolder, scenario: Scenario
) -> None:
    user = scenario(user)
    folder = opened(user.folder)
    head, before = user.head(), snapshot_without_leavings(user)
    commit = imports(folder, b'{"line": "\xc3\xa9"}\n')
    assert take_snapshot(user) == before
    assert ours_in_status(user) == []
    assert commit == user.head()
    assert parents(user) == ([head] if head else [])
    assert user.in_last_commit() == {prefix(user) + FILE}
    assert user.git("cat-file", "blob", f"HEAD:{prefix(user)}{FILE}").encode() == folder.files.read(FILE)
    user.verifies()


@pytest.mark.parametrize("scenario", WORKS, ids=name_of)
def test_a_second_commit_changes_and_removes_and_the_same_again_makes_none(
    user: User, opened: OpenFolder, scenario: Scenario
) -> None:
    user = scenario(user)
    folder, before = opened(user.folder), snapshot_without_leavings(user)
    imports(folder)
    again = write(folder, content=b"[]\n") | write(folder, AGAIN)
    assert folder.commit(Action.IMPORT, "Import", folder.stage(again))
    folder.files.remove(FILE)
    assert folder.commit(Action.IMPORT, "Import", folder.stage({FILE: None}))
    last = user.head()
    assert folder.commit(Action.IMPORT, "Import", folder.stage({FILE: None} | again)) is None
    assert user.head() == last
    assert {FILE, AGAIN} & folder.committed("attio").keys() == {AGAIN}
    assert take_snapshot(user) == before
    assert ours_in_status(user) == []
    user.verifies()


@pytest.mark.parametrize("scenario", REFUSED, ids=name_of)
def test_a_repository_in_which_a_commit_could_do_harm_is_refused_before_anything_is_written(
    user: User, opened: OpenFolder, scenario: Scenario
) -> None:
    folder, top = opened(scenario(user).folder), user.folder
    before, places = files_below(top), sorted(top.rglob("*"))
    with pytest.raises((RefusedRepository, FolderBusy)) as refusal:
        folder.prepare()
    assert str(refusal.value)
    assert told_by(refusal.value)
    assert files_below(top) == before
    assert sorted(top.rglob("*")) == places


def told_by(error: Error) -> str:
    return hint_of(error).format(**error.fields)


def test_the_way_out_of_a_sparse_checkout_is_one(user: User, folder: Folder) -> None:
    for scenario, command in (
        (outside_the_cone, "git sparse-checkout add attio"),
        (settings_outside_the_patterns, "git sparse-checkout add attiary.toml"),
    ):
        shutil.rmtree(user.folder, ignore_errors=True)
        scenario(user)
        with pytest.raises(RefusedRepository) as refusal:
            folder.prepare()
        assert f"`{command}`" in told_by(refusal.value)
        user.git(*command.split()[1:])
        assert not folder.prepare()


def test_the_way_out_of_a_filter_is_one(user: User, folder: Folder) -> None:
    filtered(user)
    with pytest.raises(RefusedRepository, match="attribute `filter`") as refusal:
        folder.prepare()
    line = told_by(refusal.value).split("`")[1]
    with (user.folder / ".gitattributes").open("a", encoding="utf-8") as file:
        file.write(f"{line}\n")
    assert imports(folder)
    assert ours_in_status(user) == []


def test_a_filter_on_one_of_our_files_refuses_the_commit(user: User, folder: Folder) -> None:
    with_attributes(user, "jane-doe.json filter=shout\n")
    head, before = user.head(), take_snapshot(user)
    with pytest.raises(RefusedRepository, match="jane-doe"):
        imports(folder)
    assert (user.head(), take_snapshot(user)) == (head, before)


def test_the_repository_around_a_submodule_sees_that_it_moved_and_no_more(
    user: User, opened: OpenFolder
) -> None:
    inside = inside_a_submodule(user)
    top, index = user.head(), user.git("ls-files", "--stage")
    before = [line for line in user.status().splitlines() if not line.endswith(" sub")]
    commit = imports(opened(inside.folder))
    assert (user.head(), user.git("ls-files", "--stage")) == (top, index)
    assert [line for line in user.status().splitlines() if not line.endswith(" sub")] == before
    assert user.git("diff", "--submodule=short", "--raw", "--no-abbrev", "sub").split()[2:4] == [
        user.git("rev-parse", "HEAD:sub").strip(),
        "0" * 40,
    ]
    assert inside.head() == commit


def test_a_submodule_elsewhere_keeps_its_place_in_our_commit(user: User, folder: Folder) -> None:
    beside_a_moved_submodule(user)
    link = user.git("ls-tree", "HEAD", "sub")
    imports(folder)
    assert link.startswith("160000 commit")
    assert user.git("ls-tree", "HEAD", "sub") == link


@pytest.mark.parametrize("scenario", [sparse_cone, sparse_index, sparse_patterns], ids=name_of)
def test_git_keeps_our_files_in_a_sparse_checkout(user: User, folder: Folder, scenario: Scenario) -> None:
    scenario(user)
    imports(folder)
    places = user.git("ls-files", "--sparse", "-t").split("\n")
    assert ("S other/" if scenario is sparse_index else "S other/x.txt") in places
    user.git("stash", "--quiet")
    user.git("sparse-checkout", "reapply")
    assert folder.files.read(FILE) == b"{}\n"


def test_a_repository_of_somebody_elses_is_refused(
    user: User, folder: Folder, lacking: Callable[[str, str], NoReturn]
) -> None:
    user.begins()
    try:
        for each in (user.folder, user.folder / ".git"):
            os.chown(each, 54321, 54321)
    except PermissionError:
        lacking("The right to give files away", "Run this test as root.")
    with pytest.raises(RefusedRepository, match="dubious ownership"):
        folder.prepare()
