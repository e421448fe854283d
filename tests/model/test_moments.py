from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from attiary.model.moments import epoch_milliseconds, utc_text

NOON = datetime(2026, 2, 6, 12, 0, 0, 999_999, tzinfo=UTC)


@pytest.mark.parametrize("hours", [-12, 0, 5, 14])
def test_a_moment_is_written_in_utc_and_whole_seconds(hours: int) -> None:
    assert utc_text(NOON.astimezone(timezone(timedelta(hours=hours)))) == "2026-02-06T12:00:00Z"


def test_a_row_has_milliseconds_and_none_of_what_is_no_moment() -> None:
    assert epoch_milliseconds("2026-02-06T12:00:00Z") == 1_770_379_200_000
    assert (epoch_milliseconds(""), epoch_milliseconds("yesterday")) == (0, 0)
