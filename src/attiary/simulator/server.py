"""The simulator as a server on loopback: in a thread for tests, in the foreground for a shell."""

from __future__ import annotations

import socket
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from threading import Thread
from typing import TYPE_CHECKING

import uvicorn

from attiary.simulator.app import FarEnd
from attiary.simulator.faults import Faults
from attiary.simulator.limits import Limits
from attiary.simulator.rowbytes import encode_all
from attiary.simulator.sample import sample_workspace

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from attiary.simulator.world import World

_HOST = "127.0.0.1"


@dataclass(frozen=True)
class Running:
    """A simulator that answers. `base_url` includes /v2; `api_key` may do everything."""

    base_url: str
    api_key: str
    world: World
    faults: Faults


@contextmanager
def running(world: World | None = None, *, port: int = 0, limits: bool = False) -> Iterator[Running]:
    """A simulator in a thread of this process; port 0 takes a free one. OSError if the port is taken."""
    world = world or sample_workspace()
    faults = Faults()
    with _listening(port) as sock:
        server = _server(_far_end(world, faults, limits))
        thread = Thread(target=server.run, kwargs={"sockets": [sock]}, name="simulator", daemon=True)
        thread.start()
        try:
            yield Running(_base_url(sock), world.add_key(), world, faults)
        finally:
            server.should_exit = True
            thread.join()


def serve(world: World, *, port: int, on_ready: Callable[[str, str], None], limits: bool = False) -> None:
    """Serve until Ctrl-C; once it listens `on_ready` gets base URL and key. OSError if the port is taken.

    Rows that nobody has read yet are encoded meanwhile.
    """
    with _listening(port) as sock:
        on_ready(_base_url(sock), world.add_key())
        Thread(target=encode_all, args=(world,), name="encoding", daemon=True).start()
        server = _server(_far_end(world, Faults(), limits))
        with suppress(KeyboardInterrupt):
            server.run(sockets=[sock])


def _far_end(world: World, faults: Faults, limits: bool) -> FarEnd:
    return FarEnd(world, faults, Limits() if limits else None)


@contextmanager
def _listening(port: int) -> Iterator[socket.socket]:
    with socket.socket() as sock:
        # A port is free again at once: tests start a simulator where one has just ended.
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        sock.bind((_HOST, port))
        sock.listen(512)
        yield sock


def _base_url(sock: socket.socket) -> str:
    return f"http://{_HOST}:{sock.getsockname()[1]}/v2"


def _server(far_end: FarEnd) -> uvicorn.Server:
    config = uvicorn.Config(
        far_end.application(),
        log_config=None,
        access_log=False,
        lifespan="off",
        ws="none",
        proxy_headers=False,
        server_header=False,
        # Clients keep connections open for reuse; who waits for them to leave, waits for ever.
        timeout_graceful_shutdown=1,
    )
    return uvicorn.Server(config)
