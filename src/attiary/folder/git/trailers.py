"""Trailers: the last lines of a message, by which a commit of ours is known for ours.

The form is git's: `Name: value` in the last paragraph (https://git-scm.com/docs/git-interpret-trailers).
"""

from __future__ import annotations

import re
from enum import StrEnum


class Trailer(StrEnum):
    """What a trailer's value names. Never rename one: commits of years ago carry them."""

    IMPORT_RUN = "Import-Run"
    UNDOES_RUN = "Undoes-Run"
    FORGET_RUN = "Forget-Run"


_TRAILER = re.compile(rf"^({'|'.join(Trailer)}): *(\S+) *$", re.MULTILINE)


def with_trailer(message: str, trailer: Trailer, value: str) -> str:
    """A message that ends with a trailer."""
    return f"{message.rstrip()}\n\n{trailer}: {value}\n"


def trailers_of(message: str) -> dict[Trailer, str]:
    """The trailers of a whole message, by their names."""
    _, _, body = message.strip().partition("\n")
    # the last paragraph alone: a name or a search from Attio, shown above it, may look like a trailer
    last = body.rpartition("\n\n")[2]
    return {Trailer(name): value for name, value in _TRAILER.findall(last)}
