"""What lies between two states of the branch: the files that differ, and what commits of ours did on the way.

All parents of a commit count. A merge wrote nothing: what it has, a side brought, or a person.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from msgspec import Struct

from attiary.folder.git.log import OURS, changes_of, read_blocks, revision_of
from attiary.folder.git.trailers import Trailer
from attiary.model.revision import FileChange, Revision

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from attiary.folder.git.boundary import Boundary
    from attiary.folder.git.discovery import Discovery

_RAW = ("--raw", "--no-abbrev", "--no-renames", f"-O{os.devnull}")
_LOG = ("log", "-z", "--encoding=UTF-8", "--full-history", "--topo-order")
_OF_OURS = ("--no-merges", "--extended-regexp", f"--grep=^({'|'.join(Trailer)}): ")


class OurCommit(Struct, frozen=True):
    """A commit with a trailer of ours, and the files that it changed.

    `is_cut_off`: what was before it is not in this clone, so all that it has seems to be its own.
    """

    revision: Revision
    files: list[FileChange]
    is_cut_off: bool = False


class Version(Struct, frozen=True):
    """A file at one commit, by its blob id (empty: not there), and the commits before that changed it."""

    revision: Revision
    parents: list[str]
    blob_id: str


class Ranges:
    """What was committed between two states of the repository a folder lies in.

    A commit is named by its full id, none by an empty text. Every method raises FolderError where git fails.
    """

    def __init__(self, discovery: Discovery, boundary: Boundary) -> None:
        self._discovery = discovery
        self._boundary = boundary

    def head(self) -> str:
        """The commit that HEAD is; empty on a branch without one, and without a repository."""
        repository = self._discovery.repository
        if repository is None:
            return ""
        answer = repository.git.attempt("rev-parse", "--quiet", "--verify", "HEAD^{commit}")
        return "" if answer.returncode else answer.stdout.decode().strip()

    def common_ancestor(self, one: str, other: str) -> str:
        """The newest commit that both go back to; empty where there is none, or git lacks one of the two."""
        repository = self._discovery.repository
        if repository is None or not (one and other):
            return ""
        answer = repository.git.attempt("merge-base", one, other, stdin=b"", **self._boundary.surroundings)
        return "" if answer.returncode else answer.stdout.decode().split()[0]

    def is_there(self, commit: str) -> bool:
        """Whether git has a commit: in another clone, or after a garbage collection, it may not."""
        repository = self._discovery.repository
        if repository is None or not commit:
            return False
        asked = f"{commit}^{{commit}}"
        return not repository.git.attempt(
            "cat-file", "-e", asked, stdin=b"", **self._boundary.surroundings
        ).returncode

    def differing(self, old: str, new: str) -> list[FileChange]:
        """The files of ours that differ between two commits."""
        repository = self._discovery.repository
        if repository is None:
            return []
        nothing = repository.hash("tree", b"")
        words = ("diff-tree", "-r", "-z", *_RAW, old or nothing, new or nothing, "--", *OURS)
        said = repository.git.run(*words, stdin=b"", **self._boundary.surroundings).strip(b"\0")
        return list(changes_of(repository, b"\0" + said)) if said else []

    def our_commits(self, *reach: str) -> Iterator[OurCommit]:
        """Those of ours among the commits that `reach` names as `git log` takes them, newest first."""
        repository = self._discovery.repository
        if repository is None:
            return
        words = (*_LOG, "--format=%x00%H%n%cI%n%B", *_OF_OURS, *_RAW, *reach, "--", *OURS)
        for block in read_blocks(repository, self._boundary, *words):
            revision = revision_of(block)
            if revision.is_ours:
                yield OurCommit(revision, list(changes_of(repository, block)), revision.id in self._boundary)

    def wherever_written(self, blob_ids: Collection[str]) -> list[OurCommit]:
        """All commits of ours, left behind or not, oldest first, with the files that brought such blobs."""
        every = (
            OurCommit(each.revision, [file for file in each.files if file.after in blob_ids], each.is_cut_off)
            for each in self.our_commits("--all", "--reflog")
        )
        return list(every)[::-1]

    def versions(self, path: str, *tips: str) -> list[Version]:
        """The commits up to these that changed one file, and all merges, oldest first."""
        repository = self._discovery.repository
        if repository is None or not tips:
            return []
        words = (*_LOG, "--reverse", "--parents", "--format=%x00%H%n%P%n%cI%n%B", *tips)
        found = []
        for block in read_blocks(repository, self._boundary, *words, "--", f":(literal){path}"):
            commit, parents, rest = block.split(b"\n", 2)
            found.append((revision_of(commit + b"\n" + rest), parents.decode().split()))
        asked = "".join(f"{revision.id}:{repository.prefix}{path}\n" for revision, _ in found)
        words = ("cat-file", "--batch-check=%(objectname) %(objecttype)")
        answers = (
            repository.git.run(*words, stdin=os.fsencode(asked), **self._boundary.surroundings)
            .decode()
            .splitlines()
        )
        return [
            Version(revision, parents, said.partition(" ")[0] if said.endswith(" blob") else "")
            for (revision, parents), said in zip(found, answers, strict=True)
        ]
