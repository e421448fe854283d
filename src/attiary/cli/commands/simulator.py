"""`attiary simulator`: play Attio on this machine, with a made-up workspace."""

from __future__ import annotations

from typing import Annotated

import typer

from attiary.errors import N_, PortRefused
from attiary.hints import Hint
from attiary.language import say


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(
        "simulator",
        help=say("Play Attio on this machine. It serves a made-up workspace until Ctrl-C."),
        epilog=say("Example: attiary simulator --port 8805 --people 1000"),
    )(simulator)


def simulator(
    port: Annotated[int, typer.Option(min=0, max=65535, help=say("0 takes a free one."))] = 0,
    people: Annotated[int, typer.Option(min=0, help=say("How many people."))] = 5_000,
    companies: Annotated[int, typer.Option(min=0, help=say("How many companies."))] = 2_000,
    seed: Annotated[int, typer.Option(help=say("The same seed makes the same workspace."))] = 1,
    limits: Annotated[bool, typer.Option("--limits", help=say("Keep Attio's rate limits too."))] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help=say("Say where it listens as one JSON object."))
    ] = False,
) -> None:
    """Prints its base URL and a working key once it listens."""
    from attiary.simulator.sample import sample_workspace
    from attiary.simulator.server import serve

    world = sample_workspace(people=people, companies=companies, seed=seed)

    def tell(base_url: str, api_key: str) -> None:
        if as_json:
            from attiary.cli.output import write_json

            write_json({"baseUrl": base_url, "apiKey": api_key})
        else:
            print(f"ATTIO_BASE_URL={base_url}\nATTIO_API_KEY={api_key}", flush=True)  # noqa: T201 - for scripts to read

    try:
        serve(world, port=port, on_ready=tell, limits=limits)
    except OSError as error:
        raise PortRefused(
            N_("The simulator cannot listen on port {port}: {reason}"),
            Hint.CHOOSE_PORT,
            port=port,
            reason=error.strerror,
        ) from error
