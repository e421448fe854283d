"""One client, several views of it: each hears of its own waits, and is cancelled by itself."""

from __future__ import annotations

import socket
import threading
import time
from typing import TYPE_CHECKING, Any

import pytest

from attiary.attio.client import AttioClient
from attiary.attio.http.rate_limit import RateLimiter
from attiary.errors import AttioApiError, Cancelled, ConnectionClosed
from attiary.model.selection import Target
from attiary.simulator.watching import Exchange, watching

if TYPE_CHECKING:
    from collections.abc import Callable

    from attiary.simulator.server import Running

PEOPLE = Target("people")
KEY = "k" * 64
REFUSAL = {"status_code": 429, "code": "rate_limit_exceeded", "message": "Slow down."}
TOO_LONG = 1.5
"""Seconds: a wait is left within one, and the machine may be busy."""

ASK: dict[str, Callable[[AttioClient], object]] = {
    "a call": lambda attio: attio.fetch_lists(),
    "pages": lambda attio: list(attio.pages(PEOPLE)),
    "ids": lambda attio: attio.fetch_by_ids(PEOPLE, ["a"]),
    "notes": lambda attio: list(attio.notes()),
    "saved views": lambda attio: attio.fetch_views(PEOPLE),
    "the key itself": lambda attio: attio.identify(),
}


@pytest.mark.parametrize("ask", ASK.values(), ids=ASK)
def test_a_wait_of_two_minutes_is_left_within_a_second(
    far_end: Any, answer: Any, ask: Callable[[AttioClient], object]
) -> None:
    far = far_end(answer(429, REFUSAL, retry_after="120"))
    waiting = threading.Event()
    with AttioClient(KEY, base_url=far.base_url, patience_seconds=600, rate_limiter=RateLimiter()) as client:
        view = client.observed(on_wait=lambda _seconds, _why: waiting.set(), is_cancelled=waiting.is_set)
        began = time.monotonic()
        with pytest.raises(Cancelled):
            ask(view)
        assert time.monotonic() - began < TOO_LONG
        assert waiting.is_set()


@pytest.mark.parametrize("ask", ASK.values(), ids=ASK)
def test_an_answer_that_does_not_come_is_not_waited_for(ask: Callable[[AttioClient], object]) -> None:
    cancelled = threading.Event()
    with (
        socket.create_server(("127.0.0.1", 0)) as silent,
        AttioClient(KEY, base_url=f"http://127.0.0.1:{silent.getsockname()[1]}/v2") as client,
    ):
        view = client.observed(is_cancelled=cancelled.is_set)
        threading.Timer(0.3, cancelled.set).start()
        began = time.monotonic()
        with pytest.raises(Cancelled):
            ask(view)
        assert time.monotonic() - began < 0.3 + TOO_LONG


def test_a_reading_that_is_cancelled_stops_at_the_next_page_and_asks_for_no_more(
    simulator: Running,
) -> None:
    cancelled, seen = threading.Event(), list[Exchange]()
    with (
        AttioClient(simulator.api_key, base_url=simulator.base_url, ahead=1) as client,
        watching(seen.append),
    ):
        pages = client.observed(is_cancelled=cancelled.is_set).pages(PEOPLE)
        first = pages.__next__()
        cancelled.set()
        with pytest.raises(Cancelled):
            list(pages)
        time.sleep(1)
        assert len(seen) <= 2, "the page that was fetched ahead is the last"
        rest = client.pages(PEOPLE, after=first.cursor)
        read = [each.key for each in first.items]
        read += [each.key for page in rest for each in page.items]
    assert read == simulator.world.ids("people")
    assert rest.reading.is_unbroken


def test_whether_to_go_on_is_asked_in_the_thread_that_calls(attio: AttioClient) -> None:
    asked: set[int] = set()

    def is_cancelled() -> bool:
        asked.add(threading.get_ident())
        return False

    view = attio.observed(is_cancelled=is_cancelled)
    assert sum(len(page.items) for page in view.pages(PEOPLE)) == 1_203
    assert view.fetch_lists()
    assert asked == {threading.get_ident()}


def test_each_view_is_told_of_its_own_waits_alone(simulator: Running) -> None:
    told: dict[str, list[float]] = {"client": [], "one": [], "other": []}
    with AttioClient(
        simulator.api_key,
        base_url=simulator.base_url,
        on_wait=lambda seconds, _why: told["client"].append(seconds),
        rate_limiter=RateLimiter(),
    ) as client:
        one = client.observed(on_wait=lambda seconds, _why: told["one"].append(seconds))
        other = client.observed(on_wait=lambda seconds, _why: told["other"].append(seconds))
        simulator.faults.plan("429 past", times=1)
        one.fetch_lists()
        other.fetch_lists()
        client.fetch_lists()
        assert (len(told["one"]), told["other"], told["client"]) == (1, [], [])
        simulator.faults.plan("429 past", times=1)
        client.fetch_lists()
        assert (len(told["one"]), told["other"], len(told["client"])) == (1, [], 1)


def test_one_view_that_is_cancelled_stops_no_other(attio: AttioClient) -> None:
    cancelled = attio.observed(is_cancelled=lambda: True)
    with pytest.raises(Cancelled):
        cancelled.fetch_lists()
    assert attio.observed(is_cancelled=lambda: False).fetch_lists() == attio.fetch_lists()


def test_closing_a_view_closes_nothing_and_closing_the_client_all(attio: AttioClient) -> None:
    view, other = attio.observed(), attio.observed(is_cancelled=lambda: False)
    with view:
        assert view.fetch_lists()
    assert other.fetch_lists()
    assert attio.fetch_lists()
    attio.close()
    for each in (view, other):
        with pytest.raises(ConnectionClosed):
            each.fetch_lists()


def test_views_share_what_was_learned_and_the_limits(simulator: Running) -> None:
    key, seen = simulator.world.add_key("object_configuration:read"), list[Exchange]()
    with AttioClient(key, base_url=simulator.base_url) as client:
        client.identify()
        with watching(seen.append), pytest.raises(AttioApiError, match="403") as caught:
            client.observed().fetch_people()
    assert [each.path for each in seen] == ["/v2/objects/people/records/query"]
    assert caught.value.fields["scopes"] == "record_permission:read"
