"""Bytes to nouns: straight into the types first, the tolerant way for a page that does not fit them. Pure."""

from __future__ import annotations

from functools import cache
from typing import Any, Generic, TypeVar

import msgspec
from msgspec import Struct, field

from attiary.attio import tolerant
from attiary.errors import N_, AttioApiError, UnexpectedAnswer
from attiary.model.crm import Workspace
from attiary.model.imports import Oddities
from attiary.model.surroundings import Membership

T = TypeVar("T", bound=Struct)

_OF_SELF = (
    "active", "client_id", "token_type", "exp", "iat", "sub", "aud", "iss", "token_level",
    "authorized_by_workspace_member_id", "workspace_logo_url",
)  # fmt: skip
"""What `GET /v2/self` documents beside what a workspace holds."""


class Decoded(Struct, Generic[T]):
    """The items of one answer, what in them nobody documented, and where Attio goes on, if it says so."""

    items: list[T]
    unknown: Oddities = field(default_factory=Oddities)
    next_cursor: str | None = None


class _Pagination(Struct, frozen=True, forbid_unknown_fields=True):
    next_cursor: str | None = None


_NO_PAGINATION = _Pagination()


class _Answer(Struct, Generic[T], forbid_unknown_fields=True):
    data: list[T] | T
    pagination: _Pagination = _NO_PAGINATION


def decode_items(data: bytes, noun: type[T]) -> Decoded[T]:
    """Every item of an answer `{"data": [...]}`, or the one of `{"data": {...}}`.

    Raises NotJson for bytes that are no JSON, UnexpectedAnswer for no items, or an item without id.
    """
    try:
        answer = _decoder(noun).decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        decoded = _decode_tolerantly(data, noun)
    else:
        items = answer.data if isinstance(answer.data, list) else [answer.data]
        decoded = Decoded(items, next_cursor=answer.pagination.next_cursor)
    if not all(map(id_of, decoded.items)):
        raise UnexpectedAnswer(
            N_("Attio listed an item without an id."), N_("Try again later; nothing of this page was kept.")
        )
    return decoded


def decode_workspace(data: bytes) -> Decoded[Workspace]:
    """The answer of `GET /v2/self`. Raises NotJson, UnexpectedAnswer, AttioApiError 401."""
    said = tolerant.load(data)
    if not isinstance(said, dict):
        raise _not_documented()
    if said.get("active") is False:
        raise unknown_key(N_("The key was not recognised; it may have been revoked."))
    unknown = Oddities()
    told = {name: value for name, value in said.items() if name not in _OF_SELF}
    workspace = tolerant.convert(told, Workspace, unknown)
    if not workspace.workspace_id:
        raise _not_documented()
    return Decoded([workspace], unknown)


def unknown_key(message: str) -> AttioApiError:
    """What Attio means when `/v2/self` answers 400, or 200 with `{"active": false}`."""
    return AttioApiError(401, "unauthorized", message, N_("Run `attiary connect` to enter a key that works."))


def id_of(item: Any) -> str:
    """What names an item among its kind: the last part of its id."""
    if isinstance(item, Membership):
        return item.entry_id
    return str(msgspec.structs.astuple(item.id)[-1])


@cache
def _decoder(noun: type[T]) -> msgspec.json.Decoder[_Answer[T]]:
    return msgspec.json.Decoder(_Answer[noun])  # type: ignore[valid-type]  # made while running


def _decode_tolerantly(data: bytes, noun: type[T]) -> Decoded[T]:
    said = tolerant.load(data)
    listed = said.get("data") if isinstance(said, dict) else None
    items = [listed] if isinstance(listed, dict) and listed else listed
    if not isinstance(items, list):
        raise _not_documented()
    unknown = Oddities()
    for name in said.keys() - {"data", "pagination"}:
        tolerant.count(unknown.keys, [f"answer.{name}"])
    return Decoded([tolerant.convert(item, noun, unknown) for item in items], unknown, _next_cursor(said))


def _next_cursor(said: dict[str, Any]) -> str | None:
    pagination = said.get("pagination")
    cursor = pagination.get("next_cursor") if isinstance(pagination, dict) else None
    return cursor if isinstance(cursor, str) else None


def _not_documented() -> UnexpectedAnswer:
    return UnexpectedAnswer(
        N_("Attio's answer has not the documented form."), N_("Check that ATTIO_BASE_URL names Attio's API.")
    )
