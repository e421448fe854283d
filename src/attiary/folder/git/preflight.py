"""Checks a repository before an import, and refuses one in which a commit of ours could do harm.

Each raises RefusedRepository, with the way out.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from attiary.errors import N_, RefusedRepository
from attiary.folder.files.os_errors import unusable
from attiary.hints import Hint
from attiary.model.document import CHOICES_FILE, ROOT

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from pathlib import Path

    from attiary.folder.git.repository import Repository

_UNFINISHED = {
    "MERGE_HEAD": "git merge --abort",
    "rebase-merge": "git rebase --abort",
    "rebase-apply": "git rebase --abort",
    "CHERRY_PICK_HEAD": "git cherry-pick --abort",
    "REVERT_HEAD": "git revert --abort",
    "sequencer": "git cherry-pick --abort",
    "BISECT_LOG": "git bisect reset",
}

_SAMPLES = tuple(f"{ROOT}/{name}/x.json" for name in ("x", "company", "person", "list_entry"))
_REWRITING = ("filter", "working-tree-encoding", "ident")
_LEAVE_ALONE = f"{ROOT}/** -filter -ident !working-tree-encoding"
_GITLINK = b"160000"
"""The mode by which a tree names a submodule."""


def refuse_harm(repository: Repository) -> None:
    """All that can be known before an import."""
    unmerged = _unmerged(repository)
    # first: a merge under way that only waits for this has a nearer way out than to be aborted
    _refuse_conflict(repository, unmerged)
    refuse_unfinished(repository)
    _refuse_unmerged(repository, unmerged)
    _refuse_submodule(repository)
    _refuse_sparse(repository)
    refuse_rewriting(repository, _SAMPLES)


def refuse_unfinished(repository: Repository) -> None:
    """While a merge, a rebase or the like is under way."""
    for name, way_out in _UNFINISHED.items():
        if (repository.git_dir / name).exists():
            raise RefusedRepository(
                N_("A merge, rebase, cherry-pick, revert or bisect is in progress in {folder} ({name})."),
                Hint.FINISH_OR_ABORT,
                folder=str(repository.git.folder),
                name=name,
                way_out=way_out,
            )


def refuse_nested(root: Path) -> None:
    """Where a folder of ours below `root` is a repository of its own: its files are not this one's."""
    try:
        places = [root / ROOT, *sorted((root / ROOT).glob("*/"))]
        nested = next((place for place in places if os.path.lexists(place / ".git")), None)
    except OSError as error:
        raise unusable(root / ROOT, error) from error
    if nested:
        raise _not_ours(root, nested.relative_to(root).as_posix())


def refuse_rewriting(repository: Repository, paths: Iterable[str]) -> None:
    """Where git's attributes would have other bytes kept than those of our files.

    We store bytes as blobs ourselves, past all filters: what a user means to encrypt would be kept in clear.
    """
    asked = os.fsencode("".join(f"{path}\0" for path in paths))
    said = repository.git.run("check-attr", "--stdin", "-z", *_REWRITING, stdin=asked).split(b"\0")
    for path, attribute, value in zip(said[::3], said[1::3], said[2::3], strict=False):
        if value not in {b"unspecified", b"unset"}:
            raise RefusedRepository(
                N_(
                    "The git attribute `{attribute}` would change the content of {path} when it is committed."
                ),
                Hint.ADD_GIT_ATTRIBUTE,
                attribute=attribute.decode(),
                path=os.fsdecode(path),
                line=_LEAVE_ALONE,
                folder=str(repository.git.folder),
            )


def _unmerged(repository: Repository) -> set[str]:
    """The paths in the repository that are in conflict."""
    lines = repository.git.run("ls-files", "-z", "--full-name", "--unmerged", "--", ":/").split(b"\0")
    return {os.fsdecode(line.partition(b"\t")[2]) for line in lines if line}


def _refuse_conflict(repository: Repository, unmerged: Collection[str]) -> None:
    """While files of ours are in conflict: of two imports, either is as good if it is whole."""
    ours = (f"{repository.prefix}{ROOT}/", f"{repository.prefix}{CHOICES_FILE}")
    if any(path.startswith(ours) for path in unmerged):
        paths = f"{ROOT} {CHOICES_FILE}"
        raise RefusedRepository(
            N_("Imported files in {folder} are in conflict with those of another machine."),
            Hint.TAKE_EITHER_SIDE,
            folder=str(repository.git.folder),
            way_out=f"git checkout --theirs -- {paths} && git add {paths} && git commit",
        )


def _refuse_unmerged(repository: Repository, unmerged: Collection[str]) -> None:
    """While the index holds conflicts."""
    if unmerged:
        raise RefusedRepository(
            N_("The repository of {folder} has unresolved conflicts."),
            Hint.RESOLVE_CONFLICTS,
            folder=str(repository.git.folder),
        )


def _refuse_submodule(repository: Repository) -> None:
    """Where a folder of ours is a submodule, checked out or not."""
    places = (f":(glob)[{ROOT[0]}]{ROOT[1:]}", f":(glob){ROOT}/*")  # a glob, to name no file below it
    for line in repository.git.run("ls-files", "-z", "--stage", "--", *places).split(b"\0"):
        if line.startswith(_GITLINK):
            raise _not_ours(repository.git.folder, os.fsdecode(line.partition(b"\t")[2]))


def _not_ours(folder: Path, path: str) -> RefusedRepository:
    return RefusedRepository(
        N_("{path} in {folder} is a separate repository or a submodule."),
        Hint.MOVE_OR_OTHER_FOLDER,
        path=path,
        folder=str(folder),
    )


def _refuse_sparse(repository: Repository) -> None:
    """Where a sparse checkout leaves our files out of the work tree: git would remove what we write."""
    if not repository.is_set("core.sparseCheckout"):
        return
    left_out = _left_out(repository, (_SAMPLES[0], CHOICES_FILE))
    if left_out:
        raise RefusedRepository(
            N_("The sparse checkout of this repository does not include {path}."),
            Hint.ADD_TO_SPARSE_CHECKOUT,
            path=repository.prefix + (ROOT if _SAMPLES[0] in left_out else CHOICES_FILE),
        )


def _left_out(repository: Repository, paths: Iterable[str]) -> set[str]:
    """Those that git would not check out here, by checking them out elsewhere.

    Cones, patterns and their exceptions are git's to read, and `sparse-checkout check-rules` is of 2.41 only.
    """
    with repository.scratch() as scratch:
        around = {
            "GIT_INDEX_FILE": str(scratch / "index"),
            "GIT_OBJECT_DIRECTORY": _made(scratch / "objects"),
            "GIT_WORK_TREE": _made(scratch / "files"),
        }

        def run(*words: str, stdin: bytes = b"") -> bytes:
            return repository.git.run(*words, stdin=stdin, **around).strip()

        blob_id, prefix = run("hash-object", "-w", "--stdin"), repository.prefix
        entries = (b"100644 %s\t%s\0" % (blob_id, os.fsencode(prefix + path)) for path in paths)
        run("update-index", "-z", "--index-info", stdin=b"".join(entries))
        run("read-tree", "-m", "-u", run("write-tree").decode())
        lines = run("ls-files", "-z", "-t").split(b"\0")
    return {os.fsdecode(line[2:]).removeprefix(prefix) for line in lines if line.startswith(b"S ")}


def _made(directory: Path) -> str:
    directory.mkdir()
    return str(directory)
