"""The far end as a web application: routes, keys, refusals, faults, and Attio's headers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from uuid import uuid4

import orjson
from starlette.applications import Starlette
from starlette.responses import Response
from starlette.routing import Route

from attiary.simulator.api_errors import ApiError, not_found
from attiary.simulator.asserting import ASSERTING
from attiary.simulator.calls import Call, Endpoint, admitted, token_of
from attiary.simulator.control import control_routes
from attiary.simulator.delivery import Spoilt, with_transport
from attiary.simulator.notes_tasks import NOTES_TASKS
from attiary.simulator.querying import QUERYING
from attiary.simulator.reading import READING, encoded
from attiary.simulator.searching import SEARCHING
from attiary.simulator.watching import Exchange, show
from attiary.simulator.writing import WRITING

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.types import ASGIApp

    from attiary.simulator.faults import Fault, Faults
    from attiary.simulator.limits import Limits
    from attiary.simulator.world import World

ENDPOINTS: tuple[Endpoint, ...] = (
    *QUERYING,
    *SEARCHING,
    *READING,
    *NOTES_TASKS,
    *WRITING,
    *ASSERTING,
)
"""Every call that is known; another one answers Attio's own 404."""


@dataclass(frozen=True)
class FarEnd:
    """A world, the trouble it shall make, and its limits (None: there are none)."""

    world: World
    faults: Faults
    limits: Limits | None = None

    def application(self) -> ASGIApp:
        """The web application; it must run under uvicorn."""
        routes = [self._route(endpoint) for endpoint in ENDPOINTS]
        unknown = {404: _unknown, 405: _unknown}
        app = Starlette(
            routes=[*routes, *control_routes(self.faults, self.world)], exception_handlers=unknown
        )
        # Attio answers a slash too many with its own 404, where Starlette would redirect.
        app.router.redirect_slashes = False
        return with_transport(app)

    def _route(self, endpoint: Endpoint) -> Route:
        async def handle(request: Request) -> Response:
            body = await request.body()
            with self.world.lock:
                # Under the request's lock: each answer is of one state of the table, none in between.
                if self.faults.between_requests:
                    self.faults.between_requests(self.world)
                fault = self.faults.next_for(request.url.path)
                answer = self._met(fault, endpoint, request, body)
            _show(request, body, answer, is_spoilt=fault is not None)
            # Answered first: what was spoilt on its way has been done, and been counted, on the far side.
            if fault and fault.delivery not in ("whole", "revoked"):
                return Spoilt(fault, bytes(answer.body))
            return answer

        return Route(endpoint.path, handle, methods=[endpoint.method])

    def _met(self, fault: Fault | None, endpoint: Endpoint, request: Request, body: bytes) -> Response:
        if fault and fault.delivery == "whole":
            return _instead(fault)
        if fault and fault.delivery == "revoked":
            self.faults.revoke(self.world, _token(request) or "")
        return self._answer(endpoint, request, body)

    def _answer(self, endpoint: Endpoint, request: Request, body: bytes) -> Response:
        try:
            return self._ask(endpoint, request, body)
        except ApiError as refusal:
            return _response(refusal.status, orjson.dumps(refusal.body), refusal.headers)

    def _ask(self, endpoint: Endpoint, request: Request, body: bytes) -> Response:
        token = _token(request)
        key = None if endpoint.is_open else admitted(self.world, token, endpoint.scopes)
        # Behind the key: the budget is the workspace's, and who has no key of it spends nothing.
        if self.limits:
            self.limits.count(request.method, request.url.path)
        path, query = dict(request.path_params), dict(request.query_params)
        call = Call(self.world, self.limits, token or "", key, path, query, body)
        return _response(200, encoded(endpoint.answer(call)), call.headers)


def _token(request: Request) -> str | None:
    return token_of(request.headers.get("authorization"))


def _instead(fault: Fault) -> Response:
    headers = {"Retry-After": fault.retry_after()} if fault.retry_after else {}
    return _response(fault.status, fault.body, headers)


async def _unknown(request: Request, _error: Exception) -> Response:
    refusal = not_found(f'Could not find endpoint "{request.method} {request.url.path}".')
    answer = _response(refusal.status, orjson.dumps(refusal.body), {})
    _show(request, await request.body(), answer)
    return answer


def _show(request: Request, body: bytes, answer: Response, *, is_spoilt: bool = False) -> None:
    url, headers = request.url, dict(request.headers)
    show(
        Exchange(
            request.method,
            request.scope["path"],
            url.query,
            headers,
            body,
            answer.status_code,
            bytes(answer.body),
            is_spoilt,
        )
    )


def _response(status: int, body: bytes, headers: dict[str, str]) -> Response:
    # Nine digits, the last three zeroes: as recorded (fact sheet, section 2).
    now = datetime.now(UTC).replace(tzinfo=None).isoformat(timespec="microseconds")
    own = {"x-attio-execution-id": str(uuid4()), "x-accurate-at": f"{now}000Z"}
    return Response(body, status, {**own, **headers}, media_type="application/json")
