"""`.attiary`, our own directory in the folder: made, kept from git, guarded against links."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from attiary.errors import N_, LinkInTheWay
from attiary.folder.files.os_errors import unusable
from attiary.hints import Hint

if TYPE_CHECKING:
    from pathlib import Path

PRIVATE = ".attiary"
"""Our own directory in the folder, ignored by git through a `.gitignore` of its own."""


def make_private(root: Path) -> Path:
    """Our own directory in the folder, made if it is missing. Raises FolderError, for a link in it too."""
    directory = root / PRIVATE
    try:
        directory.mkdir(parents=True, exist_ok=True)
        _refuse_links(directory)
        hidden = directory / ".gitignore"
        if not hidden.exists():
            hidden.write_text("*\n", encoding="utf-8")
    except OSError as error:
        raise unusable(directory, error) from error
    return directory


def _refuse_links(directory: Path) -> None:
    """SQLite and others that open what is in here follow links, and would write outside of the folder."""
    with os.scandir(directory) as entries:
        links = [entry.name for entry in entries if entry.is_symlink()]
    if links or directory.is_symlink():
        raise LinkInTheWay(
            N_("{path} is a link, so what is written there could end up outside the folder."),
            Hint.REMOVE_LINK,
            path="/".join([PRIVATE, *links[:1]]),
        )
