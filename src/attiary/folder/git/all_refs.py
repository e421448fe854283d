"""All versions of our files that a clone of the repository would carry: on any branch, any tag, any stash."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from msgspec import Struct, field

from attiary.errors import GitFailed
from attiary.folder.git.boundary import as_incomplete
from attiary.folder.git.command import failed
from attiary.model.document import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from attiary.folder.git.boundary import Boundary
    from attiary.folder.git.repository import Repository

# --full-history: without it, a side branch that a merge did not take is passed over; a clone carries it
_LOG = ("log", "--all", "--full-history", "-z", "--format=", "-m", "--raw", "--no-abbrev", "--no-renames")
_FILE = b"100"


class Versions(Struct, frozen=True):
    """The blob ids that each file below `attio/` ever had, by its path in the folder.

    `prefix` leads from the top of the repository to the folder, "" or ending in "/". `is_whole`: no history
    is missing here, of which other versions might be.
    """

    prefix: str = ""
    blobs: dict[str, set[str]] = field(default_factory=dict)
    is_whole: bool = True


def versions_in(repository: Repository, boundary: Boundary) -> Versions:
    """The versions of the files of its folder, as far as they are here. Raises GitFailed."""
    words = (*_LOG, "--", f"{ROOT}/")
    answer = repository.git.attempt(*words, stdin=b"", **boundary.surroundings)
    if answer.returncode and boundary.look_for_missing():
        answer = repository.git.attempt(*words, stdin=b"", **boundary.surroundings)
    if answer.returncode and isinstance(error := as_incomplete(failed("log", answer.stderr)), GitFailed):
        raise error
    found = Versions(repository.prefix, is_whole=not boundary and not answer.returncode)
    for path, blob_id in _files(answer.stdout):
        found.blobs.setdefault(path.removeprefix(repository.prefix), set()).add(blob_id)
    return found


def _files(log: bytes) -> Iterator[tuple[str, str]]:
    """Path and blob id of each regular file that git tells of, before and after each commit."""
    # Where a tree is missing git ends in the middle, and behind the last change may be no path.
    words = [word for word in log.split(b"\0") if word.strip()]
    for about, path in zip(words[::2], words[1::2], strict=False):
        old_mode, new_mode, before, after, _ = about.strip().lstrip(b":").split()
        for mode, blob_id in ((old_mode, before), (new_mode, after)):
            if mode.startswith(_FILE):
                yield os.fsdecode(path), blob_id.decode()
