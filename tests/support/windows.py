"""What Windows makes of a name."""

from __future__ import annotations

import ntpath
import sys
from pathlib import PureWindowsPath


def is_reserved(name: str) -> bool:
    """Whether it is a device's, or one that Windows cannot keep as it is."""
    if sys.version_info >= (3, 13):
        return ntpath.isreserved(name)
    return PureWindowsPath(name).is_reserved()  # deprecated from 3.13 on
