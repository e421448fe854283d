"""Reads, fills and syncs open files, by their descriptors."""

from __future__ import annotations

import ctypes
import os
import stat
import sys

from msgspec import Struct


class Stamp(Struct, frozen=True):
    """Size in bytes, time of the last write in nanoseconds, number on its disk: equal, it is as we left it.

    The number tells apart two files that took each other's name: of one page, both may be of the same size
    and moment, as systems tell time in steps of some milliseconds.
    """

    size: int
    mtime_ns: int
    inode: int


def all_of(descriptor: int) -> bytes | None:
    """The bytes of an open file, which is closed; None for a directory, a pipe or a device."""
    try:
        # asked of the open file: what its name leads to may be another one by now
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            return None
        with os.fdopen(descriptor, "rb", buffering=0, closefd=False) as file:
            return file.readall()
    finally:
        os.close(descriptor)


def fill(descriptor: int, name: str, directory: int, content: bytes) -> Stamp:
    """Write an open file, which is closed; on any error it goes, as a full disk needs its space back."""
    try:
        rest = memoryview(content)
        while rest:
            rest = rest[os.write(descriptor, rest) :]
        return stamp_of(os.fstat(descriptor))
    except OSError:
        os.unlink(name, dir_fd=directory)
        raise
    finally:
        os.close(descriptor)


def sync_all(descriptor: int) -> None:
    """Write to the disk all that the file system of `descriptor` has in memory: syncfs(2), or sync(2)."""
    if not sys.platform.startswith("linux"):
        os.sync()
    # sync(2) would wait for every disk there is, a slow stick too; Python has no name for syncfs
    elif ctypes.CDLL(None, use_errno=True).syncfs(descriptor):
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))


def stamp_of(found: os.stat_result) -> Stamp:
    """The stamp in what the system says of a file."""
    return Stamp(found.st_size, found.st_mtime_ns, found.st_ino)
