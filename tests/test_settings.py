from __future__ import annotations

import os
import stat
import subprocess
import sys
from typing import TYPE_CHECKING
from uuid import UUID

import pytest

from attiary.errors import SettingsError
from attiary.settings import ENV_FILE, load_settings, save_api_key

if TYPE_CHECKING:
    from pathlib import Path

KEY = "a1" * 32
OTHER_KEY = "b2" * 32

OWNER_OF_A_NEW_USER = """
import sys
from pathlib import Path
from attiary.settings import load_settings
print("ready", flush=True)
sys.stdin.readline()
print(load_settings(Path("."), {}).owner)
"""


@pytest.fixture(autouse=True)
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    home = tmp_path / "home"
    home.mkdir()
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(home / "config"))
    return home / "config" / "attiary"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "folder"
    folder.mkdir()
    return folder


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_with_nothing_set_the_defaults_hold_and_the_folder_stays_empty(folder: Path) -> None:
    settings = load_settings(folder, {})
    assert settings.api_key is None
    assert settings.key_source is None
    assert settings.base_url == "https://api.attio.com/v2"
    assert settings.database_url == f"sqlite:///{folder}/.attiary/catalog.db"
    assert list(folder.iterdir()) == []


def test_the_environment_comes_before_the_file(folder: Path) -> None:
    (folder / ENV_FILE).write_text(f"ATTIO_API_KEY={OTHER_KEY}\nATTIO_BASE_URL=http://127.0.0.1:1/v2\n")
    settings = load_settings(folder, {"ATTIO_API_KEY": KEY})
    assert (settings.api_key, settings.key_source) == (KEY, "environment")
    assert settings.base_url == "http://127.0.0.1:1/v2"


def test_blank_values_count_as_unset(folder: Path) -> None:
    (folder / ENV_FILE).write_text(f"ATTIO_API_KEY={KEY}\nATTIO_BASE_URL=\nATTIARY_DATABASE_URL\n")
    settings = load_settings(folder, {"ATTIO_API_KEY": " ", "ATTIARY_DATABASE_URL": ""})
    assert (settings.api_key, settings.key_source) == (KEY, ".env.local")
    assert settings.base_url == "https://api.attio.com/v2"
    assert settings.database_url.endswith("/.attiary/catalog.db")


def test_space_around_a_value_does_not_matter(folder: Path) -> None:
    settings = load_settings(
        folder, {"ATTIO_BASE_URL": " http://localhost:8/v2 ", "ATTIO_API_KEY": f"{KEY}\n"}
    )
    assert settings.base_url == "http://localhost:8/v2"
    assert settings.api_key == KEY


def test_a_relative_folder_gives_a_catalog_at_an_absolute_path(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder)
    settings = load_settings(folder.__class__(), {})
    assert settings.folder == folder
    assert settings.database_url == f"sqlite:///{folder}/.attiary/catalog.db"


def test_what_is_shown_of_the_settings_holds_no_secret(folder: Path) -> None:
    settings = load_settings(
        folder, {"ATTIO_API_KEY": KEY, "ATTIARY_DATABASE_URL": "postgresql://a:hunter2@b/c"}
    )
    assert KEY not in repr(settings)
    assert "hunter2" not in repr(settings)


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("sqlite:////a@b/c.db", "sqlite:////a@b/c.db"),
        ("postgresql://me:a@b/c?d@host/db", "postgresql://…"),
        ("hunter2", "…"),
    ],
)
def test_a_database_url_is_shown_without_what_may_be_a_password(folder: Path, url: str, shown: str) -> None:
    assert load_settings(folder, {"ATTIARY_DATABASE_URL": url}).shown_database_url == shown


def test_a_key_in_the_environment_gets_past_a_broken_one_in_the_file(folder: Path) -> None:
    (folder / ENV_FILE).write_text("ATTIO_API_KEY=two words\n")
    assert load_settings(folder, {"ATTIO_API_KEY": KEY}).api_key == KEY


@pytest.mark.parametrize(("given", "seconds"), [("", 120), ("0", 0), ("7.5", 7.5)])
def test_patience_is_a_number_of_seconds(folder: Path, given: str, seconds: float) -> None:
    assert load_settings(folder, {"ATTIARY_PATIENCE_SECONDS": given}).patience_seconds == seconds


@pytest.mark.parametrize("given", ["soon", "-1", "inf", "nan"])
def test_patience_that_is_no_number_is_refused(folder: Path, given: str) -> None:
    with pytest.raises(SettingsError, match="ATTIARY_PATIENCE_SECONDS"):
        load_settings(folder, {"ATTIARY_PATIENCE_SECONDS": given})


@pytest.mark.parametrize("quote", ["", "'", '"'])
def test_the_file_is_read_as_other_tools_write_it(folder: Path, quote: str) -> None:
    line = f"export ATTIO_API_KEY = {quote}{KEY}{quote} # from Attio"
    text = f"\ufeff# mine\r\n{line}\r\nUNFINISHED='\r\nX=${{Y}}\r\n"
    (folder / ENV_FILE).write_bytes(text.encode())
    assert load_settings(folder, {}).api_key == KEY


def test_what_is_a_key_is_left_for_the_client_and_attio_to_judge(folder: Path) -> None:
    assert load_settings(folder, {"ATTIO_API_KEY": "short"}).api_key == "short"


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"ATTIO_API_KEY=caf\xe9", "UTF-8"),
        (b"# a\n# b\nATTIO_API_KEY='abc\n", "Line 3"),
    ],
)
def test_a_file_that_cannot_be_understood_is_named(folder: Path, content: bytes, sentence: str) -> None:
    (folder / ENV_FILE).write_bytes(content)
    with pytest.raises(SettingsError, match=sentence) as refused:
        load_settings(folder, {})
    assert str(folder / ENV_FILE) in str(refused.value)
    assert refused.value.hint


@pytest.mark.parametrize("make", ["mkdir", "mkfifo"])
def test_something_else_in_the_files_place_is_refused(folder: Path, make: str) -> None:
    getattr(os, make)(folder / ENV_FILE)
    with pytest.raises(SettingsError, match="is not a file"):
        load_settings(folder, {})
    with pytest.raises(SettingsError, match="is not a file"):
        save_api_key(folder, KEY)


def test_the_owner_is_made_once_for_all_folders_and_kept_private(folder: Path, config: Path) -> None:
    owner = load_settings(folder, {}).owner
    assert str(UUID(owner)) == owner
    assert load_settings(folder / "other", {}).owner == owner
    assert [path.name for path in config.iterdir()] == ["owner"]
    assert mode(config / "owner") == 0o600


def test_processes_that_ask_at_once_are_one_owner(folder: Path) -> None:
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", OWNER_OF_A_NEW_USER],
            cwd=folder,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(3)
    ]
    for process in processes:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("\n")
        process.stdin.flush()
    assert len({process.communicate()[0] for process in processes}) == 1


@pytest.mark.parametrize("text", ["", "me", "1234\n"])
def test_an_owner_file_that_was_spoilt_is_named_and_left_alone(folder: Path, config: Path, text: str) -> None:
    config.mkdir(parents=True)
    (config / "owner").write_text(text)
    with pytest.raises(SettingsError, match="UUID") as refused:
        load_settings(folder, {})
    assert str(config / "owner") in str(refused.value)
    assert (config / "owner").read_text() == text


def test_a_configuration_folder_that_cannot_be_made_is_said(folder: Path, config: Path) -> None:
    config.parent.write_text("in the way")
    with pytest.raises(SettingsError, match="cannot be"):
        load_settings(folder, {})
