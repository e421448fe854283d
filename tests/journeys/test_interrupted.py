from __future__ import annotations

import os
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from attiary.simulator.sample import sample_workspace
from attiary.simulator.server import Running, running

if TYPE_CHECKING:
    from collections.abc import Iterator

    from attiary.simulator.world import World
    from tests.journeys.conftest import User

COUNTED = ("read", "kept", "failed")


@pytest.fixture
def attio() -> Iterator[Running]:
    with running(sample_workspace(people=1_600, companies=100)) as simulator:
        yield simulator


def stop_at_request(user: User, number: int, how: signal.Signals) -> int:
    """Run an import and stop it when it makes its n-th request; how it ended."""
    process = subprocess.Popen(
        [sys.executable, "-m", "attiary", "import", "companies", "people", "--all"],
        cwd=user.folder,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=dict(os.environ),
    )
    left = number

    def stop(_world: World) -> None:
        nonlocal left
        left -= 1
        if left == 0:
            process.send_signal(how)

    user.attio.faults.between_requests = stop
    code = process.wait()
    user.attio.faults.between_requests = None
    return code


@pytest.mark.parametrize("number", [5, 7, 8])
@pytest.mark.parametrize(("how", "code"), [(signal.SIGINT, 130), (signal.SIGKILL, -signal.SIGKILL)])
def test_what_an_interrupted_import_left_is_finished_by_the_next(
    user: User, number: int, how: signal.Signals, code: int
) -> None:
    assert stop_at_request(user, number, how) == code
    assert user.git("rev-list", "--all", "--count") == "0"

    ended = user.runs("import", "companies", "people", "--all", "--json")

    assert (ended.code, ended.json["status"]) == (0, "complete")
    assert {key: ended.json[key] for key in COUNTED} == {"read": 1_700, "kept": 0, "failed": 0}
    assert len(user.documents()) == 1_700
    assert user.git("status", "--porcelain") == ""
    assert user.git("rev-list", "--count", "HEAD") == "1"
    assert {row["localFilePath"] for row in user.rows()} == user.documents().keys()
    again = user.runs("import", "companies", "people", "--all", "--json")
    assert (again.json["unchanged"], again.json["commits"]) == (1_700, [])


def test_an_import_that_loses_its_key_half_way_fails_with_a_sentence_and_is_finished_later(
    user: User,
) -> None:
    left = 6

    def revoke(world: World) -> None:
        nonlocal left
        left -= 1
        if left == 0:
            world.revoke_key(user.attio.api_key)

    user.attio.faults.between_requests = revoke
    ended = user.runs("import", "companies", "people", "--all", "--json")
    user.attio.faults.between_requests = None
    assert (ended.code, ended.json["status"], ended.json["commits"]) == (1, "failed", [])
    assert ended.err.startswith("Attio refused the request (401")

    user.patch.setenv("ATTIO_API_KEY", user.attio.world.add_key())
    again = user.runs("import", "companies", "people", "--all", "--json")
    assert (again.code, again.json["read"], again.json["kept"]) == (0, 1_700, 0)
    assert user.git("status", "--porcelain") == ""


def test_a_second_import_into_the_same_folder_at_the_same_time_is_refused(user: User) -> None:
    refused = []

    def import_again(_world: World) -> None:
        user.attio.faults.between_requests = None
        process = subprocess.run(
            [sys.executable, "-m", "attiary", "reindex"],
            cwd=user.folder,
            check=False,
            capture_output=True,
            encoding="utf-8",
        )
        refused.append((process.returncode, process.stderr))

    count = 6

    def later(world: World) -> None:
        nonlocal count
        count -= 1
        if count == 0:
            import_again(world)

    user.attio.faults.between_requests = later
    assert user.runs("import", "companies", "people", "--all").code == 0
    [(code, said)] = refused
    assert code == 1
    assert "at work" in said
