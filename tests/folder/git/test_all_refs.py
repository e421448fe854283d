from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from git_user import User

    from attiary.folder import Folder

ADA, BOB = "attio/person/ada.json", "attio/person/bob.json"


def commits(user: User, path: str, text: str) -> None:
    user.edits(path, text)
    user.git("add", "--all")
    user.git("commit", "--quiet", "--message=theirs")


def test_a_file_is_known_by_every_version_it_had_and_nothing_else_is(user: User, folder: Folder) -> None:
    user.begins()
    for text in ("1", "2", "1", "3"):
        commits(user, ADA, text)
    user.git("mv", ADA, BOB)
    user.git("commit", "--quiet", "--message=renamed")
    found = folder.history.all_versions()
    assert found.prefix == ""
    assert found.blobs == {
        ADA: {folder.blob_id(text) for text in (b"1", b"2", b"3")},
        BOB: {folder.blob_id(b"3")},
    }


def test_branches_tags_and_stashes_count_even_where_a_merge_did_not_take_them(
    user: User, folder: Folder
) -> None:
    user.begins()
    commits(user, ADA, "main")
    user.git("checkout", "--quiet", "-b", "side")
    commits(user, ADA, "side")
    user.git("checkout", "--quiet", "main")
    user.git("merge", "--quiet", "--strategy=ours", "side")
    user.git("branch", "--quiet", "--delete", "side")
    user.git("checkout", "--quiet", "--detach")
    commits(user, ADA, "tagged")
    user.git("tag", "kept")
    user.git("checkout", "--quiet", "main")
    user.edits(ADA, "stashed")
    user.git("stash", "--quiet")
    expected = {folder.blob_id(text) for text in (b"main", b"side", b"tagged", b"stashed")}
    assert folder.history.all_versions().blobs == {ADA: expected}


def test_paths_are_those_of_the_folder_in_a_larger_repository(
    user: User, opened: Callable[[Path], Folder]
) -> None:
    user.begins()
    commits(user, f"crm/{ADA}", "1")
    commits(user, ADA, "not ours")
    found = opened(user.folder / "crm").history.all_versions()
    assert (found.prefix, set(found.blobs)) == ("crm/", {ADA})


def test_without_a_repository_or_a_commit_there_is_nothing(
    tmp_path: Path, opened: Callable[[Path], Folder]
) -> None:
    assert opened(tmp_path).history.all_versions().blobs == {}
    subprocess.run(["git", "init", "--quiet", str(tmp_path)], check=True)
    assert opened(tmp_path).history.all_versions().blobs == {}
