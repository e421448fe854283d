"""A git repository as a folder in it sees it: its lock, its index, what it has at HEAD."""

from __future__ import annotations

import hashlib
import os
import shutil
import time
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, TYPE_CHECKING

from msgspec import Struct

from attiary.errors import N_, RepositoryBusy
from attiary.folder.files.os_errors import unusable
from attiary.folder.git.command import Git, failed
from attiary.hints import Hint

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

_TRIES = 20
_PAUSE_SECONDS = 0.05
"""One second in all: an editor's `git status` in the background holds the lock for less."""

SHA1 = "sha1"
_FORMATS = {40: SHA1, 64: "sha256"}
"""By the length of an id in hexadecimal."""
OBJECT_FORMATS = frozenset(_FORMATS.values())


class Repository(Struct, frozen=True):
    """A repository with a work tree. `prefix` is the way from its top to the folder, "" or ending in "/"."""

    git: Git
    git_dir: Path
    prefix: str
    object_format: str

    @property
    def id_length(self) -> int:
        """How many letters an id has: 40, or 64 by SHA-256."""
        return hashlib.new(self.object_format).digest_size * 2

    @property
    def index(self) -> Path:
        """The user's index."""
        return self.git_dir / "index"

    def hash(self, kind: str, content: bytes) -> str:
        """Git's id of an object."""
        return object_id(kind, content, self.object_format)

    def is_set(self, setting: str) -> bool:
        """Whether a setting of git's is true."""
        return self.git.attempt("config", "--type=bool", setting).stdout.strip() == b"true"

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Hold git's own lock, so that no other git command works on the index. Raises RepositoryBusy.

        The file says whose it is: one that a killed run of ours left is taken over, others are respected.
        """
        lock = self.git_dir / "index.lock"
        _take(lock, os.fsencode(f"Attiary in {self.git.folder}"))
        try:
            yield
        finally:
            lock.unlink(missing_ok=True)

    @contextmanager
    def scratch(self) -> Iterator[Path]:
        """An empty directory in the git directory, for the holder of the lock. Raises OSError."""
        directory = self.git_dir / "attiary"
        shutil.rmtree(directory, ignore_errors=True)
        directory.mkdir()
        try:
            yield directory
        finally:
            shutil.rmtree(directory, ignore_errors=True)

    def remove_leavings(self, names: Iterable[str]) -> None:
        """Remove files of the git directory, if they are there."""
        for name in names:
            place = line_of(self.git.run("rev-parse", "--git-path", name))
            with suppress(OSError):
                (self.git.folder / place).unlink()

    def is_tracked(self, path: str) -> bool:
        """Whether git keeps a file of the folder, committed or about to be."""
        return bool(self.git.run("ls-files", "-z", "--", f":(literal){path}"))

    def is_ignored(self, path: str) -> bool:
        """Whether git passes over a file of the folder."""
        return not self.git.attempt("check-ignore", "--quiet", "--no-index", "--", path).returncode

    def has_commit(self) -> bool:
        """Whether the branch has a commit yet."""
        return not self.git.attempt("rev-parse", "--quiet", "--verify", "HEAD").returncode

    def committed_blob(self, path: str) -> str:
        """The blob id of one file at HEAD; empty where HEAD does not have it."""
        answer = self.git.attempt("rev-parse", "--quiet", "--verify", f"HEAD:{self.prefix}{path}")
        return "" if answer.returncode else line_of(answer.stdout)

    def held_at(self, commit_id: str, paths: Collection[str]) -> dict[str, str]:
        """Blob ids by path of those of these files of the folder that a commit has. Raises GitFailed."""
        listed = self.git.run("ls-tree", "-z", commit_id, "--", *paths)
        return dict(_entry(line) for line in listed.split(b"\0") if line.startswith(b"100"))

    def committed(self, directory: str) -> dict[str, str]:
        """Blob ids at HEAD by path, below a directory of the folder; {} without a commit."""
        answer = self.git.attempt("ls-tree", "-r", "-z", "HEAD", "--", f"{directory}/" if directory else ".")
        if answer.returncode:
            if not self.has_commit():
                return {}
            raise failed("ls-tree", answer.stderr)
        return dict(_entry(line) for line in answer.stdout.split(b"\0") if line.startswith(b"100"))


def read_object(read: IO[bytes]) -> tuple[bytes, bytes] | None:
    """Kind and bytes of the next object that `git cat-file --batch` tells of; None where it is missing."""
    words = read.readline().split()
    if len(words) != len(("id", "kind", "size")):
        return None
    content = read.read(int(words[2]) + 1)
    return words[1], content[:-1]


def object_id(kind: str, content: bytes, object_format: str) -> str:
    """Git's id of an object of a kind, in hexadecimal."""
    return hashlib.new(object_format, b"%s %d\0%s" % (kind.encode(), len(content), content)).hexdigest()


def is_blob(content: bytes, blob_id: str) -> bool:
    """Whether an id, of either kind, is that of these bytes."""
    return object_id("blob", content, _FORMATS.get(len(blob_id), SHA1)) == blob_id


def _take(lock: Path, owner: bytes) -> None:
    for _ in range(_TRIES):
        try:
            descriptor = os.open(lock, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o666)
        except FileExistsError:
            if not _remove_if_left_by(owner, lock):
                time.sleep(_PAUSE_SECONDS)
        except OSError as error:
            raise unusable(lock, error) from error
        else:
            _sign(lock, owner, descriptor)
            return
    raise RepositoryBusy(
        N_("Another git command is running in this repository ({lock} exists)."),
        Hint.WAIT_OR_REMOVE_LOCK,
        lock=str(lock),
    )


def _sign(lock: Path, owner: bytes, descriptor: int) -> None:
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(owner)
    except OSError as error:
        lock.unlink(missing_ok=True)
        raise unusable(lock, error) from error


def _remove_if_left_by(owner: bytes, lock: Path) -> bool:
    try:
        with lock.open("rb") as file:
            if file.read(len(owner) + 1) != owner:
                return False
        lock.unlink()
    except OSError:
        return False
    return True


def _entry(line: bytes) -> tuple[str, str]:
    about, _, path = line.partition(b"\t")
    return os.fsdecode(path), about.split()[2].decode()


def line_of(output: bytes) -> str:
    """What git answered on one line: a path may hold any byte but NUL."""
    return os.fsdecode(output.removesuffix(b"\n"))
