"""A disk that is read-only or full: what is refused, and what is left of it."""

from __future__ import annotations

import random
import subprocess
from typing import TYPE_CHECKING, NoReturn

import pytest
from git_scenarios.building import with_more
from git_user import FILE, User, imports, write
from snapshot import files_below, ours_in_status, take_snapshot

from attiary.errors import FolderError
from attiary.folder import Action
from attiary.wording.hint_texts import hint_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from attiary.folder import Folder

    Lacking = Callable[[str, str], NoReturn]

BLOCK = 4096


class Disk:
    """A small disk of its own, in memory."""

    def __init__(self, place: Path) -> None:
        self.place = place

    def mounts(self, options: str) -> bool:
        command = ["mount", "-t", "tmpfs", "-o", options, "none", str(self.place)]
        return not subprocess.run(command, capture_output=True, check=False).returncode

    def fills(self, free_blocks: int) -> None:
        """Fill it but for so many blocks of 4 KiB."""
        filler = self.place / "filler"
        with filler.open("ab", buffering=0) as file:
            try:
                while file.write(bytes(BLOCK)) == BLOCK:
                    pass
            except OSError:
                pass
            file.truncate(max(file.tell() - free_blocks * BLOCK, 0))

    def frees(self) -> None:
        (self.place / "filler").unlink()


@pytest.fixture
def disk(tmp_path: Path, lacking: Lacking) -> Iterator[Disk]:
    disk = Disk(tmp_path / "disk")
    disk.place.mkdir()
    if not disk.mounts("size=2m"):
        lacking("The right to mount a disk", "Run this test as root, in a container that may mount.")
    yield disk
    subprocess.run(["umount", "--lazy", str(disk.place)], check=True)


@pytest.fixture
def user(disk: Disk) -> User:
    user = User(disk.place / "theirs")
    user.begins()
    return with_more(user)


def incompressible(folder: Folder, number: int) -> dict[str, str | None]:
    noise = random.Random(7)  # noqa: S311 - bytes that do not shrink
    paths = {f"attio/person/{each}.json": noise.randbytes(8_000).hex().encode() for each in range(number)}
    return {path: blob_id for path, each in paths.items() for blob_id in write(folder, path, each).values()}


def test_a_read_only_disk_is_refused_in_a_sentence(user: User, folder: Folder, disk: Disk) -> None:
    before = files_below(user.folder)
    assert disk.mounts("remount,ro")
    with pytest.raises(FolderError, match="cannot be used: Read-only file system") as refusal:
        folder.prepare()
    assert "choose a folder that can be written to" in hint_of(refusal.value)
    assert files_below(user.folder) == before


def test_a_read_only_disk_without_a_repository_is_refused_too(
    disk: Disk, opened: Callable[[Path], Folder]
) -> None:
    assert disk.mounts("remount,ro")
    with pytest.raises(FolderError, match="Read-only file system"):
        opened(disk.place / "new").prepare()
    assert list(disk.place.iterdir()) == []


def test_a_disk_that_becomes_read_only_refuses_the_commit(user: User, folder: Folder, disk: Disk) -> None:
    imports(folder)
    changes, head = write(folder, content=b"[]\n"), user.head()
    before = take_snapshot(user)
    assert disk.mounts("remount,ro")
    with pytest.raises(FolderError, match="Read-only"):
        folder.commit(Action.IMPORT, "Import", folder.stage(changes))
    assert (user.head(), take_snapshot(user)) == (head, before)
    assert disk.mounts("remount,rw")
    assert folder.commit(Action.IMPORT, "Import", folder.stage(changes))
    user.verifies()


def tried(folder: Folder, changes: dict[str, str | None]) -> tuple[str | None, FolderError | None]:
    try:
        return folder.commit(Action.IMPORT, "Import", folder.stage(changes)), None
    except FolderError as error:
        return None, error


@pytest.mark.parametrize("free_blocks", [0, 1, 2, 3, 4, 5, 6, 7, 8, 10, 12, 16, 20, 24, 28, 32, 40, 64])
def test_a_full_disk_leaves_all_as_it_was_and_with_space_the_same_commit_works(
    user: User, folder: Folder, disk: Disk, free_blocks: int
) -> None:
    imports(folder)
    changes, head, before = incompressible(folder, 10), user.head(), take_snapshot(user)
    with folder.lock():
        pass
    disk.fills(free_blocks)
    commit, refusal = tried(folder, changes)
    if refusal:
        assert "{" not in str(refusal)
        assert refusal.hint
        assert user.head() == head
    disk.frees()
    assert take_snapshot(user) == before
    again = folder.commit(Action.IMPORT, "Import", folder.stage(changes))
    assert again is None if commit else again
    assert changes.keys() | {FILE} == folder.committed("attio").keys()
    assert take_snapshot(user) == before
    assert ours_in_status(user) == []
    user.verifies()
