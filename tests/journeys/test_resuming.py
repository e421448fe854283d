"""An import that was interrupted is finished by the next, and ends as if nothing had happened."""

from __future__ import annotations

import json
import shutil
import signal
import sqlite3
import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from forked import Ended, start
from resume_steps import import_at, import_until

from attiary.model.selection import Selection, Target
from attiary.services.selecting import targets_of
from attiary.simulator.sample import sample_workspace
from attiary.simulator.server import Running, running
from attiary.simulator.watching import Exchange, watching

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from user import User

    from attiary.model.run import ImportRun

PEOPLE, COMPANIES = 2_600, 40
NOW, AN_HOUR_LATER, TWO_DAYS_LATER = "2026-02-06T12:00:00Z", "2026-02-06T13:00:00Z", "2026-02-08T12:00:01Z"
STRIDE, AHEAD = 490, 4
"""How far a page lies behind the one before, and how many are fetched ahead."""


@pytest.fixture(scope="module")
def far_end() -> Iterator[Running]:
    """One Attio for all tests: none of them changes a record."""
    with running(sample_workspace(people=PEOPLE, companies=COMPANIES)) as simulator:
        yield simulator


@pytest.fixture
def attio(far_end: Running) -> Iterator[Running]:
    yield far_end
    far_end.faults.clear()


@dataclass
class Asked:
    """The pages that the simulator was asked for: offsets by path, and how many ids by filter."""

    offsets: dict[str, list[int]]
    ids: list[int]

    def look(self, exchange: Exchange) -> None:
        if exchange.path.endswith("/query"):
            body = json.loads(exchange.body)
            among = body.get("filter", {}).get("record_id", {}).get("$in")
            if among:
                self.ids.append(len(among))
            elif "filter" not in body:
                self.offsets.setdefault(exchange.path.split("/")[3], []).append(body.get("offset", 0))


@pytest.fixture
def asked() -> Iterator[Asked]:
    asked = Asked({}, [])
    with watching(asked.look):
        yield asked


def all_of(*words: str) -> list[Selection]:
    return [Selection(target=target) for target in targets_of(words)]


def killed(user: User, selections: Sequence[Selection], after: int) -> None:
    """An import begun at `NOW`, killed as soon as so many pages, or stages, are done."""
    ended = start(import_until, tuple(selections), NOW, after, folder=user.folder).wait()
    assert ended.code == -signal.SIGKILL, ended.err


def imported(
    user: User, selections: Sequence[Selection], at: str = AN_HOUR_LATER, *, afresh: bool = False
) -> ImportRun:
    return import_at(user.folder, selections, at, afresh=afresh)


def begun(user: User) -> dict[str, Any]:
    """The run that was begun last, as the journal has it."""
    with sqlite3.connect(user.folder / ".attiary" / "state.db") as database:
        database.row_factory = sqlite3.Row
        row = database.execute("SELECT * FROM runs ORDER BY number DESC LIMIT 1").fetchone()
    database.close()
    return dict(row)


def state(user: User) -> dict[str, Any]:
    """All that an import leaves: every byte, every row, the tree of its commit."""
    assert user.git("status", "--porcelain") == ""
    assert user.git("fsck", "--strict", "--no-dangling") == ""
    return {
        "files": user.files(),
        "rows": sorted(user.rows(), key=lambda row: (row["attioObjectType"], row["attioRecordId"])),
        "tree": user.git("rev-parse", "HEAD^{tree}"),
        "commits": user.git("rev-list", "--count", "HEAD"),
    }


@pytest.fixture
def other(user: User, tmp_path: Path) -> User:
    """A copy of the folder as it was before, in which nothing is interrupted."""
    imported(user, all_of("deals"), NOW)
    shutil.copytree(user.folder, tmp_path / "other", symlinks=True)
    return replace(user, folder=tmp_path / "other")


@pytest.mark.parametrize("after", [1, 3, 5])
def test_it_ends_byte_for_byte_and_row_for_row_as_one_that_was_never_broken(
    user: User, other: User, after: int
) -> None:
    selections = all_of("companies", "people")
    imported(other, selections, NOW)
    killed(user, selections, after)
    run = imported(user, selections)
    assert (run.started_at, run.resumed, run.state) == (NOW, 1, "complete")
    assert state(user) == state(other)


@pytest.mark.parametrize("after", [1, 2, 4])
def test_no_page_that_was_kept_is_asked_for_again(user: User, asked: Asked, after: int) -> None:
    killed(user, all_of("people"), after)
    before = asked.offsets.pop("people")
    imported(user, all_of("people"))
    since = asked.offsets["people"]
    assert min(since) == after * STRIDE
    assert len(set(before) & set(since)) <= 2 * AHEAD
    assert len(since) == len(set(since))
    assert len(user.documents()) == PEOPLE


def test_what_was_read_whole_before_the_kill_is_not_read_again(user: User, asked: Asked) -> None:
    selections = all_of("companies", "people")
    killed(user, selections, 3)
    asked.offsets.clear()
    imported(user, selections)
    assert asked.offsets.keys() == {"people"}
    assert min(asked.offsets["people"]) == 2 * STRIDE


def test_killed_after_the_last_page_nothing_is_read_again_but_what_came_meanwhile(
    user: User, asked: Asked
) -> None:
    killed(user, all_of("people"), 6)
    asked.offsets.clear()
    run = imported(user, all_of("people"))
    assert asked.offsets == {}
    assert (run.state, run.results[0].reading.records) == ("complete", PEOPLE)


def test_killed_at_the_commit_nothing_is_read_again(user: User, other: User, asked: Asked) -> None:
    imported(other, all_of("people"), NOW)
    killed(user, all_of("people"), 7)
    asked.offsets.clear()
    imported(user, all_of("people"))
    assert asked.offsets == {}
    assert state(user) == state(other)


@pytest.mark.parametrize(("after", "left"), [(1, [500, 200]), (2, [200])])
def test_an_import_by_id_goes_on_behind_the_last_id(
    user: User, other: User, asked: Asked, after: int, left: list[int]
) -> None:
    ids = tuple(user.attio.world.ids("people")[:1_200])
    chosen = [Selection(target=Target("people"), ids=ids)]
    imported(other, chosen, NOW)
    killed(user, chosen, after)
    asked.ids.clear()
    run = imported(user, chosen)
    assert asked.ids == left
    assert (run.state, run.results[0].reading.records) == ("complete", 1_200)
    assert state(user) == state(other)


def test_a_refresh_that_was_killed_is_gone_on_with(user: User, asked: Asked) -> None:
    imported(user, all_of("people"), NOW)
    known = [Selection(target=Target("people"), is_known=True)]
    killed(user, known, 3)
    asked.ids.clear()
    run = imported(user, known)
    assert sum(asked.ids) == PEOPLE - 1_500
    assert (run.state, run.results[0].reading.records) == ("complete", PEOPLE)


def test_the_run_that_goes_on_has_the_id_and_the_time_of_the_one_that_was_killed(user: User) -> None:
    killed(user, all_of("people"), 2)
    run_id = begun(user)["run_id"]
    run = imported(user, all_of("people"))
    assert run.run_id == run_id
    assert {each["importedAt"] for each in user.documents().values()} == {NOW}
    assert f"Import-Run: {run_id}" in user.git("log", "-1", "--format=%b")
    assert user.git("rev-list", "--count", "HEAD") == "1"


def test_it_may_be_killed_as_often_as_one_likes(user: User, other: User) -> None:
    imported(other, all_of("people"), NOW)
    for after in (1, 1, 2):
        killed(user, all_of("people"), after)
    run = imported(user, all_of("people"))
    assert run.resumed == 3
    assert state(user) == state(other)


def test_again_takes_it_up_and_so_does_the_same_command(user: User, asked: Asked) -> None:
    killed(user, all_of("people"), 2)
    make_recent(user)
    asked.offsets.clear()
    ended = user.runs("import", "--again", "--json")
    assert (ended.code, ended.json["resumed"], ended.json["read"]) == (0, 1, PEOPLE)
    assert min(asked.offsets["people"]) == 2 * STRIDE
    assert "Going on with the import of" in ended.err


def make_recent(user: User) -> None:
    """Let the run that was killed have begun now, so that the command takes it up."""
    edit_begin(user, "strftime('%Y-%m-%dT%H:%M:%SZ', 'now')")


def edit_begin(user: User, moment: str) -> None:
    with sqlite3.connect(user.folder / ".attiary" / "state.db") as database:
        database.execute(f"UPDATE runs SET started_at = {moment}")  # noqa: S608 - ours
    database.close()


def test_after_more_than_a_day_all_is_read_anew(user: User, asked: Asked) -> None:
    killed(user, all_of("people"), 2)
    asked.offsets.clear()
    run = imported(user, all_of("people"), TWO_DAYS_LATER)
    assert (run.resumed, min(asked.offsets["people"])) == (0, 0)
    assert {each["importedAt"] for each in user.documents().values()} == {NOW, TWO_DAYS_LATER}
    assert user.git("status", "--porcelain") == ""


def test_who_asks_for_a_restart_gets_one(user: User, asked: Asked) -> None:
    killed(user, all_of("people"), 2)
    make_recent(user)
    asked.offsets.clear()
    ended = user.runs("import", "people", "--all", "--restart", "--json")
    assert (ended.json["resumed"], ended.json["status"]) == (0, "complete")
    assert min(asked.offsets["people"]) == 0


def test_another_import_begins_anew_and_commits_what_was_left_as_well(user: User) -> None:
    killed(user, all_of("people"), 2)
    run = imported(user, all_of("companies"))
    assert run.resumed == 0
    kinds = [each["objectType"] for each in user.documents().values()]
    assert (kinds.count("company"), kinds.count("person")) == (COMPANIES, 990)
    assert user.git("status", "--porcelain") == ""
    assert {row["localFilePath"] for row in user.rows()} == user.documents().keys()
    assert imported(user, all_of("people")).resumed == 0


def stopped(user: User, at_request: int, *arguments: str) -> Ended:
    """An import that gets Ctrl-C when it makes its n-th request."""
    words = ("import", "companies", "people", "--all", *arguments)
    return user.starts_until(at_request, lambda process: process.send_signal(signal.SIGINT), *words).wait()


@pytest.mark.parametrize("at_request", [1, 4, 7])
def test_who_presses_ctrl_c_is_told_how_to_go_on(user: User, at_request: int) -> None:
    ended = stopped(user, at_request)
    assert (ended.code, ended.out) == (130, "")
    assert ended.err.splitlines() == [
        "Interrupted.",
        "  Run the same command or `attiary import --again` to continue.",
    ]
    again = user.runs("import", "companies", "people", "--all", "--json")
    assert (again.code, again.json["read"]) == (0, PEOPLE + COMPANIES)
    assert again.json["resumed"] == (at_request > 3)


def test_ctrl_c_tells_a_script_too_and_a_dry_run_has_nothing_to_go_on_with(user: User) -> None:
    ended = stopped(user, 6, "--json", "--dry-run")
    result = ended.json
    assert (ended.code, result["status"]) == (130, "interrupted")
    assert result["error"]["hint"] == "A dry run changes nothing."
    assert list(user.folder.iterdir()) == []


@pytest.mark.parametrize("fault", ["cut", "time-out", "503"])
def test_a_network_that_is_lost_ends_it_with_a_sentence_and_it_goes_on_when_it_is_back(
    user: User, asked: Asked, fault: str
) -> None:
    user.patch.setenv("ATTIARY_PATIENCE_SECONDS", "0.5")
    user.attio.faults.plan(fault, after=2, times=1_000, path="/people/records/query")
    ended = user.runs("import", "companies", "people", "--all", "--json")
    assert (ended.code, ended.json["status"]) == (1, "failed")
    *_, sentence, hint = ended.err.splitlines()
    assert (sentence, hint.strip()) == (ended.json["error"]["message"], ended.json["error"]["hint"])
    assert user.runs("receipt").err.startswith("That import was interrupted and has no receipt yet.")

    user.patch.delenv("ATTIARY_PATIENCE_SECONDS")
    user.attio.faults.clear()
    asked.offsets.clear()
    again = user.runs("import", "companies", "people", "--all", "--json")
    assert (again.code, again.json["resumed"], again.json["read"]) == (0, 1, PEOPLE + COMPANIES)
    assert asked.offsets.keys() == {"people"}
    assert user.git("rev-list", "--count", "HEAD") == "1"


def test_a_key_that_is_revoked_ends_it_and_a_new_one_goes_on(user: User, asked: Asked) -> None:
    user.attio.faults.plan("revoked", after=2, path="/people/records/query")
    ended = user.runs("import", "companies", "people", "--all", "--json")
    assert (ended.code, ended.json["status"], len(ended.err.splitlines())) == (1, "failed", 2)

    user.patch.setenv("ATTIO_API_KEY", user.attio.world.add_key())
    asked.offsets.clear()
    again = user.runs("import", "companies", "people", "--all", "--json")
    assert (again.code, again.json["resumed"]) == (0, 1)
    assert asked.offsets.keys() == {"people"}


def test_of_two_imports_at_once_the_second_is_refused_and_the_first_ends_well(user: User) -> None:
    words = ("import", "people", "--all")
    process = user.starts_until(5, lambda each: each.send_signal(signal.SIGSTOP), *words)
    while not is_stopped(process.pid):
        assert process.is_alive()
        time.sleep(0.01)
    user.attio.faults.between_requests = None
    before = user.files()

    for arguments in (["companies", "--all"], ["--again"], ["--refresh"]):
        second = user.runs("import", *arguments)
        assert (second.code, second.out) == (1, "")
        assert second.err.splitlines() == [
            f"Another Attiary command is running in {user.folder}.",
            "  Wait for it to end, then try again.",
        ]
    assert user.files() == before

    process.send_signal(signal.SIGCONT)
    assert process.wait().code == 0
    assert len(user.documents()) == PEOPLE
    assert user.git("rev-list", "--count", "HEAD") == "1"


def is_stopped(pid: int) -> bool:
    return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0] == "T"
