"""A user with a git of their own, a repository with their work under way, and our folder in it."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from msgspec import Struct

from attiary.folder import Folder, open_folder

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    OpenFolder = Callable[[Path], Folder]


class User(Struct, frozen=True):
    """What a person does in a folder, with git and an editor."""

    folder: Path

    def git(self, *words: str, fails: bool = False) -> str:
        answer = subprocess.run(["git", *words], cwd=self.folder, capture_output=True, check=False)
        assert fails or not answer.returncode, answer.stderr.decode()
        return answer.stdout.decode(errors="surrogateescape")

    def edits(self, path: str, text: str) -> None:
        file = self.folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")

    def begins(self, *options: str) -> None:
        """A repository with one commit, `a.txt` staged and `b.txt` modified since."""
        self.folder.mkdir(parents=True, exist_ok=True)
        self.git("init", "--quiet", "--initial-branch=main", *options)
        self.edits("a.txt", "one\n")
        self.edits("b.txt", "one\n")
        self.git("add", "--all")
        self.git("commit", "--quiet", "--message=begin")
        self.works()

    def works(self) -> None:
        self.edits("a.txt", "staged\n")
        self.git("add", "a.txt")
        self.edits("b.txt", "modified since\n")

    def status(self) -> str:
        return self.git("status", "--porcelain")

    def head(self) -> str:
        return self.git("rev-parse", "--quiet", "--verify", "HEAD", fails=True).strip()

    def in_head(self) -> set[str]:
        return set(self.git("ls-tree", "-r", "-z", "--name-only", "--full-tree", "HEAD").split("\0")) - {""}

    def in_last_commit(self) -> set[str]:
        words = ("show", "-z", "--format=", "--name-only", "--no-renames", "HEAD")
        return set(self.git(*words).split("\0")) - {""}

    def verifies(self) -> None:
        said = self.git("fsck", "--strict", "--no-dangling")
        assert said == ""


@pytest.fixture(autouse=True)
def _home_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = tmp_path / "home"
    home.mkdir()
    (home / "config").write_text("[user]\n\tname = User\n\temail = user@example.com\n", encoding="utf-8")
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(home))
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(home / "config"))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))


@pytest.fixture
def user(tmp_path: Path) -> User:
    return User(tmp_path / "theirs")


@pytest.fixture
def opened() -> Iterator[OpenFolder]:
    folders: list[Folder] = []

    def opening(root: Path) -> Folder:
        folders.append(open_folder(root))
        return folders[-1]

    yield opening
    for folder in folders:
        folder.close()


@pytest.fixture
def folder(user: User, opened: OpenFolder) -> Folder:
    return opened(user.folder)
