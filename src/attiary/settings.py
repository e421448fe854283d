"""What a person has set: the environment first, then `.env.local` of the folder.

`ATTIO_API_KEY`, `ATTIO_BASE_URL` (includes `/v2`), `ATTIARY_DATABASE_URL`, `ATTIARY_PATIENCE_SECONDS`;
blank ones count as unset.
"""

from __future__ import annotations

import os
import stat
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from io import StringIO
from typing import TYPE_CHECKING, Final, Literal
from uuid import UUID, uuid4

from dotenv.parser import parse_stream
from platformdirs import user_config_path

from attiary.errors import (
    N_,
    SettingRefused,
    SettingsError,
    SettingUnreadable,
    SettingUnwritable,
)
from attiary.hints import Hint
from attiary.model.crm import ATTIO_URL

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

ENV_FILE: Final = ".env.local"

_API_KEY = "ATTIO_API_KEY"
_BASE_URL = "ATTIO_BASE_URL"
_DATABASE_URL = "ATTIARY_DATABASE_URL"
_PATIENCE = "ATTIARY_PATIENCE_SECONDS"
_NAMES = (_API_KEY, _BASE_URL, _DATABASE_URL, _PATIENCE)

DEFAULT_PATIENCE_SECONDS = 120.0


KeySource = Literal["environment", ".env.local"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Settings:
    """The settings of one folder. `owner` is a UUID, one for each user; no `repr` shows a secret."""

    folder: Path
    api_key: str | None = field(repr=False)
    base_url: str
    database_url: str = field(repr=False)
    patience_seconds: float
    owner: str
    key_source: KeySource | None

    @property
    def shown_database_url(self) -> str:
        """The URL where it can hold no password, else its scheme."""
        if self.database_url.startswith("sqlite:///"):
            return self.database_url
        scheme, separator, _ = self.database_url.partition("://")
        return f"{scheme}://…" if separator else "…"


def load_settings(folder: Path, environ: Mapping[str, str]) -> Settings:
    """Read the settings; nothing in the folder is written. Raises SettingsError.

    The owner's id is made when it is first asked for, in the user's configuration folder.
    """
    folder = folder.absolute()
    if folder.exists() and not folder.is_dir():
        raise SettingRefused(N_("{path} is a file, not a folder."), Hint.NAME_A_FOLDER, path=folder)
    given = _not_blank(environ)
    kept = _not_blank(_read_env_file(folder / ENV_FILE))
    both = kept | given
    return Settings(
        folder=folder,
        api_key=both.get(_API_KEY),
        base_url=both.get(_BASE_URL, ATTIO_URL),
        database_url=both.get(_DATABASE_URL, f"sqlite:///{folder}/.attiary/catalog.db"),
        patience_seconds=_checked_patience(both.get(_PATIENCE)),
        owner=_owner(user_config_path("attiary", appauthor=False)),
        key_source="environment" if _API_KEY in given else ENV_FILE if _API_KEY in kept else None,
    )


def save_api_key(folder: Path, api_key: str) -> Path:
    """Keep the key in `.env.local`, readable by its owner alone; other lines stay as they are.

    Returns the file's path. Raises SettingsError.
    """
    path = folder.absolute() / ENV_FILE
    if path.is_symlink():
        raise SettingUnwritable(
            N_("{path} is a link to another file, so the key was not saved in it."),
            Hint.REPLACE_LINK_OR_SET_KEY,
            path=path,
        )
    _write(path, _with_api_key(_read_text(path), api_key))
    return path


def remove_api_key(folder: Path) -> None:
    """Take the key out of `.env.local`; other lines stay as they are. Raises SettingsError."""
    path = folder.absolute() / ENV_FILE
    before = _read_text(path)
    bindings = [(binding.key, binding.original.string) for binding in parse_stream(StringIO(before))]
    after = "".join(own for key, own in bindings if key != _API_KEY)
    if after != before:
        _write(path, after)


def _write(path: Path, text: str) -> None:
    try:
        with _draft(path, text) as draft:
            draft.replace(path)
    except OSError as error:
        raise _unwritable(path, error) from error


def _not_blank(values: Mapping[str, str]) -> dict[str, str]:
    return {name: values[name].strip() for name in _NAMES if values.get(name, "").strip()}


def _read_env_file(path: Path) -> dict[str, str]:
    values = {}
    for binding in parse_stream(StringIO(_read_text(path))):
        if binding.error and any(name in binding.original.string for name in _NAMES):
            raise SettingUnreadable(
                N_("Line {line} of {path} cannot be understood."),
                Hint.CORRECT_ENV_LINE,
                line=binding.original.line,
                path=path,
            )
        if binding.key:
            values[binding.key] = binding.value or ""
    return values


def _with_api_key(text: str, api_key: str) -> str:
    line = f"{_API_KEY}={api_key}"
    bindings = [(binding.key, binding.original.string) for binding in parse_stream(StringIO(text))]
    if any(key == _API_KEY for key, _ in bindings):
        return "".join(_in_place_of(own, line) if key == _API_KEY else own for key, own in bindings)
    separator = "\n" if text and not text.endswith(("\n", "\r")) else ""
    return f"{text}{separator}{line}\n"


def _in_place_of(original: str, line: str) -> str:
    """The line, with the blank lines before the original and its way of ending."""
    lead = original[: len(original) - len(original.lstrip())]
    end = original[len(original.rstrip("\r\n")) :]
    return f"{lead}{line}{end}"


def _read_text(path: Path) -> str:
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            raise SettingUnreadable(N_("{path} is not a file."), Hint.MOVE_AWAY, path=path)
        return path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        return ""
    except OSError as error:
        raise SettingUnreadable(
            N_("{path} cannot be read: {reason}"),
            Hint.CHECK_PERMISSIONS,
            path=path,
            reason=error.strerror,
        ) from error
    except UnicodeDecodeError as error:
        raise SettingUnreadable(
            N_("{path} is not written in UTF-8."), Hint.SAVE_AS_UTF8, path=path
        ) from error


@contextmanager
def _draft(path: Path, text: str) -> Iterator[Path]:
    """A new file beside `path`, on the disk, readable by its owner alone, and gone at the end."""
    draft = path.with_name(f"{path.name}.{uuid4().hex}.tmp")
    # 0o600 from its first moment: a mode that is set afterwards leaves the key readable in between
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(text.encode())
            file.flush()
            os.fsync(descriptor)
        yield draft
    finally:
        draft.unlink(missing_ok=True)


def _checked_patience(text: str | None) -> float:
    try:
        seconds = DEFAULT_PATIENCE_SECONDS if text is None else float(text)
    except ValueError:
        seconds = -1
    if not 0 <= seconds < float("inf"):
        raise SettingRefused(
            N_("ATTIARY_PATIENCE_SECONDS is not a number of seconds: {value}"),
            Hint.CORRECT_PATIENCE,
            value=text,
            example=int(DEFAULT_PATIENCE_SECONDS),
        )
    return seconds


def _owner(config: Path) -> str:
    path = config / "owner"
    if not (text := _read_text(path)):
        _make_owner(path)
        text = _read_text(path)
    try:
        return str(UUID(text.strip()))
    except ValueError as error:
        raise SettingUnreadable(
            N_("{path} must contain the id of the owner of your rows, which is a UUID."),
            Hint.RESTORE_OWNER,
            path=path,
        ) from error


def _make_owner(path: Path) -> None:
    """Make the file whole and at once: of two processes, the first one's id is everybody's."""
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with _draft(path, f"{uuid4()}\n") as draft, suppress(FileExistsError):
            os.link(draft, path)  # unlike a rename, it fails where another process was quicker
    except OSError as error:
        raise _unwritable(path, error) from error


def _unwritable(path: Path, error: OSError) -> SettingsError:
    return SettingUnwritable(
        N_("{path} cannot be written: {reason}"),
        Hint.CHECK_PERMISSIONS_AND_SPACE,
        path=path,
        reason=error.strerror,
    )
