from __future__ import annotations

import stat
from io import StringIO
from typing import TYPE_CHECKING

import pytest
from dotenv import dotenv_values
from hypothesis import given
from hypothesis import strategies as st

from attiary.errors import SettingsError
from attiary.settings import ENV_FILE, _with_api_key, load_settings, save_api_key

if TYPE_CHECKING:
    from pathlib import Path

KEY = "a1" * 32


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "folder"
    folder.mkdir()
    return folder


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_a_saved_key_is_loaded_again_and_only_its_owner_may_read_it(folder: Path) -> None:
    path = save_api_key(folder, f" {KEY}\n")
    assert path == folder / ENV_FILE
    assert mode(path) == 0o600
    settings = load_settings(folder, {})
    assert (settings.api_key, settings.key_source) == (KEY, ".env.local")
    assert [path.name for path in folder.iterdir()] == [ENV_FILE]


def test_saving_closes_a_file_that_was_open_to_others(folder: Path) -> None:
    (folder / ENV_FILE).write_text("A=1\n")
    (folder / ENV_FILE).chmod(0o644)
    assert mode(save_api_key(folder, KEY)) == 0o600


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", f"ATTIO_API_KEY={KEY}\n"),
        ("# mine\r\nA='1'\r\n", f"# mine\r\nA='1'\r\nATTIO_API_KEY={KEY}\n"),
        ("A=1", f"A=1\nATTIO_API_KEY={KEY}\n"),
        ("A=1\n\nATTIO_API_KEY='old'\r\n# end", f"A=1\n\nATTIO_API_KEY={KEY}\r\n# end"),
        ("ATTIO_API_KEY=1\nB=2\nATTIO_API_KEY=2\n", f"ATTIO_API_KEY={KEY}\nB=2\nATTIO_API_KEY={KEY}\n"),
        ("#ATTIO_API_KEY=old\n", f"#ATTIO_API_KEY=old\nATTIO_API_KEY={KEY}\n"),
    ],
)
def test_saving_keeps_the_other_lines_as_they_are(folder: Path, before: str, after: str) -> None:
    (folder / ENV_FILE).write_bytes(before.encode())
    save_api_key(folder, KEY)
    assert (folder / ENV_FILE).read_bytes() == after.encode()


lines = st.sampled_from(
    [
        "A=1",
        "# c",
        "",
        "B='x\ny'",
        'C="',
        "ATTIO_API_KEY=old",
        "export D = 4 # e",
        "ATTIO_API_KEY",
        "=",
        "'E'=5",
        " \t",
    ]
)


@given(st.lists(lines, max_size=6), st.sampled_from(["\n", "\r\n"]))
def test_after_any_lines_the_saved_key_is_the_one_that_is_read(texts: list[str], end: str) -> None:
    before = end.join(texts)
    after = _with_api_key(before, KEY)
    values = dotenv_values(stream=StringIO(after), interpolate=False)
    assert values.pop("ATTIO_API_KEY") == KEY
    others = dotenv_values(stream=StringIO(before), interpolate=False)
    others.pop("ATTIO_API_KEY", None)
    assert values == others
    assert _with_api_key(after, KEY) == after


def test_a_key_is_never_written_through_a_link(folder: Path, tmp_path: Path) -> None:
    target = tmp_path / "target"
    target.write_text("A=1\n")
    (folder / ENV_FILE).symlink_to(target)
    with pytest.raises(SettingsError, match="link"):
        save_api_key(folder, KEY)
    assert target.read_text() == "A=1\n"


def test_a_folder_that_is_not_there_is_said(folder: Path) -> None:
    with pytest.raises(SettingsError, match="cannot be written"):
        save_api_key(folder / "missing", KEY)
