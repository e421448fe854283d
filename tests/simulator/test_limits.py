from __future__ import annotations

from email.utils import parsedate_to_datetime

import pytest
import urllib3

from attiary.simulator.api_errors import ApiError
from attiary.simulator.limits import Limits, score_of
from attiary.simulator.sample import empty_workspace
from attiary.simulator.server import running


class _Clock:
    def __init__(self) -> None:
        self.now = 1_000_000.25

    def __call__(self) -> float:
        return self.now


def test_the_hundred_and_first_read_of_a_second_waits_for_the_next_one() -> None:
    clock = _Clock()
    limits = Limits(now=clock)
    for _ in range(100):
        limits.count("POST", "/v2/objects/people/records/query")
    with pytest.raises(ApiError) as refused:
        limits.count("GET", "/v2/objects")
    assert refused.value.status == 429
    assert parsedate_to_datetime(refused.value.headers["Retry-After"]).timestamp() == 1_000_001
    limits.count("POST", "/v2/objects/people/records")
    clock.now += 0.75
    limits.count("GET", "/v2/objects")


def test_writes_and_notes_have_budgets_of_their_own() -> None:
    limits = Limits(now=_Clock())
    for _ in range(10):
        limits.count("GET", "/v2/notes")
    with pytest.raises(ApiError):
        limits.count("GET", "/v2/notes")
    for _ in range(25):
        limits.count("PATCH", "/v2/objects/people/records/x")
    with pytest.raises(ApiError):
        limits.count("DELETE", "/v2/objects/people/records/x")


def test_merges_have_a_budget_and_a_search_is_a_read() -> None:
    limits = Limits(now=_Clock())
    for _ in range(5):
        limits.count("POST", "/v2/objects/people/records/merge")
    with pytest.raises(ApiError):
        limits.count("POST", "/v2/objects/people/records/merge")
    for _ in range(100):
        limits.count("POST", "/v2/objects/records/search")
    with pytest.raises(ApiError):
        limits.count("GET", "/v2/objects")


@pytest.mark.parametrize(("size", "score"), [(5, 84), (8, 108), (11, 125)])
def test_one_sort_costs_what_was_recorded(size: int, score: int) -> None:
    assert score_of(size, {}, [{"attribute": "created_at", "direction": "asc"}]) == score


def test_a_query_without_filter_and_sort_costs_nothing() -> None:
    assert score_of(100_000, {}, []) == 0


def test_scores_add_up_over_ten_seconds_and_are_forgiven_after() -> None:
    clock = _Clock()
    limits = Limits(now=clock)
    limits.spend_score(10_000)
    limits.spend_score(10_000)
    with pytest.raises(ApiError) as refused:
        limits.spend_score(1)
    assert refused.value.status == 429
    clock.now += 10
    limits.spend_score(10_000)


def test_a_query_that_alone_costs_too_much_is_told_to_be_simpler() -> None:
    with pytest.raises(ApiError) as refused:
        Limits(now=_Clock()).spend_score(10_001)
    assert refused.value.status == 400


def test_a_server_with_limits_refuses_with_a_date() -> None:
    with running(empty_workspace(), limits=True) as simulator, urllib3.PoolManager(retries=False) as pool:
        headers = {"Authorization": f"Bearer {simulator.api_key}"}
        address = f"{simulator.base_url}/notes"
        answers = [pool.request("GET", address, headers=headers) for _ in range(30)]
        refused = [answer for answer in answers if answer.status == 429]
        assert refused
        assert all(answer.headers["Retry-After"].endswith("GMT") for answer in refused)
