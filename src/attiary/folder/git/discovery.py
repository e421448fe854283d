"""Finds the repository a folder lies in, or makes one."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path

from attiary.errors import N_, RefusedRepository
from attiary.folder.files.os_errors import unusable
from attiary.folder.git.command import Git, reason_of
from attiary.folder.git.repository import OBJECT_FORMATS, SHA1, Repository, line_of, object_id
from attiary.folder.git.stored_form import stored_form
from attiary.hints import Hint


class Discovery:
    """The repository that the folder at `root` lies in: looked for when first asked for.

    Every method raises FolderError where git cannot use what it finds.
    """

    def __init__(self, root: Path) -> None:
        self._root = root

    @cached_property
    def repository(self) -> Repository | None:
        """The repository, if there is one."""
        return find_repository(self._root)

    def renew(self) -> Repository | None:
        """Look again: the user may have made one, or removed it."""
        vars(self).pop("repository", None)
        return self.repository

    def blob_id(self, content: bytes) -> str:
        """Git's id of this text in its stored form, by the hash of the repository (SHA-1 without)."""
        object_format = self.repository.object_format if self.repository else SHA1
        return object_id("blob", stored_form(content), object_format)

    def committed_blob(self, path: str) -> str:
        """The blob id of one file at HEAD; empty where there is none."""
        return self.repository.committed_blob(path) if self.repository else ""


def find_repository(folder: Path) -> Repository | None:
    """The repository a folder lies in, if any. Raises RefusedRepository where git cannot use it."""
    if not folder.is_dir():
        return None
    git = Git(folder)
    answer = git.attempt("rev-parse", "--is-bare-repository", "--is-inside-git-dir", "--show-object-format")
    if answer.returncode:
        # all else that git says, "dubious ownership" for one, is a repository that it does not let us use
        if b"not a git repository (or any" in answer.stderr:
            return None
        raise RefusedRepository(
            N_("git cannot use the repository of {folder}: {reason}"),
            Hint.MEND_GIT_OR_OTHER_FOLDER,
            folder=str(folder),
            reason=reason_of(answer.stderr),
        )
    is_bare, is_inside, object_format = answer.stdout.decode().split()
    if "true" in (is_bare, is_inside):
        raise RefusedRepository(
            N_("{folder} is inside a git directory or a bare repository."),
            Hint.OTHER_FOLDER,
            folder=str(folder),
        )
    return Repository(
        git,
        git_dir=Path(line_of(git.run("rev-parse", "--absolute-git-dir"))),
        prefix=line_of(git.run("rev-parse", "--show-prefix")),
        object_format=object_format if object_format in OBJECT_FORMATS else SHA1,
    )


def make_repository(folder: Path) -> None:
    """Make a repository in a folder, which is made too. Raises FolderError."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise unusable(folder, error) from error
    Git(folder).run("init", "--quiet")
