"""The history of a folder: the commits along the first-parent line, and what files each changed.

Objects are read as they are: nothing that stands in for them in the user's repository (replacements, grafts)
and none of their settings changes what a commit's id names.
"""

from __future__ import annotations

import os
import re
from contextlib import contextmanager, suppress
from functools import cache
from itertools import islice, takewhile
from threading import Thread
from typing import IO, TYPE_CHECKING

from attiary.errors import N_, GitFailed, HistoryIncomplete
from attiary.folder.git.all_refs import Versions, versions_in
from attiary.folder.git.boundary import Boundary, as_incomplete
from attiary.folder.git.command import failed
from attiary.folder.git.repository import read_object
from attiary.folder.git.trailers import Trailer, trailers_of
from attiary.hints import Hint
from attiary.model.document import CHOICES_FILE, ROOT
from attiary.model.revision import FileChange, Revision

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence

    from attiary.folder.git.discovery import Discovery
    from attiary.folder.git.repository import Repository
    from attiary.model.revision import HistoryEnd

_LOG = ("log", "-z", "--first-parent", "--encoding=UTF-8", "--format=%x00%H%n%cI%n%B")
# `-m` with `--first-parent`: a merge shows what it brought to this branch; the order file may be the user's
_RAW = ("-m", "--raw", "--no-abbrev", "--no-renames", f"-O{os.devnull}")
_COMMIT_ENDS = b"\0\0"
_CHUNK = 1 << 20
OURS = (f"{ROOT}/", CHOICES_FILE)
"""Below the folder, all that commits of ours may touch."""

_ID = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")
_SHORTEST_NAME = 4


class History:
    """The commits of the repository a folder lies in; without a repository, none.

    Only the first parents of HEAD count. Every method raises FolderError where git fails.
    """

    def __init__(self, discovery: Discovery) -> None:
        self._discovery = discovery
        self.boundary = Boundary(discovery)

    def close(self) -> None:
        """Let go of what git was told with."""
        self.boundary.close()

    def missing(self, path: str, blob_id: str) -> HistoryIncomplete:
        """The error for a version of a file that a partial clone does not have."""
        return HistoryIncomplete(
            N_("git does not have what {path} was before ({blob_id})."),
            Hint.FETCH_ALL,
            path=path,
            blob_id=blob_id,
        )

    def end(self) -> HistoryEnd | None:
        """Where the history ends that is here; None where it is whole."""
        return self.boundary.end()

    def head(self) -> Revision | None:
        """The last commit, whatever it touches; None before there is one."""
        return next(self.revisions(1, below=""), None)

    def revisions(self, limit: int | None = None, *, below: str = f"{ROOT}/") -> Iterator[Revision]:
        """The commits, anybody's, that touch anything below a directory of the folder, newest first.

        With "", whatever they touch.
        """
        repository = self._discovery.repository
        if repository is not None and repository.has_commit():
            most = () if limit is None else (f"--max-count={limit}",)
            paths = (below,) if below else ()
            yield from map(revision_of, self._log(repository, *most, "HEAD", "--", *paths))

    def revision(self, name: str) -> Revision | None:
        """The one whose commit id or run id is `name`, or alone begins with it (4 characters at least)."""
        name, begun = name.lower(), []
        for each in self.revisions():
            names = (each.id, each.run_id.lower())
            if name in names:
                return each
            if any(whole.startswith(name) for whole in names):
                begun.append(each)
        return begun[0] if len(begun) == 1 and len(name) >= _SHORTEST_NAME else None

    def changes(self, revision_id: str) -> list[FileChange]:
        """The files below `attio/`, and `attiary.toml`, that a commit changed against its first parent.

        Sorted by path. Raises HistoryIncomplete where the commit before it is not here, and GitFailed where
        `revision_id` is no commit's full id.
        """
        repository = self._discovery.repository
        if repository is None:
            return []
        if not _ID.fullmatch(revision_id):
            raise failed("log", b"no commit's id")
        self.boundary.refuse(revision_id)
        blocks = self._log(repository, *_RAW, "--no-walk", revision_id, "--", *OURS)
        found = [each for block in blocks for each in changes_of(repository, block)]
        # That its parent is missing may have been learnt by this.
        self.boundary.refuse(revision_id)
        return sorted(found, key=lambda each: each.path)

    def contents(self, blob_ids: Collection[str]) -> dict[str, bytes]:
        """The bytes of blobs by id, all by one process; those that are missing are left out."""
        repository = self._discovery.repository
        if repository is None:
            return {}
        asked = [each for each in dict.fromkeys(blob_ids) if _ID.fullmatch(each)]
        try:
            return _contents(repository, self.boundary.surroundings, asked)
        except GitFailed as error:
            if as_incomplete(error) is error:
                raise
        # A partial clone whose server is out of reach: git gives up at the first that it cannot fetch.
        here = [each for each in asked if each not in self.boundary.missing_objects]
        return _contents(repository, self.boundary.surroundings, here)

    def past(self, path: str, is_same: Callable[[bytes], bool]) -> Iterator[tuple[Revision, FileChange]]:
        """The commits that changed the file of one record, newest first, under whatever name it had then.

        `is_same` tells by its bytes whether a file is the record's. At each commit the former file is looked
        for at the same path, else among those the commit removed from the directory or gave to another
        record: then `path` is the new one and `before` what the old one held. A commit that removed the file
        has no `after`. What the commit changed at which the history here ends is left out: nobody can tell.

        Raises HistoryIncomplete where a version is not here.
        """
        repository = self._discovery.repository
        if repository is not None and repository.has_commit():
            directory = path.rpartition("/")[0]
            blocks = self._log(repository, *_RAW, "HEAD", "--", f":(literal){directory}/")
            with _blobs(repository, self.boundary.surroundings) as content:

                def is_record(blob_id: str) -> bool:
                    found = content(blob_id)
                    if found is None:
                        raise self.missing(path, blob_id)
                    return is_same(found)

                yield from _follow(repository, self._before_boundary(blocks), path, is_record)

    def external_blobs(self, until: str = "HEAD") -> set[tuple[str, str]]:
        """Paths and blob ids of files of ours that commits of others wrote, up to a commit.

        An edit that the user committed stays known as theirs. One process of git reads them all.
        """
        repository = self._discovery.repository
        if repository is None or not repository.has_commit():
            return set()
        return {
            (file.path, file.after)
            for revision, block in self._by_revision(repository, until)
            if not revision.is_ours and revision.id not in self.boundary
            for file in changes_of(repository, block)
            if file.after
        }

    def blobs_at_boundary(self, until: str = "HEAD") -> set[tuple[str, str]]:
        """Paths and blob ids of the files of ours of which nobody can tell whose they are.

        They are in the commit at which the history here ends, up to a commit.
        """
        repository = self._discovery.repository
        if repository is None or not repository.has_commit():
            return set()
        return {
            (file.path, file.after)
            for revision, block in self._by_revision(repository, until)
            if revision.id in self.boundary
            for file in changes_of(repository, block)
            if file.after
        }

    def trees(self, paths: Collection[str]) -> Iterator[dict[str, str]]:
        """What these files held, blob id by path, in each commit that touched one of them, on any branch."""
        repository = self._discovery.repository
        if repository is None or not paths:
            return
        literal = [f":(literal){path}" for path in paths]
        words = ("log", "--all", "--full-history", "--format=%H", "--", *literal)
        listed = repository.git.run(*words, stdin=b"", **self.boundary.surroundings)
        for commit_id in listed.decode().split():
            yield repository.held_at(commit_id, paths)

    def all_versions(self) -> Versions:
        """All versions of the files below `attio/` that a clone would carry, whatever refers to them."""
        repository = self._discovery.repository
        return versions_in(repository, self.boundary) if repository else Versions()

    def _by_revision(self, repository: Repository, until: str) -> Iterator[tuple[Revision, bytes]]:
        for block in self._log(repository, *_RAW, until, "--", *OURS):
            yield revision_of(block), block

    def _before_boundary(self, blocks: Iterable[bytes]) -> Iterator[bytes]:
        return takewhile(lambda block: revision_of(block).id not in self.boundary, blocks)

    def _log(self, repository: Repository, *words: str) -> Iterator[bytes]:
        """What git says of each commit: id, time and message on lines, then each change and its path."""
        return read_blocks(repository, self.boundary, *_LOG, *words)


def _follow(
    repository: Repository, blocks: Iterable[bytes], path: str, is_same: Callable[[str], bool]
) -> Iterator[tuple[Revision, FileChange]]:
    @cache
    def ours(blob_id: str | None) -> str | None:
        return blob_id if blob_id and is_same(blob_id) else None

    for block in blocks:
        if not _names(block, os.fsencode(repository.prefix + path)):
            continue
        found = {each.path: each for each in changes_of(repository, block)}
        here = found.pop(path, None) or FileChange(path, None, None)
        after = ours(here.after)
        others = sorted(found.values(), key=lambda each: each.after is not None) if after else []
        former = next((each for each in (here, *others) if ours(each.before)), None)
        if after or former:
            yield revision_of(block), FileChange(path, former.before if former else None, after)
        path = former.path if former else path


def read_blocks(repository: Repository, boundary: Boundary, *words: str) -> Iterator[bytes]:
    """What a `git log` says of each commit, as far as the history is here.

    Its format begins with a NUL, and changes end with one. Raises GitFailed, and HistoryIncomplete where git
    lacks something else than the commits beyond the boundary.
    """
    read = 0
    while True:
        try:
            for block in islice(_blocks(repository, boundary.surroundings, *words), read, None):
                read += 1
                yield block
        except GitFailed as error:
            if not boundary.look_for_missing():
                raise as_incomplete(error) from error
        else:
            return


def _blocks(repository: Repository, surroundings: Mapping[str, str], *words: str) -> Iterator[bytes]:
    with repository.git.talk(*words, **surroundings) as (_, read):
        rest = bytearray()
        while chunk := read.read(_CHUNK):
            start = max(len(rest) - 1, 0)
            rest += chunk
            if rest.find(_COMMIT_ENDS, start) >= 0:
                *whole, rest = rest.split(_COMMIT_ENDS)
                yield from (bytes(each).strip(b"\0") for each in whole)
        if rest:
            yield bytes(rest).strip(b"\0")


def revision_of(block: bytes) -> Revision:
    """The commit that such a block is of."""
    header = block.partition(b"\0")[0].decode(errors="replace")
    commit_id, time, message = header.split("\n", 2)
    title, _, _ = message.strip().partition("\n")
    trailers = trailers_of(message)
    return Revision(
        commit_id,
        time,
        title,
        run_id=trailers.get(Trailer.IMPORT_RUN, ""),
        undoes=trailers.get(Trailer.UNDOES_RUN, ""),
        forgets=trailers.get(Trailer.FORGET_RUN, ""),
    )


def changes_of(repository: Repository, block: bytes) -> Iterator[FileChange]:
    """The files that a block names, behind its first NUL, as `--raw` has them."""
    _, *words = block.split(b"\0")
    for about, path in zip(words[::2], words[1::2], strict=True):
        old_mode, new_mode, before, after, _ = about.lstrip(b"\n:").decode().split()
        change = FileChange(
            os.fsdecode(path).removeprefix(repository.prefix), _file(old_mode, before), _file(new_mode, after)
        )
        if change.before or change.after:
            yield change


def _file(mode: str, blob_id: str) -> str | None:
    return blob_id if mode.startswith("100") else None


def _names(block: bytes, path: bytes) -> bool:
    return b"\0%s\0" % path in block or block.endswith(b"\0" + path)


def _contents(
    repository: Repository, surroundings: Mapping[str, str], asked: Sequence[str]
) -> dict[str, bytes]:
    with repository.git.talk("cat-file", "--batch", "--buffer", **surroundings) as (write, read):
        # asked from aside: git answers while it is asked, and both pipes would fill up
        Thread(target=_feed, args=(write, asked), daemon=True).start()
        found = {each: _answer(read) for each in asked}
    return {blob_id: content for blob_id, content in found.items() if content is not None}


@contextmanager
def _blobs(
    repository: Repository, surroundings: Mapping[str, str]
) -> Iterator[Callable[[str], bytes | None]]:
    """A reader of blobs, one by one."""
    with repository.git.talk("cat-file", "--batch", **surroundings) as (write, read):

        def content(blob_id: str) -> bytes | None:
            write.write(b"%s\n" % blob_id.encode())
            write.flush()
            return _answer(read)

        yield content


def _feed(write: IO[bytes], asked: Iterable[str]) -> None:
    with suppress(BrokenPipeError), write:
        for each in asked:
            write.write(b"%s\n" % each.encode())


def _answer(read: IO[bytes]) -> bytes | None:
    kind, content = read_object(read) or (b"", b"")
    return content if kind == b"blob" else None
