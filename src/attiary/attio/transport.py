"""Calls to Attio over the network: the pace kept, trouble waited out. The one place where urllib3 is used."""

from __future__ import annotations

import random
import ssl
import threading
import time
from collections.abc import Callable
from http import HTTPStatus
from itertools import count
from typing import Generic, TypeVar

import urllib3
from msgspec import Struct

from attiary.attio.pacing import Budget, asked_wait, may_retry, wait_seconds
from attiary.attio.protocol import Request, error_of
from attiary.attio.tolerant import NotJson
from attiary.errors import N_, AttioApiError, AttioError, AttioUnreachable, UnexpectedAnswer

T = TypeVar("T")

CONNECT_SECONDS = 10.0
ANSWER_SECONDS = 60.0
FIRST_CONTACT_SECONDS = 10.0
"""Patience while nothing has ever answered: a wrong address or no network should be told soon."""


class Timing(Struct, frozen=True):
    """The clocks, the pause and the chance a client lives by. `pause` ends early when its event is set."""

    now: Callable[[], float] = time.monotonic
    epoch: Callable[[], float] = time.time
    pause: Callable[[threading.Event, float], object] = threading.Event.wait
    chance: Callable[[], float] = random.random


REAL_TIME = Timing()


class Answer(Struct, Generic[T], frozen=True):
    """What came back, `date` as the far end wrote it, and what it cost in waits."""

    value: T
    date: str | None
    waits: int
    waited_seconds: float


class _Trouble(Exception):
    """An attempt that failed: the error it means, why one waits, how long Attio asks for."""

    def __init__(self, error: AttioError, reason: str = "", asked_seconds: float | None = None) -> None:
        super().__init__(str(error))
        self.error = error
        self.reason = reason
        self.asked_seconds = asked_seconds


class Transport:
    """Carries calls for any number of threads. Never follows a redirect, always verifies TLS."""

    def __init__(
        self,
        api_key: str,
        base_url: str,
        *,
        connections: int,
        patience_seconds: float,
        on_wait: Callable[[float, str], None],
        timing: Timing,
    ) -> None:
        self._secret = api_key.encode()
        self._base_url = base_url
        self._patience_seconds = patience_seconds
        self._on_wait = on_wait
        self._timing = timing
        self._pool = urllib3.PoolManager(
            maxsize=connections,
            retries=False,
            headers=urllib3.make_headers(accept_encoding=True, user_agent="attiary")
            | {
                "authorization": f"Bearer {api_key}",
                "accept": "application/json",
                "content-type": "application/json",
            },
        )
        self._budget = Budget()
        self._lock = threading.Lock()
        self._closed = threading.Event()
        self._has_answered = False

    def close(self) -> None:
        """End all waits and close the connections."""
        self._closed.set()
        self._pool.clear()

    def call(self, request: Request, decode: Callable[[bytes], T]) -> Answer[T]:
        """The decoded answer; what may be tried again is, while patience lasts. Raises AttioError."""
        timing = self._timing
        started, waited = timing.now(), 0.0
        for attempt in count():
            try:
                value, date = self._attempt(request, decode)
            except _Trouble as trouble:
                left = self._patience() - (timing.now() - started)
                seconds = wait_seconds(trouble.asked_seconds, attempt, left, timing.chance())
                if not trouble.reason or seconds is None:
                    raise trouble.error from trouble.__cause__
                self._wait(seconds, trouble)
                waited += seconds
            else:
                return Answer(value, date, attempt, waited)
        raise AssertionError  # count() does not end

    def _patience(self) -> float:
        return (
            self._patience_seconds
            if self._has_answered
            else min(self._patience_seconds, FIRST_CONTACT_SECONDS)
        )

    def _wait(self, seconds: float, trouble: _Trouble) -> None:
        if trouble.asked_seconds is not None:
            with self._lock:
                self._budget.hold(self._timing.now() + seconds)
        self._on_wait(seconds, trouble.reason)
        self._pause(seconds)

    def _pause(self, seconds: float) -> None:
        if seconds > 0:
            self._timing.pause(self._closed, seconds)
        if self._closed.is_set():
            raise AttioError(N_("The connection to Attio was closed."), N_("Start again."))

    def _attempt(self, request: Request, decode: Callable[[bytes], T]) -> tuple[T, str | None]:
        with self._lock:
            seconds = self._budget.reserve(self._timing.now())
        self._pause(seconds)
        response = self._send(request)
        self._has_answered = True
        if response.status != HTTPStatus.OK:
            raise self._refusal(response, request)
        try:
            return decode(response.data), response.headers.get("date")
        except NotJson as error:
            raise _Trouble(error, N_("Attio's answer could not be read")) from error

    def _send(self, request: Request) -> urllib3.BaseHTTPResponse:
        try:
            return self._pool.request(
                request.method,
                self._base_url + request.path,
                body=request.body,
                redirect=False,
                timeout=urllib3.Timeout(
                    connect=CONNECT_SECONDS, read=max(1.0, min(ANSWER_SECONDS, self._patience_seconds))
                ),
            )
        except urllib3.exceptions.HTTPError as error:
            raise _network_trouble(error) from error

    def _refusal(self, response: urllib3.BaseHTTPResponse, request: Request) -> _Trouble:
        status = response.status
        if status < HTTPStatus.BAD_REQUEST:
            return _Trouble(_not_an_answer(status))
        # Something on the way may quote the request, key and all.
        error = error_of(status, response.data.replace(self._secret, b"***"), request.scopes)
        if not may_retry(status, error.code):
            return _Trouble(error)
        headers = response.headers
        asked = asked_wait(headers.get("retry-after"), headers.get("date"), self._timing.epoch())
        return _Trouble(error, _reason(error), asked)


def _reason(error: AttioApiError) -> str:
    if error.status == HTTPStatus.TOO_MANY_REQUESTS:
        return N_("Attio asked us to wait")
    if error.status == HTTPStatus.NOT_FOUND:
        return N_("Attio is merging this record")
    return N_("Attio has trouble of its own")


def _not_an_answer(status: int) -> UnexpectedAnswer:
    return UnexpectedAnswer(
        N_("Attio answered with status {status}, which Attiary does not follow."),
        N_("Check that ATTIO_BASE_URL names Attio's API."),
        status=status,
    )


def _network_trouble(error: urllib3.exceptions.HTTPError) -> _Trouble:
    if any(isinstance(each, ssl.SSLCertVerificationError) for each in error.args):
        return _Trouble(
            AttioUnreachable(
                N_("The connection to Attio cannot be trusted: its certificate was refused."),
                N_("Check ATTIO_BASE_URL and the date of this machine."),
            )
        )
    hint = N_("Check your network, then try again.")
    if isinstance(error, (urllib3.exceptions.NewConnectionError, urllib3.exceptions.ConnectTimeoutError)):
        sentence, reason = N_("Attio cannot be reached."), N_("Attio cannot be reached")
    elif isinstance(error, urllib3.exceptions.TimeoutError):
        sentence, reason = N_("Attio did not answer in time."), N_("Attio did not answer")
    else:
        sentence, reason = N_("The connection to Attio broke off."), N_("The connection broke off")
    return _Trouble(AttioUnreachable(sentence, hint), reason)
