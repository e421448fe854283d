"""What it costs to catch up with git: nothing new, many commits behind, and a journal made anew.

    uv run python bench/follow_git.py [--files 100000] [--commits 301] [--changed 100]

A repository of documents is made by `git fast-import`, each commit by an import of ours.
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from attiary.documents.jsonfile import encode
from attiary.folder import open_folder
from attiary.importer.follow_git import follow_git
from attiary.model.document import Document

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


def main() -> None:
    """Make the repository and measure each."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=int, default=100_000)
    parser.add_argument("--commits", type=int, default=301)
    parser.add_argument("--changed", type=int, default=100, help="files that each later commit changes")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        root = Path(place, "crm")
        subprocess.run(["git", "init", "-q", str(root)], check=True)
        history = b"".join(_history(asked.files, asked.commits, asked.changed))
        subprocess.run(["git", "-C", str(root), "fast-import", "--quiet"], input=history, check=True)
        del history
        _git(root, "reset", "-q", "--hard", "main")
        _measure("the journal made anew", lambda: _follow(root))
        _measure("nothing new", lambda: _follow(root))
        _git(root, "reset", "-q", "--hard", f"main~{asked.commits - 1}")
        _measure(f"{asked.commits - 1} commits left behind", lambda: _follow(root))
        _git(root, "reset", "-q", "--hard", "ORIG_HEAD")
        _measure(f"{asked.commits - 1} commits ahead", lambda: _follow(root))
        _git(root, "reset", "-q", "--hard", "main~1")
        _measure("1 commit left behind", lambda: _follow(root))
        _git(root, "reset", "-q", "--hard", "ORIG_HEAD")
        _measure("1 commit ahead", lambda: _follow(root))
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        sys.stdout.write(f"peak memory {peak} MiB\n")


def _follow(root: Path) -> None:
    with open_folder(root) as folder, folder.lock():
        follow_git(folder, lambda: None, None)


def _measure(what: str, work: Callable[[], None]) -> None:
    begun, spent = time.perf_counter(), _spent()
    work()
    took, cpu = time.perf_counter() - begun, _spent() - spent
    sys.stdout.write(f"{what}: {took:.2f} s, {cpu:.2f} s of processors, git's included\n")
    sys.stdout.flush()


def _spent() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in used)


def _git(root: Path, *words: str) -> None:
    subprocess.run(["git", "-C", str(root), *words], check=True)


def _history(files: int, commits: int, changed: int) -> Iterator[bytes]:
    for number in range(commits):
        message = b"Import people\n\nImport-Run: %08d\n" % number
        yield b"commit refs/heads/main\ncommitter B <b@x> %d +0000\n" % (1_700_000_000 + number * 3600)
        yield b"data %d\n%s" % (len(message), message)
        for each in range(files) if not number else range(changed):
            path = b"attio/person/person-%d.json" % ((each + number * changed) % files if number else each)
            content = _document((each + number * changed) % files if number else each, number)
            yield b"M 100644 inline %s\ndata %d\n%s\n" % (path, len(content), content)


def _document(each: int, number: int) -> bytes:
    return encode(
        Document(
            imported_at=f"2026-01-{1 + number // 24:02}T{number % 24:02}:00:00Z",
            attio_record_id=f"{each:08x}-0000-4000-8000-000000000000",
            attio_web_url="https://app.attio.com/x",
            object_type="person",
            name=f"Person {each}",
            attributes={"email_addresses": [f"p{each}@example.com"], "job_title": f"Title {number}"},
        )
    )


if __name__ == "__main__":
    main()
