from __future__ import annotations

import json
import stat
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from user import User


def test_connecting_saves_the_key_where_git_never_sees_it(
    user: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    user.git("init", "-q")
    monkeypatch.delenv("ATTIO_API_KEY")

    ended = user.runs("connect", "--json", stdin=f"{user.attio.api_key}\n")

    assert ended.code == 0
    assert all(each["mayRead"] for each in ended.json["permissions"])
    saved = user.folder / ".env.local"
    assert stat.S_IMODE(saved.stat().st_mode) == 0o600
    assert user.git("check-ignore", ".env.local") == ".env.local"
    assert user.attio.api_key not in ended.out + ended.err
    assert user.runs("status", "--json").json["connection"]["connected"] is True


@pytest.mark.parametrize("key", ["x" * 64, "two words", '"quoted"', "cl\u00e9", "short"])
def test_a_wrong_key_is_refused_in_one_sentence_and_nothing_is_saved(
    user: User, monkeypatch: pytest.MonkeyPatch, key: str
) -> None:
    monkeypatch.delenv("ATTIO_API_KEY")
    ended = user.runs("connect", stdin=key)
    assert ended.code == 1
    assert "Traceback" not in ended.err
    assert list(user.folder.iterdir()) == []


def test_a_key_of_another_workspace_is_refused(user: User) -> None:
    user.runs("import", "companies", "--all")
    project = user.folder / "attio" / "workspace.json"
    project.write_text(
        json.dumps(json.loads(project.read_text()) | {"workspaceId": "00000000-0000-4000-8000-000000000000"})
    )
    ended = user.runs("import", "companies", "--all", "--json")
    assert ended.code == 1
    assert ended.json["status"] == "failed"
    assert ended.json["error"]["message"] in ended.err


def test_the_key_is_nowhere_but_in_its_file(user: User, monkeypatch: pytest.MonkeyPatch) -> None:
    key = user.attio.api_key
    monkeypatch.delenv("ATTIO_API_KEY")
    said = [user.runs("connect", "--json", stdin=key)]
    said.append(user.runs("import", "companies", "people", "--all", "--json"))
    user.attio.world.revoke_key(key)
    said += [user.runs("import", "people", "--all", "--json"), user.runs("status", "--json")]
    assert [ended.code for ended in said] == [0, 0, 1, 0]

    assert not any(key in ended.out + ended.err for ended in said)
    holding = [path for root in (user.folder, Path.home()) for path in root.rglob("*") if holds(path, key)]
    assert holding == [user.folder / ".env.local"]
    every = ["git", "cat-file", "--batch-all-objects", "--batch"]
    objects = subprocess.run(every, cwd=user.folder, check=True, capture_output=True).stdout
    assert b"attioRecordId" in objects
    assert key.encode() not in objects


def holds(path: Path, key: str) -> bool:
    return path.is_file() and key.encode() in path.read_bytes()
