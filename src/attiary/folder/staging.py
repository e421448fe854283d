"""What the next commit will carry: the files that are still as we left them, and why it passes over others.

No lock of ours keeps an editor, a script or git from a file between our writing it and the commit.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from msgspec import Struct, field

from attiary.folder.git.commit import store
from attiary.folder.git.repository import is_blob
from attiary.folder.git.stored_form import as_blob

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from attiary.folder.files.atomic import Files
    from attiary.folder.git.repository import Repository


class Why(StrEnum):
    """Why a commit passes over a file that we wrote or removed."""

    VANISHED = "vanished"
    """It was removed, or a directory or link is in its place."""

    EDITED = "edited"
    """Somebody changed it."""

    RESTORED = "restored"
    """Somebody put back what the last commit has."""

    RETURNED = "returned"
    """We removed it, and it is there again as the last commit has it."""

    REVIVED = "revived"
    """We removed it, and something else is there now."""


class PassedOver(Struct, frozen=True):
    """A file that others changed or removed since we wrote it."""

    path: str
    why: Why


class Staged(Struct):
    """What a commit will carry, stored in the repository already."""

    entries: dict[str, str | None] = field(default_factory=dict)
    """Blob ids by path, None for what is removed."""

    passed_over: list[PassedOver] = field(default_factory=list)

    settled: set[str] = field(default_factory=set)
    """The paths that wait for no other commit: carried, or the user's from now on."""


def stage(
    files: Files, repository: Repository, changes: Mapping[str, str | None], committed: Mapping[str, str]
) -> Staged:
    """Store what is still as we left it. Raises FolderError.

    `changes` is what we wrote (blob id by path) and removed (None); `committed` what HEAD has, by path.
    """
    staged = Staged()
    written = {path: blob_id for path, blob_id in changes.items() if blob_id}
    staged.entries |= store(repository, _as_left(files, written, committed, staged))
    for path in changes.keys() - written.keys():
        content = files.read(path)
        if content is None:
            staged.entries[path] = None
        else:
            is_back = as_blob(content, committed.get(path, "")) is not None
            staged.passed_over.append(PassedOver(path, Why.RETURNED if is_back else Why.REVIVED))
    # What was put back is ours, and goes as soon as the next run cleans up: then a commit is to say so.
    returned = {each.path for each in staged.passed_over if each.why is Why.RETURNED}
    staged.settled = changes.keys() - returned
    return staged


def _as_left(
    files: Files, written: Mapping[str, str], committed: Mapping[str, str], staged: Staged
) -> Iterator[tuple[str, bytes, str]]:
    """Path, bytes and id of what is as we wrote it; of the rest `staged` learns why it is not."""
    for path, blob_id in written.items():
        content = files.read(path)
        stored = None if content is None else as_blob(content, blob_id)
        if content is None:
            staged.passed_over.append(PassedOver(path, Why.VANISHED))
        elif stored is None:
            is_back = as_blob(content, committed.get(path, "")) is not None
            staged.passed_over.append(PassedOver(path, Why.RESTORED if is_back else Why.EDITED))
        # line ends that the user committed are theirs: to commit ours would show the file as modified
        elif stored == content or not is_blob(content, committed.get(path, "")):
            yield path, stored, blob_id
