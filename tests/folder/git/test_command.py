from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from attiary.errors import FolderError, GitFailed
from attiary.folder.git.command import Git

if TYPE_CHECKING:
    from pathlib import Path

# git is looked for once in a process, so a missing one is met in a process of its own
PREPARE = """
import sys
from pathlib import Path
from attiary.errors import FolderError
from attiary.folder import open_folder
try:
    open_folder(Path(sys.argv[1])).prepare()
except FolderError as error:
    print(error, error.hint)
"""


def prepare_with(git: str | None, tmp_path: Path) -> str:
    programs = tmp_path / "programs"
    programs.mkdir()
    if git is not None:
        (programs / "git").write_text(f"#!/bin/sh\n{git}\n", encoding="utf-8")
        (programs / "git").chmod(0o755)
    command = [sys.executable, "-c", PREPARE, str(tmp_path)]
    return subprocess.run(
        command, env={"PATH": str(programs)}, capture_output=True, check=True, text=True
    ).stdout


def test_without_git_the_hint_is_to_install_it(tmp_path: Path) -> None:
    assert prepare_with(None, tmp_path) == "git is not installed. install_git\n"


def test_a_git_that_does_not_run_counts_as_none(tmp_path: Path) -> None:
    assert "not installed" in prepare_with("echo 'no developer tools were found' >&2; exit 1", tmp_path)


def test_a_git_that_is_too_old_is_refused(tmp_path: Path) -> None:
    assert "git is older than 2.20." in prepare_with("echo 'git version 2.19.9.windows.1'", tmp_path)


def test_a_failure_gives_gits_own_reason(tmp_path: Path) -> None:
    with pytest.raises(GitFailed, match=r"git rev-parse failed: fatal: "):
        Git(tmp_path).run("rev-parse", "--verify", "nothing")


def write_for_ever(git: Git) -> None:
    with git.start("fast-import") as write:
        while True:
            write(b"nonsense that no git understands\n")


def interrupted(git: Git) -> None:
    with git.start("fast-import", "--done") as write:
        write(b"blob\n")
        raise KeyboardInterrupt


def test_a_command_that_gives_up_while_it_is_written_to_says_why(tmp_path: Path) -> None:
    git = Git(tmp_path)
    git.run("init", "--quiet")
    with pytest.raises(FolderError, match="fast-import failed: fatal: "):
        write_for_ever(git)


def test_a_command_ends_when_the_writing_is_interrupted(tmp_path: Path) -> None:
    git = Git(tmp_path)
    git.run("init", "--quiet")
    with pytest.raises(KeyboardInterrupt):
        interrupted(git)


def talked_to(git: Git, *words: str) -> bytes:
    with git.talk(*words) as (write, read):
        write.write(b"nothing\n" * 100_000)
        write.flush()
        return read.read()


def test_a_command_that_gives_up_while_it_is_talked_to_says_why(tmp_path: Path) -> None:
    with pytest.raises(GitFailed, match="cat-file failed: fatal: not a git repository"):
        talked_to(Git(tmp_path), "cat-file", "--batch")


def test_a_command_that_complains_at_length_holds_nobody_up(tmp_path: Path) -> None:
    git = Git(tmp_path)
    git.run("init", "--quiet")
    complaining = "!yes complaint | head -c 1000000 >&2; exit 3"
    with pytest.raises(GitFailed, match="complaint"):
        talked_to(git, "-c", f"alias.complain={complaining}", "complain")


def test_a_conversation_may_be_left_before_its_end(tmp_path: Path) -> None:
    git = Git(tmp_path)
    git.run("init", "--quiet")
    with pytest.raises(KeyboardInterrupt), git.talk("cat-file", "--batch"):
        raise KeyboardInterrupt
