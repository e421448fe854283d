"""Our files that are no documents: whose records these are, what they keep, who is not to come back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attiary.errors import N_, RefusedRepository
from attiary.folder import choices, forgotten, project
from attiary.folder.noted import NotedFiles

if TYPE_CHECKING:
    from collections.abc import Sequence

    from attiary.folder.forgotten import Forgotten
    from attiary.folder.project import Project
    from attiary.model.imports import Target

OURS = (project.FILE, choices.FILE, forgotten.FILE)
_IGNORED = ".gitignore"


class OurFiles(NotedFiles):
    """The files that say how we keep the others. What we write in them, the next commit carries."""

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
