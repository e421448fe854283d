"""Moments as documents, receipts and JSON have them: UTC in whole seconds, `2026-02-06T12:00:00Z`."""

from __future__ import annotations

from datetime import UTC, datetime


def utc_text(moment: datetime) -> str:
    """A moment of any time zone as text."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def epoch_milliseconds(text: str) -> int:
    """The moment as rows have it; 0 for a text that is no moment, as a file may hold that a user edited."""
    # A user may have edited the file; a row that is missing for it would be worse than a row without a time.
    try:
        return int(datetime.fromisoformat(text).timestamp() * 1000)
    except ValueError:
        return 0
