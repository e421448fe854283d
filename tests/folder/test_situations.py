"""The repositories a commit of ours must work in."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from scenes import FILE, THEIR_WORK, User, imports, write

if TYPE_CHECKING:
    from collections.abc import Callable

    from attiary.folder import Folder


def plain(user: User) -> None:
    user.begins()


def failing_hooks(user: User) -> None:
    user.begins()
    for name in ("pre-commit", "commit-msg", "post-commit", "reference-transaction", "post-index-change"):
        hook = user.folder / ".git/hooks" / name
        hook.parent.mkdir(exist_ok=True)
        hook.write_text("#!/bin/sh\ntouch HOOK_RAN\nexit 1\n", encoding="utf-8")
        hook.chmod(0o755)


def nobody(user: User) -> None:
    user.begins()
    user.git("config", "--global", "--remove-section", "user")
    user.git("config", "--global", "user.useConfigOnly", "true")


def detached(user: User) -> None:
    user.begins()
    user.git("checkout", "--quiet", "--detach")


def ignored(user: User) -> None:
    user.begins()
    (user.folder / ".git/info/exclude").write_text("attio/\n", encoding="utf-8")


def sha256(user: User) -> None:
    user.begins("--object-format=sha256")


def split_index(user: User) -> None:
    user.begins()
    user.git("update-index", "--split-index")


def old_index(user: User) -> None:
    user.begins()
    user.git("update-index", "--index-version=4")


def odd_settings(user: User) -> None:
    user.begins()
    for setting in (
        "core.quotePath=true",
        "core.autocrlf=true",
        "diff.relative=true",
        "log.showSignature=true",
    ):
        user.git("config", *setting.split("="))
    user.git("config", "diff.external", "/bin/false")


WORKS = [
    plain, failing_hooks, nobody, detached, ignored, sha256, split_index, old_index, odd_settings,
]  # fmt: skip


@pytest.mark.parametrize("situation", WORKS)
def test_a_commit_holds_our_paths_alone_and_leaves_their_work_as_it_was(
    user: User, folder: Folder, situation: Callable[[User], None]
) -> None:
    situation(user)
    before, staged = user.head(), user.git("rev-parse", ":a.txt")
    commit = imports(folder)
    assert not (user.folder / "HOOK_RAN").exists()
    assert commit == user.head()
    assert user.git("rev-parse", "HEAD^").strip() == before
    assert user.in_last_commit() == {FILE}
    assert user.status() == THEIR_WORK
    assert user.git("rev-parse", ":a.txt") == staged
    assert (user.folder / "b.txt").read_text(encoding="utf-8") == "modified since\n"
    user.verifies()


@pytest.mark.parametrize("situation", WORKS)
def test_a_second_commit_changes_and_removes_and_the_same_again_makes_none(
    user: User, folder: Folder, situation: Callable[[User], None]
) -> None:
    situation(user)
    imports(folder)
    again = write(folder, content=b"[]\n") | write(folder, "attio/company/acme.json", b"{}\n")
    assert folder.commit("Import", again)
    folder.remove(FILE)
    assert folder.commit("Import", {FILE: None})
    assert user.in_head() == {"a.txt", "b.txt", "attio/company/acme.json"}
    assert user.status() == THEIR_WORK
    last = user.head()
    assert folder.commit("Import", {FILE: None} | again) is None
    assert user.head() == last
    user.verifies()
