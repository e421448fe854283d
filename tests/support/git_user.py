"""A user with a git of their own, and our folder in their repository: what several tests begin with."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from attiary.folder import Action, open_folder

if TYPE_CHECKING:
    from attiary.folder import Folder

FILE = "attio/person/jane-doe.json"
THEIR_WORK = "M  a.txt\n M b.txt\n"


class User(Struct, frozen=True):
    """Who works in a folder, with git and an editor."""

    folder: Path

    def git(self, *words: str, fails: bool = False) -> str:
        answer = subprocess.run(["git", *words], cwd=self.folder, capture_output=True, check=False)
        assert fails or not answer.returncode, answer.stderr.decode()
        return answer.stdout.decode(errors="surrogateescape")

    def edits(self, path: str, text: str) -> None:
        file = self.folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")

    def begins(self, *options: str) -> None:
        """A repository with one commit, `a.txt` staged and `b.txt` modified since."""
        self.folder.mkdir(parents=True, exist_ok=True)
        self.git("init", "--quiet", "--initial-branch=main", *options)
        self.edits("a.txt", "one\n")
        self.edits("b.txt", "one\n")
        self.git("add", "--all")
        self.git("commit", "--quiet", "--message=begin")
        self.works()

    def works(self) -> None:
        self.edits("a.txt", "staged\n")
        self.git("add", "a.txt")
        self.edits("b.txt", "modified since\n")

    def status(self) -> str:
        return self.git("status", "--porcelain")

    def head(self) -> str:
        return self.git("rev-parse", "--quiet", "--verify", "HEAD", fails=True).strip()

    def in_head(self) -> set[str]:
        return set(self.git("ls-tree", "-r", "-z", "--name-only", "--full-tree", "HEAD").split("\0")) - {""}

    def in_last_commit(self) -> set[str]:
        words = ("diff-tree", "-r", "-z", "--root", "--no-commit-id", "--name-only", "HEAD")
        return set(self.git(*words).split("\0")) - {""}

    def verifies(self) -> None:
        said = self.git("fsck", "--strict", "--no-dangling")
        assert said == ""


def write(folder: Folder, path: str = FILE, content: bytes = b"{}\n") -> dict[str, str | None]:
    folder.files.write(path, content)
    return {path: folder.blob_id(content)}


def imports(folder: Folder, content: bytes = b"{}\n") -> str | None:
    folder.prepare()
    return folder.commit(
        Action.IMPORT, "Import people: 1 added", folder.stage(write(folder, content=content))
    )


def import_one_file() -> None:
    """For a process of its own, in the folder: what an import does there, its write-ahead note included."""
    with open_folder(Path.cwd()) as folder:
        folder.prepare()
        folder.files.write("attio/person/jane.json", b"{}\n")
        folder.journal.add_uncommitted("attio/person/jane.json", folder.blob_id(b"{}\n"))
        folder.commit(Action.IMPORT, "Import", folder.stage(folder.journal.uncommitted()))
