"""Answers that go wrong on the wire: they end early, come late, or do not come at all."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from starlette.responses import Response

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

    from attiary.simulator.faults import Fault

_LATE_SECONDS = 60.0


class Spoilt(Response):
    """An answer that its fault spoils."""

    def __init__(self, fault: Fault, body: bytes) -> None:
        super().__init__(body, media_type="application/json")
        self._fault = fault

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Deliver it as badly as asked."""
        if self._fault.delivery == "late":
            await _gone(receive, _LATE_SECONDS)
            return
        if self._fault.delivery == "truncated":
            await send({"type": "http.response.start", "status": 200, "headers": self.raw_headers})
            # Whole headers, half a body: what a proxy that dies leaves, and what no status tells.
            part = bytes(self.body[: len(self.body) // 2])
            await send({"type": "http.response.body", "body": part, "more_body": True})
        scope["attiary.transport"].close()
        await _gone(receive, _LATE_SECONDS)


async def _gone(receive: Receive, seconds: float) -> None:
    """Wait until the other side has left, or so long."""
    try:
        async with asyncio.timeout(seconds):
            while (await receive())["type"] != "http.disconnect":
                pass
    except TimeoutError:
        return


def with_transport(app: ASGIApp) -> ASGIApp:
    """The application, told of the connection it answers on."""

    async def told(scope: Scope, receive: Receive, send: Send) -> None:
        # ASGI knows no way to break a connection off; uvicorn's `send` belongs to an object that does.
        cycle: Any = getattr(send, "__self__", None)
        scope["attiary.transport"] = cycle.transport
        await app(scope, receive, send)

    return told
