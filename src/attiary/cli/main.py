"""The command `attiary`: which commands there are, and how a failure becomes an exit code."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import typer

from attiary.cli.commands import browse, connect, demo, fields, import_, imports, reindex, simulator, status
from attiary.cli.commands import show as show_
from attiary.cli.options import spread
from attiary.errors import Error, UsageError
from attiary.language import say

if TYPE_CHECKING:
    from collections.abc import Sequence

FAILED, WRONG_USAGE, OUR_BUG, INTERRUPTED = 1, 2, 3, 130

app = typer.Typer(
    name="attiary",
    help=say("Keep the records you choose from Attio as clean JSON files in a git folder you own."),
    epilog=say("Begin with `attiary demo` (no key, no account), or with `attiary connect`."),
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
for module in (demo, connect, status, browse, fields, import_, imports, show_, reindex, simulator):
    module.register(app)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run one command and exit: 0 done, 1 expected failure, 2 wrong usage, 3 our bug, 130 interrupted."""
    given = spread(sys.argv[1:] if arguments is None else arguments)
    try:
        app(given, prog_name="attiary")
    except Error as error:
        from attiary.cli.output import show_error

        show_error(error, as_json="--json" in given)
        sys.exit(WRONG_USAGE if isinstance(error, UsageError) else FAILED)
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(FAILED)
    except Exception as error:  # noqa: BLE001 - the one place where a bug becomes a report
        from attiary.cli.bug import report

        report(error)
        sys.exit(OUR_BUG)
