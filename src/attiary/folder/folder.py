"""The user's folder as a whole: what needs its files, its journal and its repository together."""

from __future__ import annotations

from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Self

from filelock import FileLock, Timeout

from attiary.errors import N_, FolderBusy, NoRepository
from attiary.folder.config.config_files import ConfigFiles
from attiary.folder.files.atomic import Files
from attiary.folder.files.os_errors import unusable
from attiary.folder.files.private import PRIVATE, make_private
from attiary.folder.git.commit import Action, Made, commit
from attiary.folder.git.discovery import Discovery, make_repository
from attiary.folder.git.log import History
from attiary.folder.git.preflight import refuse_harm, refuse_nested
from attiary.folder.git.ranges import Ranges
from attiary.folder.git.stored_form import as_blob
from attiary.folder.staging import Staged, stage
from attiary.folder.state.database import Database
from attiary.folder.state.journal import Journal
from attiary.folder.state.runs import Runs
from attiary.hints import Hint

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from attiary.folder.git.repository import Repository

_LOCK = "lock"
_LOCK_SECONDS = 0.3  # asking whether an import is under way holds the lock for a moment: nobody fails by that


def open_folder(root: Path) -> Folder:
    """The folder at a path, which need not exist yet. Nothing is written before something has to be."""
    return Folder(Path(root).absolute())


class Folder:
    """A folder of documents and the git repository it lies in, for one thread; close it when done.

    Paths are relative to the folder, parts joined by "/". Every method raises FolderError where the disk,
    the repository or git refuses.

    `files` reads and writes. `journal` knows what we wrote, `runs` what was asked of the importer. `config`
    holds what the folder says of itself, `history` what was
    committed, `ranges` what lies between two commits.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self._database = Database(root)
        self._discovery = Discovery(root)
        self.files = Files(root)
        self.journal = Journal(self._database)
        self.runs = Runs(self._database)
        self.history = History(self._discovery)
        self.config = ConfigFiles(self.files, self.journal, self._discovery, self.history)
        self.ranges = Ranges(self._discovery, self.history.boundary)
        self._made: Made | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of files and journal."""
        self._database.close()
        self.files.close()
        self.history.close()

    @cached_property
    def _lock(self) -> FileLock:
        # Who only asks whether anybody is at work (`is_busy`) has the lock for a moment: it is waited for.
        return FileLock(make_private(self.root) / _LOCK, timeout=_LOCK_SECONDS, poll_interval=0.02)

    def is_busy(self) -> bool:
        """Whether another process, or another folder of this one, is at work here. Makes no file."""
        path = self.root / PRIVATE / _LOCK
        if not path.exists():
            return False
        try:
            with FileLock(path, blocking=False):
                return False
        except Timeout:
            return True
        except OSError as error:
            raise unusable(self.root, error) from error

    @contextmanager
    def lock(self) -> Iterator[None]:
        """Be the only one at work in the folder; may be nested. Raises FolderBusy if somebody else is."""
        try:
            held = self._lock.acquire()
        except Timeout as error:
            raise FolderBusy(
                N_("Another Attiary command is running in {folder}."),
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
        repository = self._discovery.renew()
        if repository is None or (own and repository.prefix):
            make_repository(self.root)
            self._discovery.renew()
            return True
        with repository.locked():
            refuse_harm(repository)
        return False

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Of what is noted of files and runs in this block, all is kept or none, even through a power cut."""
        # the files first: a journal that survives a power cut must not speak of bytes that did not
        self.files.sync()
        with self._database.writing():
            yield

    def purge(self) -> None:
        """Take from the disk what the journal deleted: the database's write-ahead log keeps former pages."""
        self._database.purge()

    def make_private(self) -> Path:
        """`.attiary`, made if it is not there: what is in it is ours and git does not see it."""
        return make_private(self.root)

    def has_repository(self) -> bool:
        """Whether the folder lies in a git repository."""
        return self._discovery.repository is not None

    def blob_id(self, content: bytes) -> str:
        """Git's id of these bytes, line ends and a byte order mark aside: that of what we would write."""
        return self._discovery.blob_id(content)

    def recognise(self, content: bytes, blob_ids: Iterable[str | None]) -> str | None:
        """Which of these blobs the bytes are, line ends and a byte order mark aside; None if none."""
        return next((each for each in blob_ids if each and as_blob(content, each) is not None), None)

    def remove_as_found(self, found: Mapping[str, str]) -> None:
        """Remove these files (blob ids by path), but for those that somebody changed since.

        Raises FolderError.
        """
        for path, blob_id in found.items():
            content = self.files.read(path)
            if content is not None and as_blob(content, blob_id) is not None:
                self.files.remove(path)

    def committed(self, directory: str) -> dict[str, str]:
        """Blob ids by path of the last commit, below a directory."""
        repository = self._discovery.repository
        return repository.committed(directory) if repository else {}

    def uncommitted(self, committed: Mapping[str, str]) -> dict[str, str | None]:
        """What the next commit must carry: what is uncommitted, and what HEAD does not have as we left it.

        `committed` is what HEAD has of our documents, blob id by path.
        """
        documents = {
            path: blob_id
            for path, blob_id, stamp in self.journal.blobs()
            if blob_id and committed.get(path) != blob_id and self.files.stamp(path) == stamp
        }
        return documents | self.config.uncommitted() | self.journal.uncommitted()

    def stage(
        self, changes: Mapping[str, str | None], committed: Mapping[str, str] = MappingProxyType({})
    ) -> Staged:
        """What a commit will carry of what we wrote (blob id by path) and removed (None).

        `committed` is what HEAD has, blob id by path. A file that is not as we left it is the user's, and
        passed over. Raises FolderError.
        """
        return stage(self.files, self._repository(), changes, committed)

    def commit(self, action: Action, message: str, staged: Staged) -> str | None:
        """Commit what was staged; its full id, None if nothing differs from the last one.

        The user's index and work tree stay as they are. Raises FolderBusy, RefusedRepository, GitFailed: then
        HEAD has not moved.
        """
        with self.lock():
            self._made = commit(self._repository(), action, message, staged.entries)
            return self._made.id if self._made else None

    def mark_committed(self, paths: Collection[str]) -> None:
        """Note that these paths are in the commit that was made last, if any had to be made."""
        self.journal.mark_committed(paths, self._made)

    def stage_alone(self, paths: Collection[str], committed: Mapping[str, str]) -> Staged:
        """Stage what is uncommitted of these paths, documents or not; all else stays for its own commit.

        `committed` is what HEAD has of our documents, blob id by path. Raises FolderError.
        """
        uncommitted = self.uncommitted(committed)
        changes = {path: blob_id for path, blob_id in uncommitted.items() if path in paths}
        return self.stage(changes, committed)

    def _repository(self) -> Repository:
        repository = self._discovery.repository
        if repository is None:
            raise NoRepository(
                N_("There is no git repository in {folder}."), Hint.IMPORT_MAKES_ONE, folder=str(self.root)
            )
        return repository
