"""Files of which we know what we wrote: with the journal, and the repository they lie in."""

from __future__ import annotations

from contextlib import contextmanager
from functools import cached_property
from typing import TYPE_CHECKING

from attiary.folder.files.atomic import Files, make_private
from attiary.folder.git import log
from attiary.folder.git.repository import SHA1, find_repository, is_blob, object_id
from attiary.folder.state.database import Database
from attiary.folder.state.journal import Journal
from attiary.folder.state.runs import Runs

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator
    from pathlib import Path

    from attiary.folder.git.repository import Repository
    from attiary.model.revision import FileChange, Revision


class NotedFiles(Files):
    """The files below `root`, what the journal knows of them, and their history."""

    @cached_property
    def _database(self) -> Database:
        return Database(self.root)

    @cached_property
    def journal(self) -> Journal:
        """What we know of the folder's files."""
        return Journal(self._database)

    @cached_property
    def runs(self) -> Runs:
        """What we know of the runs in the folder."""
        return Runs(self._database)

    @contextmanager
    def at_once(self) -> Iterator[None]:
        """Of what is noted of files and runs in this block, all is kept or none, even through a power cut."""
        self.sync()
        with self._database.writing():
            yield

    def leave_no_trace(self) -> None:
        """Let nothing of what we knew and forgot stay on the disk."""
        self._database.leave_no_trace()

    @cached_property
    def _repository(self) -> Repository | None:
        return find_repository(self.root)

    def close(self) -> None:
        """Let go of files and journal."""
        self._database.close()
        super().close()

    def make_private(self) -> Path:
        """`.attiary`, made if it is not there: what is in it is ours and git does not see it."""
        return make_private(self.root)

    def has_repository(self) -> bool:
        """Whether the folder lies in a git repository."""
        return self._repository is not None

    def blob_id(self, content: bytes) -> str:
        """Git's id of these bytes, by the repository's own hash (SHA-1 where there is no repository)."""
        return object_id("blob", content, self._repository.object_format if self._repository else SHA1)

    def log(self, number: int) -> list[Revision]:
        """The newest commits, newest first."""
        return list(log.revisions(self._repository, number, below="")) if self._repository else []

    def revisions(self, limit: int | None = None) -> Iterator[Revision]:
        """The commits, anybody's, that touch anything below `attio/`: first parents only, newest first."""
        return log.revisions(self._repository, limit) if self._repository else iter(())

    def revision(self, name: str) -> Revision | None:
        """The revision whose commit id or run id is `name`, or alone begins with it (4 characters)."""
        return log.named(self.revisions(), name)

    def changes(self, revision_id: str) -> list[FileChange]:
        """The files below `attio/` that a commit changed against its first parent, sorted by path."""
        return log.changes(self._repository, revision_id) if self._repository else []

    def contents(self, blob_ids: Collection[str]) -> dict[str, bytes]:
        """The bytes of blobs by id; those that are missing are left out."""
        return log.contents(self._repository, blob_ids) if self._repository else {}

    def past(self, path: str, is_same: Callable[[bytes], bool]) -> Iterator[tuple[Revision, FileChange]]:
        """The commits that changed a record's file, through its renames, newest first: `history.past`."""
        return log.past(self._repository, path, is_same) if self._repository else iter(())

    def _is_ours(self, path: str, content: bytes | None) -> bool:
        """Whether a file is as the last commit has it, or as we left it since, or not there."""
        if content is None or self._is_as_left(path, content):
            return True
        return self._repository is not None and is_blob(content, self._repository.committed_blob(path))

    def _is_as_left(self, path: str, content: bytes) -> bool:
        """Whether these bytes wait for the next commit, or a killed run was about to write them."""
        left = {self.journal.pending().get(path) or "", *self.journal.intended().get(path, ())}
        return any(is_blob(content, each) for each in left)

    def _write_ours(self, path: str, content: bytes) -> None:
        """Write a file of ours that is no document; the next commit carries it, be this killed anywhere."""
        blob_id = self.blob_id(content)
        self.journal.intend({path: blob_id})
        self.write(path, content)
        with self.at_once():
            self.journal.expect(path, blob_id)
