"""What others committed below our folders: an edit of the user's stays known as theirs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attiary.folder.git.discovery import find_repository
from attiary.folder.git.log import walk

if TYPE_CHECKING:
    from pathlib import Path


def written_by_hand(root: Path, start: str = "HEAD") -> set[tuple[str, str]]:
    """Paths and blob ids that commits of others wrote in the folder at `root`, up to a commit.

    One process of git reads them all. Raises FolderError.
    """
    repository = find_repository(root)
    if repository is None:
        return set()
    return {
        (file.path, file.after)
        for revision, files in walk(repository, start)
        if not revision.is_ours
        for file in files
        if file.after
    }
