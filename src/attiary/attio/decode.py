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

Noun = TypeVar("Noun", bound=Struct)


class Decoded(Struct, Generic[Noun]):
    """The items of one answer, and what in them nobody documented."""

    items: list[Noun]
    unknown: Oddities = field(default_factory=Oddities)


class _Answer(Struct, Generic[Noun]):
    data: list[Noun]


def decode_items(data: bytes, noun: type[Noun]) -> Decoded[Noun]:
    """Every item of an answer `{"data": [...]}`.

    Raises NotJson for bytes that are no JSON, UnexpectedAnswer for no items, or an item without id.
    """
    try:
        decoded = Decoded(_decoder(noun).decode(data).data)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        decoded = _decode_tolerantly(data, noun)
    if not all(map(_has_id, decoded.items)):
        raise UnexpectedAnswer(
            N_("Attio listed an item without an id."), N_("Try again later; nothing of this page was kept.")
        )
    return decoded


def decode_workspace(data: bytes) -> Workspace:
    """The answer of `GET /v2/self`. Raises NotJson, UnexpectedAnswer, AttioApiError 401."""
    said = tolerant.load(data)
    if not isinstance(said, dict):
        raise _not_documented()
    if said.get("active") is False:
        raise unknown_key(N_("The key was not recognised; it may have been revoked."))
    workspace = tolerant.convert(said, Workspace, Oddities())
    if not workspace.workspace_id:
        raise _not_documented()
    return workspace


def unknown_key(message: str) -> AttioApiError:
    """What Attio means when `/v2/self` answers 400, or 200 with `{"active": false}`."""
    return AttioApiError(401, "unauthorized", message, N_("Run `attiary connect` to enter a key that works."))


@cache
def _decoder(noun: type[Noun]) -> msgspec.json.Decoder[_Answer[Noun]]:
    return msgspec.json.Decoder(_Answer[noun])  # type: ignore[valid-type]  # made while running


def _decode_tolerantly(data: bytes, noun: type[Noun]) -> Decoded[Noun]:
    said = tolerant.load(data)
    items = said.get("data") if isinstance(said, dict) else None
    if not isinstance(items, list):
        raise _not_documented()
    unknown = Oddities()
    return Decoded([tolerant.convert(item, noun, unknown) for item in items], unknown)


def _not_documented() -> UnexpectedAnswer:
    return UnexpectedAnswer(
        N_("Attio's answer has not the documented form."), N_("Check that ATTIO_BASE_URL names Attio's API.")
    )


def _has_id(item: Any) -> bool:
    return bool(msgspec.structs.astuple(item.id)[-1])
