"""Ids, times and actors as Attio writes them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import NamedTuple
from uuid import NAMESPACE_URL, UUID, uuid5

_EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 - all its moments are UTC, and the zone is written by hand


class Actor(NamedTuple):
    """Who did it; `system` has no id."""

    type: str
    id: str | None = None


SYSTEM = Actor("system")


class Identities:
    """Version-5 UUIDs drawn from a seed: the same names give the same ids."""

    def __init__(self, seed: int) -> None:
        self._namespace = uuid5(NAMESPACE_URL, f"attio-simulator/{seed}")

    def of(self, name: str) -> str:
        """The id of a name."""
        # Some of Attio's own are of version 5: clients must not insist on 4 (fact sheet, section 2).
        return str(uuid5(self._namespace, name))


def is_uuid(text: str) -> bool:
    """Whether a text has the form of a UUID, of any version."""
    try:
        UUID(text)
    except ValueError:
        return False
    return True


@lru_cache(maxsize=4096)
def stamp(milliseconds: int) -> str:
    """A moment with nine digits of a second, UTC (fact sheet section 2)."""
    when = _EPOCH + timedelta(milliseconds=milliseconds)
    return f"{when.isoformat(timespec='microseconds')}000Z"


def moment(text: str) -> str:
    """An ISO moment, with or without a zone, in nine digits; a plain date is its midnight. ValueError."""
    when = datetime.fromisoformat(text)
    if when.tzinfo is not None:
        when = when.astimezone(UTC).replace(tzinfo=None)
    return f"{when.isoformat(timespec='microseconds')}000Z"
