"""The user's folder: its files, its journal, its history."""

from __future__ import annotations

from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from filelock import FileLock, Timeout

from attiary.errors import N_, FolderBusy, NoRepository
from attiary.folder.config.config_files import OurFiles
from attiary.folder.files.atomic import make_private
from attiary.folder.files.os_errors import unusable
from attiary.folder.git.commit import commit, store
from attiary.folder.git.log import ROOT
from attiary.folder.git.preflight import refuse_harm, refuse_nested
from attiary.folder.git.repository import is_blob, make_repository
from attiary.hints import Hint

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping


def open_folder(root: Path) -> Folder:
    """The folder at a path, which need not exist yet. Nothing is written before something has to be."""
    return Folder(Path(root).absolute())


class Folder(OurFiles):
    """A folder of documents and the git repository it lies in, for one thread; close it when done.

    Paths are relative to the folder, parts joined by "/". Every method raises FolderError where the disk,
    the repository or git refuses.
    """

    @cached_property
    def _lock(self) -> FileLock:
        return FileLock(make_private(self.root) / "lock", blocking=False)

    @contextmanager
    def lock(self) -> Iterator[None]:
        """Be the only one at work in the folder; may be nested. Raises FolderBusy if somebody else is."""
        try:
            held = self._lock.acquire()
        except Timeout as error:
            raise FolderBusy(
                N_("Another Attiary is at work in {folder}."),
                Hint.WAIT_FOR_END,
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

    def committed(self, directory: str) -> dict[str, str]:
        """Blob ids by path of the last commit, below a directory."""
        return self._repository.committed(directory) if self._repository else {}

    def uncommitted(self, committed: Mapping[str, str]) -> dict[str, str | None]:
        """What the next commit must carry: what is pending, and what HEAD does not have as we left it.

        `committed` is what HEAD has of our documents, blob id by path.
        """
        documents = {
            path: blob_id
            for path, blob_id, stamp in self.journal.blobs()
            if blob_id and committed.get(path) != blob_id and self.stamp(path) == stamp
        }
        return documents | self._left_behind() | self.journal.pending()

    def commit(self, message: str, changes: Mapping[str, str | None]) -> str | None:
        """Commit what we wrote (blob id by path) and removed (None).

        Returns the commit's full id, None if nothing differs from the last one.
        A path whose file is not as we left it is the user's, and passed over. Their index and work tree stay
        as they are. Raises FolderBusy, RefusedRepository, GitFailed: then HEAD has not moved.
        """
        with self.lock():
            repository = self._repository
            if repository is None:
                raise NoRepository(
                    N_("There is no repository in {folder}."),
                    Hint.IMPORT_MAKES_ONE,
                    folder=str(self.root),
                )
            written = store(repository, self._still_ours(changes))
            removed = (path for path, blob in changes.items() if blob is None and self.stamp(path) is None)
            return commit(repository, message, written | dict.fromkeys(removed))

    def commit_alone(self, message: str, paths: Collection[str]) -> str | None:
        """Commit what is uncommitted of these paths, documents or not; all else stays for its own commit.

        Returns and raises as `commit`.
        """
        uncommitted = self.uncommitted(self.committed(ROOT.rstrip("/")))
        changes = {path: blob_id for path, blob_id in uncommitted.items() if path in paths}
        made = self.commit(message, changes)
        self.journal.committed(changes)
        return made

    def _still_ours(self, changes: Mapping[str, str | None]) -> Iterator[tuple[str, bytes]]:
        for path, blob_id in changes.items():
            content = self.read(path) if blob_id else None
            if content is not None and is_blob(content, blob_id or ""):
                yield path, content
