"""One request as an endpoint sees it: who asks, for what; query string and body are checked here."""

from __future__ import annotations

import re
from base64 import b64decode
from binascii import Error as NotBase64
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import orjson

from attiary.simulator.api_errors import ApiError, invalid, invalid_type, unauthorized
from attiary.simulator.unsettled import LARGEST_OFFSET, MISSING_SCOPE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from attiary.simulator.limits import Limits
    from attiary.simulator.workspace import Key
    from attiary.simulator.world import World

KEY_LENGTH = 64

_WHOLE = re.compile(r"[0-9]{1,15}")

Params = dict[str, str]


@dataclass(frozen=True)
class Call:
    """A request: the parts of its path, its query string, its body as sent, the key (None for `/self`)."""

    world: World
    limits: Limits | None
    token: str
    key: Key | None
    path: Params
    query: Params
    raw_body: bytes
    headers: dict[str, str] = field(default_factory=dict)
    """What the answer carries beside what all do."""

    def asked(self, *allowed: str) -> Params:
        """The query string; 400 for a parameter that the endpoint does not have."""
        for name in self.query:
            # Attio may well let it pass; in tests a misspelt parameter must not.
            if name not in allowed:
                message = f"Unrecognized key(s) in object: '{name}'"
                raise invalid("Query", (), message, "unrecognized_keys", keys=[name])
        return self.query

    def number(self, name: str, bounds: tuple[int, int] | None = None) -> int:
        """A whole number of the query string; `bounds` are its default and maximum, else it begins at 0."""
        default, most = bounds or (0, LARGEST_OFFSET)
        text = self.query.get(name, str(default))
        if not _WHOLE.fullmatch(text):
            raise invalid_type("Query", (name,), "number", text)
        return in_bounds("Query", name, int(text), most)

    def flag(self, name: str) -> bool:
        """A true or false of the query string; false when not given."""
        text = self.query.get(name, "false")
        if text not in ("true", "false"):
            raise invalid_type("Query", (name,), "boolean", text)
        return text == "true"

    def body(self, allowed: Iterable[str]) -> dict[str, Any]:
        """The body, a JSON object with no keys but these; 400 otherwise."""
        try:
            body = orjson.loads(self.raw_body)
        except orjson.JSONDecodeError as error:
            raise invalid("Body", (), f"Invalid JSON: {error}") from error
        return checked(body, allowed)

    def data(self, *allowed: str) -> dict[str, Any]:
        """The `data` of a write's body, with no keys but these; 400 otherwise."""
        body = self.body(("data",))
        if "data" not in body:
            raise invalid(
                "Body", ("data",), "Required", "invalid_type", expected="object", received="undefined"
            )
        return checked(body["data"], allowed, ("data",))


def checked(body: Any, allowed: Iterable[str], path: tuple[str, ...] = ()) -> dict[str, Any]:
    """A JSON object with no keys but these; 400 otherwise."""
    if not isinstance(body, dict):
        raise invalid_type("Body", path, "object", body)
    if unknown := [key for key in body if key not in tuple(allowed)]:
        names = ", ".join(f"'{key}'" for key in unknown)
        raise invalid(
            "Body", path, f"Unrecognized key(s) in object: {names}", "unrecognized_keys", keys=unknown
        )
    return body


def in_bounds(place: str, name: str, number: float, most: int) -> int:
    """A number that is neither below 0 nor above the maximum; 400 otherwise."""
    if number < 0:
        raise invalid(place, (name,), "Number must be greater than or equal to 0", "too_small", minimum=0)
    if number > most:
        message = f"Number must be less than or equal to {most}"
        raise invalid(place, (name,), message, "too_big", maximum=most)
    return int(number)


def whole_number(body: dict[str, Any], name: str, default: int, most: int) -> int:
    """A whole number of a body, from 0 to `most`; 400 otherwise. `500.0` is one."""
    value = body.get(name, default)
    # `True` is an int in Python, and none in JSON.
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise invalid_type("Body", (name,), "number", value)
    number = in_bounds("Body", name, value, most)
    if number != value:
        raise invalid("Body", (name,), "Expected integer, received float", "invalid_type")
    return number


@dataclass(frozen=True)
class Endpoint:
    """One call that the far end knows: what answers it, and the scopes it needs; `is_open` needs no key."""

    method: str
    path: str
    answer: Callable[[Call], Any]
    scopes: tuple[str, ...] = ()
    is_open: bool = False


def endpoint(method: str, path: str, answer: Callable[[Call], Any], scopes: str) -> Endpoint:
    """An endpoint under `/v2`; scopes are separated by spaces."""
    return Endpoint(method, f"/v2{path}", answer, tuple(scopes.split()))


def token_of(header: str | None) -> str | None:
    """The token of an Authorization header, Bearer or Basic with the token as user name; None without one."""
    scheme, _, credentials = (header or "").partition(" ")
    if scheme.lower() == "bearer":
        return credentials.strip()
    # The token is the user name, the password blank: https://docs.attio.com/rest-api/guides/authentication
    if scheme.lower() == "basic":
        try:
            return b64decode(credentials).decode().partition(":")[0]
        except (NotBase64, UnicodeDecodeError):
            return None
    return None


def admitted(world: World, token: str | None, scopes: tuple[str, ...]) -> Key:
    """The key of a token that has these scopes; 401 or 403 otherwise (fact sheet section 8)."""
    if token is None:
        raise unauthorized("The Authorization header was not provided.")
    # Attio tells a key of wrong length from one that it does not know (recorded; fact sheet, section 8).
    if len(token) != KEY_LENGTH:
        raise unauthorized(
            "The API Key provided was invalid because it was the wrong length "
            "(API Keys should be 64 characters long). "
            "You might not have copied the entire API key from your Admin panel?"
        )
    key = world.keys.get(token)
    if key is None:
        raise unauthorized(
            "The API Key provided could not be found. "
            "This is most commonly caused by the token having been revoked."
        )
    for scope in scopes:
        if not key.may(scope):
            raise ApiError(403, "unauthorized", MISSING_SCOPE.format(scope=scope))
    return key
