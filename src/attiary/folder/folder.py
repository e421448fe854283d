"""The user's folder: its files, its journal, its history."""

from __future__ import annotations

from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from filelock import FileLock, Timeout

from attiary.errors import N_, FolderBusy, FolderError, RefusedRepository
from attiary.folder import choices, forgotten, history, project
from attiary.folder.commit import commit, store
from attiary.folder.database import Database
from attiary.folder.files import Files, make_private
from attiary.folder.journal import Journal
from attiary.folder.refusals import refuse_harm, refuse_nested
from attiary.folder.repository import SHA1, find_repository, is_blob, make_repository, object_id
from attiary.folder.runs import Runs
from attiary.folder.trouble import unusable

_IGNORED = ".gitignore"

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping, Sequence

    from attiary.folder.forgotten import Forgotten
    from attiary.folder.project import Project
    from attiary.folder.repository import Repository
    from attiary.model.history import FileChange, Revision
    from attiary.model.imports import Target


def open_folder(root: Path) -> Folder:
    """The folder at a path, which need not exist yet. Nothing is written before something has to be."""
    return Folder(Path(root).absolute())


class Folder(Files):
    """A folder of documents and the git repository it lies in, for one thread; close it when done.

    Paths are relative to the folder, parts joined by "/". Every method raises FolderError where the disk,
    the repository or git refuses.
    """

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

    @cached_property
    def _lock(self) -> FileLock:
        return FileLock(make_private(self.root) / "lock", blocking=False)

    def close(self) -> None:
        """Let go of files and journal."""
        self._database.close()
        super().close()

    @contextmanager
    def lock(self) -> Iterator[None]:
        """Be the only one at work in the folder; may be nested. Raises FolderBusy if somebody else is."""
        try:
            held = self._lock.acquire()
        except Timeout as error:
            raise FolderBusy(
                N_("Another Attiary is at work in {folder}."),
                N_("Wait for it to end, then try again."),
                folder=str(self.root),
            ) from error
        except OSError as error:
            raise unusable(self.root, error) from error
        with held:
            yield

    def prepare(self, *, own: bool = False) -> bool:
        """Before an import: True if a repository had to be made.

        With `own`, one is made also where the folder lies inside another repository.
        Raises RefusedRepository, with the way out, where a commit could do harm, and FolderBusy.
        """
        refuse_nested(self.root)
        vars(self).pop("_repository", None)
        repository = self._repository
        if repository is None or (own and repository.prefix):
            make_repository(self.root)
            del self._repository
            return True
        with repository.locked():
            refuse_harm(repository)
        return False

    def has_repository(self) -> bool:
        """Whether the folder lies in a git repository."""
        return self._repository is not None

    def make_private(self) -> Path:
        """`.attiary`, made if it is not there: what is in it is ours and git does not see it."""
        return make_private(self.root)

    def project(self) -> Project | None:
        """Whose records the folder holds; None if nobody's yet. Raises FolderError if that cannot be read."""
        content = self.read(project.FILE)
        return None if content is None else project.decode(content)

    def claim(self, workspace_id: str) -> Project:
        """The project, made if there is none. Raises RefusedRepository if it is another workspace's."""
        claimed = self.project()
        if claimed is None:
            claimed = project.new_project(workspace_id)
            self._write_ours(project.FILE, project.encode(claimed))
        project.refuse_other(claimed, workspace_id)
        return claimed

    def refuse_other(self, workspace_id: str) -> None:
        """Raise RefusedRepository if the folder is another workspace's."""
        claimed = self.project()
        if claimed is not None:
            project.refuse_other(claimed, workspace_id)

    def left_out(self, target: Target) -> list[str] | None:
        """The attribute slugs that `attiary.toml` leaves out; None where it does not speak of the target."""
        return choices.left_out(self.read(choices.FILE) or b"", target)

    def leave_out(self, target: Target, slugs: Sequence[str]) -> None:
        """Have `attiary.toml` leave out exactly these.

        The next commit carries it, unless the user has changed it since the last one: then it is theirs.
        """
        before = self.read(choices.FILE)
        self._choose(before, choices.leave_out(before or b"", target, slugs))

    def expanded(self, target: Target) -> list[str]:
        """The attribute slugs whose references carry names, as `attiary.toml` has it."""
        return choices.expanded(self.read(choices.FILE) or b"", target)

    def expand(self, target: Target, slugs: Sequence[str]) -> None:
        """Have `attiary.toml` name exactly these; the next commit carries it, as in `leave_out`."""
        before = self.read(choices.FILE)
        self._choose(before, choices.expand(before or b"", target, slugs))

    def forgotten(self) -> Forgotten:
        """Who is not to be brought back. Raises FolderError if that cannot be read."""
        return forgotten.decode(self.read(forgotten.FILE))

    def remember_forgotten(self, who: Forgotten) -> None:
        """Write down who is not to be brought back; the next commit carries it."""
        self._write_ours(forgotten.FILE, forgotten.encode(who))

    def blob_id(self, content: bytes) -> str:
        """Git's id of these bytes, by the repository's own hash (SHA-1 where there is no repository)."""
        return object_id("blob", content, self._repository.object_format if self._repository else SHA1)

    def committed(self, directory: str) -> dict[str, str]:
        """Blob ids by path of the last commit, below a directory."""
        return self._repository.committed(directory) if self._repository else {}

    def uncommitted(self, committed: Mapping[str, str]) -> dict[str, str | None]:
        """What the next commit must carry: what is pending, and what HEAD does not have as we left it.

        `committed` is what HEAD has of our documents, blob id by path.
        """
        left_behind = {
            path: blob_id
            for path, blob_id, stamp in self.journal.blobs()
            if blob_id and committed.get(path) != blob_id and self.stamp(path) == stamp
        }
        return left_behind | self._never_committed() | self.journal.pending()

    def _never_committed(self) -> dict[str, str]:
        """Our files that are no documents, whoever wrote them, where HEAD does not have them at all."""
        ours = ((path, self.read(path)) for path in (project.FILE, choices.FILE, forgotten.FILE))
        return {
            path: self.blob_id(content)
            for path, content in ours
            if content is not None and self._repository and not self._repository.committed_blob(path)
        }

    def commit(self, message: str, changes: Mapping[str, str | None]) -> str | None:
        """Commit what we wrote (blob id by path) and removed (None).

        Returns the commit's full id, None if nothing differs from the last one.
        A path whose file is not as we left it is the user's, and passed over. Their index and work tree stay
        as they are. Raises FolderBusy, RefusedRepository, GitFailed: then HEAD has not moved.
        """
        with self.lock():
            repository = self._repository
            if repository is None:
                raise FolderError(
                    N_("There is no repository in {folder}."),
                    N_("Import again: one is made."),
                    folder=str(self.root),
                )
            written = store(repository, self._still_ours(changes))
            removed = (path for path, blob in changes.items() if blob is None and self.stamp(path) is None)
            return commit(repository, message, written | dict.fromkeys(removed))

    def log(self, number: int) -> list[Revision]:
        """The newest commits, newest first."""
        return list(history.revisions(self._repository, number, below="")) if self._repository else []

    def revisions(self, limit: int | None = None) -> Iterator[Revision]:
        """The commits, anybody's, that touch anything below `attio/`: first parents only, newest first."""
        return history.revisions(self._repository, limit) if self._repository else iter(())

    def revision(self, name: str) -> Revision | None:
        """The revision whose commit id or run id is `name`, or alone begins with it (4 characters)."""
        return history.named(self.revisions(), name)

    def changes(self, revision_id: str) -> list[FileChange]:
        """The files below `attio/` that a commit changed against its first parent, sorted by path."""
        return history.changes(self._repository, revision_id) if self._repository else []

    def contents(self, blob_ids: Collection[str]) -> dict[str, bytes]:
        """The bytes of blobs by id; those that are missing are left out."""
        return history.contents(self._repository, blob_ids) if self._repository else {}

    def past(self, path: str, is_same: Callable[[bytes], bool]) -> Iterator[tuple[Revision, FileChange]]:
        """The commits that changed a record's file, through its renames, newest first: `history.past`."""
        return history.past(self._repository, path, is_same) if self._repository else iter(())

    def keep_from_git(self, name: str) -> None:
        """See to it that git never takes up a file: `.gitignore` names it, unless git ignores it already.

        Raises RefusedRepository if git tracks it.
        """
        if self._repository and self._repository.is_tracked(name):
            raise RefusedRepository(
                N_("git already tracks {name}, which is to hold a secret."),
                N_("Take it out with `git rm --cached {name}`, commit that, then try again."),
                name=name,
            )
        before = self.read(_IGNORED)
        line = f"/{name}*".encode()
        if line in (before or b"").splitlines() or (self._repository and self._repository.is_ignored(name)):
            return
        is_ours = before is None or self._is_pending(_IGNORED, before)
        gap = b"\n" if before and not before.endswith(b"\n") else b""
        content = (before or b"") + gap + line + b"\n"
        if is_ours:
            self._write_ours(_IGNORED, content)
        else:
            self.write(_IGNORED, content)

    def _choose(self, before: bytes | None, content: bytes) -> None:
        if self._is_ours(choices.FILE, before):
            self._write_ours(choices.FILE, content)
        else:
            self.write(choices.FILE, content)

    def _is_ours(self, path: str, content: bytes | None) -> bool:
        """Whether a file is as the last commit has it, or as we left it since, or not there."""
        if content is None or self._is_pending(path, content):
            return True
        return self._repository is not None and is_blob(content, self._repository.committed_blob(path))

    def _is_pending(self, path: str, content: bytes) -> bool:
        return is_blob(content, self.journal.pending().get(path) or "")

    def _write_ours(self, path: str, content: bytes) -> None:
        self.write(path, content)
        self.journal.expect(path, self.blob_id(content))

    def _still_ours(self, changes: Mapping[str, str | None]) -> Iterator[tuple[str, bytes]]:
        for path, blob_id in changes.items():
            content = self.read(path) if blob_id else None
            if content is not None and is_blob(content, blob_id or ""):
                yield path, content
