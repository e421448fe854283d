"""What goes wrong in a repository while we commit to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from git_user import THEIR_WORK, User, imports, write

from attiary.errors import FolderBusy, FolderError, GitFailed
from attiary.folder import Action

if TYPE_CHECKING:
    from attiary.folder import Folder


def test_an_index_left_behind_by_a_crash_is_put_right(user: User, folder: Folder) -> None:
    user.begins()
    folder.prepare()
    index = user.folder / ".git/index"
    before = index.read_bytes()
    changes = write(folder)
    folder.commit(Action.IMPORT, "Import", folder.stage(changes))
    index.write_bytes(before)
    assert user.status() != THEIR_WORK
    assert folder.commit(Action.IMPORT, "Import", folder.stage(changes)) is None
    assert user.status() == THEIR_WORK


def test_another_commands_lock_is_respected(user: User, folder: Folder) -> None:
    user.begins()
    folder.prepare()
    changes = write(folder)
    (user.folder / ".git/index.lock").touch()
    before = user.head()
    with pytest.raises(FolderBusy):
        folder.commit(Action.IMPORT, "Import", folder.stage(changes))
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


def test_a_repository_that_cannot_be_written_is_named(user: User, folder: Folder) -> None:
    user.begins()
    folder.prepare()
    changes = write(folder)
    (user.folder / ".git/attiary").write_text("in the way", encoding="utf-8")
    with pytest.raises(FolderError):
        folder.commit(Action.IMPORT, "Import", folder.stage(changes))
    assert user.status() == THEIR_WORK + "?? attio/\n"
