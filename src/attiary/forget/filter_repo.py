"""The command that takes a record out of a repository's history. Pure."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

from msgspec import Struct

from attiary.forget.redact import NAMELESS, named

if TYPE_CHECKING:
    from collections.abc import Collection


class Past(Struct, frozen=True):
    """Where git's history has a record.

    `paths`, from the top of the repository, never held anything else; `blobs` are ids of its versions at
    paths that others have had too. `is_named`: references to it carried its name.
    """

    record_ids: list[str]
    paths: list[str]
    blobs: list[str]
    is_named: bool


def scrubbing_command(past: Past) -> str | None:
    """The shell command, for `git filter-repo`, on one line; None where the history has nothing of it."""
    words = [word for path in past.paths for word in ("--path", path)]
    if words:
        words = ["--invert-paths", *words]
    callback = "; ".join([*_without_names(past), *_without_blobs(past.blobs)])
    if callback:
        words += ["--blob-callback", callback]
    return shlex.join(["git", "filter-repo", *words]) if words else None


def _without_names(past: Past) -> list[str]:
    if not past.is_named:
        return []
    return [f"blob.data = re.sub({named(past.record_ids).pattern!r}, {NAMELESS!r}, blob.data)"]


def _without_blobs(blobs: Collection[str]) -> list[str]:
    if not blobs:
        return []
    ids = ", ".join(repr(each.encode()) for each in sorted(blobs))
    return [f"(blob.original_id in ({ids},)) and blob.skip()"]
