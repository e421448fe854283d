"""Where the history ends that a clone has: at commits whose parents are not here.

A shallow clone (`--depth`, `--shallow-since`) writes them down. After a graft or a replacement was followed
by a clean-up nothing says so: git fails at the parent that is missing, and then every commit is looked at.
Git itself takes such a commit for a first one, so that all of its files look added.
"""

from __future__ import annotations

import os
from contextlib import suppress
from functools import cached_property
from tempfile import NamedTemporaryFile
from typing import TYPE_CHECKING

from attiary.errors import N_, GitFailed, HistoryIncomplete
from attiary.folder.git.command import failed
from attiary.folder.git.repository import line_of, read_object
from attiary.hints import Hint
from attiary.model.revision import HistoryEnd

if TYPE_CHECKING:
    from collections.abc import Iterator
    from tempfile import _TemporaryFileWrapper

    from attiary.folder.git.discovery import Discovery
    from attiary.folder.git.repository import Repository

_SIGNS = (
    "missing",
    "unable to read",
    "could not read",
    "could not fetch",
    "promisor",
    "not our ref",
)
"""What git says, in small letters, where an object is not here."""


class Boundary:
    """The commits at which the history of a repository is cut off."""

    def __init__(self, discovery: Discovery) -> None:
        self._discovery = discovery
        self._missing: set[str] = set()
        """Commits whose parents are missing, though nothing says so."""
        self._grafts: _TemporaryFileWrapper[bytes] | None = None

    def __contains__(self, commit_id: str) -> bool:
        return commit_id in self._shallow or commit_id in self._missing

    def __bool__(self) -> bool:
        return bool(self._shallow or self._missing)

    def close(self) -> None:
        """Remove what git was told with."""
        if self._grafts:
            self._grafts.close()

    @property
    def surroundings(self) -> dict[str, str]:
        """Git's environment, in which objects are as they are and the history ends where it does."""
        grafts = self._grafts.name if self._grafts else os.devnull
        return {"GIT_NO_REPLACE_OBJECTS": "1", "GIT_GRAFT_FILE": grafts}

    def end(self) -> HistoryEnd | None:
        """Where the first-parent line of HEAD ends before its beginning; None where it is whole."""
        repository = self._discovery.repository
        if repository is None or not repository.has_commit():
            return None
        words = ("rev-list", "--first-parent", "--max-parents=0", "HEAD")
        answer = repository.git.attempt(*words, stdin=b"", **self.surroundings)
        if answer.returncode and self.look_for_missing():
            answer = repository.git.attempt(*words, stdin=b"", **self.surroundings)
        if answer.returncode:
            raise as_incomplete(failed("rev-list", answer.stderr))
        oldest = line_of(answer.stdout)
        return HistoryEnd(oldest, self._hint(oldest)) if oldest in self else None

    def refuse(self, commit_id: str) -> None:
        """Raise HistoryIncomplete where what a commit changed cannot be told."""
        if commit_id in self:
            raise HistoryIncomplete(
                N_("The history in this clone ends at {commit}: what that commit changed cannot be told."),
                self._hint(commit_id),
                commit=commit_id[:10],
            )

    def refuse_end(self) -> None:
        """Raise HistoryIncomplete where the history that was looked through is not all of it."""
        end = self.end()
        if end:
            raise HistoryIncomplete(
                N_("The history in this clone ends at {commit}, and what was asked for may be before it."),
                end.hint,
                commit=end.commit[:10],
            )

    def look_for_missing(self) -> bool:
        """Look which commits lack a parent, after git failed; whether any was found that was not known."""
        repository = self._discovery.repository
        found = set(_without_parent(repository)) - self._missing - self._shallow if repository else set()
        if not found:
            return False
        self._missing |= found
        self.close()
        # A graft without parents: the one way to have git stop here that needs no change of the repository.
        self._grafts = NamedTemporaryFile(prefix="attiary-grafts-")  # noqa: SIM115 - git reads it until `close`
        self._grafts.write("".join(f"{each}\n" for each in sorted(self._missing)).encode())
        self._grafts.flush()
        return True

    @cached_property
    def missing_objects(self) -> frozenset[str]:
        """The ids of the objects that a partial clone does not have. Git lists them without fetching any."""
        repository = self._discovery.repository
        if repository is None:
            return frozenset()
        words = ("rev-list", "--objects", "--all", "--missing=print")
        listed = repository.git.attempt(*words, stdin=b"", **self.surroundings).stdout
        return frozenset(line[1:].decode() for line in listed.splitlines() if line.startswith(b"?"))

    def _hint(self, commit_id: str) -> Hint:
        return Hint.UNSHALLOW if commit_id in self._shallow else Hint.FETCH_ALL

    @cached_property
    def _shallow(self) -> frozenset[str]:
        repository = self._discovery.repository
        if repository is None:
            return frozenset()
        place = repository.git.folder / line_of(repository.git.run("rev-parse", "--git-path", "shallow"))
        with suppress(FileNotFoundError):
            return frozenset(place.read_text().split())
        return frozenset()


def as_incomplete(error: GitFailed) -> GitFailed | HistoryIncomplete:
    """The same error, or a better one where git failed because an object is not here."""
    said = str(error.fields["said"]).lower()
    if not any(sign in said for sign in _SIGNS):
        return error
    return HistoryIncomplete(
        N_("This clone does not have all of the history: {reason}"),
        Hint.FETCH_ALL,
        reason=str(error.fields["reason"]),
    )


def _without_parent(repository: Repository) -> Iterator[str]:
    """The commits, of all that refs and HEAD lead to, of whose parents one is missing."""
    listed = repository.git.run("for-each-ref", "--format=%(objectname) %(*objectname)").decode().split()
    head = repository.git.attempt("rev-parse", "--quiet", "--verify", "HEAD").stdout.decode().split()
    waiting = [(each, "") for each in (*head, *listed)]
    seen: set[str] = set()
    talk = repository.git.talk("cat-file", "--batch", GIT_NO_REPLACE_OBJECTS="1", GIT_GRAFT_FILE=os.devnull)
    with talk as (write, read):
        while waiting:
            commit_id, child = waiting.pop()
            if commit_id in seen:
                continue
            write.write(b"%s\n" % commit_id.encode())
            write.flush()
            found = read_object(read)
            if found is None:
                if child:
                    yield child
                continue
            seen.add(commit_id)
            kind, content = found
            if kind == b"commit":
                header = content.partition(b"\n\n")[0].decode(errors="replace")
                parents = (line[7:] for line in header.splitlines() if line.startswith("parent "))
                waiting += [(parent, commit_id) for parent in parents]
