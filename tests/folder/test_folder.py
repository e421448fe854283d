from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Protocol
from uuid import UUID

import pytest

from attiary.errors import FolderBusy, FolderError, RefusedRepository
from attiary.folder import Action, open_folder
from attiary.model.selection import Target

if TYPE_CHECKING:
    from collections.abc import Callable

    from attiary.folder import Folder

    class User(Protocol):
        folder: Path

        def git(self, *words: str, fails: bool = False) -> str: ...
        def edits(self, path: str, text: str) -> None: ...
        def begins(self, *options: str) -> None: ...
        def status(self) -> str: ...
        def in_head(self) -> set[str]: ...


OURS, OTHER = "11111111-1111-4111-8111-111111111111", "22222222-2222-4222-8222-222222222222"
ENV = ".env.local"


def test_opening_writes_nothing(user: User, folder: Folder) -> None:
    assert folder.config.project() is None
    assert folder.config.left_out(Target("people")) is None
    assert folder.committed("attio") == {}
    assert folder.history.head() is None
    assert not folder.has_repository()
    folder.config.refuse_other(OURS)
    assert folder.journal.uncommitted() == {}
    assert not user.folder.exists()


def test_our_own_directory_never_shows(user: User, folder: Folder) -> None:
    user.begins()
    before = user.status()
    with folder.lock():
        folder.runs.begin("r", "t", "{}")
    assert user.status() == before


def test_a_folder_is_one_persons_at_a_time(
    user: User, folder: Folder, opened: Callable[[Path], Folder]
) -> None:
    other = opened(user.folder)
    with folder.lock(), folder.lock(), pytest.raises(FolderBusy, match="theirs"), other.lock():
        pytest.fail("two at once")
    with other.lock():
        pass


def test_operations_in_threads_of_their_own_leave_nothing_open(user: User) -> None:
    def note(number: int) -> None:
        with open_folder(user.folder) as each:
            each.files.write(f"attio/person/{number}.json", b"{}\n")
            each.journal.add_uncommitted(f"attio/person/{number}.json", "0" * 40)

    before = set(Path("/dev/fd").iterdir())
    with ThreadPoolExecutor(20) as threads:
        list(threads.map(note, range(200)))
    assert set(Path("/dev/fd").iterdir()) == before
    with open_folder(user.folder) as folder:
        assert len(folder.journal.uncommitted()) == len(folder.files.names("attio/person")) == 200


def test_a_lock_ends_with_the_process_that_held_it(user: User, folder: Folder) -> None:
    code = "import os, sys; from pathlib import Path; from attiary.folder import open_folder\n"
    code += "open_folder(Path(sys.argv[1])).lock().__enter__(); os._exit(9)"
    assert subprocess.run([sys.executable, "-c", code, user.folder], check=False).returncode == 9
    with folder.lock():
        pass


def test_a_folder_is_claimed_once_for_one_workspace(user: User, folder: Folder) -> None:
    folder.prepare()
    project = folder.config.ensure_project(OURS)
    assert UUID(project.project_id).version == 4
    assert folder.config.ensure_project(OURS) == project == folder.config.project()
    assert (user.folder / "attio/workspace.json").read_text(encoding="utf-8") == (
        f'{{\n  "projectId": "{project.project_id}",\n  "workspaceId": "{OURS}"\n}}\n'
    )
    with pytest.raises(RefusedRepository, match=OTHER):
        folder.config.ensure_project(OTHER)
    with pytest.raises(RefusedRepository, match=OTHER):
        folder.config.refuse_other(OTHER)
    folder.config.refuse_other(OURS)
    assert folder.commit(Action.IMPORT, "Import", folder.stage(folder.journal.uncommitted()))
    assert user.in_head() == {"attio/workspace.json"}


@pytest.mark.parametrize(
    "content", ["", "{", "[]", '{"projectId": 1, "workspaceId": ""}', '{"projectId": "x"}']
)
def test_a_claim_that_cannot_be_read_is_never_written_over(user: User, folder: Folder, content: str) -> None:
    user.edits("attio/workspace.json", content)
    with pytest.raises(FolderError, match=r"workspace\.json"):
        folder.config.ensure_project(OURS)
    assert (user.folder / "attio/workspace.json").read_text(encoding="utf-8") == content


def test_choices_are_written_and_carried_by_the_next_commit(user: User, folder: Folder) -> None:
    folder.prepare()
    folder.config.leave_out(Target("people"), ["first_interaction"])
    assert folder.config.left_out(Target("people")) == ["first_interaction"]
    assert folder.commit(Action.IMPORT, "Import", folder.stage(folder.journal.uncommitted()))
    assert user.in_head() == {"attiary.toml"}


def test_ids_are_gits_own_in_a_repository_of_either_hash(user: User, folder: Folder) -> None:
    assert folder.blob_id(b"hello\n") == "ce013625030ba8dba906f756967f9e9ca394464a"
    user.begins("--object-format=sha256")
    with open_folder(user.folder) as reopened:
        assert reopened.blob_id(b"one\n") == user.git("rev-parse", "HEAD:a.txt").strip()


def test_a_secret_is_kept_from_a_repository_that_comes_later(user: User, folder: Folder) -> None:
    folder.config.keep_from_git(ENV)
    folder.config.keep_from_git(ENV)
    user.git("config", "--global", "init.defaultObjectFormat", "sha256")
    assert (user.folder / ".gitignore").read_bytes() == b"/.env.local*\n"
    user.git("init", "--quiet", "--object-format=sha256")
    user.edits(ENV, "ATTIO_API_KEY=…\n")
    folder.prepare()
    assert folder.commit(Action.IMPORT, "Import", folder.stage(folder.journal.uncommitted()))
    assert user.in_head() == {".gitignore"}
    assert user.status() == ""


def test_a_secret_is_added_to_the_users_own_gitignore_which_stays_theirs(user: User, folder: Folder) -> None:
    user.begins()
    (user.folder / ".gitignore").write_bytes(b"*.log\r\nlast line")
    folder.config.keep_from_git(ENV)
    assert (user.folder / ".gitignore").read_bytes() == b"*.log\r\nlast line\n/.env.local*\n"
    assert folder.journal.uncommitted() == {}
    user.edits(ENV, "key")
    assert ENV not in user.status()


def test_a_gitignore_of_ours_that_the_user_changed_is_theirs(user: User, folder: Folder) -> None:
    user.begins()
    folder.config.keep_from_git(ENV)
    user.edits(".gitignore", "/.env.local\nmine\n")
    folder.config.keep_from_git("other.secret")
    assert folder.commit(Action.IMPORT, "Import", folder.stage(folder.journal.uncommitted())) is None


def test_what_git_ignores_already_needs_no_line(user: User, folder: Folder) -> None:
    user.begins()
    (user.folder / ".git/info/exclude").write_text(".env*\n", encoding="utf-8")
    folder.config.keep_from_git(ENV)
    assert not (user.folder / ".gitignore").exists()


def test_a_secret_that_git_tracks_already_is_refused(user: User, folder: Folder) -> None:
    user.begins()
    user.edits(ENV, "key")
    user.git("add", ENV)
    with pytest.raises(RefusedRepository, match=r"\.env\.local"):
        folder.config.keep_from_git(ENV)
    assert not (user.folder / ".gitignore").exists()
