"""What the system refused, as a sentence and a way out."""

from __future__ import annotations

import errno
import os
from typing import TYPE_CHECKING

from attiary.errors import N_, FolderError

if TYPE_CHECKING:
    from pathlib import Path

_HINTS = {
    errno.ENOSPC: N_("Free some space on the disk, then try again."),
    errno.EDQUOT: N_("Free some space within your quota, then try again."),
    errno.EROFS: N_("The disk is read-only; choose a folder that can be written to."),
    errno.EACCES: N_("Give yourself the right to read and write it, then try again."),
    errno.EPERM: N_("Give yourself the right to read and write it, then try again."),
    errno.ENOTDIR: N_("Remove the link or file that stands where a folder belongs, then try again."),
    errno.ELOOP: N_("Remove the link that stands there, then try again."),
}


_DISK = frozenset((errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO))


class DiskRefused(FolderError):
    """The disk takes nothing more: not one file's trouble, but the end of the work."""


def unusable(path: str | Path, error: OSError) -> FolderError:
    """The error for a file or directory that the system refused to touch."""
    hint = _HINTS.get(error.errno or 0, N_("Look at the file and its folder, then try again."))
    reason = os.strerror(error.errno) if error.errno else str(error)
    kind = DiskRefused if error.errno in _DISK else FolderError
    return kind(N_("{path} cannot be used: {reason}."), hint, path=str(path), reason=reason)
