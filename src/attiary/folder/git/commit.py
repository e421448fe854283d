"""Makes a commit of our paths alone, and leaves the user's index and files as they are.

Blobs go into one pack; the tree is made in a private index; HEAD moves by compare-and-swap; only then is the
user's index replaced, by a copy of itself that differs in our paths alone.
"""

from __future__ import annotations

import os
import re
import shutil
from enum import StrEnum
from typing import TYPE_CHECKING

from msgspec import Struct

from attiary.errors import N_, BranchMoved, GitFailed
from attiary.folder.files.os_errors import unusable
from attiary.folder.git.command import failed
from attiary.folder.git.preflight import refuse_rewriting, refuse_unfinished
from attiary.hints import Hint

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from attiary.folder.git.command import Git
    from attiary.folder.git.repository import Repository

_NOBODY = {
    "GIT_AUTHOR_NAME": "Attiary",
    "GIT_AUTHOR_EMAIL": "attiary@localhost",
    "GIT_COMMITTER_NAME": "Attiary",
    "GIT_COMMITTER_EMAIL": "attiary@localhost",
}


_LEAVINGS = re.compile(r"\bobjects/pack/tmp_(?:pack|idx)_\w{6}\b|\bfast_import_crash_\d+\b")
"""What fast-import, when it fails, says it leaves behind."""


class Action(StrEnum):
    """What made a commit, as the reflog has it: `attiary: undo`."""

    IMPORT = "import"
    UNDO = "undo"
    FORGET = "forget"
    REMEMBER = "remember"
    MERGE = "merge"
    MARK = "mark as gone"


class Made(Struct, frozen=True):
    """A commit that was made, and the one before it; empty for a first one."""

    id: str
    parent: str


class _Head(Struct, frozen=True):
    commit: str | None
    tree: str


def store(repository: Repository, files: Iterable[tuple[str, bytes, str]]) -> dict[str, str]:
    """Put files into the repository, all in one pack: path, bytes, and git's id of these.

    Returns their blob ids by path. Raises GitFailed.
    """
    stored: dict[str, str] = {}
    try:
        with repository.git.start("fast-import", "--quiet", "--done", "--depth=0") as write:
            for path, content, blob_id in files:
                write(b"blob\ndata %d\n%s\n" % (len(content), content))
                # an id that was noted before the repository was made may be of the other hash
                is_native = len(blob_id) == repository.id_length
                stored[path] = blob_id if is_native else repository.hash("blob", content)
            write(b"done\n")
    except GitFailed as error:
        repository.remove_leavings(_LEAVINGS.findall(str(error.fields["said"])))
        raise
    return stored


def commit(
    repository: Repository, action: Action, message: str, entries: Mapping[str, str | None]
) -> Made | None:
    """Commit these paths (blob id by path below the folder, None to remove); None if the tree stays as it is.

    Raises FolderBusy, RefusedRepository, GitFailed: then nothing has changed.
    """
    if not entries:
        return None
    try:
        with repository.locked():
            refuse_unfinished(repository)
            refuse_rewriting(repository, entries)
            with repository.scratch() as scratch:
                return _publish(repository, action, message, entries, scratch)
    except OSError as error:
        raise unusable(error.filename or repository.git_dir, error) from error


def _publish(
    repository: Repository, action: Action, message: str, entries: Mapping[str, str | None], scratch: Path
) -> Made | None:
    git, head, index = repository.git, _head(repository), scratch / "index"
    if repository.index.exists():
        shutil.copy2(repository.index, index)  # with its time: git needs it to see edits of the same moment
    ours = _index_of_tree(git, head, index, scratch)
    for each in {ours, index}:
        _put(repository, entries, each)
    # HEAD has or will fetch what is not ours, and ours was stored: a partial clone must not fetch for this
    tree = git.run("write-tree", "--missing-ok", GIT_INDEX_FILE=str(ours)).decode().strip()
    # without it the user's next `git status` reads all our files; it "fails" where they are editing theirs
    git.attempt("update-index", "-q", "--refresh", GIT_INDEX_FILE=str(index))
    made = None
    if tree != head.tree:
        made = _make(repository, head, tree, message)
        _advance(repository, head, made, action)
    index.replace(repository.index)  # last: killed before, the next commit of ours puts the index right
    return Made(made, head.commit or "") if made else None


def _index_of_tree(git: Git, head: _Head, index: Path, scratch: Path) -> Path:
    """The index to make our tree of: the user's copy where nothing is staged, else HEAD's alone."""
    if not git.attempt("diff-index", "--cached", "--quiet", head.tree, GIT_INDEX_FILE=str(index)).returncode:
        return index
    # what is staged must not slip into our commit; where nothing is, the copy spares reading all trees
    alone = scratch / "tree"
    git.run("read-tree", head.tree, GIT_INDEX_FILE=str(alone))
    return alone


def _put(repository: Repository, entries: Mapping[str, str | None], index: Path) -> None:
    nothing = "0" * repository.id_length
    lines = (
        f"{'100644' if blob_id else '0'} {blob_id or nothing}\t{repository.prefix}{path}\0"
        for path, blob_id in entries.items()
    )
    stdin = os.fsencode("".join(lines))
    repository.git.run("update-index", "-z", "--index-info", stdin=stdin, GIT_INDEX_FILE=str(index))


def _head(repository: Repository) -> _Head:
    asked = b"HEAD\nHEAD^{tree}\n"
    lines = repository.git.run("cat-file", "--batch-check=%(objectname)", stdin=asked).split(b"\n")
    if lines[0].endswith(b"missing"):
        return _Head(None, repository.hash("tree", b""))
    return _Head(lines[0].decode(), lines[1].decode())


def _advance(repository: Repository, head: _Head, made: str, action: Action) -> None:
    git = repository.git
    expected = head.commit or "0" * len(made)
    # compare-and-swap: a branch that somebody moved meanwhile is left as it is
    moved = git.attempt("update-ref", "-m", f"attiary: {action}", "HEAD", made, expected)
    if moved.returncode:
        if (_head(repository).commit or expected) == expected:
            raise failed("update-ref", moved.stderr)
        raise BranchMoved(
            N_("The branch was changed by somebody else while the commit was made."), Hint.IMPORT_TO_COMMIT
        )


def _make(repository: Repository, head: _Head, tree: str, message: str) -> str:
    git, sign = repository.git, repository.is_set("commit.gpgsign")
    parents = ("-p", head.commit) if head.commit else ()
    words = ("commit-tree", *(("-S",) if sign else ()), *parents, tree)
    # in a container or under cron nobody may have said who they are, and git would refuse
    author = _NOBODY if git.attempt("var", "GIT_COMMITTER_IDENT").returncode else {}
    text = message.encode(errors="replace").rstrip() + b"\n"
    return git.run(*words, stdin=text, **author).decode().strip()
