"""The repositories a commit of ours is refused in."""

from __future__ import annotations

import os

from git_user import User

from git_scenarios.building import in_conflict, plain, sparse, with_attributes, with_submodule


def merging(user: User) -> User:
    return in_conflict(user, "merge", "other")


def rebasing(user: User) -> User:
    return in_conflict(user, "rebase", "other")


def picking(user: User) -> User:
    return in_conflict(user, "cherry-pick", "other")


def reverting(user: User) -> User:
    return in_conflict(user, "revert", "--no-edit", "main^")


def applying_mail(user: User) -> User:
    plain(user)
    (user.folder / ".git/rebase-apply").mkdir()
    return user


def bisecting(user: User) -> User:
    return in_conflict(user, "bisect", "start", "main", "main^")


def conflicts_without_a_merge(user: User) -> User:
    in_conflict(user, "merge", "other")
    (user.folder / ".git/MERGE_HEAD").unlink()
    return user


def locked_by_another(user: User) -> User:
    plain(user)
    (user.folder / ".git/index.lock").touch()
    return user


def locked_by_another_of_ours(user: User) -> User:
    """The lock of a run in another folder of the same repository, which may be alive."""
    plain(user)
    lock = b"Attiary in " + os.fsencode(user.folder / "crm")
    (user.folder / ".git/index.lock").write_bytes(lock)
    return user


def bare(user: User) -> User:
    user.folder.mkdir()
    user.git("init", "--quiet", "--bare")
    return user


def inside_a_git_directory(user: User) -> User:
    plain(user)
    return User(user.folder / ".git")


def unknown_hash(user: User) -> User:
    user.begins("--object-format=sha256")
    user.git("config", "extensions.objectFormat", "sha1024")
    return user


def broken(user: User) -> User:
    user.folder.mkdir()
    user.edits(".git", "gitdir: nowhere\n")
    return user


def ours_a_submodule(user: User) -> User:
    return with_submodule(user, "attio")


def one_type_a_submodule(user: User) -> User:
    return with_submodule(user, "attio/person")


def a_submodule_not_checked_out(user: User) -> User:
    with_submodule(user, "attio/person")
    user.git("submodule", "--quiet", "deinit", "--force", "--all")
    return user


def ours_a_repository(user: User) -> User:
    plain(user)
    User(user.folder / "attio").begins()
    return user


def one_type_a_repository(user: User) -> User:
    plain(user)
    User(user.folder / "attio/person").begins()
    return user


def ours_a_repository_and_no_other(user: User) -> User:
    User(user.folder / "attio").begins()
    return user


def outside_the_cone(user: User) -> User:
    return sparse(user, "--cone", "--no-sparse-index", "kept")


def outside_a_sparse_index(user: User) -> User:
    return sparse(user, "--cone", "--sparse-index", "kept")


def only_one_type_in_the_cone(user: User) -> User:
    return sparse(user, "--cone", "attio/person")


def outside_the_patterns(user: User) -> User:
    return sparse(user, "--no-cone", "/*", "!/attio/")


def settings_outside_the_patterns(user: User) -> User:
    return sparse(user, "--no-cone", "/attio/")


def filtered(user: User) -> User:
    return with_attributes(user, "*.json filter=shout\n")


def filtered_by_what_is_not_installed(user: User) -> User:
    return with_attributes(user, "attio/** filter=git-crypt diff=git-crypt\n")


def filtered_in_secret(user: User) -> User:
    plain(user)
    (user.folder / ".git/info/attributes").write_text("attio/person/** filter=shout\n", encoding="utf-8")
    return user


def in_another_encoding(user: User) -> User:
    return with_attributes(user, "*.json working-tree-encoding=UTF-16\n")


def with_ident(user: User) -> User:
    return with_attributes(user, "*.json ident\n")
