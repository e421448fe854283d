from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest


def attiary(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "attiary", *arguments],
        cwd=folder,
        check=False,
        capture_output=True,
        encoding="utf-8",
        env={name: value for name, value in os.environ.items() if not name.startswith("ATTIO_")},
    )


def git(folder: Path, *arguments: str) -> str:
    return subprocess.run(
        ["git", "-C", folder, *arguments], check=True, capture_output=True, encoding="utf-8"
    ).stdout.strip()


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("demo")
    ended = attiary(place, "demo", "--once", "--no-open", "--json")
    assert (ended.returncode, ended.stderr) == (0, "")
    result = json.loads(ended.stdout)
    assert result["status"] == "complete"
    by_type = {(each["objectType"], each.get("listSlug")): each["read"] for each in result["objects"]}
    assert by_type["company", None] >= 2_000
    assert by_type["person", None] >= 5_000
    entries = [number for (kind, _), number in by_type.items() if kind == "list_entry"]
    assert len(entries) >= 3
    assert sum(entries) >= 1_500
    return place / "attiary-demo"


def test_the_demo_leaves_a_clean_and_whole_repository(demo: Path) -> None:
    assert git(demo, "status", "--porcelain") == ""
    assert git(demo, "fsck", "--strict") == ""
    assert git(demo, "rev-list", "--count", "HEAD") == "1"


def test_every_file_of_the_demo_parses_and_every_row_points_at_its_file(demo: Path) -> None:
    rows = json.loads(attiary(demo, "imports", "--json").stdout)["imports"]
    files = {path.relative_to(demo).as_posix() for path in demo.glob("attio/*/*.json")}
    assert {row["localFilePath"] for row in rows} == files
    for row in rows:
        document = json.loads((demo / row["localFilePath"]).read_bytes())
        assert document["attioRecordId"] == row["attioRecordId"]
        assert document["name"] == row["name"]


def test_names_of_every_script_and_hostile_ones_become_safe_file_names(demo: Path) -> None:
    names = [path.name for path in demo.glob("attio/*/*.json")]
    assert any("\u0600" <= character <= "\u06ff" for name in names for character in name)
    assert any("\u4e00" <= character <= "\u9fff" for name in names for character in name)
    assert all(len(name.encode()) <= 255 for name in names)
    assert not {name.partition(".")[0].upper() for name in names} & {"CON", "NUL", "AUX", "PRN", "COM1"}


def test_a_second_demo_reports_no_changes_and_makes_no_commit(demo: Path) -> None:
    ended = attiary(demo.parent, "demo", "--once", "--no-open", "--json")
    result = json.loads(ended.stdout)
    assert (result["status"], result["commits"], result["unchanged"]) == ("complete", [], result["read"])
    assert git(demo, "rev-list", "--count", "HEAD") == "1"
    assert git(demo, "status", "--porcelain") == ""


def test_a_demo_inside_another_repository_has_one_of_its_own(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q")
    ended = attiary(tmp_path, "demo", "--once", "--no-open", "--folder", "sub/demo")
    assert ended.returncode == 0
    assert "attio/company/" in ended.stdout
    assert Path(git(tmp_path / "sub" / "demo", "rev-parse", "--show-toplevel")) == tmp_path / "sub" / "demo"
