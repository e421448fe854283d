"""An Attio in which people come and go, are renamed, merged and put on a list."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st

from attiary.simulator.hostile import NAMES
from attiary.simulator.sample import empty_workspace
from attiary.simulator.standard import list_table

if TYPE_CHECKING:
    from collections.abc import Iterable

    from attiary.simulator.world import World

LIST = "outreach"
FEWEST, MOST = 3, 12

Move = tuple[str, int, int, str]
"""What happens, two numbers that say to whom, and a name."""

_KINDS = ("change", "rename", "rename_firm", "add", "delete", "merge", "put", "take_off", "employ")
_NAMES = ["Twin", "TWIN", "Ada Lovelace", "أمل حداد", *(name for name in NAMES if name.strip())]
NUMBER = st.integers(0, 50)
MOVE = st.tuples(st.sampled_from(_KINDS), NUMBER, NUMBER, st.sampled_from(_NAMES))
MOVES = st.lists(MOVE, min_size=1, max_size=5)


def pick(things: Iterable[Any], number: int) -> Any:
    """One of them."""
    ordered = list(things)
    return ordered[number % len(ordered)]


class ChangingAttio:
    """Makes moves in a small workspace, each person with an address that nobody else ever had."""

    def __init__(self) -> None:
        self.world: World = empty_workspace(seed=4)
        lines = "remarks text C | Remarks"
        self.world.lists[LIST] = list_table(self.world.identities, LIST, "Outreach", "people", lines)
        self._addresses: dict[str, set[str]] = defaultdict(set)
        self._count = 0

    def begin(self) -> None:
        for number in range(5):
            self._add_person(f"Person N{number}")
        for number in range(2):
            self.world.add_record("companies", {"name": f"Firm {number}", "domains": [f"f{number}.com"]})
        for record_id in self.world.ids("people")[:2]:
            self.world.add_entry(LIST, record_id, {"remarks": "hello"})

    def are_one(self, one: str, other: str) -> bool:
        """Whether they are, or may have become, the same record."""
        return one == other or not self._addresses[one].isdisjoint(self._addresses[other])

    def make(self, move: Move) -> None:
        """Make a move, where there is somebody whom it can befall."""
        kind, first, second, name = move
        people = self.world.ids("people")
        if kind == "add":
            self._add(name)
        elif people:
            getattr(self, f"_{kind}")(pick(people, first), second, name)

    def number(self) -> int:
        """One that was not there before."""
        self._count += 1
        return self._count

    def _add(self, name: str) -> None:
        if len(self.world.ids("people")) < MOST:
            self._add_person(name)

    def _add_person(self, name: str) -> None:
        address = f"p{self.number()}@example.com"
        record_id = self.world.add_record("people", {"name": name, "email_addresses": [address]})
        self._addresses[record_id] = {address}

    def _change(self, person: str, second: int, _name: str) -> None:
        slugs = {"people": "job_title", "companies": "description", LIST: "remarks"}
        table = pick(slugs, second)
        found = [person] if table == "people" else self.world.ids(table)
        if found:
            text = f"new {self.number()}"
            self.world.set_values(table, pick(found, second // 3), {slugs[table]: text})

    def _rename(self, person: str, _second: int, name: str) -> None:
        self.world.set_values("people", person, {"name": name})

    def _rename_firm(self, _person: str, second: int, name: str) -> None:
        self.world.set_values("companies", pick(self.world.ids("companies"), second), {"name": name})

    def _delete(self, person: str, _second: int, _name: str) -> None:
        if len(self.world.ids("people")) > FEWEST:
            self.world.delete("people", person)

    def _merge(self, person: str, second: int, _name: str) -> None:
        others = [each for each in self.world.ids("people") if each != person]
        if len(others) >= FEWEST:
            other = pick(others, second)
            survivor = self.world.merge("people", person, other)
            self._addresses[survivor] = self._addresses[person] | self._addresses[other]

    def _put(self, person: str, _second: int, _name: str) -> None:
        if len(self.world.ids(LIST)) < MOST:
            self.world.add_entry(LIST, person, {"remarks": f"put {self.number()}"})

    def _take_off(self, _person: str, second: int, _name: str) -> None:
        if self.world.ids(LIST):
            self.world.delete(LIST, pick(self.world.ids(LIST), second))

    def _employ(self, person: str, second: int, _name: str) -> None:
        company = pick(self.world.ids("companies"), second)
        self.world.set_values("people", person, {"company": [company]})
