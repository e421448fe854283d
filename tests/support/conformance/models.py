"""Held against the models of the `attio` package: its client asks the same again, and is given the answer.

A request passes when that client can say the same with its models; an answer, when it can be read into them
and written out again without loss.
"""

from __future__ import annotations

import inspect
import re
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

import attio
import httpx
import orjson
from attio.errors import ResponseValidationError, SDKDefaultError, SDKError
from pydantic import BaseModel, ValidationError

from conformance.corrections import UNKNOWN_IN_ERRORS, is_forgiven, spelt_out

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from attiary.simulator.watching import Exchange

_GROUPS = (
    "objects",
    "attributes",
    "records",
    "lists",
    "entries",
    "workspace_members",
    "notes",
    "tasks",
    "meta",
)
_IN_PATHS = (
    "object",
    "record_id",
    "list_id",
    "entry_id",
    "target",
    "identifier",
    "attribute",
    "option",
    "status",
    "workspace_member_id",
    "note_id",
    "task_id",
)
_CALL = re.compile(r"(get|post|put|patch|delete)_(v2\w*?)_?")
_RENAMED = {"list_id": "list"}
_NAMES = {"filter": "filter_"}
_REFUSED = 400


class Models:
    """The other client, speaking to nobody but us."""

    def __init__(self) -> None:
        self._replay = _Replay()
        self._client = httpx.Client(transport=httpx.MockTransport(self._replay))
        self._calls = list(
            _calls(attio.SDK("k" * 64, server_url="http://attio.invalid", client=self._client))
        )

    def close(self) -> None:
        """Let go of the other client."""
        self._client.close()

    def complaints(self, exchange: Exchange, *, asked_well: bool) -> list[str]:
        """What the models object to; a request is judged only where it was meant well."""
        found = ((call, match) for call, pattern in self._calls if (match := _matched(pattern, exchange)))
        call, match = next(found, (None, None))
        if call is None or match is None:
            return []
        self._replay.begin(exchange)
        try:
            said = _say_again(call, match, exchange)
        except (ValidationError, TypeError, orjson.JSONDecodeError) as error:
            return [f"request: {error}"] if asked_well else []
        except ResponseValidationError as error:
            return _unforgiven(error)
        lost = _lost(said, exchange)
        return [*(self._replay.complaints if asked_well else []), *lost]


def _unforgiven(error: ResponseValidationError) -> list[str]:
    if not isinstance(error.cause, ValidationError):
        return [f"answer: {error.cause}"]
    found = error.cause.errors()
    return [
        f"answer: {'/'.join(map(str, each['loc']))}: {each['msg']}"
        for each in found
        if not is_forgiven(error.status_code, each["loc"], each["input"])
    ]


class _Replay:
    """Gives the recorded answer, and compares the question."""

    def begin(self, exchange: Exchange) -> None:
        self._exchange = exchange
        self.complaints: list[str] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        exchange = self._exchange
        said, asked = _json(request.content), spelt_out(_json(exchange.body))
        # The models add the defaults they know; they must not lose anything.
        is_whole = said == ({**said, **asked} if isinstance(asked, dict) else asked)
        if not is_whole or request.url.path != exchange.path:
            told = f"{request.url.path} {request.content!r}"
            self.complaints.append(f"request: the models can only say {told[:300]}")
        headers = {"content-type": "application/json"}
        return httpx.Response(exchange.status, content=exchange.answer, headers=headers)


def _calls(sdk: attio.SDK) -> Iterator[tuple[Callable[..., Any], re.Pattern[str]]]:
    """Every call the other client knows, and the `METHOD path` it is for; paths without parameters first."""
    calls = [
        (getattr(getattr(sdk, group), name), match)
        for group in _GROUPS
        for name in dir(getattr(sdk, group))
        if (match := _CALL.fullmatch(name)) and not name.endswith("_async")
    ]
    patterns = [(call, _pattern(call, match[1], match[2])) for call, match in calls]
    return iter(sorted(patterns, key=lambda each: each[1].groups))


def _pattern(call: Callable[..., Any], method: str, name: str) -> re.Pattern[str]:
    path = f"/{name}/".replace("_", "/").replace("/workspace/members/", "/workspace_members/")
    known = inspect.signature(call).parameters
    for parameter in filter(known.__contains__, _IN_PATHS):
        words = _RENAMED.get(parameter, parameter).replace("_", "/")
        path = path.replace(f"/{words}/", f"/(?P<{parameter}>[^/]+)/", 1)
    target = path.replace("(?P<target>[^/]+)", "(?P<target>objects|lists)")
    return re.compile(f"{method.upper()} {target.removesuffix('/')}")


def _matched(pattern: re.Pattern[str], exchange: Exchange) -> re.Match[str] | None:
    return pattern.fullmatch(f"{exchange.method} {exchange.path}")


def _say_again(call: Callable[..., Any], match: re.Match[str], exchange: Exchange) -> Any:
    """What the other client makes of the answer; of an error, what it tells beside its message."""
    asked = {
        **dict(parse_qsl(exchange.query, keep_blank_values=True)),
        **(spelt_out(_json(exchange.body)) or {}),
    }
    named = {_NAMES.get(key, key): value for key, value in asked.items()}
    try:
        return call(**match.groupdict(), **named)
    except (ResponseValidationError, SDKDefaultError) as error:
        if exchange.status < _REFUSED or isinstance(error, ResponseValidationError):
            raise
        return None
    except SDKError as error:
        return getattr(error, "data", None)


def _json(body: bytes) -> Any:
    return orjson.loads(body) if body else None


def _lost(said: Any, exchange: Exchange) -> list[str]:
    if not isinstance(said, BaseModel):
        return []
    sent, kept = orjson.loads(exchange.answer), said.model_dump(mode="json", by_alias=True)
    if exchange.status >= _REFUSED:
        sent = {key: value for key, value in sent.items() if key not in UNKNOWN_IN_ERRORS}
    return [f"answer: {place}" for place in _differences(sent, kept)]


def _differences(sent: Any, kept: Any, place: str = "") -> Iterator[str]:
    if isinstance(sent, dict) and isinstance(kept, dict):
        for key, inner in sent.items():
            if key not in kept:
                yield f"{place}/{key}: the models do not know it"
            else:
                yield from _differences(inner, kept[key], f"{place}/{key}")
    elif isinstance(sent, list) and isinstance(kept, list) and len(sent) == len(kept):
        for number, inner in enumerate(sent):
            yield from _differences(inner, kept[number], f"{place}/{number}")
    elif type(sent) is not type(kept) and not {type(sent), type(kept)} <= {int, float}:
        yield f"{place}: {sent!r} was read as {kept!r}"
