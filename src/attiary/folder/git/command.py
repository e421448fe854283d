"""Runs git: the user's own executable, through plumbing, one process for many files.

Nothing around us redirects it, it asks nothing, runs no hooks and collects no garbage.
"""

from __future__ import annotations

import os
import re
import subprocess
from contextlib import contextmanager, suppress
from functools import cache
from threading import Thread
from typing import IO, TYPE_CHECKING, cast

from attiary.errors import N_, GitFailed, GitMissing
from attiary.hints import Hint

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

_OLDEST = (2, 20)

_OURS = {"LC_ALL": "C", "GIT_TERMINAL_PROMPT": "0", "GIT_OPTIONAL_LOCKS": "0"}
# A hook or an alias that starts Attiary hands on GIT_DIR, GIT_INDEX_FILE and the like, of another repository.
# Who the user is, and what they set on purpose, stays.
_KEPT = re.compile(
    r"GIT_(AUTHOR_|COMMITTER_|EXEC_PATH$|CEILING_DIRECTORIES$|DEFAULT_HASH$|CONFIG_(?!PARAMETERS$))"
)

_SETTINGS = {
    "core.hooksPath": os.devnull,  # plumbing runs some too: reference-transaction, post-index-change
    "core.fsmonitor": "false",
    "core.quotePath": "false",
    "core.compression": "1",
    "core.fsync": "committed",  # git itself leaves loose objects to luck in a power cut
    "fastimport.unpackLimit": "1",  # fewer than 100 blobs would else become as many loose files
    "gc.auto": "0",  # when to repack is for the user: it takes minutes, and may run into their own git
    "maintenance.auto": "false",
    "i18n.commitEncoding": "UTF-8",
    "advice.graftFileDeprecated": "false",  # else the first thing it says of a failure
    "color.ui": "false",
    "diff.relative": "false",
    "log.diffMerges": "separate",  # from here on: what users set for their own reading of the log
    "log.follow": "false",
    "log.showRoot": "true",
    "log.showSignature": "false",
}
_OPTIONS = [word for name, value in _SETTINGS.items() for word in ("-c", f"{name}={value}")]

_Ends = tuple[IO[bytes], IO[bytes], IO[bytes]]
Answer = subprocess.CompletedProcess[bytes]


class Git:
    """Git, run in one folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def run(self, *words: str, stdin: bytes = b"", **environ: str) -> bytes:
        """Standard output of a command. Raises GitFailed, with git's own reason."""
        answer = self.attempt(*words, stdin=stdin, **environ)
        if answer.returncode:
            raise failed(words[0], answer.stderr)
        return answer.stdout

    def attempt(self, *words: str, stdin: bytes = b"", **environ: str) -> Answer:
        """Whatever came of a command. Raises FolderError where git is missing or too old."""
        _require_git()
        return subprocess.run(
            self._command(*words),
            input=stdin,
            capture_output=True,
            check=False,
            env=_environment() | environ,
        )

    @contextmanager
    def start(self, *words: str) -> Iterator[Callable[[bytes], int]]:
        """A command to write to; it has ended well when the block ends. Raises GitFailed."""
        _require_git()
        process = subprocess.Popen(
            self._command(*words),
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            bufsize=1 << 20,
            env=_environment(),
        )
        try:
            with suppress(BrokenPipeError):  # git gave up, and its answer says why
                yield cast("IO[bytes]", process.stdin).write
        except BaseException:
            process.kill()
            raise
        finally:
            _, stderr = process.communicate()
        if process.returncode:
            raise failed(words[0], stderr)

    @contextmanager
    def talk(self, *words: str, **environ: str) -> Iterator[tuple[IO[bytes], IO[bytes]]]:
        """A command to write to and to read from, to its end unless the block is left early.

        Raises GitFailed.
        """
        _require_git()
        complaint: list[bytes] = []
        with subprocess.Popen(
            self._command(*words),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            bufsize=1 << 20,
            env=_environment() | environ,
        ) as process:
            write, read, complaints = cast("_Ends", (process.stdin, process.stdout, process.stderr))
            # read aside: git that complains at length waits for a reader, and we for git
            listening = Thread(target=lambda: complaint.append(complaints.read()), daemon=True)
            listening.start()
            try:
                with suppress(BrokenPipeError):  # git gave up, and its answer says why
                    yield write, read
            except BaseException:
                process.kill()
                raise
            finally:
                with suppress(BrokenPipeError):
                    write.close()
                listening.join()
        if process.returncode:
            raise failed(words[0], complaint[0])

    def _command(self, *words: str) -> list[str]:
        return ["git", "-C", str(self.folder), *_OPTIONS, *words]


def failed(command: str, stderr: bytes) -> GitFailed:
    """The error for a git command that failed."""
    return GitFailed(
        N_("git {command} failed: {reason}"),
        Hint.MEND_GIT,
        command=command,
        reason=reason_of(stderr),
        said=stderr.decode(errors="replace"),
    )


def reason_of(stderr: bytes) -> str:
    """The first sentence git said, fit to be shown."""
    said = stderr.decode(errors="replace").strip().partition("\n")[0]
    return "".join(letter if letter.isprintable() else " " for letter in said)


def _environment() -> dict[str, str]:
    around = {
        name: value for name, value in os.environ.items() if not name.startswith("GIT_") or _KEPT.match(name)
    }
    return around | _OURS


@cache
def _require_git() -> None:
    try:
        answer = subprocess.run(["git", "version"], capture_output=True, check=False, env=_environment())
    except OSError as error:
        raise GitMissing(N_("git is not installed."), Hint.INSTALL_GIT) from error
    version = re.search(rb"version (\d+)\.(\d+)", answer.stdout)
    if not version:
        raise GitMissing(N_("git is not installed."), Hint.INSTALL_GIT)
    if (int(version[1]), int(version[2])) < _OLDEST:
        raise GitMissing(
            N_("The installed git is older than {oldest}."),
            Hint.UPDATE_GIT,
            oldest=".".join(map(str, _OLDEST)),
        )
