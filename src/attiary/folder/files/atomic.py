"""Files of the folder: read, written whole or not at all, never through a link.

Paths are relative to the folder, parts joined by "/". Each directory is opened once, part by part and
without following links, and kept: it is what makes a hundred thousand files quick and a link harmless.
"""

from __future__ import annotations

import os
import stat
from contextlib import suppress
from threading import get_native_id
from typing import TYPE_CHECKING, Self

from attiary.errors import N_, FolderError, PathOutside, PathTaken
from attiary.folder.files.fd_io import Stamp, all_of, fill, stamp_of, sync_all
from attiary.folder.files.os_errors import unusable
from attiary.folder.files.private import PRIVATE, make_private
from attiary.hints import Hint

if TYPE_CHECKING:
    from pathlib import Path

LARGEST_FILE = 16 * 1024 * 1024
"""In bytes: a larger file is never written, so one that is there is the user's. A record has a few KB."""

_PART_NAME = "part-"

_DIRECTORY = os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC
_READ = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC  # a pipe in a file's place must not block
_PART = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW | os.O_CLOEXEC


class Files:
    """The files below `root`. Every method raises FolderError where the system refuses."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._open: dict[str, tuple[int, int, int]] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the directories."""
        for descriptor, _, _ in self._open.values():
            os.close(descriptor)
        self._open.clear()

    def read(self, path: str) -> bytes | None:
        """The bytes of a file; None where something else stands, or nothing."""
        try:
            directory, name = self._place(path)
            descriptor = os.open(name, _READ, dir_fd=directory)
            return all_of(descriptor)
        except FileNotFoundError:
            return None
        except OSError as error:
            # a link, or a directory made of a file meanwhile: each system has an errno of its own for these
            if self.stamp(path) is None:
                return None
            raise unusable(path, error) from error

    def stamp(self, path: str) -> Stamp | None:
        """Size and time of a file; None where something else stands, or nothing."""
        try:
            directory, name = self._place(path)
            found = os.stat(name, dir_fd=directory, follow_symlinks=False)
        except FileNotFoundError:
            return None
        except OSError as error:
            raise unusable(path, error) from error
        return stamp_of(found) if stat.S_ISREG(found.st_mode) else None

    def write(self, path: str, content: bytes) -> Stamp:
        """Write a file whole or not at all: it takes its name, or an old one's, when it is complete."""
        try:
            directory, name = self._place(path, make=True)
            _refuse_odd(path, name, directory)
            # beside the user's files, not among them, and on the same disk: rename(2) is one step then, and
            # whoever reads meanwhile, or after a kill, has the old file whole
            private, part = self._private(), f"{_PART_NAME}{get_native_id()}"
            written = fill(os.open(part, _PART, 0o666, dir_fd=private), part, private, content)
            os.replace(part, name, src_dir_fd=private, dst_dir_fd=directory)
        except OSError as error:
            raise unusable(path, error) from error
        return written

    def sync(self) -> None:
        """Have the disk keep all that was written until now, even through a power cut.

        Once a page, for all its files: a sync of each file makes writing eight times as slow.
        """
        try:
            sync_all(self._private())
        except OSError as error:
            raise unusable(self.root, error) from error

    def remove(self, path: str) -> None:
        """Remove a file, if it is there."""
        try:
            directory, name = self._place(path)
            os.unlink(name, dir_fd=directory)
        except FileNotFoundError:
            pass
        except OSError as error:
            raise unusable(path, error) from error

    def clear_parts(self) -> None:
        """Remove the files that were being written when their writer was killed."""
        for name in self.names(PRIVATE):
            if name.startswith(_PART_NAME):
                self.remove(f"{PRIVATE}/{name}")

    def names(self, directory: str) -> list[str]:
        """The names in a directory that are UTF-8, sorted: ours all are, so no other is in our way."""
        try:
            with os.scandir(self._directory(directory)) as entries:
                names = [entry.name for entry in entries]
        except FileNotFoundError:
            return []
        except OSError as error:
            raise unusable(directory, error) from error
        return sorted(name for name in names if _is_utf8(name))

    def regular_names(self, directory: str) -> list[str]:
        """The names of the regular files in a directory."""
        try:
            with os.scandir(self._directory(directory)) as entries:
                return [entry.name for entry in entries if entry.is_file(follow_symlinks=False)]
        except FileNotFoundError:
            return []
        except OSError as error:
            raise unusable(directory, error) from error

    def stamps(self, directory: str) -> dict[str, Stamp]:
        """The stamps of the regular files in a directory, by their names, as in `names`."""
        try:
            with os.scandir(self._directory(directory)) as entries:
                found = {
                    entry.name: stamp_of(entry.stat(follow_symlinks=False))
                    for entry in entries
                    if entry.is_file(follow_symlinks=False)
                }
        except FileNotFoundError:
            return {}
        except OSError as error:
            raise unusable(directory, error) from error
        return {name: stamp for name, stamp in found.items() if _is_utf8(name)}

    def directories(self, directory: str) -> list[str]:
        """The names of the real directories in a directory, sorted; a link to one is left out."""
        return [name for name in self.names(directory) if self._is_directory(f"{directory}/{name}")]

    def _is_directory(self, path: str) -> bool:
        return stat.S_ISDIR(os.lstat(f"{self.root}/{path}").st_mode)

    def _private(self) -> int:
        if PRIVATE not in self._open:
            make_private(self.root)
        return self._directory(PRIVATE, make=True)

    def _place(self, path: str, *, make: bool = False) -> tuple[int, str]:
        directory, _, name = path.rpartition("/")
        if not _is_plain(name):
            raise _leads_out(path)
        return self._directory(directory, make=make), name

    def _directory(self, directory: str, *, make: bool = False) -> int:
        known = self._open.get(directory)
        if known:
            if self._is_still(directory, known):
                return known[0]
            os.close(self._open.pop(directory)[0])
        descriptor = self._walk(directory, make=make)
        found = os.fstat(descriptor)
        self._open[directory] = (descriptor, found.st_dev, found.st_ino)
        return descriptor

    def _is_still(self, directory: str, known: tuple[int, int, int]) -> bool:
        """Whether the name leads to the open directory still: git removes empty ones, and makes them anew."""
        try:
            found = os.lstat(f"{self.root}/{directory}")
        except OSError:
            return False
        return (found.st_dev, found.st_ino) == known[1:]

    def _walk(self, directory: str, *, make: bool) -> int:
        if make:
            self.root.mkdir(parents=True, exist_ok=True)
        here = os.open(self.root, _DIRECTORY)
        for part in directory.split("/") if directory else ():
            above = here
            try:
                here = _enter(part, above, make=make)
            finally:
                os.close(above)
        return here


def _enter(name: str, above: int, *, make: bool) -> int:
    if not _is_plain(name):
        raise _leads_out(name)
    if make:
        with suppress(FileExistsError):
            os.mkdir(name, dir_fd=above)
    return os.open(name, _DIRECTORY | os.O_NOFOLLOW, dir_fd=above)


def _refuse_odd(path: str, name: str, directory: int) -> None:
    """Only a regular file may be replaced."""
    with suppress(FileNotFoundError):
        if not stat.S_ISREG(os.stat(name, dir_fd=directory, follow_symlinks=False).st_mode):
            raise PathTaken(
                N_("{path} is not a regular file, but a directory, a link or something else."),
                Hint.MOVE_AWAY_AND_IMPORT,
                path=path,
            )


def _is_utf8(name: str) -> bool:
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True


def _is_plain(name: str) -> bool:
    return name not in {"", ".", ".."} and "/" not in name and "\0" not in name and _is_utf8(name)


def _leads_out(path: str) -> FolderError:
    return PathOutside(
        N_("{path} cannot be used as the name of a file in this folder."),
        Hint.NAME_FILE_BELOW,
        path=ascii(path),
    )
