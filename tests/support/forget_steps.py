"""What journeys through `attiary forget` do and look at."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from attiary.services.context import open_app
from attiary.simulator.sample import empty_workspace
from attiary.simulator.standard import list_table

if TYPE_CHECKING:
    from forked import Ended
    from user import User

    from attiary.simulator.world import World

NAME, SLUG, EMAIL = "Zenobia Quux", "zenobia-quux", "zenobia@quux.example"


@dataclass(frozen=True)
class Subject:
    """Who is to be forgotten: a person in Attio, on one list and in one deal, and what tells of them."""

    record_id: str
    entry_id: str
    deal_id: str

    @property
    def words(self) -> list[str]:
        return [NAME, SLUG, EMAIL]


def outreach() -> World:
    """A workspace with a list and five others."""
    world = empty_workspace()
    world.lists["outreach"] = list_table(world.identities, "outreach", "Outreach", "people", "")
    for number in range(5):
        address = f"somebody{number}@other.example"
        world.add_record("people", {"name": f"Somebody Number{number}", "email_addresses": [address]})
    return world


def add_subject(user: User) -> Subject:
    world = user.attio.world
    record_id = world.add_record("people", {"name": NAME, "email_addresses": [EMAIL]})
    entry_id = world.add_entry("outreach", record_id)
    deal_id = world.add_record("deals", {"name": "A deal", "stage": "Lead"})
    return Subject(record_id, entry_id, deal_id)


def imports(user: User, *more: str) -> Ended:
    ended = user.runs("import", "people", "deals", "list", "outreach", "--all", "--yes", "--json", *more)
    assert ended.code == 0, ended.err
    return ended


def forgets(user: User, subject: Subject) -> Ended:
    ended = user.runs("forget", subject.record_id, "--yes", "--json")
    assert (ended.code, ended.err) == (0, "")
    return ended


def link(user: User, subject: Subject, experiment: str) -> None:
    project = user.rows()[0]["projectId"]
    with open_app(user.folder) as app:
        app.rows_of(project).link_experiment("person", subject.record_id, experiment)


def refer_to(user: User, subject: Subject) -> None:
    user.attio.world.set_values("deals", subject.deal_id, {"associated_people": [subject.record_id]})


def bytes_now(user: User) -> bytes:
    """All that is in the folder, names and contents, without the history."""
    files = [path for path in user.folder.rglob("*") if path.is_file() and ".git" not in path.parts]
    head = user.git("ls-tree", "-r", "HEAD").splitlines()
    contents = [user.git("cat-file", "blob", line.split()[2]).encode() for line in head]
    index = user.git("ls-files", "--stage")
    names = [str(path) for path in files]
    return b"\n".join([*map(Path.read_bytes, files), *contents, "\n".join([*names, *head, index]).encode()])


def objects(repository: Path) -> bytes:
    """Every object of a repository, reachable or not."""
    listed = ["cat-file", "--batch-all-objects", "--batch", "--unordered"]
    return subprocess.run(["git", "-C", str(repository), *listed], check=True, capture_output=True).stdout


def says(content: bytes, words: list[str]) -> list[str]:
    folded = content.lower()
    return [word for word in words if word.lower().encode() in folded]


def history_after(user: User, command: str) -> bytes:
    """What is left of the history in a fresh clone in which the printed command was run."""
    clone = user.folder.parent / "clone"
    subprocess.run(
        ["git", "clone", "--quiet", "--no-local", str(user.folder), str(clone)],
        check=True,
        capture_output=True,
    )
    paths = os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"]))
    subprocess.run(
        ["sh", "-c", command], check=True, capture_output=True, cwd=clone, env=os.environ | {"PATH": paths}
    )
    subprocess.run(["git", "-C", str(clone), "fsck", "--strict"], check=True, capture_output=True)
    return objects(clone)
