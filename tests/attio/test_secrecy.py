"""The key goes into one header, to one address, and nowhere else."""

from __future__ import annotations

import logging
import pickle
import socket
import traceback
from typing import TYPE_CHECKING, Any

import pytest

from attiary.attio.client import AttioClient
from attiary.attio.http.rate_limit import RateLimiter
from attiary.errors import Error
from attiary.wording.hint_texts import hint_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

KEY = "sekret" * 10 + "keys"
QUOTED = f"Authorization: Bearer {KEY}"
ANSWERS = [
    (400, {"code": KEY, "message": QUOTED, "validation_errors": [{"path": [KEY], "message": KEY}]}),
    (401, {"code": "unauthorized", "message": QUOTED}),
    (403, {"code": "unauthorized", "message": QUOTED}),
    (429, {"code": "rate_limit_exceeded", "message": QUOTED}),
    (500, f"<pre>{QUOTED}</pre>".encode()),
    (200, f"<pre>{QUOTED}</pre>".encode()),
    (200, {"data": QUOTED}),
    (200, {"data": [QUOTED]}),
    (302, b""),
]  # fmt: skip


def frames(error: BaseException) -> Iterator[str]:
    """All variables of all frames that are not this test's own, for the error and for what led to it."""
    told: traceback.TracebackException | None = traceback.TracebackException.from_exception(
        error, capture_locals=True
    )
    while told:
        for frame in told.stack:
            if "tests/attio" not in frame.filename:
                yield repr(frame.locals)
        yield "".join(told.format_exception_only())
        told = told.__cause__ or told.__context__


def shown(error: Error) -> str:
    """Everything by which an error could tell the key."""
    parts = [str(error), repr(error), repr(error.fields), repr(error.args), repr(vars(error)), hint_of(error)]
    return "\n".join([*parts, *frames(error), pickle.dumps(error).decode("latin-1")])


def provoke(base_url: str, waits: Any, ask: Callable[[AttioClient], object]) -> str:
    with (
        AttioClient(
            KEY, base_url=base_url, timing=waits.timing, rate_limiter=RateLimiter(), patience_seconds=5
        ) as attio,
        pytest.raises(Error) as caught,
    ):
        ask(attio)
    return shown(caught.value) + repr(attio) + str(vars(attio))


@pytest.fixture(autouse=True)
def logs(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Whatever a test does, no logger tells the key at its most talkative."""
    caplog.set_level(logging.DEBUG)
    for name in list(logging.root.manager.loggerDict):
        logging.getLogger(name).setLevel(logging.DEBUG)
    yield
    assert KEY not in caplog.text
    for name in list(logging.root.manager.loggerDict):
        logging.getLogger(name).setLevel(logging.NOTSET)


@pytest.mark.parametrize(("status", "body"), ANSWERS)
def test_no_refusal_shows_the_key_though_it_quotes_it(
    *, far_end: Any, answer: Any, waits: Any, status: int, body: Any
) -> None:
    far = far_end(answer(status, body, location=f"http://127.0.0.1:1/{KEY}"))
    assert KEY not in provoke(far.base_url, waits, lambda attio: attio.fetch_lists())
    assert KEY not in provoke(far.base_url, waits, lambda attio: list(attio.records("people")))
    assert KEY not in provoke(far.base_url, waits, lambda attio: attio.identify())


@pytest.mark.parametrize("data", [b"", b"HTTP/1.1 200 OK\r\ncontent-length: 900\r\n\r\n{", b"\x00" * 99])
def test_no_trouble_of_the_network_shows_the_key(far_end: Any, waits: Any, data: bytes) -> None:
    assert KEY not in provoke(far_end(data).base_url, waits, lambda attio: attio.fetch_lists())


def test_an_address_that_nobody_serves_does_not_show_the_key(waits: Any) -> None:
    told = provoke("http://127.0.0.1:1/v2", waits, lambda attio: attio.fetch_lists())
    assert "127.0.0.1" in told
    assert KEY not in told


def test_a_time_out_does_not_show_the_key() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}"
        with (
            AttioClient(KEY, base_url=url, rate_limiter=RateLimiter(), patience_seconds=0.5) as attio,
            pytest.raises(Error) as caught,
        ):
            attio.fetch_lists()
    assert KEY not in shown(caught.value)


def test_no_tls_where_it_should_be_does_not_show_the_key(far_end: Any, answer: Any) -> None:
    url = far_end(answer(200, b"")).base_url.replace("http://", "https://")
    with (
        AttioClient(KEY, base_url=url, rate_limiter=RateLimiter(), patience_seconds=0.01) as attio,
        pytest.raises(Error) as caught,
    ):
        attio.fetch_lists()
    assert KEY not in shown(caught.value)


@pytest.mark.parametrize("key", [f"{KEY} and more", f"{KEY}\n", f"é{KEY}"])
def test_a_key_that_is_refused_is_not_shown(key: str) -> None:
    with pytest.raises(Error) as caught:
        AttioClient(key)
    assert KEY not in shown(caught.value)


def test_an_address_that_is_refused_does_not_show_the_key() -> None:
    with pytest.raises(Error) as caught:
        AttioClient(KEY, base_url="http://example.com/v2")
    assert KEY not in shown(caught.value)


def test_the_key_is_in_the_header_of_each_request_and_in_nothing_else_of_it(
    far_end: Any, answer: Any, waits: Any
) -> None:
    far = far_end(answer(200, {"data": []}))
    with AttioClient(KEY, base_url=far.base_url, timing=waits.timing, rate_limiter=RateLimiter()) as attio:
        attio.fetch_people(filter={"name": "x"})
        list(attio.notes(parent=("people", "r")))
        attio.fetch_options("people", "x")
    assert len(far.requests) == 3
    for request in far.requests:
        (line,) = [each for each in request.split(b"\r\n") if KEY.encode() in each]
        assert line.lower().startswith(b"authorization: bearer ")
