"""The command `attiary`: which commands there are, and how a failure becomes an exit code."""

from __future__ import annotations

import sys
from functools import cache
from typing import TYPE_CHECKING, Annotated

import typer

from attiary.cli.commands import (
    browse,
    connect,
    demo,
    diff,
    fields,
    forget,
    history,
    import_,
    imports,
    log,
    merged,
    receipt,
    reindex,
    remember,
    simulator,
    status,
    undo,
)
from attiary.cli.commands import show as show_
from attiary.cli.exit_codes import ExitCode, exit_code
from attiary.cli.options import spread
from attiary.errors import N_, Error, MalformedCommand, SystemRefused
from attiary.hints import Hint
from attiary.language import say

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

app = typer.Typer(
    name="attiary",
    help=say("Keep the records you choose from Attio as clean JSON files in a git folder you own."),
    epilog=say("Begin with `attiary demo` (no key, no account), or with `attiary connect`."),
    no_args_is_help=True,
    invoke_without_command=True,
    # Help texts hold [brackets], which are no markup: https://typer.tiangolo.com/tutorial/commands/help/
    rich_markup_mode=None,
    # Typer's tracebacks may show variables, and the key among them.
    # https://typer.tiangolo.com/tutorial/exceptions/
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
COMMANDS = (
    demo,
    connect,
    status,
    browse,
    fields,
    import_,
    receipt,
    imports,
    show_,
    log,
    diff,
    history,
    undo,
    merged,
    forget,
    remember,
    reindex,
    simulator,
)
for module in COMMANDS:
    module.register(app)


@app.callback()
def _options(
    show_version: Annotated[bool, typer.Option("--version", help=say("Show the version and end."))] = False,
) -> None:
    if show_version:
        from importlib.metadata import version

        print(f"attiary {version('attiary')}")  # noqa: T201 - this is what was asked for
        raise typer.Exit


def main(arguments: Sequence[str] | None = None) -> None:
    """Run one command and exit: 0 done, 1 expected failure, 2 wrong usage, 3 our bug, 130 interrupted."""
    given = spread(sys.argv[1:] if arguments is None else arguments)
    try:
        sys.exit(_run(given))
    except BrokenPipeError:
        # Whoever read has gone (`| head`). Python would complain once more while it flushes at its end.
        # https://docs.python.org/3/library/signal.html#note-on-sigpipe
        sys.stderr.close()
        sys.exit(ExitCode.FAILED)


@cache
def _all_commands() -> Callable[..., object]:
    """Built once a process: Typer reads the signature of every command, which takes longer than most take."""
    return typer.main.get_command(app)


def _run(given: list[str]) -> int:
    as_json = "--json" in given
    try:
        _all_commands()(given, prog_name="attiary")
    except SystemExit as ended:
        if ended.code == ExitCode.WRONG_USAGE and as_json:
            _print_json(MalformedCommand(N_("The command line is not valid."), Hint.SEE_HELP))
        return ended.code if isinstance(ended.code, int) else 0
    except Error as error:
        return _fail(error, as_json=as_json)
    except KeyboardInterrupt:
        return ExitCode.INTERRUPTED
    except BrokenPipeError:
        raise
    except OSError as error:
        # No object for scripts: it may be standard output that takes nothing more.
        return _fail(_system_error(error), as_json=False)
    except Exception as error:  # noqa: BLE001 - the one place where a bug becomes a report
        from attiary.cli.bug import report

        report(error)
        return ExitCode.OUR_BUG
    return 0


def _system_error(error: OSError) -> Error:
    reason = error.strerror or str(error)
    return SystemRefused(
        N_("The operating system refused: {reason}"), Hint.CHECK_DISK_AND_OUTPUT, reason=reason
    )


def _fail(error: Error, *, as_json: bool) -> int:
    from attiary.cli.output import show_error

    show_error(error, as_json=as_json)
    return exit_code(error)


def _print_json(error: Error) -> None:
    from attiary.cli.output import error_object, write_json

    write_json(error_object(error))
