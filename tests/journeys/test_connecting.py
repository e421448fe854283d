from __future__ import annotations

import json
import stat
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.journeys.conftest import Person


def test_connecting_saves_the_key_where_git_never_sees_it(
    person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    person.git("init", "-q")
    monkeypatch.delenv("ATTIO_API_KEY")

    ended = person.runs("connect", "--json", stdin=f"{person.attio.api_key}\n")

    assert ended.code == 0
    assert all(each["mayRead"] for each in ended.json["permissions"])
    saved = person.folder / ".env.local"
    assert stat.S_IMODE(saved.stat().st_mode) == 0o600
    assert person.git("check-ignore", ".env.local") == ".env.local"
    assert person.attio.api_key not in ended.out + ended.err
    assert person.runs("status", "--json").json["connection"]["connected"] is True


@pytest.mark.parametrize("key", ["x" * 64, "two words", '"quoted"', "cl\u00e9", "short"])
def test_a_wrong_key_is_refused_in_one_sentence_and_nothing_is_saved(
    person: Person, monkeypatch: pytest.MonkeyPatch, key: str
) -> None:
    monkeypatch.delenv("ATTIO_API_KEY")
    ended = person.runs("connect", stdin=key)
    assert ended.code == 1
    assert "Traceback" not in ended.err
    assert list(person.folder.iterdir()) == []


def test_a_key_of_another_workspace_is_refused(person: Person) -> None:
    person.runs("import", "companies", "--all")
    project = person.folder / "attio" / "workspace.json"
    project.write_text(
        json.dumps(json.loads(project.read_text()) | {"workspaceId": "00000000-0000-4000-8000-000000000000"})
    )
    ended = person.runs("import", "companies", "--all", "--json")
    assert ended.code == 1
    assert ended.json["status"] == "failed"
    assert ended.json["error"]["message"] in ended.err


def test_the_key_is_nowhere_but_in_its_file(person: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    key = person.attio.api_key
    monkeypatch.delenv("ATTIO_API_KEY")
    said = [person.runs("connect", "--json", stdin=key)]
    said.append(person.runs("import", "companies", "people", "--all", "--json"))
    person.attio.world.revoke_key(key)
    said += [person.runs("import", "people", "--all", "--json"), person.runs("status", "--json")]
    assert [ended.code for ended in said] == [0, 0, 1, 0]

    assert not any(key in ended.out + ended.err for ended in said)
    holding = [path for root in (person.folder, Path.home()) for path in root.rglob("*") if holds(path, key)]
    assert holding == [person.folder / ".env.local"]
    every = ["git", "cat-file", "--batch-all-objects", "--batch"]
    objects = subprocess.run(every, cwd=person.folder, check=True, capture_output=True).stdout
    assert b"attioRecordId" in objects
    assert key.encode() not in objects


def holds(path: Path, key: str) -> bool:
    return path.is_file() and key.encode() in path.read_bytes()
