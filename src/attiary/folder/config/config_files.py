"""Our files that are no documents: whose records these are, what they keep, who is not to come back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attiary.errors import N_, SecretTracked
from attiary.folder.config import choices, forgotten, project
from attiary.folder.files.atomic import PRIVATE
from attiary.folder.tracked_files import NotedFiles
from attiary.hints import Hint

if TYPE_CHECKING:
    from collections.abc import Sequence

    from attiary.folder.config.forgotten import Forgotten
    from attiary.folder.config.project import Project
    from attiary.model.selection import Target

OURS = (project.FILE, choices.FILE, forgotten.FILE)
_IGNORED = ".gitignore"
_CHOICES_AS_WRITTEN = f"{PRIVATE}/{choices.FILE}"
"""As we wrote it last: commits come and go, and the file is the user's to edit too."""


class OurFiles(NotedFiles):
    """The files that say how we keep the others. What we write in them, the next commit carries."""

    def project(self) -> Project | None:
        """Whose records the folder holds; None if nobody's yet. Raises FolderError if that cannot be read."""
        content = self.read(project.FILE)
        return None if content is None or self._is_cut_off(project.FILE, content) else project.decode(content)

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

    def keep_from_git(self, name: str) -> None:
        """See to it that git never takes up a file: `.gitignore` names it, unless git ignores it already.

        Raises RefusedRepository if git tracks it.
        """
        if self._repository and self._repository.is_tracked(name):
            raise SecretTracked(
                N_("git already tracks {name}, which is to hold a secret."),
                Hint.UNTRACK_FILE,
                name=name,
            )
        before = self.read(_IGNORED)
        line = f"/{name}*".encode()
        if line in (before or b"").splitlines() or (self._repository and self._repository.is_ignored(name)):
            return
        is_ours = before is None or self._is_as_left(_IGNORED, before)
        gap = b"\n" if before and not before.endswith(b"\n") else b""
        content = (before or b"") + gap + line + b"\n"
        if is_ours:
            self._write_ours(_IGNORED, content)
        else:
            self.write(_IGNORED, content)

    def _choose(self, before: bytes | None, content: bytes) -> None:
        if self._is_ours(choices.FILE, before) or self._is_lost(choices.FILE, before or b""):
            self.write(_CHOICES_AS_WRITTEN, content)
            self._write_ours(choices.FILE, content)
        else:
            self.write(choices.FILE, content)

    def _is_cut_off(self, path: str, content: bytes) -> bool:
        """Whether a power cut left what we were writing in name only."""
        return not content.strip(b"\0") and path in self.journal.intended()

    def _left_behind(self) -> dict[str, str]:
        """Our files that are no documents and as we wrote them, which the next commit must carry.

        A killed run was about to note them, or HEAD does not have them at all, or no more.
        """
        left = {}
        for path in (*OURS, _IGNORED):
            content = self.read(path)
            if content is not None and (self._is_as_left(path, content) or self._is_lost(path, content)):
                left[path] = self.blob_id(content)
        return left

    def _is_lost(self, path: str, content: bytes) -> bool:
        """Whether HEAD lacks a file that we wrote."""
        return self._wrote(path, content) and bool(
            self._repository and not self._repository.committed_blob(path)
        )

    def _wrote(self, path: str, content: bytes) -> bool:
        """Whether these bytes are ours: of what the user may edit, only those that we wrote last."""
        if path == choices.FILE:
            return content == self.read(_CHOICES_AS_WRITTEN)
        return path in OURS
