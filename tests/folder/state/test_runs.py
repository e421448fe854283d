"""What is known of runs: how they ended, how far the one under way is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from attiary.folder import Checkpoint, Database, MergedRecord, Runs
from attiary.model.run import RunState

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def runs(tmp_path: Path) -> Iterator[Runs]:
    database = Database(tmp_path / "folder")
    yield Runs(database)
    database.close()


def test_before_the_first_run_nothing_is_known_and_nothing_is_written(runs: Runs, tmp_path: Path) -> None:
    assert runs.last() is None
    assert runs.find() == []
    assert runs.checkpoint(0) is None
    assert runs.seen(0) == {}
    assert runs.merged_in("r") == []
    assert not (tmp_path / "folder").exists()


def test_the_last_run_is_the_one_begun_last(runs: Runs) -> None:
    runs.begin("r1", "2026-01-01T00:00:00Z", "[1]")
    runs.begin("r2", "2026-01-02T00:00:00Z", "[2]")
    runs.end("r1", RunState.COMPLETE, "{}")
    last = runs.last()
    assert last
    assert (last.run_id, last.state, last.selection) == ("r2", RunState.RUNNING, "[2]")
    assert [run.run_id for run in runs.find("r")] == ["r2", "r1"]
    assert [run.state for run in runs.find("r1")] == ["complete"]
    assert (runs.find("R"), runs.find("r%"), runs.find("\udcff"), runs.get("r")) == ([], [], [], None)
    assert runs.get("r1") == runs.find("r1")[0]
    assert (list(runs.states()), runs.selections()) == (["r2", "r1"], ["[2]", "[1]"])


def test_a_run_that_is_taken_back_keeps_its_receipt(runs: Runs) -> None:
    runs.begin("r", "t", "[]")
    runs.end("r", RunState.COMPLETE, '{"a": 1}')
    runs.set_state("r", RunState.UNDONE)
    run = runs.get("r")
    assert run
    assert (run.state, run.receipt) == (RunState.UNDONE, '{"a": 1}')


def test_a_checkpoint_is_where_the_step_goes_on(runs: Runs) -> None:
    runs.begin("r", "t", "[]")
    runs.save_checkpoint(0, Checkpoint("c1", "{}", is_done=False), {"a": True, "b": False})
    runs.save_checkpoint(0, Checkpoint("c2", "{}", is_done=False), {"c": True})
    runs.save_checkpoint(1, Checkpoint(None, "{}", is_done=True), {})
    assert runs.checkpoint(0) == Checkpoint("c2", "{}", is_done=False)
    assert runs.checkpoint(1) == Checkpoint(None, "{}", is_done=True)
    assert runs.seen(0) == {"a": True, "b": False, "c": True}


def test_a_record_once_new_stays_new_when_it_is_seen_again(runs: Runs) -> None:
    runs.save_checkpoint(0, Checkpoint("c", "{}", is_done=False), {"a": True})
    runs.save_checkpoint(0, Checkpoint("d", "{}", is_done=False), {"a": False})
    assert runs.seen(0) == {"a": True}


def test_a_step_that_begins_afresh_has_seen_nothing_before(runs: Runs) -> None:
    runs.save_checkpoint(0, Checkpoint(None, "{}", is_done=False), {"a": True})
    runs.save_checkpoint(0, Checkpoint("c", "{}", is_done=False), {"b": True}, afresh=True)
    assert runs.seen(0) == {"b": True}


def test_a_new_run_forgets_how_far_another_was(runs: Runs) -> None:
    runs.begin("r1", "t", "[]")
    runs.save_checkpoint(0, Checkpoint("c", "{}", is_done=False), {"a": True})
    runs.begin("r2", "t", "[]")
    assert runs.checkpoint(0) is None
    assert runs.seen(0) == {}


def test_mergers_are_remembered_with_the_links_that_were_there(runs: Runs) -> None:
    merged = [MergedRecord("person", "a", "n", ["x"]), MergedRecord("person", "b", "n")]
    runs.add_merged("r", merged)
    assert runs.merged_in("r") == merged
    assert runs.merged_ids("person") == {"n": ["a", "b"]}
    runs.erase(["b"])
    assert runs.merged_in("r") == merged[:1]
    runs.erase(["n"])
    assert runs.merged_in("r") == []


def test_receipts_can_be_rewritten(runs: Runs) -> None:
    runs.begin("r", "t", "[]")
    runs.end("r", RunState.COMPLETE, "{1}")
    runs.rewrite({"r": "{}"})
    last = runs.last()
    assert last
    assert last.receipt == "{}"


@pytest.mark.parametrize("state", [each for each in RunState if each is not RunState.RUNNING])
def test_a_run_is_found_in_the_state_it_ended_in(runs: Runs, state: RunState) -> None:
    runs.begin("r", "t", "[]")
    runs.end("r", state, "{}")
    assert [run.state for run in runs.find("r")] == [state]
