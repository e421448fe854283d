"""The command that takes a record out of a repository's history: a history rewrite. Pure."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

from msgspec import Struct

from attiary.forget.redact import REDACTED, reference_pattern

if TYPE_CHECKING:
    from collections.abc import Collection


class PastOccurrences(Struct, frozen=True):
    """Where git's history has a record."""

    record_ids: list[str]

    paths: list[str]
    """From the top of the repository: those that never held anything else."""

    blobs: list[str]
    """Ids of its versions at paths that others have had too."""

    is_named: bool
    """Whether references to it carried its name."""


def rewrite_command(past: PastOccurrences) -> str | None:
    """The shell command, for `git filter-repo`, on one line; None where the history has nothing of it."""
    words = [word for path in past.paths for word in ("--path", path)]
    if words:
        words = ["--invert-paths", *words]
    callback = "; ".join([*_redact_names(past), *_skip_blobs(past.blobs)])
    if callback:
        words += ["--blob-callback", callback]
    return shlex.join(["git", "filter-repo", *words]) if words else None


def _redact_names(past: PastOccurrences) -> list[str]:
    if not past.is_named:
        return []
    pattern = reference_pattern(past.record_ids).pattern
    return [f"blob.data = re.sub({pattern!r}, {REDACTED!r}, blob.data)"]


def _skip_blobs(blobs: Collection[str]) -> list[str]:
    if not blobs:
        return []
    ids = ", ".join(repr(each.encode()) for each in sorted(blobs))
    # One expression: what `git filter-repo` is given becomes the body of a function, on one line.
    return [f"(blob.original_id in ({ids},)) and blob.skip()"]
