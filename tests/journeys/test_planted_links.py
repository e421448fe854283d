"""Links in the places of our files: nothing is read, written or removed through one."""

from __future__ import annotations

from contextlib import closing
from sqlite3 import connect
from typing import TYPE_CHECKING

import pytest

from attiary.simulator.sample import empty_workspace
from attiary.simulator.server import Running, running

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from user import User

PLACES = {
    **dict.fromkeys(("attio", "attio/person", ".attiary"), "directory"),
    **dict.fromkeys(("attio/person/alex-kim.json", "attio/workspace.json", "attio/forgotten.json"), "file"),
    **dict.fromkeys(("attiary.toml", ".gitignore", ".env.local", ".attiary/.gitignore"), "file"),
    **dict.fromkeys((".attiary/lock", ".attiary/state.db-wal", ".attiary/catalog.db-wal"), "file"),
    **dict.fromkeys((".attiary/state.db", ".attiary/catalog.db"), "database"),
}
"""Where a link may lie, and to what it leads that is like what belongs there."""

COMMANDS = [
    ["connect"],
    ["import", "people", "--all", "--yes"],
    ["fields", "people", "--leave-out", "description"],
    ["imports"],
    ["forget", "Alex", "--yes"],
    ["reindex"],
    ["undo", "--yes"],
    ["status"],
]


@pytest.fixture
def attio() -> Iterator[Running]:
    world = empty_workspace()
    for name in ("Alex Kim", "Bo Li"):
        world.add_record("people", {"name": name})
    with running(world) as simulator:
        yield simulator


@pytest.fixture
def outside(tmp_path: Path) -> Path:
    """What somebody has elsewhere: a file, and a database of the same format as ours."""
    place = tmp_path / "outside"
    (place / "directory").mkdir(parents=True)
    (place / "directory" / "mine.txt").write_text("mine\n")
    (place / "file").write_text("mine\n")
    with closing(connect(place / "database")) as database:
        database.execute("CREATE TABLE mine (text)")
    return place


def bytes_in(place: Path) -> dict[str, bytes | None]:
    return {str(path): path.read_bytes() if path.is_file() else None for path in sorted(place.rglob("*"))}


def plant(user: User, path: str, target: Path) -> None:
    link = user.folder / path
    link.parent.mkdir(parents=True, exist_ok=True)
    link.unlink(missing_ok=True)
    link.symlink_to(target)


CASES = [
    *((path, target, is_later) for path, target in PLACES.items() for is_later in (False, True)),
    *((path, "nothing", False) for path in PLACES),
]
READ_FIRST = (".attiary/state.db", "database", True)


@pytest.mark.parametrize(("path", "target", "is_later"), [each for each in CASES if each != READ_FIRST])
def test_nothing_outside_is_changed_through_a_link(
    *, user: User, outside: Path, path: str, target: str, is_later: bool
) -> None:
    if is_later:
        user.runs("import", "people", "--all")
        if (user.folder / path).is_dir():
            (user.folder / path).rename(user.folder / "moved")
    before = bytes_in(outside)
    plant(user, path, outside / target)

    for command in COMMANDS:
        ended = user.runs(*command, stdin=user.attio.api_key)
        assert ended.code in (0, 1), (command, ended.err)
        if ended.code:
            assert len(ended.err.splitlines()) <= 3, (command, ended.err)
            assert ended.err or "but a directory, a link" in ended.out, (command, ended.out)

    assert bytes_in(outside) == before


def test_a_journal_that_is_a_link_is_not_opened_to_be_read(user: User, outside: Path) -> None:
    user.runs("import", "people", "--all")
    before = bytes_in(outside)
    plant(user, ".attiary/state.db", outside / "database")
    user.runs("receipt")
    assert bytes_in(outside) == before
