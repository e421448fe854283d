"""`attiary connect`: ask for the key, test it, say what it may read, save it."""

from __future__ import annotations

import getpass
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from attiary.cli.options import FolderOption, JsonOption
from attiary.errors import N_, KeyNotGiven
from attiary.hints import Hint
from attiary.language import say

if TYPE_CHECKING:
    import typer
    from rich.console import Console

    from attiary.services.connecting import KeyCheck


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(
        "connect",
        help=say(
            "Test an Attio API key and save it. It is kept for this folder alone, out of git. The key is "
            "asked for without echo, or read from standard input or ATTIO_API_KEY; it is never an argument."
        ),
        epilog=say("Example: attiary connect    or: attiary connect < key.txt"),
    )(connect)


def connect(folder: FolderOption = Path(), as_json: JsonOption = False) -> None:
    """Test the key before it is saved; an unusable one changes nothing."""
    from attiary.cli.json_objects import key_object
    from attiary.cli.output import show, tell_waits
    from attiary.services.connecting import check_key, keep_key
    from attiary.services.context import open_app

    # Never an argument: shells keep those, and `ps` shows them to everybody on the machine.
    api_key = _read_key()
    with open_app(folder, on_wait=tell_waits()) as app:
        check = check_key(app, api_key)
        path = keep_key(app, api_key)
    show(key_object(check, path), lambda console: _draw(console, check, path), as_json=as_json)


def _read_key() -> str:
    # What is piped was given for this one command, and wins over what the shell has for all.
    if not sys.stdin.isatty():
        piped = sys.stdin.readline().strip()
        if piped:
            return piped
    from_environment = os.environ.get("ATTIO_API_KEY", "").strip()
    if from_environment:
        return from_environment
    if not sys.stdin.isatty():
        raise KeyNotGiven(
            N_("No key was given."),
            Hint.WAYS_TO_GIVE_KEY,
        )
    return _ask()


def _ask() -> str:
    print(say("You find or make a key in Attio under Workspace settings → Developers."), file=sys.stderr)  # noqa: T201
    try:
        return getpass.getpass(say("Attio API key (it is not shown): ")).strip()
    except EOFError:
        raise KeyNotGiven(N_("No key was given."), Hint.CONNECT_AGAIN) from None


def _draw(console: Console, check: KeyCheck, path: Path) -> None:
    from attiary.cli.bidi import printable
    from attiary.cli.output import cell

    console.print(cell(say("Connected to {name}.", name=check.workspace.workspace_name), style="bold green"))
    _draw_permissions(console, check)
    console.print(cell(say("Key saved in {path}; git will not see it.", path=printable(str(path)))))
    console.print(cell(say("Next: attiary browse people, or attiary import companies people --all")))


def _draw_permissions(console: Console, check: KeyCheck) -> None:
    """What the key may read, one line each; for what it may not, the scopes to tick in Attio."""
    from attiary.cli.output import cell, shown_text, style_of
    from attiary.wording.permission_lines import permission_line

    for each in check.permissions:
        line, sign = permission_line(each), "✓" if each.may_read else "✗"
        console.print(cell(f"  {sign} {shown_text(line.words)}", style=style_of(line)))
