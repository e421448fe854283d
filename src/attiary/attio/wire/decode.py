"""Bytes to nouns: straight into the types first, leniently where a page does not fit them. Pure.

Success is `{"data": …}`, with `pagination` beside it where Attio pages by cursor (fact sheet, section 1).
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, Generic, TypeVar

import msgspec
from msgspec import Struct, field

from attiary.attio.wire import lenient
from attiary.attio.wire.parse import check_parts, load
from attiary.errors import N_, AttioApiError, UnexpectedAnswer
from attiary.hints import Hint
from attiary.model.activity import Membership
from attiary.model.crm import Workspace
from attiary.model.proof import UnknownFields

if TYPE_CHECKING:
    from collections.abc import Sequence

T = TypeVar("T", bound=Struct)

_MOST_UNREADABLE = 1_000
"""A page has at most so many rows: an answer in which more cannot be read is from somebody else."""

_OF_SELF = (
    "active", "client_id", "token_type", "exp", "iat", "sub", "aud", "iss", "token_level",
    "authorized_by_workspace_member_id", "workspace_logo_url",
)  # fmt: skip
"""What `GET /v2/self` documents beside what a workspace holds."""


class Decoded(Struct, Generic[T]):
    """The items of one answer, what in them is undocumented, and where Attio goes on, if it says so.

    `unreadable` are the places in the answer, from 0, of rows that are not among the items.
    """

    items: list[T]
    unknown: UnknownFields = field(default_factory=UnknownFields)
    next_cursor: str | None = None
    unreadable: list[int] = field(default_factory=list)

    @property
    def length(self) -> int:
        """How many rows Attio sent."""
        return len(self.items) + len(self.unreadable)


class _Pagination(Struct, frozen=True, forbid_unknown_fields=True):
    next_cursor: str | None = None


_NO_PAGINATION = _Pagination()


class _Answer(Struct, Generic[T], forbid_unknown_fields=True):
    data: list[T] | T
    pagination: _Pagination = _NO_PAGINATION


def decode_items(data: bytes, noun: type[T]) -> Decoded[T]:
    """Every item of an answer `{"data": [...]}`, or the one of `{"data": {...}}`.

    A row that is no object, or has no id, is unreadable and costs no other. Raises NotJson for bytes that are
    no JSON, UnexpectedAnswer for an answer in another form, or of which no row can be read.
    """
    check_parts(data)
    try:
        answer = _decoder(noun).decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        # The types are as strict as Attio's document, which lags behind what is sent: enumerations grow, keys
        # are added, `null` comes where it is not declared (fact sheet, section 14).
        return _decode_leniently(data, noun)
    items = answer.data if isinstance(answer.data, list) else [answer.data]
    return _sorted_out(items, Decoded([], next_cursor=answer.pagination.next_cursor))


def decode_workspace(data: bytes) -> Decoded[Workspace]:
    """The answer of `GET /v2/self`. Raises NotJson, UnexpectedAnswer, AttioApiError 401."""
    said = load(data)
    # The one answer without the envelope `data`.
    if not isinstance(said, dict):
        raise _not_documented()
    # A key that is unknown or revoked is answered with 200 and this, so 200 proves nothing (fact sheet,
    # section 11).
    if said.get("active") is False:
        raise unknown_key(N_("Attio did not recognise the API key; it may have been revoked."))
    unknown = UnknownFields()
    told = {name: value for name, value in said.items() if name not in _OF_SELF}
    workspace = lenient.convert(told, Workspace, unknown)
    if not workspace.workspace_id:
        raise _not_documented()
    return Decoded([workspace], unknown)


def unknown_key(message: str) -> AttioApiError:
    """What Attio means when `/v2/self` answers 400, or 200 with `{"active": false}`."""
    return AttioApiError(401, "unauthorized", message, Hint.REPLACE_KEY)


def id_of(item: Any) -> str:
    """What names an item among its kind: the last part of its id."""
    if isinstance(item, Membership):
        return item.entry_id
    return str(msgspec.structs.astuple(item.id)[-1])


@cache
def _decoder(noun: type[T]) -> msgspec.json.Decoder[_Answer[T]]:
    return msgspec.json.Decoder(_Answer[noun])  # type: ignore[valid-type]  # made while running


def _decode_leniently(data: bytes, noun: type[T]) -> Decoded[T]:
    said = load(data)
    listed = said.get("data") if isinstance(said, dict) else None
    items = [listed] if isinstance(listed, dict) and listed else listed
    if not isinstance(items, list):
        raise _not_documented()
    unknown = UnknownFields()
    for name in said.keys() - {"data", "pagination"}:
        lenient.count(unknown.keys, [f"answer.{name}"])
    rows = [lenient.convert(row, noun, unknown) if isinstance(row, dict) else None for row in items]
    return _sorted_out(rows, Decoded([], unknown, _next_cursor(said)))


def _sorted_out(rows: Sequence[T | None], decoded: Decoded[T]) -> Decoded[T]:
    """With the rows that have an id as its items, and the places of the others."""
    decoded.items = [row for row in rows if row is not None and id_of(row)]
    if len(decoded.items) < len(rows):
        decoded.unreadable = [place for place, row in enumerate(rows) if row is None or not id_of(row)]
        if not decoded.items or len(decoded.unreadable) > _MOST_UNREADABLE:
            raise UnexpectedAnswer(
                N_("Attio sent an item without an id."),
                Hint.TRY_LATER,
            )
    return decoded


def _next_cursor(said: dict[str, Any]) -> str | None:
    pagination = said.get("pagination")
    cursor = pagination.get("next_cursor") if isinstance(pagination, dict) else None
    return cursor if isinstance(cursor, str) else None


def _not_documented() -> UnexpectedAnswer:
    return UnexpectedAnswer(N_("Attio's answer does not have the documented form."), Hint.CHECK_BASE_URL)
