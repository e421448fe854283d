"""A page of what was asked for, and the opaque place to go on after it, whichever way Attio pages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Generic, TypeVar

import msgspec
from msgspec import Struct, field

from attiary.attio.paging.chain import BEGINNING, Place
from attiary.errors import N_, CursorUnreadable
from attiary.hints import Hint
from attiary.model.proof import Cost, Reading

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)


class Page(Struct, Generic[T_co], frozen=True):
    """Items that were not handed on before, and the cursor to resume after them.

    The cursor is None where a reading cannot be taken up again, and has to begin anew.
    """

    items: Sequence[T_co]
    cursor: str | None


class Fetched(Struct, Generic[T], frozen=True):
    """What was asked for by its ids or its place, and what the calls for it cost."""

    items: list[T]
    cost: Cost


class Mark(Struct, kw_only=True):
    """Enough to go on in another process; a cursor is one of these, written down.

    `place` is for rows that are counted, `next` is Attio's own cursor. `since` is the moment (UTC) from which
    on rows were created meanwhile, `recent` names the items that would be met again: those of a tie, or all
    that were created since, so it grows with them alone. `is_done`: nothing is left to ask.
    """

    place: Place = BEGINNING
    next: str | None = None
    since: str = ""
    recent: list[str] = field(default_factory=list)
    is_done: bool = False
    reading: Reading = field(default_factory=Reading)


def cursor_of(mark: Mark) -> str:
    """The mark as a cursor."""
    return msgspec.json.encode(mark).decode()


def mark_of(cursor: str | None) -> Mark:
    """The mark that a cursor is; the beginning for None. Raises CursorUnreadable for any other text."""
    if cursor is None:
        return Mark()
    try:
        return msgspec.json.decode(cursor, type=Mark)
    except (msgspec.DecodeError, UnicodeEncodeError) as error:
        raise CursorUnreadable(
            N_("The saved position to continue from cannot be read."), Hint.READ_FROM_BEGINNING
        ) from error
