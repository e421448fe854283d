"""The simulator's own calls, outside `/v2` and without a key: trouble, and keys."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import orjson
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from attiary.simulator.faults import FAULTS, Faults

if TYPE_CHECKING:
    from starlette.requests import Request

    from attiary.simulator.world import World

PATH = "/simulator/faults"
"""Where trouble is asked for."""

KEYS_PATH = "/simulator/keys"
"""Where keys are issued, and under it revoked."""

_PLAN = {"times", "after"}


def control_routes(faults: Faults, world: World) -> list[Route]:
    """What tests in other languages steer the simulator with.

    Faults: `POST` asks for one (kind, path, and times and after, or percent), `DELETE` ends all and gives
    back the keys that they revoked, `GET` tells of them. Keys: `POST` issues one (scopes), `DELETE` revokes.
    """
    return [*_fault_routes(faults), *_key_routes(world)]


def _fault_routes(faults: Faults) -> list[Route]:
    async def ask(request: Request) -> Response:
        try:
            _ask(faults, orjson.loads(await request.body()))
        except ValueError as error:
            return _refused(str(error))
        return JSONResponse({})

    # All of them, no single one: a test that fails must leave nothing behind for the next.
    async def clear(_request: Request) -> Response:
        faults.clear()
        return JSONResponse({})

    async def tell(_request: Request) -> Response:
        return JSONResponse({"happened": faults.happened, "kinds": list(FAULTS)})

    methods = {"POST": ask, "DELETE": clear, "GET": tell}
    return [Route(PATH, answer, methods=[method]) for method, answer in methods.items()]


def _key_routes(world: World) -> list[Route]:
    async def issue(request: Request) -> Response:
        try:
            token = _issued(world, orjson.loads(await request.body() or b"{}"))
        except ValueError as error:
            return _refused(str(error))
        return JSONResponse({"api_key": token})

    async def revoke(request: Request) -> Response:
        if not world.revoke_key(request.path_params["key"]):
            return _refused("There is no such key.", 404)
        return JSONResponse({})

    return [
        Route(KEYS_PATH, issue, methods=["POST"]),
        Route(f"{KEYS_PATH}/{{key}}", revoke, methods=["DELETE"]),
    ]


def _ask(faults: Faults, asked: Any) -> None:
    kind = asked.get("kind") if isinstance(asked, dict) else None
    if not isinstance(kind, str) or kind not in FAULTS:
        raise ValueError(f"kind must be one of: {', '.join(FAULTS)}")
    path = asked.get("path", "")
    if asked.keys() - {"kind", "path", "percent", *_PLAN} or not isinstance(path, str):
        raise ValueError("only kind, path (a text), times, after and percent may be given")
    if "percent" not in asked:
        faults.plan(kind, times=asked.get("times", 1), after=asked.get("after", 0), path=path)
    elif _PLAN & asked.keys():
        raise ValueError("percent cannot be given together with times or after")
    else:
        faults.at_rate(kind, asked["percent"], path=path)


def _issued(world: World, asked: Any) -> str:
    if not isinstance(asked, dict) or asked.keys() - {"scopes"}:
        raise ValueError("only scopes may be given, in a JSON object")
    if "scopes" not in asked:
        return world.add_key()
    scopes = asked["scopes"]
    if not isinstance(scopes, list) or not all(isinstance(scope, str) for scope in scopes):
        raise ValueError("scopes must be an array of texts")
    return world.add_key_with(scopes)


def _refused(message: str, status: int = 400) -> Response:
    return JSONResponse({"message": message}, status)
