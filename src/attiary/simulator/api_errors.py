"""Attio's errors: what the far end says when it refuses."""

from __future__ import annotations

from typing import Any

Path = tuple[str | int, ...]

# Three types for all statuses: whoever tells errors apart needs the code (fact sheet, section 8).
_TYPES = {401: "auth_error", 403: "auth_error", 429: "rate_limit_error"}


class ApiError(Exception):
    """An answer that is an error; `details` are the extra keys of its body, `headers` its extra headers."""

    def __init__(self, status: int, code: str, message: str, **details: Any) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.details = details
        self.headers: dict[str, str] = {}

    @property
    def body(self) -> dict[str, Any]:
        """The body as Attio words it (fact sheet section 8)."""
        kind = _TYPES.get(self.status, "invalid_request_error")
        head = {"status_code": self.status, "type": kind, "code": self.code, "message": str(self)}
        return {**head, **self.details}


def not_found(message: str) -> ApiError:
    """A thing that is not there: 404."""
    return ApiError(404, "not_found", message)


def missing(noun: str, key: str) -> ApiError:
    """A noun with a slug or id that is not there: 404."""
    return not_found(f'{noun} with slug/ID "{key}" not found.')


def unauthorized(message: str) -> ApiError:
    """A key that opens nothing: 401."""
    return ApiError(401, "unauthorized", message)


def invalid(place: str, path: Path, message: str, code: str = "custom", **details: Any) -> ApiError:
    """A malformed body or query string: 400 with one validation error. `place` is Body or Query."""
    error = {"code": code, "path": list(path), "message": message, **details}
    return ApiError(400, "validation_type", f"{place} payload validation error.", validation_errors=[error])


def invalid_type(place: str, path: Path, expected: str, received: Any) -> ApiError:
    """A value of the wrong JSON type: 400."""
    name = json_type(received)
    return invalid(
        place, path, f"Expected {expected}, received {name}", "invalid_type", expected=expected, received=name
    )


def bad_filter(message: str, path: Path = ()) -> ApiError:
    """A filter that cannot be answered: 400."""
    return ApiError(400, "filter_error", message, path=[str(step) for step in path])


def json_type(value: Any) -> str:
    """The JSON name of a decoded value's type."""
    if value is None:
        return "null"
    names = {bool: "boolean", int: "number", float: "number", str: "string", list: "array", dict: "object"}
    return names[type(value)]
