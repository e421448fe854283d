"""Every effect of an import fails in turn: a write, a rename, a sync of the disk, a commit, a row.

A test is one point of them, spread from the first to the last; with ATTIARY_TEST_EVERY_ROW=1 it is all that
lie as far apart as there are tests, so that together they are every point.
"""

from __future__ import annotations

import errno
import os
import re
import shutil
import signal
import subprocess
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import pytest
from crash import (
    A_DATABASE_COMMITS,
    A_FILE_IS_REMOVED,
    A_FILE_IS_WRITTEN,
    CHOICES_ARE_WRITTEN,
    GIT_IS_CALLED,
    THE_DISK_IS_SYNCED,
    Effect,
    How,
    Point,
    count,
    run,
)
from extent import TRIES_ALL
from user import User

from attiary.simulator.sample import sample_workspace
from attiary.simulator.server import Running, running

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FIRST = ["import", "people", "companies", "--all"]
IMPORT = [*FIRST, "--yes", "--expand", "company"]

PARTS = {
    A_FILE_IS_WRITTEN: 4,
    CHOICES_ARE_WRITTEN: 1,
    A_FILE_IS_REMOVED: 2,
    THE_DISK_IS_SYNCED: 4,
    GIT_IS_CALLED: 6,
    A_DATABASE_COMMITS: 6,
}
"""How many tests share the points of an effect; it has at least so many."""


@dataclass(frozen=True)
class Scene:
    """A folder as it was before the import, Attio as it is since, and how an unbroken import ends."""

    user: User
    before: Path
    counts: dict[str, int]
    unbroken: dict[str, Any]

    def points(self, effect: Effect, part: int, how: How) -> Iterator[Point]:
        """Those of a test, with the folder each time as it was before."""
        whole, parts = self.counts[effect.name], PARTS[effect]
        assert whole >= parts
        one = 1 + part * (whole - 1) // max(parts - 1, 1)
        for number in range(1 + part, whole + 1, parts) if TRIES_ALL else [one]:
            shutil.rmtree(self.user.folder, ignore_errors=True)
            subprocess.run(["cp", "-a", self.before, self.user.folder], check=True)
            yield Point(effect, number, how)


@pytest.fixture(scope="module")
def far_end() -> Iterator[Running]:
    world = sample_workspace(people=8, companies=3, seed=3)
    for number, record_id in enumerate(world.ids("people")):
        world.set_values("people", record_id, {"email_addresses": [f"p{number}@example.com"]})
    with running(world) as simulator:
        yield simulator


@pytest.fixture(scope="module")
def begun(far_end: Running, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    """Imported once for all tests, which change neither the folder nor Attio."""
    place = tmp_path_factory.mktemp("scene")
    with pytest.MonkeyPatch.context() as patch:
        user = User(place / "crm", far_end, patch)
        user.folder.mkdir()
        user.connects()
        user.runs(*FIRST)
        before = place / "before"
        subprocess.run(["cp", "-a", user.folder, before], check=True)
        move(user)
        counts = count(user.folder, IMPORT)
        yield Scene(user, before, counts, state(user))


@pytest.fixture
def scene(begun: Scene, tmp_path: Path) -> Scene:
    return replace(begun, user=replace(begun.user, folder=tmp_path / "crm"))


def move(user: User) -> None:
    """Attio goes on: one is changed, one renamed, one new, two are gone, and two are merged."""
    world, ids = user.attio.world, user.attio.world.ids("people")
    world.set_values("people", ids[0], {"job_title": "changed"})
    world.set_values("people", ids[1], {"name": "Renamed Entirely"})
    world.delete("people", ids[2])
    world.delete("people", ids[3])
    world.merge("people", ids[4], ids[5])
    world.add_record("people", {"name": "Quite New", "email_addresses": ["new@example.com"]})
    world.set_values("companies", world.ids("companies")[0], {"description": "changed"})


def state(user: User) -> dict[str, Any]:
    """All that a user can see, but for the moments of the imports."""
    rows = [{**row, "importedAt": None, "goneAt": bool(row["goneAt"])} for row in user.rows()]
    moments = re.compile(rb'"(importedAt|goneAt)": "[^"]+"')
    assert user.git("status", "--porcelain") == ""
    assert user.git("fsck", "--strict", "--no-dangling") == ""
    return {
        "files": {path: moments.sub(b"", content) for path, content in user.files().items()},
        "rows": sorted(rows, key=lambda row: row["attioRecordId"]),
        "commits": user.git("rev-list", "--count", "HEAD"),
        "leftovers": sorted(path.name for path in (user.folder / ".attiary").glob("part-*")),
    }


def assert_is_finished(user: User, unbroken: dict[str, Any], point: Point) -> None:
    ended = user.runs(*IMPORT, "--json")
    assert ended.code == 0, (point, ended.err)
    assert (ended.json["kept"], ended.json["failed"]) == (0, 0), point
    assert state(user) == unbroken, point


def shares_of(effect: Effect, how: How) -> list[Any]:
    name = os.strerror(how) if isinstance(how, int) else how
    return [pytest.param(effect, part, how, id=f"{effect}-{name}-{part}") for part in range(PARTS[effect])]


LOST = (A_FILE_IS_WRITTEN, CHOICES_ARE_WRITTEN, THE_DISK_IS_SYNCED, A_DATABASE_COMMITS)
STOPPED = [
    *(each for effect in PARTS for each in shares_of(effect, "killed")),
    *(each for effect in LOST for each in shares_of(effect, "power cut")),
]
REFUSED = [
    *shares_of(A_FILE_IS_WRITTEN, errno.ENOSPC),
    *shares_of(CHOICES_ARE_WRITTEN, errno.ENOSPC),
    *shares_of(A_FILE_IS_REMOVED, errno.EROFS),
    *shares_of(THE_DISK_IS_SYNCED, errno.EIO),
    *shares_of(GIT_IS_CALLED, errno.ENOMEM),
]


@pytest.mark.parametrize(("effect", "part", "how"), STOPPED)
def test_stopped_at_any_effect_the_next_import_ends_as_an_unbroken_one(
    scene: Scene, effect: Effect, part: int, how: How
) -> None:
    for point in scene.points(effect, part, how):
        ended = run(scene.user.folder, IMPORT, point)
        assert ended.code == -signal.SIGKILL, (point, ended)
        assert_is_finished(scene.user, scene.unbroken, point)


@pytest.mark.parametrize(("effect", "part", "how"), REFUSED)
def test_a_system_that_refuses_ends_the_import_with_a_sentence_and_the_next_one_finishes(
    scene: Scene, effect: Effect, part: int, how: How
) -> None:
    for point in scene.points(effect, part, how):
        ended = run(scene.user.folder, IMPORT, point)
        assert ended.code == 1, (point, ended)
        assert 1 <= len(ended.err.splitlines()) <= 2, (point, ended)
        assert_is_finished(scene.user, scene.unbroken, point)
