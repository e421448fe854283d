"""What goes to Attio and what its refusals mean. Pure.

Source: docs.attio.com/rest-api/overview, the OpenAPI document.
"""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

import msgspec
from msgspec import Struct

from attiary.attio.http.rate_limit import RateLimit
from attiary.errors import N_, AttioApiError, QueryRefused
from attiary.hints import Hint

if TYPE_CHECKING:
    from collections.abc import Mapping

    from attiary.attio.resources import Resource

LONGEST_MESSAGE = 2_000
NOT_FOUND = "not_found"
_NO_SUCH_VALUE = "value_not_found"
_MOST_DETAILS = 20


Filter = dict[str, Any]
"""A node of Attio's filter grammar."""

Sorts = list[dict[str, Any]]
"""Attio's sorts, the first of which wins."""


class Request(Struct, frozen=True):
    """One call. `path` begins with a slash; it needs all `scopes`; a costly one has a filter or sorts."""

    method: str
    path: str
    body: bytes | None
    scopes: tuple[str, ...]
    rate_limit: RateLimit | None = None
    is_costly: bool = False


class Query(Struct, frozen=True):
    """What is asked of a table: all of it, what fits `filter` or a saved view, in the order of `sorts`.

    Attio takes a filter or a view, not both.
    """

    filter: Filter | None = None
    view_id: str | None = None
    sorts: Sorts | None = None

    @property
    def is_costly(self) -> bool:
        """Whether Attio counts its score."""
        return bool(self.filter or self.view_id or self.sorts)


ALL = Query()


def request_of(
    resource: Resource[Any],
    *names: str,
    query: Mapping[str, str | int] | None = None,
    body: Mapping[str, Any] | None = None,
    is_costly: bool = False,
) -> Request:
    """The call that reads `resource`; `names` fill its path, whatever characters they have.

    Raises AttioError for a body that no JSON can hold.
    """
    path = resource.path.format(*(quote(name, safe="", errors="replace") for name in names))
    if query:
        path += "?" + urlencode(query, errors="replace")
    encoded = None if body is None else _encode(body)
    return Request(resource.method, path, encoded, resource.scopes, resource.rate_limit, is_costly)


def page_of(resource: Resource[Any], slug: str, query: Query, *, offset: int, limit: int) -> Request:
    """The call for the rows of a query from `offset` on; what is not asked for is left out."""
    body = {
        "filter": query.filter,
        "filter_view_id": query.view_id,
        "sorts": query.sorts,
        "limit": limit,
        "offset": offset,
    }
    # Bodies of queries are not wrapped in `data`, those of writes are (OpenAPI document).
    asked = {name: value for name, value in body.items() if value is not None}
    return request_of(resource, slug, body=asked, is_costly=query.is_costly)


def error_of(
    status: int, body: bytes, scopes: tuple[str, ...] = (), *, is_costly: bool = False
) -> AttioApiError:
    """Attio's refusal as an error: its own message, with the fields that `validation_errors` and `path` name.

    `scopes` are those to give a key that lacks one. Source: the error bodies of the OpenAPI document; codes
    are an open set, a 5xx may be anything.
    """
    try:
        said = json.loads(body)
    except (ValueError, RecursionError):
        said = None
    told = said if isinstance(said, dict) else {}
    code = _text(told.get("code")) or "unknown"
    message = _message(told) or _phrase(status)
    return AttioApiError(status, code, message, _hint(status, code, is_costly), scopes=scopes)


def _encode(body: Mapping[str, Any]) -> bytes:
    try:
        return msgspec.json.encode(body)
    except (UnicodeEncodeError, OverflowError, RecursionError) as error:
        raise QueryRefused(
            N_("The query cannot be written as JSON."),
            Hint.SIMPLIFY_QUERY,
        ) from error


def _hint(status: int, code: str, is_costly: bool) -> Hint | None:
    if status == HTTPStatus.BAD_REQUEST and code == _NO_SUCH_VALUE:
        return Hint.WRITE_TITLES_WHOLE
    if status == HTTPStatus.TOO_MANY_REQUESTS and is_costly:
        return Hint.ASK_FOR_LESS
    if status == HTTPStatus.TOO_MANY_REQUESTS or status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return Hint.TRY_IN_MINUTES
    return _HINTS.get(status)


_HINTS: dict[int, Hint] = {
    HTTPStatus.UNAUTHORIZED: Hint.REPLACE_KEY,
    HTTPStatus.FORBIDDEN: Hint.GIVE_SCOPES,
    HTTPStatus.NOT_FOUND: Hint.BROWSE_LISTS,
}


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return str(status)


def _message(told: Mapping[str, Any]) -> str:
    parts = [_text(told.get("message"))]
    path = _path(told.get("path"))
    if path:
        parts.append(f"({path})")
    errors = told.get("validation_errors")
    parts += (
        [_complaint(each) for each in errors[:_MOST_DETAILS] if isinstance(each, dict)]
        if isinstance(errors, list)
        else []
    )
    return " ".join(part for part in parts if part)[:LONGEST_MESSAGE]


def _complaint(error: Mapping[str, Any]) -> str:
    path, text = _path(error.get("path")), _text(error.get("message")) or _text(error.get("code"))
    return f"[{path}: {text}]" if path else f"[{text}]"


def _path(steps: object) -> str:
    if not isinstance(steps, list):
        return ""
    return ".".join(_text(str(step)) for step in steps[:_MOST_DETAILS] if isinstance(step, str | int))


def _text(value: object) -> str:
    """One printable line: a message may quote what a stranger typed into the CRM."""
    if not isinstance(value, str):
        return ""
    return "".join(char if char.isprintable() else " " for char in value)[:LONGEST_MESSAGE].strip()
