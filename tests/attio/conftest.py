from __future__ import annotations

import json
import re
import socket
import threading
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

import pytest

from attiary.attio.client import AttioClient
from attiary.attio.http.rate_limit import RateLimiter
from attiary.attio.http.waiting import Timing
from attiary.simulator.sample import sample_workspace
from attiary.simulator.server import Running, running

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

KEY = "k" * 64
DATE = "Mon, 23 Nov 2026 07:00:00 GMT"


@dataclass
class FarEnd:
    """A socket on loopback that answers with the bytes it was given, one after another, the last for ever."""

    base_url: str
    answers: list[bytes]
    requests: list[bytes] = field(default_factory=list)

    def next_answer(self) -> bytes:
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


class Answering(Protocol):
    def __call__(self, status: int = 200, body: Any = None, /, **headers: str) -> bytes: ...


@pytest.fixture
def answer() -> Answering:
    def answer(status: int = 200, body: Any = None, /, **headers: str) -> bytes:
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        told = {"date": DATE, "content-length": str(len(data)), "connection": "close"}
        told |= {name.replace("_", "-"): text for name, text in headers.items()}
        head = "".join(f"{name}: {text}\r\n" for name, text in told.items())
        return f"HTTP/1.1 {status} X\r\n{head}\r\n".encode() + data

    return answer


@pytest.fixture
def far_end() -> Iterator[Callable[..., FarEnd]]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        far = FarEnd(f"http://127.0.0.1:{server.getsockname()[1]}/v2", [])

        def serve() -> None:
            while True:
                try:
                    connection, _ = server.accept()
                except OSError:
                    return
                with connection, suppress(OSError):
                    connection.settimeout(1)
                    far.requests.append(_whole_request(connection))
                    connection.settimeout(60)
                    connection.sendall(far.next_answer())

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()

        def answering(*answers: bytes) -> FarEnd:
            far.answers[:] = answers
            return far

        yield answering
        server.shutdown(socket.SHUT_RDWR)
        thread.join(5)


def _whole_request(connection: socket.socket) -> bytes:
    """Head and body, or what came before the other side went away."""
    data = b""
    while chunk := connection.recv(65_536):
        data += chunk
        head, found, body = data.partition(b"\r\n\r\n")
        length = re.search(rb"(?i)content-length: *(\d+)", head)
        if found and len(body) >= int(length[1] if length else 0):
            break
    return data


@dataclass
class Waits:
    """A time that passes only in pauses, and what was said about them."""

    seconds: list[float] = field(default_factory=list)
    told: list[tuple[float, str]] = field(default_factory=list)

    def tell(self, seconds: float, why: str) -> None:
        self.told.append((seconds, why))

    @property
    def timing(self) -> Timing:
        return Timing(
            now=lambda: sum(self.seconds),
            epoch=lambda: 0.0,
            pause=lambda _closed, seconds: self.seconds.append(seconds),
            chance=lambda: 0.5,
        )


@pytest.fixture
def waits() -> Waits:
    return Waits()


@pytest.fixture
def client_of(waits: Waits) -> Callable[[FarEnd], Any]:
    @contextmanager
    def client_of(far: FarEnd) -> Iterator[AttioClient]:
        with AttioClient(
            KEY,
            base_url=far.base_url,
            ahead=1,
            on_wait=waits.tell,
            timing=waits.timing,
            rate_limiter=RateLimiter(),
            patience_seconds=60,
        ) as client:
            yield client

    return client_of


@pytest.fixture
def simulator() -> Iterator[Running]:
    with running(sample_workspace(people=1_203, companies=40)) as simulated:
        yield simulated


@pytest.fixture
def attio(simulator: Running) -> Iterator[AttioClient]:
    with AttioClient(simulator.api_key, base_url=simulator.base_url) as client:
        yield client
