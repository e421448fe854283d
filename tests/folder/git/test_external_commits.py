from __future__ import annotations

from typing import TYPE_CHECKING

from git_user import FILE, write

from attiary.folder import Action
from attiary.folder.git.command import Git

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from git_user import User

    from attiary.folder import Folder

NOTE = "attio/person/note.json"


def commits(user: User, path: str, text: str) -> None:
    user.edits(path, text)
    user.git("add", "--all")
    user.git("commit", "--quiet", "--message=theirs")


def test_what_the_user_committed_is_theirs_and_what_an_import_did_is_not(user: User, folder: Folder) -> None:
    user.begins()
    folder.prepare()
    folder.commit(Action.IMPORT, "Import\n\nImport-Run: run-1\n", folder.stage(write(folder)))
    commits(user, FILE, "1")
    until = user.head()
    commits(user, NOTE, "2")
    commits(user, "elsewhere.txt", "3")
    one, two = folder.blob_id(b"1"), folder.blob_id(b"2")
    assert folder.history.external_blobs() == {(FILE, one), (NOTE, two)}
    assert folder.history.external_blobs(until) == {(FILE, one)}


def test_without_a_repository_or_a_commit_nobody_wrote_anything(
    tmp_path: Path, opened: Callable[[Path], Folder]
) -> None:
    assert opened(tmp_path).history.external_blobs() == set()
    Git(tmp_path).run("init", "--quiet")
    assert opened(tmp_path).history.external_blobs() == set()
