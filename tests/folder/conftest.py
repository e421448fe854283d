"""A user with a git of their own, a repository with their work under way, and our folder in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from git_user import User

from attiary.folder import Folder, open_folder

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    OpenFolder = Callable[[Path], Folder]


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
