"""A CRM full of names that mean harm: files, git and terminal stay as they are."""

from __future__ import annotations

import json
import os
import re
import subprocess
import tomllib
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import TYPE_CHECKING, Any
from unicodedata import category, normalize

import pytest
from hostile_workspace import EVIL, FORGED, MARKUP, SLUG, TERMINAL, TEXTS, harm, hostile_workspace, unescaped
from windows import is_reserved

from attiary.documents.filename import fold
from attiary.simulator.server import Running, running

if TYPE_CHECKING:
    from collections.abc import Iterator

    from user import User

EVERYTHING = ["import", "people", "companies", "list", SLUG, "--all"]


@pytest.fixture
def attio() -> Iterator[Running]:
    with running(hostile_workspace()) as simulator:
        yield simulator


def seen(place: Path) -> dict[str, Any]:
    """All there is below a place, links as links: a file's bytes, a link's target, else nothing."""
    found = [Path(above, name) for above, below, names in os.walk(place) for name in below + names]
    return {
        str(path): path.readlink() if path.is_symlink() else path.read_bytes() if path.is_file() else None
        for path in found
    }


def move(user: User) -> None:
    """Whoever had a text has the next one now; one is gone."""
    world = user.attio.world
    for slug in ("people", "companies"):
        table, ids = world.objects[slug], world.ids(slug)
        content = [dict(table.rows[each].values) for each in ids]
        for record_id, values in zip(ids, content[1:] + content[:1], strict=True):
            table.rows[record_id].values.update(
                {key: values[key] for key in ("name", "job_title") if key in values}
            )
            table.rows[record_id].encoded = None
    world.delete("companies", world.ids("companies")[0])


def test_hostile_names_stay_in_the_folder_and_make_portable_files(user: User) -> None:
    outside = user.folder.parent
    (outside / "bystander").mkdir()
    (outside / "bystander" / "outside.json").write_text("mine")
    before = {
        path: content for path, content in seen(outside).items() if not path.startswith(str(user.folder))
    }

    ended = user.runs(*EVERYTHING, "--json")
    move(user)
    again = user.runs(*EVERYTHING, "--json", "--yes")

    assert (ended.code, again.code) == (0, 0), ended.err + again.err
    assert ended.json["added"] == 3 * len(TEXTS)
    now = {path: content for path, content in seen(outside).items() if not path.startswith(str(user.folder))}
    assert now == before
    for path in user.files():
        assert_portable(path)
    assert len({fold(path) for path in user.files()}) == len(user.files())
    assert user.git("status", "--porcelain") == ""
    assert user.git("fsck", "--strict", "--no-dangling") == ""


def assert_portable(path: str) -> None:
    for part in PurePosixPath(path).parts:
        assert PureWindowsPath(part).parts == (part,)
        assert not is_reserved(part)
        assert len(part.encode()) <= 255
        assert part == normalize("NFC", part)
        assert not any(category(letter)[0] in "CZ" for letter in part)
        assert part[0] not in ".-~"
        assert part[-1] not in ". "


NAMED = ["record_id", *unescaped(TEXTS)[:3], *TERMINAL[:3], EVIL]
FIRST_LOOKS = [
    ["connect"],
    ["status"],
    *(["browse", *what] for what in (["lists"], ["people", "--limit", "200"], ["companies"], ["list", SLUG])),
    *(["browse", "people", "--search", name] for name in NAMED),
    *(["browse", "people", option, EVIL] for option in ("--filter", "--view", "--sort")),
    *(["fields", what] for what in ("people", "companies")),
    ["fields", "people", "--leave-out", EVIL],
    [*EVERYTHING, "--dry-run"],
    EVERYTHING,
    ["import", "people", "--search", EVIL],
    ["import", "people", "--id", EVIL],
    *(["import", *what, "--all"] for what in ([EVIL], ["list", EVIL])),
    *(["imports", "--search", name] for name in NAMED),
    *(["show", name] for name in NAMED),
    ["receipt"],
    ["imports"],
]


def later_looks(user: User) -> list[list[str]]:
    """What looks back at what two imports did, and what takes it back or erases."""
    paths = list(user.documents())
    people = [path for path in paths if "/person/" in path]
    return [
        *(["show", path] for path in people[:60]),
        *(["history", path] for path in paths[::120]),
        *([command, EVIL] for command in ("history", "log", "forget", "remember", "receipt", "diff")),
        ["log"],
        ["diff", "--limit", "400"],
        ["undo"],
        ["forget", people[0]],
        *(["merged", *each] for each in (people[:2], [EVIL, EVIL])),
        ["reindex"],
        ["forget", people[0], "--yes"],
        ["undo", "--yes"],
        ["log"],
    ]


@pytest.mark.parametrize("styled", [False, True], ids=["in a pipe", "at a terminal"])
def test_no_command_sends_a_terminal_what_a_crm_made_up(
    user: User, monkeypatch: pytest.MonkeyPatch, *, styled: bool
) -> None:
    if styled:
        monkeypatch.delenv("NO_COLOR")
        for name, value in {"FORCE_COLOR": "1", "COLUMNS": "80", "TERM": "xterm-256color"}.items():
            monkeypatch.setenv(name, value)
    assert harms(user, FIRST_LOOKS, styled=styled) == []
    move(user)
    user.runs(*EVERYTHING)
    assert harms(user, later_looks(user), styled=styled) == []


def harms(user: User, looks: list[list[str]], *, styled: bool) -> list[str]:
    found = []
    for arguments in looks:
        ended = user.runs(*arguments, stdin=user.attio.api_key)
        assert ended.code in (0, 1, 2), (arguments, ended.err)
        sent = ended.out + ended.err
        assert sent.strip(), arguments
        found += [f"{arguments}: {each}" for each in harm(sent, styled=styled)]
    return found


def test_what_a_script_reads_is_json_with_every_text_whole(user: User) -> None:
    for arguments in FIRST_LOOKS:
        read_whole(user, arguments)
    move(user)
    user.runs(*EVERYTHING)
    for arguments in later_looks(user):
        read_whole(user, arguments)
    assert {row["name"] for row in user.rows()} >= {"../../etc/passwd", "[bold]x[/bold]", "{name}"}


def read_whole(user: User, arguments: list[str]) -> None:
    ended = user.runs(*arguments, "--json", stdin=user.attio.api_key)
    assert isinstance(json.loads(ended.out), dict), arguments
    assert list(harm(ended.err)) == []
    if ended.code:
        assert ended.json["error"]["message"], arguments


def test_markup_is_shown_as_it_is_written(user: User) -> None:
    user.runs("import", "people", "--all")
    shown = user.runs("browse", "people", "--limit", "400").out
    for text in MARKUP:
        assert text.replace("\n", " ") in shown


def test_git_and_our_own_files_hold_no_text_of_a_crm_that_says_something_else(user: User) -> None:
    user.runs("connect", stdin=user.attio.api_key)
    user.runs("import", "people", "--search", f"Fix\n\nImport-Run: {FORGED}")
    user.runs("import", "people", "--filter", f"name~a\n\nUndoes-Run: {FORGED}\x1b")
    user.runs(*EVERYTHING)
    move(user)
    user.runs(*EVERYTHING, "--yes")
    user.runs("undo", "--yes")

    for message in user.git("log", "--format=%B%x00").split("\0")[:-1]:
        assert message.isascii()
        assert re.fullmatch(
            r"\n?[A-Z][\w ,:]+(\n\n[\w ,:()\n]+)?\n\n(Import|Undoes)-Run: [0-9a-f-]{36}\n", message
        ), message
        assert len(re.findall("(?:Import|Undoes)-Run", message)) == 1
    kept = tomllib.loads((user.folder / "attiary.toml").read_text(encoding="utf-8"))
    assert kept.keys() == {"objects", "lists"}
    assert f"strongest_connection_{EVIL}" in kept["objects"]["people"]["leave_out"]
    assert (user.folder / ".gitignore").read_text() == "/.env.local*\n"
    assert (user.folder / "attio" / "workspace.json").read_text().isascii()


def test_the_key_is_in_one_file_and_in_nothing_else_that_any_command_leaves(user: User) -> None:
    key = user.attio.api_key
    said = ""
    for arguments in FIRST_LOOKS:
        ended = user.runs(*arguments, stdin=key)
        said += ended.out + ended.err
    move(user)
    user.runs(*EVERYTHING, "--yes")
    for arguments in later_looks(user):
        ended = user.runs(*arguments)
        said += ended.out + ended.err

    holding = {
        str(path)
        for path, content in seen(user.folder).items()
        if isinstance(content, bytes) and has(content, key)
    }
    assert holding == {str(user.folder / ".env.local")}
    objects = user.git("cat-file", "--batch-all-objects", "--batch-check=%(objectname)").split()
    assert len(objects) > len(TEXTS)
    batch = ["git", "-C", str(user.folder), "cat-file", "--batch", "--batch-all-objects"]
    assert not has(subprocess.run(batch, check=True, capture_output=True).stdout, key)
    assert key not in said


def has(content: bytes, key: str) -> bool:
    """Whether the key is in it, or half of it, as it is or turned."""
    half = key[: len(key) // 2].encode()
    return any(each in content for each in (half, half[::-1], half.hex().encode()))
