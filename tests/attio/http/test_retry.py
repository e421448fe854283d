from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attiary.attio.http.retry import (
    LONGEST_BACKOFF,
    SHORTEST_WAIT,
    asked_wait,
    may_retry,
    wait_seconds,
)

DATE = "Tue, 23 May 2023 14:42:01 GMT"
AT = 1_684_852_921.0


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("Tue, 23 May 2023 14:42:03 GMT", 2.0),
        ("Tue, 23 May 2023 14:41:00 GMT", 0.0),
        ("Tuesday, 23-May-23 14:42:04 GMT", 3.0),
        ("3", 3.0),
        (" 0 ", 0.0),
        ("-3", None),
        ("soon", None),
        ("٣", None),
        ("Tue, 99 May 2023 14:42:03 GMT", None),
        ("Fri, 31 Dec 9999 23:59:59 -2359", None),
        ("", None),
        (None, None),
    ],
)
def test_a_wait_may_be_a_date_or_seconds_and_everything_else_is_no_answer(
    header: str | None, seconds: float | None
) -> None:
    assert asked_wait(header, DATE, 0) == seconds
    assert asked_wait(header, None, AT) == seconds


def test_the_clock_of_this_machine_does_not_matter_where_the_answer_has_a_date() -> None:
    assert asked_wait("Tue, 23 May 2023 14:42:05 GMT", DATE, AT + 86_400) == 4


@given(st.text())
def test_no_header_is_too_odd_to_read(header: str) -> None:
    seconds = asked_wait(header, header, AT)
    assert seconds is None or seconds >= 0


@pytest.mark.parametrize(
    ("status", "code", "retried"),
    [
        (429, "rate_limit_exceeded", True),
        (500, "unknown", True),
        (503, "unknown", True),
        (404, "merge_in_progress", True),
        (404, "not_found", False),
        (400, "filter_error", False),
        (401, "unauthorized", False),
        (403, "unauthorized", False),
        (409, "concurrent_write_conflict", False),
    ],
)
def test_only_what_may_pass_is_tried_again(status: int, code: str, retried: bool) -> None:
    assert may_retry(status, code) is retried


@given(st.integers(0, 10_000), st.floats(0, 1, exclude_max=True))
def test_a_backoff_is_anything_up_to_its_bound(attempt: int, chance: float) -> None:
    seconds = wait_seconds(None, attempt, 1_000, chance)
    assert seconds is not None
    assert SHORTEST_WAIT <= seconds <= LONGEST_BACKOFF


def test_backoffs_grow_to_their_bound() -> None:
    assert [wait_seconds(None, attempt, 1_000, 0.5) for attempt in range(8)] == [
        0.25, 0.5, 1.0, 2.0, 4.0, 8.0, 10.0, 10.0,
    ]  # fmt: skip


def test_what_attio_asks_for_is_waited_and_little_more() -> None:
    assert wait_seconds(7, 5, 1_000, 0.5) == pytest.approx(7.05)
    assert wait_seconds(0, 0, 1_000, 0) == SHORTEST_WAIT


def test_a_wait_beyond_patience_is_not_begun() -> None:
    assert wait_seconds(60, 0, 59, 0) is None
    assert wait_seconds(None, 0, 0.05, 0) is None


def test_one_query_that_is_refused_over_and_over_is_taken_to_be_too_costly() -> None:
    assert may_retry(429, "rate_limit_exceeded", refusals=7, is_costly=True)
    assert not may_retry(429, "rate_limit_exceeded", refusals=8, is_costly=True)
    assert may_retry(429, "rate_limit_exceeded", refusals=80, is_costly=False)
