"""Calls to Attio over the network: the pace kept, trouble waited out. The one place where urllib3 is used."""

from __future__ import annotations

import ssl
from http import HTTPStatus
from itertools import count
from math import inf
from typing import TYPE_CHECKING, Generic, TypeVar
from urllib.parse import urlsplit

import urllib3
from msgspec import Struct

from attiary.attio.http.gate import Gate
from attiary.attio.http.retry import asked_wait, may_retry, wait_seconds
from attiary.attio.requests import Request, error_of
from attiary.attio.wire.bounds import LARGEST, too_large
from attiary.attio.wire.parse import NotJson
from attiary.errors import (
    N_,
    AttioApiError,
    AttioError,
    AttioUnreachable,
    CertificateRefused,
    UnexpectedAnswer,
)
from attiary.hints import Hint

if TYPE_CHECKING:
    from collections.abc import Callable

    from attiary.attio.http.rate_limit import Pace
    from attiary.attio.http.timing import Timing

T = TypeVar("T")

CONNECT_SECONDS = 10.0
ANSWER_SECONDS = 60.0
FIRST_CONTACT_SECONDS = 10.0
"""Patience while nothing has ever answered: a wrong address or no network should be told soon."""


_PIECE = 4 * 2**20
"""More than a usual page has, so that one read brings it."""


class Answer(Struct, Generic[T], frozen=True):
    """What came back, `date` as the far end wrote it, and what it cost in waits."""

    value: T
    date: str | None
    waits: int
    waited_seconds: float


class _Trouble(Exception):
    """An attempt that failed: the error it means, why one waits, if one may, how long Attio asks for."""

    def __init__(self, error: AttioError, reason: str = "", asked_seconds: float | None = None) -> None:
        super().__init__(str(error))
        self.error = error
        self.reason = reason
        self.asked_seconds = asked_seconds

    @property
    def is_refusal(self) -> bool:
        """Whether Attio said that there were too many calls."""
        return getattr(self.error, "status", None) == HTTPStatus.TOO_MANY_REQUESTS


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
        pace: Pace,
        timing: Timing,
    ) -> None:
        self._secret = api_key.encode()
        self._base_url = base_url
        self._host = urlsplit(base_url).hostname or ""
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
        self._gate = Gate(pace, timing, most=connections)
        self._has_answered = False

    def close(self) -> None:
        """End all waits and close the connections."""
        self._gate.close()
        self._pool.clear()

    def call(
        self, request: Request, decode: Callable[[bytes], T], *, patience_seconds: float = inf
    ) -> Answer[T]:
        """The decoded answer; what may be tried again is, while patience lasts. Raises AttioError."""
        timing = self._timing
        started, waited, refusals = timing.now(), 0.0, 0
        for attempt in count():
            left = min(patience_seconds, self._patience()) - (timing.now() - started)
            try:
                value, date = self._attempt(request, decode, refusals, left)
            except _Trouble as trouble:
                left = min(patience_seconds, self._patience()) - (timing.now() - started)
                seconds = wait_seconds(trouble.asked_seconds, attempt, left, timing.chance())
                if not trouble.reason or seconds is None:
                    raise trouble.error from trouble.__cause__
                refusals += trouble.is_refusal
                self._wait(seconds, trouble)
                waited += seconds
            else:
                self._gate.answered()
                return Answer(value, date, attempt, waited)
        raise AssertionError  # count() does not end

    def _patience(self) -> float:
        most = self._patience_seconds
        return most if self._has_answered else min(most, FIRST_CONTACT_SECONDS)

    def _wait(self, seconds: float, trouble: _Trouble) -> None:
        if trouble.is_refusal:
            self._gate.refused()
        if trouble.asked_seconds is not None:
            self._gate.hold(seconds)
        self._on_wait(seconds, trouble.reason)
        self._gate.pause(seconds)

    def _attempt(
        self, request: Request, decode: Callable[[bytes], T], refusals: int, left: float
    ) -> tuple[T, str | None]:
        with self._gate.passage(request.allowance):
            response, received = self._send(request, left)
        self._has_answered = True
        if received is None:
            raise _Trouble(too_large())
        # Something on the way may quote the request, key and all.
        data = received.replace(self._secret, b"***")
        del received
        if response.status != HTTPStatus.OK:
            raise self._refusal(response, data, request, refusals)
        try:
            return decode(data), response.headers.get("date")
        except NotJson as error:
            raise _Trouble(
                error, N_("Attio's answer could not be read; trying again in {seconds} s")
            ) from error

    def _send(self, request: Request, left: float) -> tuple[urllib3.BaseHTTPResponse, bytes | None]:
        try:
            response = self._pool.request(
                request.method,
                self._base_url + request.path,
                body=request.body,
                redirect=False,
                preload_content=False,
                timeout=urllib3.Timeout(connect=CONNECT_SECONDS, read=max(1.0, min(ANSWER_SECONDS, left))),
            )
            return response, _body(response)
        except urllib3.exceptions.HTTPError as error:
            _forget_frames(error)
            raise _network_trouble(error, self._host) from error

    def _refusal(
        self, response: urllib3.BaseHTTPResponse, data: bytes, request: Request, refusals: int
    ) -> _Trouble:
        status, headers = response.status, response.headers
        if status < HTTPStatus.BAD_REQUEST:
            return _Trouble(_not_an_answer(status))
        error = error_of(status, data, request.scopes, is_costly=request.is_costly)
        if not may_retry(status, error.code, refusals=refusals, is_costly=request.is_costly):
            return _Trouble(error)
        asked = asked_wait(headers.get("retry-after"), headers.get("date"), self._timing.epoch())
        return _Trouble(error, _reason(error), asked)


def _body(response: urllib3.BaseHTTPResponse) -> bytes | None:
    """What an answer says, inflated piece by piece; None, and the connection dropped, if it is too large."""
    is_packed = "content-encoding" in response.headers
    pieces: list[bytes] = []
    size = 0
    while piece := response.read(_PIECE, decode_content=is_packed):
        size += len(piece)
        if size > LARGEST:
            response.close()
            return None
        pieces.append(piece)
    return b"".join(pieces)


def _reason(error: AttioApiError) -> str:
    if error.status == HTTPStatus.TOO_MANY_REQUESTS:
        return N_("Attio asked us to wait {seconds} s")
    if error.status == HTTPStatus.NOT_FOUND:
        return N_("Attio is merging this record; trying again in {seconds} s")
    return N_("Attio has trouble of its own; trying again in {seconds} s")


def _not_an_answer(status: int) -> UnexpectedAnswer:
    return UnexpectedAnswer(
        N_("Attio answered with status {status}, which Attiary does not follow."),
        Hint.CHECK_BASE_URL,
        status=status,
    )


def _forget_frames(error: BaseException | None) -> None:
    """The frames of the network hold the key's header; what shows a traceback may show their variables."""
    while error is not None:
        error.__traceback__ = None
        error = error.__cause__ or error.__context__


def _network_trouble(error: urllib3.exceptions.HTTPError, host: str) -> _Trouble:
    if any(isinstance(each, ssl.SSLCertVerificationError) for each in error.args):
        return _Trouble(
            CertificateRefused(
                N_("The connection to {host} cannot be trusted: its certificate was refused."),
                Hint.CHECK_BASE_URL_AND_CLOCK,
                host=host,
            )
        )
    hint = Hint.CHECK_NETWORK
    if isinstance(error, (urllib3.exceptions.NewConnectionError, urllib3.exceptions.ConnectTimeoutError)):
        sentence, reason = (
            N_("Attio cannot be reached at {host}."),
            N_("Attio cannot be reached; trying again in {seconds} s"),
        )
    elif isinstance(error, urllib3.exceptions.TimeoutError):
        sentence, reason = (
            N_("Attio did not answer in time at {host}."),
            N_("Attio did not answer; trying again in {seconds} s"),
        )
    else:
        sentence, reason = (
            N_("The connection to Attio at {host} broke off."),
            N_("The connection broke off; trying again in {seconds} s"),
        )
    return _Trouble(AttioUnreachable(sentence, hint, host=host), reason)
