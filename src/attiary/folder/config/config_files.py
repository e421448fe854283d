"""The config files of a folder: whose records it holds, what they keep, who is not to come back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attiary.errors import N_, SecretTracked
from attiary.folder.config import choices, forgotten, project
from attiary.folder.files.private import PRIVATE
from attiary.folder.git.stored_form import as_blob, stored_form
from attiary.hints import Hint
from attiary.model.document import CHOICES_FILE, ROOT

if TYPE_CHECKING:
    from collections.abc import Sequence

    from attiary.folder.config.forgotten import Forgotten
    from attiary.folder.config.project import Project
    from attiary.folder.files.atomic import Files
    from attiary.folder.git.discovery import Discovery
    from attiary.folder.git.log import History
    from attiary.folder.state.journal import Journal
    from attiary.model.selection import Target

CONFIG_FILES = (project.FILE, CHOICES_FILE, forgotten.FILE)
_IGNORED = ".gitignore"
ATTRIBUTES = f"{ROOT}/.gitattributes"
_MERGING = b"forgotten.json merge=union"
_CHOICES_AS_WRITTEN = f"{PRIVATE}/{CHOICES_FILE}"
"""A copy of what we wrote last. The file is the user's to edit too, and HEAD may be reset to before ours."""


class ConfigFiles:
    """`attio/workspace.json`, `attiary.toml`, `attio/forgotten.json` and our line in `.gitignore`.

    What we write in them, the next commit carries; what the user writes stays theirs to commit.
    """

    def __init__(self, files: Files, journal: Journal, discovery: Discovery, history: History) -> None:
        self._files = files
        self._journal = journal
        self._discovery = discovery
        self._history = history

    def project(self) -> Project | None:
        """Whose records the folder holds; None before the first import. Raises ConfigUnreadable."""
        content = self._read(project.FILE)
        return None if content is None or self._is_cut_off(project.FILE, content) else project.decode(content)

    def ensure_project(self, workspace_id: str) -> Project:
        """The project, made if there is none. Raises OtherWorkspace if it is another's."""
        claimed = self.project()
        if claimed is None:
            claimed = project.new_project(workspace_id)
            self._write(project.FILE, project.encode(claimed))
        project.refuse_other(claimed, workspace_id)
        return claimed

    def refuse_other(self, workspace_id: str) -> None:
        """Raise OtherWorkspace if the folder is another workspace's."""
        claimed = self.project()
        if claimed is not None:
            project.refuse_other(claimed, workspace_id)

    def left_out(self, target: Target) -> list[str] | None:
        """The attribute slugs that `attiary.toml` leaves out; None where it does not speak of the target."""
        return choices.left_out(self._read(CHOICES_FILE) or b"", target)

    def leave_out(self, target: Target, slugs: Sequence[str]) -> None:
        """Have `attiary.toml` leave out exactly these.

        The next commit carries it, unless the user has changed it since the last one: then it is theirs.
        """
        before = self._read(CHOICES_FILE)
        self._choose(before, choices.leave_out(before or b"", target, slugs))

    def expanded(self, target: Target) -> list[str]:
        """The attribute slugs whose references carry names, as `attiary.toml` has it."""
        return choices.expanded(self._read(CHOICES_FILE) or b"", target)

    def expand(self, target: Target, slugs: Sequence[str]) -> None:
        """Have `attiary.toml` name exactly these; the next commit carries it, as in `leave_out`."""
        before = self._read(CHOICES_FILE)
        self._choose(before, choices.expand(before or b"", target, slugs))

    def forgotten(self) -> Forgotten:
        """Who is not to be brought back: whom the file names, and whom the history does.

        Raises ConfigUnreadable.
        """
        written = self.forgotten_in_file()
        groups = self._journal.forgotten()
        return written.joined(written.of_whole(groups)) if groups else written

    def forgotten_in_file(self) -> Forgotten:
        """Whom the file alone names. Raises ConfigUnreadable."""
        return self.decode_forgotten(self._read(forgotten.FILE))

    def decode_forgotten(self, content: bytes | None) -> Forgotten:
        """Whom one version of the file names. Raises ConfigUnreadable."""
        claimed = self.project() if content is None else None
        return forgotten.decode(content, claimed.project_id if claimed else "")

    def write_forgotten(self, who: Forgotten) -> None:
        """Write down who is not to be brought back; the next commit carries it."""
        # The history says who was forgotten until a commit takes that back; that is about to be made.
        self._journal.save_forgotten(who.whole())
        self._write(forgotten.FILE, forgotten.encode(who))
        self.ensure_merging()

    def restore(self) -> None:
        """Put back those files that HEAD has and the folder lacks: nobody said so by a commit."""
        for path in CONFIG_FILES:
            content = self._read(path)
            if content is not None and self._files.stamp(path) is None:
                self._files.write(path, content)

    def keep_from_git(self, name: str) -> None:
        """Have git ignore a file: `.gitignore` names it, unless a rule of the user's does already.

        Raises SecretTracked where git tracks it: what it holds is in the history then.
        """
        repository = self._discovery.repository
        if repository and repository.is_tracked(name):
            raise SecretTracked(
                N_("git already tracks {name}, in which the API key would be saved."),
                Hint.UNTRACK_FILE,
                name=name,
            )
        before = self._files.read(_IGNORED)
        line = f"/{name}*".encode()
        if line in (before or b"").splitlines() or (repository and repository.is_ignored(name)):
            return
        self._append(_IGNORED, before, line)

    def uncommitted(self) -> dict[str, str]:
        """The config files that the next commit must carry, blob id by path: those that are as we wrote them.

        They wait for it, or a killed run was about to write them. Or HEAD lacks them: no commit followed, or
        the user reset the branch to before it.
        """
        left = {}
        for path in (*CONFIG_FILES, ATTRIBUTES, _IGNORED):
            content = self._files.read(path)
            if content is not None and (self._is_as_left(path, content) or self._is_lost(path, content)):
                left[path] = self._discovery.blob_id(content)
        return left

    def ensure_merging(self) -> None:
        """Have git merge what two machines wrote of the forgotten at the same time: lines of both."""
        before = self._read(ATTRIBUTES)
        if _MERGING not in (before or b"").splitlines():
            self._append(ATTRIBUTES, before, _MERGING)

    def _append(self, path: str, before: bytes | None, line: bytes) -> None:
        """Add a line; the next commit carries it, unless a change of the user's waits there."""
        gap = b"\n" if before and not before.endswith(b"\n") else b""
        write = self._write if before is None or self._is_as_left(path, before) else self._files.write
        write(path, (before or b"") + gap + line + b"\n")

    def _read(self, path: str) -> bytes | None:
        """What is in a file; where it is not there, what HEAD has in it.

        To remove such a file means nothing: nobody is remembered by that.
        """
        content = self._files.read(path)
        if content is not None:
            return content
        blob_id = self._discovery.committed_blob(path)
        return self._history.contents([blob_id]).get(blob_id) if blob_id else None

    def _choose(self, before: bytes | None, content: bytes) -> None:
        # a change of the user's that waits for a commit of theirs must not come along in ours
        if self._is_ours(CHOICES_FILE, before) or self._is_lost(CHOICES_FILE, before or b""):
            self._files.write(_CHOICES_AS_WRITTEN, stored_form(content))
            self._write(CHOICES_FILE, content)
        else:
            self._files.write(CHOICES_FILE, content)

    def _is_cut_off(self, path: str, content: bytes) -> bool:
        """Whether a power cut left what we were writing in name only.

        ext4 and others give a file its length before its bytes are on the disk: empty, or NULs, is left.
        """
        return not content.strip(b"\0") and path in self._journal.written_ahead()

    def _is_lost(self, path: str, content: bytes) -> bool:
        """Whether HEAD lacks a file that we wrote."""
        has_repository = self._discovery.repository is not None
        return self._wrote(path, content) and has_repository and not self._discovery.committed_blob(path)

    def _wrote(self, path: str, content: bytes) -> bool:
        """Whether these bytes are ours: of what the user may edit, only those that we wrote last."""
        if path == CHOICES_FILE:
            return stored_form(content) == self._files.read(_CHOICES_AS_WRITTEN)
        return path in CONFIG_FILES or content == _MERGING + b"\n"

    def _is_ours(self, path: str, content: bytes | None) -> bool:
        """Whether a file is as the last commit has it, or as we left it since, or not there."""
        if content is None or self._is_as_left(path, content):
            return True
        return as_blob(content, self._discovery.committed_blob(path)) is not None

    def _is_as_left(self, path: str, content: bytes) -> bool:
        """Whether these bytes wait for the next commit, or a killed run was about to write them."""
        left = {self._journal.uncommitted().get(path) or "", *self._journal.written_ahead().get(path, ())}
        return any(as_blob(content, each) is not None for each in left)

    def _write(self, path: str, content: bytes) -> None:
        """Write a file that the next commit is to carry, be this killed anywhere."""
        # in this order: killed after any line, the file is known as ours and `uncommitted` finds it
        content = stored_form(content)
        blob_id = self._discovery.blob_id(content)
        self._journal.write_ahead({path: blob_id})
        self._files.write(path, content)
        self._files.sync()
        self._journal.add_uncommitted(path, blob_id)
