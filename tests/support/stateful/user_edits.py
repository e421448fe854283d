"""What the user did in the folder beside us, known to the byte."""

from __future__ import annotations

import re
import subprocess
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

OWN_FILES = ("mine.txt", "notes/plan.md", "attio/notes.txt")


_IDS = re.compile(rb'"attioRecordId": "([^"]+)"')


class UserEdits:
    """What the user wrote: `tree` in their files (None: removed), `staged` in the index, `kept` in commits.

    By path; each only where git, or we, have something else.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.tree: dict[str, bytes | None] = {}
        self.staged: dict[str, bytes] = {}
        self.kept: dict[str, bytes] = {}
        self.taken_back: set[str] = set()
        self._ever_kept: set[tuple[str, bytes]] = set()
        self.revisions: list[str] = []
        self._texts = 0

    def git(self, *words: str) -> bytes:
        if words[0] not in {"cat-file", "ls-tree", "rev-list", "rev-parse", "status", "log", "fsck"}:
            (self.folder / ".git/index.lock").unlink(missing_ok=True)  # as git advises, after a kill
        ran = subprocess.run(["git", *words], cwd=self.folder, check=False, capture_output=True)
        assert not ran.returncode, (words, ran.stderr)
        return ran.stdout

    def has_repository(self) -> bool:
        return (self.folder / ".git").exists()

    def head(self, name: str = "HEAD") -> dict[str, str]:
        """Blob ids of the last commit, or of another, by path; nothing where there is none."""
        words = ["git", "ls-tree", "-r", "-z", name]
        ran = subprocess.run(words, cwd=self.folder, check=False, capture_output=True)
        lines = ran.stdout.decode().split("\0")
        return {path: about.split()[2] for about, _, path in (line.partition("\t") for line in lines if line)}

    def head_contents(self) -> dict[str, bytes]:
        """What the last commit has below `attio/`, by path."""
        return {
            path: self.git("cat-file", "blob", blob_id)
            for path, blob_id in self.head().items()
            if path.startswith("attio/")
        }

    def ids_in(self, content: bytes) -> set[str]:
        """The ids of a document's record, and of what an entry stands for; none in what is no document."""
        found = _IDS.findall(content)
        return {each.decode() for each in found}

    def commits_made(self) -> list[str]:
        if not self.has_repository():
            return []
        return self.git("rev-list", "--all").decode().split()

    def touched(self) -> set[str]:
        """The paths at which something is, or was last, theirs."""
        return {*self.tree, *self.staged, *self.kept}

    def text(self) -> str:
        """Something that was never written before."""
        self._texts += 1
        return f"words {self._texts}"

    def writes(self, path: str, content: bytes) -> None:
        place = self.folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content)
        self.tree[path] = content

    def changes(self, path: str) -> None:
        """Adds a key to a document, or changes it."""
        before = (self.folder / path).read_bytes()
        mine = b'"mine": "%s",\n  "objectType"' % self.text().encode()
        self.writes(path, before.replace(b'"objectType"', mine, 1))

    def removes(self, path: str) -> None:
        (self.folder / path).unlink()
        self.tree[path] = None

    def stages(self, path: str) -> None:
        content = (self.folder / path).read_bytes()
        self.git("add", "--", path)
        self.staged[path] = content
        self.tree.pop(path, None)

    def commits_what_is_staged(self) -> None:
        self.git("commit", "--quiet", "--allow-empty", f"--message={self.text()}")
        self.kept |= self.staged
        self.staged.clear()
        self._committed()

    def commits(self, path: str) -> None:
        """One file alone, as it is."""
        self.git("add", "--", path)
        self.git("commit", "--quiet", f"--message={self.text()}", "--", path)
        content = (self.folder / path).read_bytes()
        self.kept[path] = content
        self.tree.pop(path, None)
        self.staged.pop(path, None)
        self._committed()

    def takes_back(self, path: str) -> None:
        """What they did not commit."""
        self.git("checkout", "--quiet", "HEAD", "--", path)
        self.taken_back.add(path)
        self.tree.pop(path, None)
        self.staged.pop(path, None)

    def trusts(self, *places: str) -> None:
        """They know that nothing is said of an edit any more that they took back."""
        self.taken_back = {path for path in self.taken_back if not path.startswith(places)}

    def forgets(self, path: str) -> None:
        """They asked for it to go."""
        self.tree.pop(path, None)
        self.staged.pop(path, None)
        self.kept.pop(path, None)

    def _committed(self) -> None:
        self._ever_kept |= set(self.kept.items())
        self.revisions.append(self.git("rev-parse", "HEAD").decode().strip())

    def finds_nothing_lost(self) -> None:
        """To the byte: files, index, last commit, and every commit of theirs."""
        self._knows_what_was_written_again()
        for path, content in self.tree.items():
            assert content == self._read(path), f"the user's {path} is another"
        for path, content in self.staged.items():
            assert self.git("cat-file", "blob", f":{path}") == content, f"the staged {path} is another"
        for path, content in self.kept.items():
            assert self.git("cat-file", "blob", f"HEAD:{path}") == content, f"the committed {path} is another"
            if path not in self.tree and path not in self.staged:
                assert content == self._read(path), f"the user's {path} is another"
        if self.revisions:
            lost = set(self.revisions) - set(self.git("rev-list", "HEAD").decode().split())
            assert not lost, "the user's commits are gone"

    def sees_theirs_alone(self) -> None:
        """`git status` names what the user changed, and nothing of ours."""
        lines = self.git("status", "--porcelain", "-z", "--untracked-files=all", "--no-renames").decode()
        shown = {line[3:]: line[:2] for line in lines.split("\0") if line}
        in_index = {path for path, codes in shown.items() if codes[0] not in " ?"}
        in_tree = {path for path, codes in shown.items() if codes[1] != " "}
        assert in_index == set(self.staged), (shown, self.staged.keys())
        assert in_tree == set(self.tree), (shown, self.tree.keys())

    def _knows_what_was_written_again(self) -> None:
        """What the user removed is no more theirs once it is written again, or gone from the last commit."""
        head, removed = self.head(), [path for path, content in self.tree.items() if content is None]
        for path in removed:
            if path not in head or (self.folder / path).exists():
                self.forgets(path)
        for path, content in self._ever_kept:
            if path not in self.touched() and self._read(path) == content:
                self.kept[path] = content  # what an import had written was taken back

    def _read(self, path: str) -> bytes | None:
        place = self.folder / path
        return place.read_bytes() if place.exists() else None
