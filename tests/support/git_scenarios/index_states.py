"""What may stand in an index, a sparse checkout or git's attributes while a commit of ours works."""

from __future__ import annotations

import os

from git_user import User

from git_scenarios.building import plain, sparse, with_attributes


def split_index(user: User) -> User:
    plain(user)
    user.git("update-index", "--split-index")
    return user


def old_index(user: User) -> User:
    plain(user)
    user.git("update-index", "--index-version=4")
    return user


def assumed_unchanged(user: User) -> User:
    plain(user)
    user.git("update-index", "--assume-unchanged", "b.txt")
    return user


def skipped(user: User) -> User:
    plain(user)
    user.git("update-index", "--skip-worktree", "b.txt")
    return user


def intended(user: User) -> User:
    plain(user)
    user.edits("new.txt", "new\n")
    user.git("add", "--intent-to-add", "new.txt", "untracked.txt")
    return user


def intended_alone(user: User) -> User:
    plain(user)
    user.git("reset", "--quiet")
    user.git("add", "--intent-to-add", "untracked.txt")
    return user


def staged_removal(user: User) -> User:
    plain(user)
    user.git("rm", "--quiet", "--cached", "b.txt")
    user.git("mv", "a.txt", "moved.txt")
    return user


def left_by_a_dead_run(user: User) -> User:
    plain(user)
    (user.folder / ".git/index.lock").write_bytes(b"Attiary in " + os.fsencode(user.folder))
    scratch = user.folder / ".git/attiary"
    scratch.mkdir()
    (scratch / "index").write_text("half an ind", encoding="utf-8")
    (scratch / "index.lock").touch()
    return user


def sparse_cone(user: User) -> User:
    return sparse(user, "--cone", "--no-sparse-index", "attio")


def sparse_index(user: User) -> User:
    return sparse(user, "--cone", "--sparse-index", "attio")


def sparse_patterns(user: User) -> User:
    return sparse(user, "--no-cone", "/*", "!/other/")


def sparse_and_deep(user: User) -> User:
    sparse(user, "--cone", "crm/attio")
    inside = User(user.folder / "crm")
    inside.folder.mkdir(exist_ok=True)
    return inside


def lines_of_windows(user: User) -> User:
    return with_attributes(user, "* text eol=crlf\n")


def lines_by_guess(user: User) -> User:
    return with_attributes(user, "* text=auto\n*.json diff=json merge=union whitespace=-blank-at-eol\n")


def filter_for_others(user: User) -> User:
    return with_attributes(user, "*.bin filter=shout\n*.txt ident\n")


def filter_with_the_way_out(user: User) -> User:
    them = "*.json filter=shout ident working-tree-encoding=UTF-16\n"
    return with_attributes(user, f"{them}attio/** -filter -ident !working-tree-encoding\n")
