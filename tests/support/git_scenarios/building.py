"""What the repositories of these scenarios are made of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from git_user import User

if TYPE_CHECKING:
    from pathlib import Path


LOCAL = ("-c", "protocol.file.allow=always")


def plain(user: User) -> User:
    """A branch, a stash and a file that nobody staged, beside what `begins` leaves."""
    user.begins()
    return with_more(user)


def with_more(user: User) -> User:
    user.git("branch", "other")
    user.git("stash", "store", "--message=stashed", user.git("stash", "create").strip())
    user.edits("untracked.txt", "untracked\n")
    return user


def program(path: Path, script: str) -> None:
    path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    path.chmod(0o755)


def object_of(user: User, text: str) -> str:
    user.edits("object", text)
    blob_id = user.git("hash-object", "-w", "object").strip()
    (user.folder / "object").unlink()
    return blob_id


def larger(user: User) -> User:
    """Files in several directories, one of them ours."""
    user.begins()
    for path in ("other/x.txt", "kept/y.txt", "crm/z.txt", "attio/person/first.json"):
        user.edits(path, f"{path}\n")
        user.git("add", path)
    user.git("commit", "--quiet", "--message=larger", "--", "other", "kept", "crm", "attio")
    return user


def sparse(user: User, kind: str, *words: str) -> User:
    larger(user)
    user.git("sparse-checkout", "set", kind, *words)
    return with_more(user) if kind == "--cone" or "/*" in words else user


def cloned(user: User, *options: str) -> User:
    if not user.folder.exists():
        user.begins()
    clone = User(user.folder.parent / "clone")
    user.git("clone", "--quiet", "--no-local", *options, user.folder.as_uri(), str(clone.folder))
    clone.works()
    return with_more(clone)


def with_submodule(user: User, place: str = "sub") -> User:
    part = User(user.folder.parent / "part")
    part.begins()
    user.begins()
    user.git(*LOCAL, "submodule", "--quiet", "add", part.folder.as_uri(), place)
    user.git("commit", "--quiet", "--message=submodule", "--", ".gitmodules", place)
    return user


def with_attributes(user: User, lines: str) -> User:
    user.begins()
    user.git("config", "filter.shout.clean", "tr a-z A-Z")
    user.edits(".gitattributes", lines)
    user.git("add", ".gitattributes")
    user.git("commit", "--quiet", "--message=attributes", "--", ".gitattributes")
    return with_more(user)


def in_conflict(user: User, *words: str) -> User:
    user.begins()
    user.git("reset", "--quiet", "--hard")
    user.git("checkout", "--quiet", "-b", "other")
    user.edits("a.txt", "theirs\n")
    user.git("commit", "--quiet", "--all", "--message=other")
    user.git("checkout", "--quiet", "main")
    user.edits("a.txt", "ours\n")
    user.git("commit", "--quiet", "--all", "--message=main")
    user.git(*words, fails=True)
    return user
