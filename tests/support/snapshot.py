"""What is the user's in a repository: it must be, to the byte, the same before and after a commit of ours."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from git_user import User

IS_INDEX = re.compile(r"index$|sharedindex\.|logs$")
OURS = ("attio/", ".attiary/")


class Snapshot(Struct, frozen=True):
    """Their files, what is staged and how it is marked, what git says of it, and where all else stands."""

    files: dict[str, bytes]
    index: list[str]
    status: list[str]
    branch: str
    refs: list[str]
    reflogs: dict[str, bytes]
    git_files: set[str]


def take_snapshot(user: User) -> Snapshot:
    """Their work as it is now; looking leaves no trace."""
    top, common, own = (Path(user.folder, answer(user, f"--{each}")) for each in ("show-toplevel", *GIT_DIRS))
    branch = user.git("symbolic-ref", "--quiet", "HEAD", fails=True).strip()
    ours = tuple(answer(user, "--show-prefix") + each for each in OURS)
    index = user.git("-C", str(top), "ls-files", "-z", "-v", "--stage").split("\0")
    reflogs = files_below(common / "logs")
    return Snapshot(
        files={
            path: each for path, each in files_below(top).items() if not path.startswith((".git/", *ours))
        },
        index=[line for line in index if not line.partition("\t")[2].startswith(ours)],
        status=[line for line in status(user, top) if not line[3:].startswith(ours)],
        branch=branch,
        refs=[line for line in user.git("for-each-ref").splitlines() if not line.endswith(f"\t{branch}")],
        reflogs={name: each for name, each in reflogs.items() if name not in {"HEAD", branch}},
        git_files={each for each in names_in(own) | names_in(common) if not IS_INDEX.match(each)},
    )


def ours_in_status(user: User) -> list[str]:
    """What git would have the user commit, stage or remove of our files."""
    ours = tuple(answer(user, "--show-prefix") + each for each in OURS)
    return [line for line in status(user, Path(answer(user, "--show-toplevel"))) if line[3:].startswith(ours)]


def files_below(top: Path) -> dict[str, bytes]:
    found = ((each.relative_to(top).as_posix(), each) for each in sorted(top.rglob("*")))
    return {path: each.read_bytes() for path, each in found if each.is_file()}


def names_in(place: Path) -> set[str]:
    return {each.name for each in place.iterdir()}


GIT_DIRS = ("git-common-dir", "git-dir")


def status(user: User, top: Path) -> list[str]:
    words = ("status", "-z", "--porcelain", "--untracked-files=all", "--no-renames")
    return user.git("--no-optional-locks", "-C", str(top), *words).rstrip("\0").split("\0")


def answer(user: User, question: str) -> str:
    return user.git("rev-parse", question).removesuffix("\n")
