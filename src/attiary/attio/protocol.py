"""What goes to Attio and what its refusals mean. Pure.

Source: docs.attio.com/rest-api/overview, the OpenAPI document.
"""
# ruff: noqa: A002 - `filter` is Attio's word

from __future__ import annotations

import json
from http import HTTPStatus
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

import msgspec
from msgspec import Struct

from attiary.errors import N_, AttioApiError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from attiary.attio.resources import Resource

LONGEST_MESSAGE = 2_000


Filter = dict[str, Any]
"""A node of Attio's filter grammar."""

Sorts = list[dict[str, Any]]
"""Attio's sorts, the first of which wins."""


class Request(Struct, frozen=True):
    """One call. `path` begins with a slash; `scopes` are those it needs."""

    method: str
    path: str
    body: bytes | None
    scopes: tuple[str, ...]


def request_of(
    resource: Resource[Any],
    slug: str = "",
    *,
    query: Mapping[str, int] | None = None,
    body: Mapping[str, Any] | None = None,
) -> Request:
    """The call that reads `resource`; `slug` names the object or list, whatever characters it has."""
    path = resource.path.format(slug=quote(slug, safe="", errors="replace"))
    if query:
        path += "?" + urlencode(query)
    return Request(resource.method, path, None if body is None else _encode(body), resource.scopes)


def page_body(
    offset: int, limit: int, filter: Filter | None = None, sorts: Sorts | None = None
) -> dict[str, Any]:
    """The body of a query; what is not asked for is left out."""
    body = {"filter": filter, "sorts": sorts, "limit": limit, "offset": offset}
    return {name: value for name, value in body.items() if value is not None}


def error_of(status: int, body: bytes, scopes: tuple[str, ...] = ()) -> AttioApiError:
    """Attio's refusal as an error: its own message, with the fields that `validation_errors` and `path` name.

    Source: the error bodies of the OpenAPI document; codes are an open set, a 5xx may be anything.
    """
    try:
        said = json.loads(body)
    except (ValueError, RecursionError):
        said = None
    told = said if isinstance(said, dict) else {}
    code = _text(told.get("code")) or "unknown"
    error = AttioApiError(status, code, _message(told) or _phrase(status), _hint(status))
    error.fields["scopes"] = ", ".join(scopes)
    return error


def _encode(body: Mapping[str, Any]) -> bytes:
    return msgspec.json.encode(body)


def _hint(status: int) -> str:
    if status == HTTPStatus.UNAUTHORIZED:
        return N_("Run `attiary connect` to enter a key that works.")
    if status == HTTPStatus.FORBIDDEN:
        return N_("Give the key these scopes in Attio's workspace settings, then try again: {scopes}.")
    if status == HTTPStatus.TOO_MANY_REQUESTS or status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return N_("Try again in a few minutes.")
    return ""


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
        [_complaint(each) for each in errors if isinstance(each, dict)] if isinstance(errors, list) else []
    )
    return " ".join(part for part in parts if part)


def _complaint(error: Mapping[str, Any]) -> str:
    path, text = _path(error.get("path")), _text(error.get("message")) or _text(error.get("code"))
    return f"[{path}: {text}]" if path else f"[{text}]"


def _path(steps: object) -> str:
    return ".".join(_text(str(step)) for step in steps) if isinstance(steps, list) else ""


def _text(value: object) -> str:
    """One printable line: a message may quote what a stranger typed into the CRM."""
    if not isinstance(value, str):
        return ""
    return "".join(char if char.isprintable() else " " for char in value)[:LONGEST_MESSAGE].strip()
