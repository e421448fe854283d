"""Turns what the system refused into a sentence and a way out."""

from __future__ import annotations

import errno
import os
from typing import TYPE_CHECKING

from attiary.errors import N_, DiskRefused, FileUnusable, FolderError
from attiary.hints import Hint

if TYPE_CHECKING:
    from pathlib import Path

_HINTS = {
    errno.ENOSPC: Hint.FREE_SPACE,
    errno.EDQUOT: Hint.FREE_QUOTA,
    errno.EROFS: Hint.CHOOSE_WRITABLE_FOLDER,
    errno.EACCES: Hint.ALLOW_READING_AND_WRITING,
    errno.EPERM: Hint.ALLOW_READING_AND_WRITING,
    errno.ENOTDIR: Hint.REMOVE_LINK_OR_FILE,
    errno.ELOOP: Hint.REMOVE_LINK,
}

_DISK = frozenset((errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO))
"""What the next file would meet too: an import ends here, and goes on when there is a disk again."""


def unusable(path: str | Path, error: OSError) -> FolderError:
    """The error for a file or directory that the system refused to touch."""
    hint = _HINTS.get(error.errno or 0, Hint.LOOK_AT_FILE)
    reason = os.strerror(error.errno) if error.errno else str(error)
    kind = DiskRefused if error.errno in _DISK else FileUnusable
    return kind(N_("{path} cannot be used: {reason}."), hint, path=str(path), reason=reason)
