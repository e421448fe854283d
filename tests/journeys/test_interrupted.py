from __future__ import annotations

import signal
import threading
import time
from typing import TYPE_CHECKING

import pytest

from attiary.errors import Cancelled, ReceiptPending
from attiary.hints import Hint
from attiary.model.observer import SilentObserver
from attiary.model.run import Outcome, RunState, Stage
from attiary.model.selection import Selection, Target
from attiary.services.context import open_app
from attiary.services.importing import import_selected
from attiary.services.past import read_receipt
from attiary.services.status import CatalogStatus, read_status
from attiary.simulator.sample import sample_workspace
from attiary.simulator.server import Running, running

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from forked import Ended
    from user import User

    from attiary.model.run import Progress
    from attiary.services.context import App
    from attiary.services.status import LastImport

AHEAD = 4
"""How many pages are fetched ahead, each with a wait of its own."""

COUNTED = ("read", "kept", "failed")


@pytest.fixture(scope="module")
def far_end() -> Iterator[Running]:
    """One Attio for all tests: none of them changes a record."""
    with running(sample_workspace(people=1_600, companies=100)) as simulator:
        yield simulator


@pytest.fixture
def attio(far_end: Running) -> Iterator[Running]:
    yield far_end
    far_end.faults.clear()
    far_end.world.restore_keys()


def stop_at_request(user: User, number: int, how: signal.Signals) -> int:
    """Run an import and stop it when it makes its n-th request; how it ended."""
    words = ("import", "companies", "people", "--all")
    return user.starts_until(number, lambda process: process.send_signal(how), *words).wait().code


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
    user.at_request(6, lambda: user.attio.world.suspend_key(user.attio.api_key))
    ended = user.runs("import", "companies", "people", "--all", "--json")
    user.attio.faults.between_requests = None
    assert (ended.code, ended.json["status"], ended.json["commits"]) == (1, "failed", [])
    assert ended.err.startswith("Attio refused the request (401")

    user.patch.setenv("ATTIO_API_KEY", user.attio.world.add_key())
    again = user.runs("import", "companies", "people", "--all", "--json")
    assert (again.code, again.json["read"], again.json["kept"]) == (0, 1_700, 0)
    assert user.git("status", "--porcelain") == ""


def test_a_second_import_into_the_same_folder_at_the_same_time_is_refused(user: User) -> None:
    refused: list[Ended] = []
    user.at_request(6, lambda: refused.append(user.starts("reindex").wait()))
    assert user.runs("import", "companies", "people", "--all").code == 0
    [ended] = refused
    assert ended.code == 1
    assert "is running in" in ended.err


class Stopping(SilentObserver):
    """Lets so many pages come, then tells the run to stop."""

    def __init__(self, pages: int) -> None:
        self.targets: list[Target] = []
        self.resumed_from: list[str] = []
        self._left = pages

    def started(self, targets: Sequence[Target]) -> None:
        self.targets += targets

    def progress(self, progress: Progress) -> None:
        self._left -= progress.stage is Stage.READ

    def resumed(self, started_at: str) -> None:
        self.resumed_from.append(started_at)

    def is_cancelled(self) -> bool:
        return self._left <= 0


@pytest.mark.parametrize("pages", [1, 2, 4])
def test_an_import_that_its_observer_stops_is_interrupted_and_goes_on_later(user: User, pages: int) -> None:
    selections = [Selection(target=Target(slug)) for slug in ("companies", "people")]
    stopping = Stopping(pages)
    with open_app(user.folder) as app:
        with pytest.raises(Cancelled):
            import_selected(app, selections, observer=stopping)
        assert stopping.targets == [Target("companies"), Target("people")]
        with app.open_folder() as opened:
            last = opened.runs.last()
        assert last
        assert last.state is RunState.INTERRUPTED
        going_on = Stopping(100)
        run = import_selected(app, selections, observer=going_on)
    assert (run.run_id, run.resumed, going_on.resumed_from) == (last.run_id, 1, [last.started_at])
    assert [run.results[0].number(Outcome.ADDED), run.results[1].number(Outcome.ADDED)] == [100, 1_600]
    assert user.git("rev-list", "--count", "HEAD") == "1"
    assert user.git("status", "--porcelain") == ""


class StoppingAtAWait(SilentObserver):
    """Stops the run as soon as it has to wait."""

    def __init__(self) -> None:
        self.waits: list[float] = []
        self.stopped_at = 0.0
        self.asked_in: set[int] = set()

    def waiting(self, seconds: float, reason: str) -> None:
        assert reason
        self.stopped_at = self.stopped_at or time.monotonic()
        self.waits.append(seconds)

    def is_cancelled(self) -> bool:
        self.asked_in.add(threading.get_ident())
        return bool(self.waits)


def state_of_last_run(app: App) -> RunState:
    with app.open_folder() as folder:
        last = folder.runs.last()
    assert last
    return last.state


def test_an_import_is_told_of_its_waits_and_stopped_during_one_within_a_second(user: User) -> None:
    people = [Selection(target=Target("people"))]
    with open_app(user.folder) as app:
        user.attio.faults.plan("429 score", times=50, path="/records/query")
        observer = StoppingAtAWait()
        with pytest.raises(Cancelled):
            import_selected(app, people, observer=observer)
        assert time.monotonic() - observer.stopped_at < 1
        assert len(observer.waits) <= AHEAD
        assert min(observer.waits) >= 1
        assert observer.asked_in == {threading.get_ident()}
        assert state_of_last_run(app) is RunState.INTERRUPTED


def last_import(user: User) -> LastImport:
    with open_app(user.folder, {}) as app:
        catalog = read_status(app).catalog
    assert isinstance(catalog, CatalogStatus)
    assert catalog.last_import
    return catalog.last_import


def test_an_import_under_way_in_another_process_is_told_from_one_that_was_killed(user: User) -> None:
    is_reading, may_go_on = threading.Event(), threading.Event()

    def hold() -> None:
        is_reading.set()
        may_go_on.wait(60)

    user.at_request(7, hold)
    process = user.starts("import", "people", "--all")
    assert is_reading.wait(60)
    try:
        seen = last_import(user)
        assert (seen.state, seen.is_under_way) == (RunState.RUNNING, True)
        with open_app(user.folder, {}) as app, pytest.raises(ReceiptPending) as caught:
            read_receipt(app)
        assert caught.value.hint is Hint.WAIT_FOR_END
        process.send_signal(signal.SIGKILL)
    finally:
        may_go_on.set()
    process.wait()
    seen = last_import(user)
    assert (seen.state, seen.is_under_way) == (RunState.RUNNING, False)
