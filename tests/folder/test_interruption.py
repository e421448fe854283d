"""A run killed after any of its git commands, and a branch that moves under one."""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING

import pytest
from forked import start
from git_user import import_one_file

from attiary.errors import FolderBusy
from attiary.folder import Action

if TYPE_CHECKING:
    from pathlib import Path

    from git_user import User

    from attiary.folder import Folder

KILL = """\
#!/bin/sh
echo >> "$COUNT"
"$GIT" "$@"
answer=$?
[ $(wc -l < "$COUNT") -eq $LAST ] && kill -9 $PPID
exit $answer
"""

MOVE = """\
#!/bin/sh
case " $* " in *" update-ref "*)
    "$GIT" -C "$THEIRS" update-ref HEAD "$("$GIT" -C "$THEIRS" commit-tree -p HEAD -m moved 'HEAD^{tree}')";;
esac
exec "$GIT" "$@"
"""

COMMANDS = 21


def with_git(script: str, tmp_path: Path) -> dict[str, str]:
    """The environment in which `git` is this script."""
    programs = tmp_path / "programs"
    programs.mkdir()
    (programs / "git").write_text(script, encoding="utf-8")
    (programs / "git").chmod(0o755)
    path = f"{programs}{os.pathsep}{os.environ['PATH']}"
    return {"PATH": path, "GIT": str(shutil.which("git")), "COUNT": str(tmp_path / "count")}


def run(user: User, around: dict[str, str], last: int) -> int:
    with pytest.MonkeyPatch.context() as patch:
        for name, value in {**around, "LAST": str(last)}.items():
            patch.setenv(name, value)
        return start(import_one_file, folder=user.folder).wait().code


@pytest.mark.parametrize("last", range(1, COMMANDS + 1))
def test_killed_after_any_command_the_next_run_ends_as_an_unbroken_one(
    user: User, folder: Folder, tmp_path: Path, last: int
) -> None:
    user.begins()
    before = user.head()
    assert run(user, with_git(KILL, tmp_path), last) == -9
    assert user.git("diff", "--cached", "--name-only", "--", "a.txt") == "a.txt\n"
    assert user.git("diff", "--name-only") == "b.txt\n"
    folder.prepare()
    folder.files.write("attio/person/jane.json", b"{}\n")
    folder.commit(Action.IMPORT, "Import", folder.stage({"attio/person/jane.json": folder.blob_id(b"{}\n")}))
    assert user.git("rev-parse", "HEAD^").strip() == before
    assert user.in_last_commit() == {"attio/person/jane.json"}
    assert user.status() == "M  a.txt\n M b.txt\n"
    user.verifies()


def test_a_run_needs_no_more_git_commands_than_these(user: User, tmp_path: Path) -> None:
    user.begins()
    assert run(user, with_git(KILL, tmp_path), COMMANDS + 1) == 0
    assert len((tmp_path / "count").read_text(encoding="utf-8")) == COMMANDS


def test_a_branch_that_moves_under_the_commit_wins(
    user: User, folder: Folder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    user.begins()
    folder.prepare()
    folder.files.write("attio/person/jane.json", b"{}\n")
    changes = {"attio/person/jane.json": folder.blob_id(b"{}\n")}
    with monkeypatch.context() as around:
        for name, value in with_git(MOVE, tmp_path).items():
            around.setenv(name, value)
        around.setenv("THEIRS", str(user.folder))
        with pytest.raises(FolderBusy):
            folder.commit(Action.IMPORT, "Import", folder.stage(changes))
    assert user.git("log", "-1", "--format=%s") == "moved\n"
    assert user.status() == "M  a.txt\n M b.txt\n?? attio/\n"
    assert folder.commit(Action.IMPORT, "Import", folder.stage(changes))
    assert user.status() == "M  a.txt\n M b.txt\n"
