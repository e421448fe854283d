"""Two machines and a hub, in any order: after both have pulled and imported, they are equal.

A pull is `--ff-only`; a refused push is answered by `git reset --hard @{u}` and the same import, as
`docs/two-machines.md` says. With ATTIARY_TEST_EXAMPLES it is as long as that says.
"""

from __future__ import annotations

import json
import os
import subprocess
from collections import Counter
from dataclasses import dataclass, field, replace
from random import Random
from typing import TYPE_CHECKING

import pytest
from extent import TRIES_ALL

from attiary.simulator.sample import empty_workspace
from attiary.simulator.server import running

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from user import User

    from attiary.simulator.server import Running
    from attiary.simulator.world import World

SCHEDULES = int(os.environ.get("ATTIARY_TEST_EXAMPLES", "200" if TRIES_ALL else "4"))
STEPS = 14
FEWEST = 4
IMPORT = ("import", "people", "--all", "--yes", "--json")


@pytest.fixture
def attio() -> Iterator[Running]:
    with running(empty_workspace()) as simulator:
        yield simulator


@dataclass
class Schedule:
    """What two machines do, one thing after the other, and what must be true in the end."""

    dice: Random
    world: World
    machines: list[User]
    done: list[str] = field(default_factory=list)
    numbers: int = 0
    addresses: dict[str, str] = field(default_factory=dict)
    """By record id, one that nobody else ever had."""
    forgotten: set[str] = field(default_factory=set)
    remembered: set[str] = field(default_factory=set)
    edited: dict[str, str] = field(default_factory=dict)
    """By record id, a text that the user put into its file and pushed."""

    def number(self) -> int:
        self.numbers += 1
        return self.numbers

    def adds(self) -> None:
        number = self.number()
        address = f"unique{number}@example.com"
        record_id = self.world.add_record(
            "people", {"name": f"Person {number}", "email_addresses": [address]}
        )
        self.addresses[record_id] = address

    def renames(self) -> None:
        name = self.dice.choice(["Twin", "Ada Lovelace", f"Person {self.number()}"])
        self.world.set_values("people", self.dice.choice(self.world.ids("people")), {"name": name})

    def changes(self) -> None:
        person = self.dice.choice(self.world.ids("people"))
        self.world.set_values("people", person, {"job_title": f"Title {self.number()}"})

    def merges(self) -> None:
        people = [
            each for each in self.world.ids("people") if each not in self.forgotten | self.edited.keys()
        ]
        if len(people) > FEWEST:
            one, other = self.dice.sample(people, 2)
            survivor = self.world.merge("people", one, other)
            self.addresses[survivor] = self.addresses[one]

    def loses(self) -> None:
        people = self.world.ids("people")
        if len(people) > FEWEST:
            self.world.delete("people", self.dice.choice(people))

    def imports(self, user: User) -> bool:
        """An import; whether it made a commit."""
        ended = user.runs(*IMPORT)
        assert ended.code == 0, ended.err
        return bool(ended.json["commits"])

    def forgets(self, user: User) -> None:
        known = [row["attioRecordId"] for row in user.rows() if row["attioRecordId"] in self.addresses]
        if len(known) > FEWEST:
            record_id = self.dice.choice(known)
            ended = user.runs("forget", record_id, "--yes")
            if ended.code == 0:
                self.forgotten.add(record_id)

    def remembers(self, user: User) -> None:
        if self.forgotten:
            record_id = self.dice.choice(sorted(self.forgotten))
            if user.runs("remember", self.addresses[record_id]).code == 0:
                self.remembered.add(record_id)

    def chooses(self, user: User) -> None:
        way = self.dice.choice(["--leave-out", "--keep"])
        assert user.runs("fields", "people", way, "job_title").code == 0

    def edits(self, user: User) -> None:
        """By hand, in a file, committed and pushed: who resets before that throws it away themselves."""
        self.settles(user)
        documents = [
            (path, each)
            for path, each in sorted(user.documents().items())
            if each["attioRecordId"] not in self.forgotten and "goneAt" not in each
        ]
        path, document = self.dice.choice(documents)
        text = f"Mine {self.number()}"
        document["attributes"]["job_title"] = text
        (user.folder / path).write_text(json.dumps(document, indent=2, ensure_ascii=False) + "\n")
        user.git("commit", "-qam", "by hand")
        user.git("push", "-q")
        self.edited[document["attioRecordId"]] = text

    def moves_a_file(self, user: User) -> None:
        paths = sorted(user.documents())
        if paths and user.git("status", "--porcelain") == "":
            user.git("mv", self.dice.choice(paths), f"attio/person/moved-{self.number()}.json")
            if self.dice.random() < 0.5:
                user.git("commit", "-qm", "moved")

    def pulls(self, user: User) -> None:
        _tries(user, "pull", "-q", "--ff-only")

    def pushes(self, user: User) -> None:
        if not _tries(user, "push", "-q"):
            self.begins_again(user)

    def begins_again(self, user: User) -> None:
        user.git("fetch", "-q")
        user.git("reset", "-q", "--hard", "@{u}")
        self.imports(user)

    def resets(self, user: User) -> None:
        if user.git("rev-list", "@{u}..HEAD"):
            user.git("reset", "-q", "--hard", "HEAD~1")

    def settles(self, user: User) -> None:
        """All that is here is in the hub, and what the hub has is here."""
        for _ in range(10):
            user.git("fetch", "-q")
            if not _tries(user, "merge", "-q", "--ff-only", "@{u}"):
                user.git("reset", "-q", "--hard", "@{u}")
            self.imports(user)
            if _tries(user, "push", "-q"):
                return
        raise AssertionError("it does not come to rest")

    def takes_a_step(self) -> None:
        everywhere: list[Callable[[], None]] = [
            self.adds,
            self.renames,
            self.changes,
            self.merges,
            self.loses,
        ]
        here: list[Callable[[User], object]] = [
            *(self.imports, self.imports, self.imports, self.pulls, self.pushes, self.pushes),
            *(self.forgets, self.remembers, self.chooses, self.edits, self.moves_a_file, self.resets),
        ]
        if self.dice.random() < 0.35:
            act = self.dice.choice(everywhere)
            self.done.append(act.__name__)
            act()
        else:
            step, number = self.dice.choice(here), self.dice.randrange(2)
            self.done.append(f"{step.__name__} {number}")
            step(self.machines[number])


def _tries(user: User, *words: str) -> bool:
    ran = subprocess.run(["git", "-C", str(user.folder), *words], check=False, capture_output=True)
    return ran.returncode == 0


def _catalog(user: User) -> list[tuple[object, ...]]:
    known = ("attioObjectType", "attioRecordId", "name", "localFilePath", "attributes", "goneAt")
    told = ("syncStatus", "syncError", "importedAt")
    return sorted((tuple(json.dumps(row[key]) for key in (*known, *told)) for row in user.rows()), key=str)


def _comes_to_rest(schedule: Schedule) -> None:
    for _ in range(6):
        for each in schedule.machines:
            schedule.settles(each)
        heads = {each.git("rev-parse", "HEAD") for each in schedule.machines}
        if len(heads) == 1 and sum(schedule.imports(each) for each in schedule.machines) == 0:
            return
    raise AssertionError("they do not agree")


def _is_right(schedule: Schedule) -> None:
    one, other = schedule.machines
    assert one.files() == other.files()
    assert _catalog(one) == _catalog(other)
    forgotten = schedule.forgotten - schedule.remembered
    for user in schedule.machines:
        assert user.git("status", "--porcelain") == ""
        ids = Counter(each["attioRecordId"] for each in user.documents().values())
        assert not ids or set(ids.values()) == {1}
        assert not forgotten & ids.keys()
        for path in sorted((user.folder / ".attiary").iterdir()):
            content = path.read_bytes()
            for record_id in forgotten:
                assert record_id.encode() not in content, (path, record_id)
                assert schedule.addresses[record_id].encode() not in content, (path, record_id)
        for record_id, text in schedule.edited.items():
            if record_id not in schedule.forgotten:
                held = [each for each in user.documents().values() if each["attioRecordId"] == record_id]
                assert [each["attributes"].get("job_title") for each in held] == [text]


@pytest.mark.parametrize("number", range(SCHEDULES))
def test_whatever_two_machines_do_they_come_to_the_same(user: User, number: int) -> None:
    hub = user.folder.with_name("hub.git")
    machines = [replace(user, folder=user.folder.with_name(name)) for name in ("one", "other")]
    schedule = Schedule(Random(number), user.attio.world, machines)  # noqa: S311 - a dice
    for _ in range(FEWEST + 2):
        schedule.adds()
    schedule.imports(user)
    subprocess.run(["git", "clone", "-q", "--bare", str(user.folder), str(hub)], check=True)
    for each in machines:
        subprocess.run(["git", "clone", "-q", str(hub), str(each.folder)], check=True)
        schedule.imports(each)
    for _ in range(STEPS):
        schedule.takes_a_step()
    try:
        _comes_to_rest(schedule)
        _is_right(schedule)
    except AssertionError as error:
        raise AssertionError(f"{number}: {schedule.done}: {error}") from error
