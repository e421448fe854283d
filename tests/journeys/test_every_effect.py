"""Every effect of an import fails in turn: a write, a rename, a sync of the disk, a commit, a row.

Python tells of each act before it does it (PEP 578); the process is killed at the n-th of a kind, or the
system refuses it. In a power cut, what the disk had not been told to keep is there in name only.
"""

from __future__ import annotations

import errno
import json
import os
import re
import shutil
import signal
import subprocess
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

from attiary.simulator.sample import sample_workspace
from attiary.simulator.server import Running, running

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.journeys.conftest import User

FIRST = ["import", "people", "companies", "--all"]
IMPORT = [*FIRST, "--yes", "--expand", "company"]

STOPPED_AT = r"""
import os, sqlite3 as package, sqlite3.dbapi2 as sqlite3, sys

kind, number, how, log = sys.argv[1], int(sys.argv[2]), sys.argv[3], sys.argv[4]
counts, unsynced = {}, []

def place(name, descriptor):
    return os.path.join(os.readlink(f"/proc/self/fd/{descriptor}"), name) if descriptor >= 0 else name

def stop():
    if how == "power cut":
        for path in unsynced:
            os.truncate(path, 0)
    if how in ("killed", "power cut"):
        os.kill(os.getpid(), 9)
    raise OSError(int(how), os.strerror(int(how)))

def act(name):
    counts[name] = counts.get(name, 0) + 1
    if name == kind and (counts[name] == number or how.isdigit() and counts[name] > number):
        stop()

def told(statement):
    if statement.startswith("COMMIT"):
        act("a database commits")

def hook(event, arguments):
    if event == "os.rename" and str(arguments[1]).endswith((".json", ".toml")):
        act("a file takes its name")
        unsynced.append(place(str(arguments[1]), arguments[3]))
    elif event == "os.remove" and str(arguments[0]).endswith(".json"):
        act("a file goes")
    elif event == "ctypes.dlsym" and arguments[1] == "syncfs":
        act("the disk is synced")
        unsynced.clear()
    elif event == "subprocess.Popen":
        act("git is called")

def connecting(*arguments, **options):
    connection = connect(*arguments, **options)
    connection.set_trace_callback(told)
    return connection

sys.addaudithook(hook)
connect, sqlite3.connect, package.connect = sqlite3.connect, connecting, connecting
from attiary.cli.main import main
try:
    main(sys.argv[5:])
finally:
    with open(log, "w") as file:
        import json
        json.dump(counts, file)
"""

KINDS = ["a file takes its name", "a file goes", "the disk is synced", "git is called", "a database commits"]


@dataclass(frozen=True)
class Scene:
    """A folder as it was before the import, Attio as it is since, and how an unbroken import ends."""

    user: User
    before: Path
    counts: dict[str, int]
    unbroken: dict[str, Any]

    def again(self) -> None:
        """The folder as it was before."""
        shutil.rmtree(self.user.folder)
        subprocess.run(["cp", "-a", self.before, self.user.folder], check=True)


@pytest.fixture
def attio() -> Iterator[Running]:
    world = sample_workspace(people=8, companies=3, seed=3)
    for number, record_id in enumerate(world.ids("people")):
        world.set_values("people", record_id, {"email_addresses": [f"p{number}@example.com"]})
    with running(world) as simulator:
        yield simulator


@pytest.fixture
def scene(user: User, tmp_path: Path) -> Scene:
    user.runs(*FIRST)
    before = tmp_path / "before"
    subprocess.run(["cp", "-a", user.folder, before], check=True)
    move(user)
    assert stopped(user, "nothing", 0, "killed") == 0
    counts = json.loads((tmp_path / "counts").read_text(encoding="utf-8"))
    return Scene(user, before, counts, state(user))


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


def stopped(user: User, kind: str, number: int, how: str) -> int:
    """Run the import until its n-th act of a kind; how it ended."""
    log = user.folder.parent / "counts"
    ran = subprocess.run(
        [
            *(sys.executable, "-c", STOPPED_AT, kind, str(number), how, str(log)),
            *(*IMPORT, "--folder", str(user.folder)),
        ],
        check=False,
        capture_output=True,
        encoding="utf-8",
        env=dict(os.environ),
    )
    assert "Traceback" not in ran.stderr, ran.stderr
    if ran.returncode == 1:
        assert 1 <= len(ran.stderr.splitlines()) <= 2, ran.stderr
    return ran.returncode


def state(user: User) -> dict[str, Any]:
    """All that a person can see, but for the moments of the imports."""
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


CUTS = [(kind, "killed") for kind in KINDS] + [
    (kind, "power cut") for kind in ("a file takes its name", "the disk is synced", "a database commits")
]


@pytest.mark.parametrize(("kind", "how"), CUTS)
def test_stopped_at_any_effect_the_next_import_ends_as_an_unbroken_one(
    scene: Scene, kind: str, how: str
) -> None:
    points = range(1, scene.counts[kind] + 1)
    assert points
    for number in points:
        scene.again()
        assert stopped(scene.user, kind, number, how) == -signal.SIGKILL
        ended = scene.user.runs(*IMPORT, "--json")
        assert ended.code == 0, (number, ended.err)
        assert (ended.json["kept"], ended.json["failed"]) == (0, 0), number
        assert state(scene.user) == scene.unbroken, number


@pytest.mark.parametrize(
    ("kind", "refusal"),
    [
        ("a file takes its name", errno.ENOSPC),
        ("a file goes", errno.EROFS),
        ("the disk is synced", errno.EIO),
        ("git is called", errno.ENOMEM),
    ],
)
def test_a_system_that_refuses_ends_the_import_with_a_sentence_and_the_next_one_finishes(
    scene: Scene, kind: str, refusal: int
) -> None:
    for number in range(1, scene.counts[kind] + 1):
        scene.again()
        assert stopped(scene.user, kind, number, str(refusal)) == 1, number
        ended = scene.user.runs(*IMPORT, "--json")
        assert ended.code == 0, (number, ended.err)
        assert state(scene.user) == scene.unbroken, number
