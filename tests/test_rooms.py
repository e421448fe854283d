"""The map in `docs/architecture.md` is the house as it stands, and every module has a name of its own."""

from __future__ import annotations

import re
from collections import defaultdict
from pathlib import Path

HOUSE = Path(__file__).parent.parent / "src" / "attiary"
MAP = Path(__file__).parent.parent / "docs" / "architecture.md"

NAMED_BY_THEIR_ROOM = ("cli/commands/", "web/", "catalog/migrations/")
"""A command is named as one types it, a migration by its number, a screen by what it shows."""


def modules() -> set[str]:
    """Each module by its path in the house, such as `attio/http/retry`; packages aside."""
    found = (path.relative_to(HOUSE).with_suffix("").as_posix() for path in HOUSE.rglob("*.py"))
    return {path for path in found if not path.endswith("__init__")}


def drawn() -> set[str]:
    """The modules that the map draws: `room/  one · two — what it is`, rooms within rooms indented by two."""
    block = MAP.read_text(encoding="utf-8").split("```")[1]
    rooms: list[str] = []
    found = set()
    for line in block.strip("\n").splitlines()[1:]:
        indent, names = len(line) - len(line.lstrip()), line.partition(" — ")[0].strip()
        opened = re.match(r"([a-z_]+)/ *", names)
        if opened:
            rooms = [*rooms[: indent // 2 - 1], opened[1]]
            names = names[opened.end() :]
        elif indent == len("  "):
            rooms = []
        found |= {"/".join([*rooms, name]) for name in re.findall(r"\w+", names)}
    return found


def test_the_map_names_every_module_and_no_other() -> None:
    assert drawn() == modules()


def test_no_two_modules_share_a_name() -> None:
    named = defaultdict(list)
    for path in sorted(modules()):
        if not path.startswith(NAMED_BY_THEIR_ROOM):
            named[path.rpartition("/")[2]].append(path)
    assert not {name: paths for name, paths in named.items() if len(paths) > 1}
