"""The repositories a commit of ours is refused in, and what goes wrong in the others."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest
from scenes import THEIR_WORK, User, imports, write

from attiary.errors import FolderBusy, FolderError, GitFailed, RefusedRepository

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from attiary.folder import Folder


def test_an_index_left_behind_by_a_crash_is_put_right(user: User, folder: Folder) -> None:
    user.begins()
    folder.prepare()
    index = user.folder / ".git/index"
    before = index.read_bytes()
    changes = write(folder)
    folder.commit("Import", changes)
    index.write_bytes(before)
    assert user.status() != THEIR_WORK
    assert folder.commit("Import", changes) is None
    assert user.status() == THEIR_WORK


def test_our_own_lock_left_by_a_kill_is_taken_over(user: User, folder: Folder) -> None:
    user.begins()
    (user.folder / ".git/index.lock").write_bytes(b"Attiary in " + os.fsencode(folder.root))
    (user.folder / ".git/attiary").mkdir()
    (user.folder / ".git/attiary/index.lock").touch()
    assert imports(folder)
    assert not (user.folder / ".git/index.lock").exists()
    assert not (user.folder / ".git/attiary").exists()


def test_another_commands_lock_is_respected(user: User, folder: Folder) -> None:
    user.begins()
    folder.prepare()
    changes = write(folder)
    (user.folder / ".git/index.lock").touch()
    before = user.head()
    with pytest.raises(FolderBusy):
        folder.commit("Import", changes)
    assert user.head() == before
    assert (user.folder / ".git/index.lock").exists()


def test_a_signature_that_fails_leaves_all_as_it_was(user: User, folder: Folder) -> None:
    user.begins()
    user.git("config", "commit.gpgsign", "true")
    user.git("config", "gpg.program", "/bin/false")
    before, index = user.head(), (user.folder / ".git/index").read_bytes()
    with pytest.raises(GitFailed, match="sign"):
        imports(folder)
    assert user.head() == before
    assert (user.folder / ".git/index").read_bytes() == index
    assert not (user.folder / ".git/index.lock").exists()


def test_a_signature_that_works_is_made(user: User, folder: Folder, tmp_path: Path) -> None:
    user.begins()
    signer = tmp_path / "signer"
    signer.write_text(
        "#!/bin/sh\ncat >/dev/null\necho '[GNUPG:] SIG_CREATED ' >&2\necho signed\n", encoding="utf-8"
    )
    signer.chmod(0o755)
    user.git("config", "commit.gpgsign", "true")
    user.git("config", "gpg.program", str(signer))
    imports(folder)
    assert "gpgsig signed" in user.git("cat-file", "commit", "HEAD")


def test_a_repository_that_cannot_be_written_is_named(user: User, folder: Folder) -> None:
    user.begins()
    folder.prepare()
    changes = write(folder)
    (user.folder / ".git/attiary").write_text("in the way", encoding="utf-8")
    with pytest.raises(FolderError):
        folder.commit("Import", changes)
    assert user.status() == THEIR_WORK + "?? attio/\n"


def in_conflict(user: User, *words: str) -> None:
    user.begins()
    user.git("reset", "--quiet", "--hard")
    user.git("checkout", "--quiet", "-b", "other")
    user.edits("a.txt", "theirs\n")
    user.git("commit", "--quiet", "--all", "--message=other")
    user.git("checkout", "--quiet", "main")
    user.edits("a.txt", "ours\n")
    user.git("commit", "--quiet", "--all", "--message=main")
    user.git(*words, fails=True)


def merging(user: User) -> None:
    in_conflict(user, "merge", "other")


def rebasing(user: User) -> None:
    in_conflict(user, "rebase", "other")


def picking(user: User) -> None:
    in_conflict(user, "cherry-pick", "other")


def reverting(user: User) -> None:
    in_conflict(user, "revert", "--no-edit", "main^")


def applying_mail(user: User) -> None:
    user.begins()
    (user.folder / ".git/rebase-apply").mkdir()


def bisecting(user: User) -> None:
    in_conflict(user, "bisect", "start", "main", "main^")


def conflicts_without_a_merge(user: User) -> None:
    in_conflict(user, "merge", "other")
    (user.folder / ".git/MERGE_HEAD").unlink()


def bare(user: User) -> None:
    user.folder.mkdir()
    user.git("init", "--quiet", "--bare")


def unknown_hash(user: User) -> None:
    user.begins("--object-format=sha256")
    user.git("config", "extensions.objectFormat", "sha1024")


def broken(user: User) -> None:
    user.folder.mkdir()
    user.edits(".git", "gitdir: nowhere\n")


REFUSED = [
    merging, rebasing, picking, reverting, applying_mail, bisecting, conflicts_without_a_merge, bare,
    unknown_hash, broken,
]  # fmt: skip


@pytest.mark.parametrize("situation", REFUSED)
def test_a_repository_in_which_a_commit_could_do_harm_is_refused_before_anything_is_written(
    user: User, folder: Folder, situation: Callable[[User], None]
) -> None:
    situation(user)
    before = sorted(user.folder.rglob("*"))
    with pytest.raises(RefusedRepository) as refusal:
        folder.prepare()
    assert refusal.value.hint.format(**refusal.value.fields)
    assert str(refusal.value)
    assert sorted(user.folder.rglob("*")) == before


def test_inside_a_git_directory_nothing_is_imported(user: User, opened: Callable[[Path], Folder]) -> None:
    user.begins()
    with pytest.raises(RefusedRepository):
        opened(user.folder / ".git").prepare()


def test_a_lock_of_another_command_is_found_before_the_import(user: User, folder: Folder) -> None:
    user.begins()
    (user.folder / ".git/index.lock").touch()
    with pytest.raises(FolderBusy):
        folder.prepare()
