from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
import typer

from attiary.cli.main import app

COMMANDS = typer.main.get_group(app).commands
JSON = (Path(__file__).parents[2] / "docs" / "json.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help_an_example_and_json_that_is_documented(name: str) -> None:
    command = COMMANDS[name]
    options = {option for parameter in command.params for option in parameter.opts}
    assert command.help
    assert f"attiary {name}" in (command.epilog or "")
    assert "--json" in options
    assert ("--folder" in options) is (name != "simulator")
    assert f"## {name}" in JSON or f"`attiary {name}` prints" in JSON


def test_asking_for_help_loads_none_of_the_heavy_libraries() -> None:
    heavy = (
        "importlib.metadata",
        "importlib.resources",
        "rich.console",
        "sqlalchemy",
        "urllib3",
        "starlette",
        "msgspec",
        "alembic",
    )
    loaded = subprocess.run(
        [sys.executable, "-c", "import sys, attiary.cli.main; print(*sys.modules)"],
        check=True,
        capture_output=True,
        encoding="utf-8",
    ).stdout.split()
    assert not set(heavy) & set(loaded)


@pytest.mark.parametrize(
    ("code", "wanted"),
    [
        ("import attiary; attiary.AttioClient, attiary.AttioApiError, attiary.Record, attiary.Selection", 0),
        ("import attiary; attiary.nothing", 1),
    ],
)
def test_the_library_gives_its_names_and_no_others(code: str, wanted: int) -> None:
    assert subprocess.run([sys.executable, "-c", code], check=False, capture_output=True).returncode == wanted


def test_a_bug_of_ours_ends_with_3_a_sentence_and_a_report_without_values(tmp_path: Path) -> None:
    code = (
        "import attiary.cli.main as m, typer\n"
        "def broken() -> None:\n    secret = 'secret'; raise ZeroDivisionError(secret)\n"
        "m.app.command('broken')(broken)\nm.main(['broken'])"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code],
        check=False,
        capture_output=True,
        encoding="utf-8",
        env={"TMPDIR": str(tmp_path), "PATH": ""},
    )
    [report] = tmp_path.glob("attiary-bug-*.txt")
    assert ran.returncode == 3
    assert str(report) in ran.stderr
    assert "Traceback" not in ran.stderr
    assert "ZeroDivisionError" in report.read_text()
