"""The simulator's own two calls, outside `/v2` and without a key: ask for trouble, and end it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import orjson
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from attiary.simulator.faults import FAULTS, Faults

if TYPE_CHECKING:
    from starlette.requests import Request

PATH = "/simulator/faults"
"""Where trouble is asked for."""

_NUMBERS = {"times": 1, "after": 0, "percent": 0}


def control_routes(faults: Faults) -> list[Route]:
    """`POST` plans a fault (kind, times, after, path, percent), `DELETE` ends all, `GET` tells of them."""

    async def ask(request: Request) -> Response:
        try:
            _plan(faults, orjson.loads(await request.body()))
        except ValueError as error:
            return JSONResponse({"message": str(error)}, 400)
        return JSONResponse({})

    async def clear(_request: Request) -> Response:
        faults.clear()
        return JSONResponse({})

    async def tell(_request: Request) -> Response:
        return JSONResponse({"happened": faults.happened, "kinds": list(FAULTS)})

    methods = {"POST": ask, "DELETE": clear, "GET": tell}
    return [Route(PATH, answer, methods=[method]) for method, answer in methods.items()]


def _plan(faults: Faults, asked: Any) -> None:
    if not isinstance(asked, dict) or asked.get("kind") not in FAULTS:
        raise ValueError(f"kind must be one of: {', '.join(FAULTS)}")
    path, numbers = asked.get("path", ""), {key: asked.get(key, usual) for key, usual in _NUMBERS.items()}
    if set(asked) - {"kind", "path", *_NUMBERS} or not isinstance(path, str):
        raise ValueError("only kind, path, times, after and percent may be given")
    if not all(isinstance(number, int) and number >= 0 for number in numbers.values()):
        raise ValueError("times, after and percent must be whole numbers")
    if numbers["percent"]:
        faults.at_rate(asked["kind"], numbers["percent"], path=path)
    else:
        faults.plan(asked["kind"], times=numbers["times"], after=numbers["after"], path=path)
