"""A disk that is full: the import ends with a sentence, and with space the same command finishes it."""

from __future__ import annotations

import json
import os
import re
import subprocess
from dataclasses import dataclass
from typing import TYPE_CHECKING, NoReturn

import pytest

from attiary.simulator.sample import sample_workspace
from attiary.simulator.server import Running, running

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from forked import Ended
    from user import User

    Lacking = Callable[[str, str], NoReturn]

PEOPLE = 700
IMPORT = ["import", "people", "--all"]


@pytest.fixture(scope="module")
def far_end() -> Iterator[Running]:
    with running(sample_workspace(people=PEOPLE, companies=10)) as simulator:
        yield simulator


@pytest.fixture
def attio(far_end: Running) -> Iterator[Running]:
    yield far_end
    far_end.faults.clear()


@dataclass(frozen=True)
class Disk:
    """A small disk of its own, in memory, on which the folder lies."""

    place: Path

    def has(self, size: str, *more: str) -> bool:
        command = ["mount", "-t", "tmpfs", "-o", ",".join((f"size={size}", *more)), "none", str(self.place)]
        return not subprocess.run(command, capture_output=True, check=False).returncode

    def kilobytes_used(self) -> int:
        stat = os.statvfs(self.place)
        return (stat.f_blocks - stat.f_bfree) * stat.f_frsize // 1024

    def grows(self) -> None:
        assert self.has("64m", "remount")


@pytest.fixture
def disk(user: User, lacking: Lacking) -> Iterator[Disk]:
    disk = Disk(user.folder)
    if not disk.has("64m"):
        lacking("The right to mount a disk", "Run this test as root, in a container that may mount.")
    yield disk
    subprocess.run(["umount", "--lazy", str(disk.place)], check=True)


def imports(user: User, *arguments: str) -> Ended:
    """In a process of its own: what a full disk does to SQLite must not stay in ours."""
    return user.starts(*IMPORT, *arguments).wait()


def assert_all_is_well(user: User, *, commits: int = 1) -> None:
    ended = imports(user, "--json")
    assert ended.code == 0, ended.err
    result = ended.json
    assert (result["read"], result["kept"], result["failed"]) == (PEOPLE, 0, 0)
    assert len(user.documents()) == PEOPLE
    assert user.git("status", "--porcelain") == ""
    assert user.git("fsck", "--strict", "--no-dangling") == ""
    assert user.git("rev-list", "--count", "HEAD") == str(commits)
    rows = user.rows()
    assert {row["localFilePath"] for row in rows} == user.documents().keys()
    assert {row["syncStatus"] for row in rows} == {"synced"}
    assert not list((user.folder / ".attiary").glob("part-*"))


@pytest.mark.parametrize("size", ["4k", "200k", "1000k", "3400k", "4000k", "4400k"])
def test_a_first_import_that_fills_the_disk_ends_with_a_sentence_and_is_finished_when_there_is_space(
    user: User, disk: Disk, size: str
) -> None:
    assert disk.has(size, "remount")

    ended = imports(user)

    assert ended.code == 1, ended.out
    assert ended.out == ""
    sentence, hint = ended.err.splitlines()
    assert re.search("disk|space", sentence), sentence
    assert "try again" in hint.lower(), hint
    assert all(json.loads(content) for content in user.files().values())

    disk.grows()
    assert_all_is_well(user)


@pytest.mark.parametrize("free_kilobytes", [0, 200])
def test_a_later_import_that_fills_the_disk_leaves_the_last_commit_and_is_finished_as_well(
    user: User, disk: Disk, free_kilobytes: int
) -> None:
    assert imports(user).code == 0
    before = user.git("rev-parse", "HEAD")
    for record_id in user.attio.world.ids("people"):
        user.attio.world.set_values("people", record_id, {"job_title": f"changed {free_kilobytes}"})
    assert disk.has(f"{disk.kilobytes_used() + free_kilobytes}k", "remount")

    ended = imports(user)

    assert ended.code == 1, ended.out
    assert len(ended.err.splitlines()) == 2, ended.err
    assert user.git("rev-parse", "HEAD") == before
    assert all(json.loads(content) for content in user.files().values())

    disk.grows()
    assert_all_is_well(user, commits=2)
    titles = {each["attributes"]["job_title"] for each in user.documents().values()}
    assert titles == {f"changed {free_kilobytes}"}
