"""Calls to Attio over the network: limits kept, failures tried again. The one place where urllib3 is used."""

from __future__ import annotations

import ssl
from http import HTTPStatus
from math import inf
from threading import Event
from typing import TYPE_CHECKING, Generic, TypeAlias, TypeVar
from urllib.parse import urlsplit

import urllib3
from msgspec import Struct

from attiary.attio.http.rate_limit import Throttle
from attiary.attio.http.retry import asked_wait, may_retry, wait_seconds
from attiary.attio.requests import Request, error_of
from attiary.attio.wire.parse import LARGEST, too_large
from attiary.errors import (
    N_,
    AttioApiError,
    AttioError,
    AttioUnreachable,
    CertificateRefused,
    NotJson,
    UnexpectedAnswer,
)
from attiary.hints import Hint
from attiary.model.observer import WaitReason

if TYPE_CHECKING:
    from collections.abc import Callable

    from attiary.attio.http.rate_limit import RateLimiter
    from attiary.attio.http.waiting import Timing, Waiting

T = TypeVar("T")

CONNECT_SECONDS = 10.0
ANSWER_SECONDS = 60.0
FIRST_CONTACT_SECONDS = 10.0
"""The retry budget while nothing has ever answered: a wrong address or no network should be told soon."""


BESIDE_PAGES = 4
"""Connections beside those that fetch pages ahead: for what is asked for meanwhile by id."""

_PIECE = 4 * 2**20
"""More than a usual page has, so that one read brings it."""


class Answer(Struct, Generic[T], frozen=True):
    """What came back, `date` as the far end wrote it, and what it cost in waits."""

    value: T
    date: str | None
    waits: int
    waited_seconds: float


class FailedAttempt(Struct, frozen=True):
    """An attempt that brought no answer: the error it means.

    `reason` says why one waits, None where another attempt would fail the same way; `asked_seconds` is how
    long Attio asks to wait.
    """

    error: AttioError
    reason: WaitReason | None = None
    asked_seconds: float | None = None

    @property
    def is_refusal(self) -> bool:
        """Whether Attio said that there were too many calls."""
        return isinstance(self.error, AttioApiError) and self.error.status == HTTPStatus.TOO_MANY_REQUESTS


class Transport:
    """Carries calls for any number of threads. Never follows a redirect, always verifies TLS."""

    def __init__(
        self,
        api_key: str,
        base_url: str,
        *,
        connections: int,
        retry_budget_seconds: float,
        limiter: RateLimiter,
        timing: Timing,
    ) -> None:
        self._secret = api_key.encode()
        self._base_url = base_url
        self._host = urlsplit(base_url).hostname or ""
        self._retry_budget_seconds = retry_budget_seconds
        self._timing = timing
        self._pool = urllib3.PoolManager(
            maxsize=connections,
            # urllib3's own retries know neither Attio's limits nor the other calls of this client.
            retries=False,
            headers=urllib3.make_headers(accept_encoding=True, user_agent="attiary")
            | {
                "authorization": f"Bearer {api_key}",
                "accept": "application/json",
                "content-type": "application/json",
            },
        )
        self._throttle = Throttle(limiter, timing, most=connections)
        self._has_answered = False
        self.closed = Event()
        """Set when no call may begin any more, and those that wait are to end."""

    def close(self) -> None:
        """End all waits and close the connections."""
        self.closed.set()
        self._pool.clear()

    def call(
        self,
        request: Request,
        decode: Callable[[bytes], T],
        waiting: Waiting,
        *,
        retry_budget_seconds: float = inf,
    ) -> Answer[T]:
        """The decoded answer; what may be tried again is, within the retry budget.

        Raises AttioError, and Cancelled where whoever watches says so.
        """
        timing = self._timing
        started, waited, refusals, attempt = timing.now(), 0.0, 0, 0

        def left() -> float:
            return min(retry_budget_seconds, self._retry_budget()) - (timing.now() - started)

        while isinstance(got := self._attempt(request, decode, waiting, refusals, left()), FailedAttempt):
            seconds = wait_seconds(got.asked_seconds, attempt, left(), timing.chance())
            if got.reason is None or seconds is None:
                raise got.error
            self._wait(seconds, got, got.reason, waiting)
            refusals += got.is_refusal
            waited += seconds
            attempt += 1
        self._throttle.answered()
        value, date = got
        return Answer(value, date, attempt, waited)

    def _retry_budget(self) -> float:
        most = self._retry_budget_seconds
        return most if self._has_answered else min(most, FIRST_CONTACT_SECONDS)

    def _wait(self, seconds: float, failed: FailedAttempt, reason: WaitReason, waiting: Waiting) -> None:
        if failed.is_refusal:
            self._throttle.refused()
        if failed.asked_seconds is not None:
            # The limits that Attio asks to wait for count all calls of a key together, not this one alone.
            self._throttle.pause_until(self._timing.now() + seconds)
        waiting.tell(seconds, reason)
        waiting.pause(seconds)

    def _attempt(
        self, request: Request, decode: Callable[[bytes], T], waiting: Waiting, refusals: int, left: float
    ) -> tuple[T, str | None] | FailedAttempt:
        with self._throttle.slot(request.rate_limit, waiting):
            try:
                response, received = self._send(request, left)
            except urllib3.exceptions.HTTPError as error:
                _forget_frames(error)
                return _network_failure(error, self._host)
        self._has_answered = True
        if received is None:
            return FailedAttempt(too_large())
        # Something on the way may quote the request, key and all.
        data = received.replace(self._secret, b"***")
        del received
        if response.status != HTTPStatus.OK:
            return self._refusal(response, data, request, refusals)
        try:
            return decode(data), response.headers.get("date")
        except NotJson as error:
            # A proxy's page, or an answer that was cut without a length: both pass. JSON of another form does
            # not, and is raised by the decoder.
            return FailedAttempt(error, WaitReason.UNREADABLE)

    def _send(self, request: Request, left: float) -> tuple[urllib3.BaseHTTPResponse, bytes | None]:
        response = self._pool.request(
            request.method,
            self._base_url + request.path,
            body=request.body,
            # A redirect would carry the key to wherever it leads.
            redirect=False,
            preload_content=False,
            timeout=urllib3.Timeout(connect=CONNECT_SECONDS, read=max(1.0, min(ANSWER_SECONDS, left))),
        )
        return response, _body(response)

    def _refusal(
        self, response: urllib3.BaseHTTPResponse, data: bytes, request: Request, refusals: int
    ) -> FailedAttempt:
        status, headers = response.status, response.headers
        if status < HTTPStatus.BAD_REQUEST:
            return FailedAttempt(_not_an_answer(status))
        error = error_of(status, data, request.scopes, is_costly=request.is_costly)
        if not may_retry(status, error.code, refusals=refusals, is_costly=request.is_costly):
            return FailedAttempt(error)
        asked = asked_wait(headers.get("retry-after"), headers.get("date"), self._timing.epoch())
        return FailedAttempt(error, _reason(error), asked)


def _body(response: urllib3.BaseHTTPResponse) -> bytes | None:
    """What an answer says, inflated piece by piece; None, and the connection dropped, if it is too large."""
    # Inflated in pieces: a bomb of a few kilobytes would otherwise be gigabytes before its size is known.
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


def _reason(error: AttioApiError) -> WaitReason:
    if error.status == HTTPStatus.TOO_MANY_REQUESTS:
        return WaitReason.ASKED_TO_WAIT
    # The only 404 that is tried again is `merge_in_progress`.
    if error.status == HTTPStatus.NOT_FOUND:
        return WaitReason.MERGING
    return WaitReason.ATTIO_FAILED


def _not_an_answer(status: int) -> UnexpectedAnswer:
    return UnexpectedAnswer(
        N_("Attio answered with the unexpected status {status}."),
        Hint.CHECK_BASE_URL,
        status=status,
    )


def _forget_frames(error: BaseException | None) -> None:
    """The frames of the network hold the key's header; what shows a traceback may show their variables."""
    while error is not None:
        error.__traceback__ = None
        error = error.__cause__ or error.__context__


_Failure: TypeAlias = tuple[
    tuple[type[BaseException], ...], type[AttioUnreachable], str, Hint, WaitReason | None
]

_FAILURES: tuple[_Failure, ...] = (
    (
        (ssl.SSLCertVerificationError,),
        CertificateRefused,
        N_("The connection to {host} cannot be trusted: its certificate was refused."),
        Hint.CHECK_BASE_URL_AND_CLOCK,
        None,
    ),
    (
        (urllib3.exceptions.NewConnectionError, urllib3.exceptions.ConnectTimeoutError),
        AttioUnreachable,
        N_("Attio cannot be reached at {host}."),
        Hint.CHECK_NETWORK,
        WaitReason.UNREACHABLE,
    ),
    (
        (urllib3.exceptions.TimeoutError,),
        AttioUnreachable,
        N_("Attio did not answer in time at {host}."),
        Hint.CHECK_NETWORK,
        WaitReason.NO_ANSWER,
    ),
    (
        (urllib3.exceptions.HTTPError,),
        AttioUnreachable,
        N_("The connection to Attio at {host} was interrupted."),
        Hint.CHECK_NETWORK,
        WaitReason.INTERRUPTED,
    ),
)
"""What exceptions of the network mean: the error, its sentence and hint, why one waits and tries again.

The first row that fits counts: a time-out of connecting is a time-out too, and each is an HTTPError. Without
a reason there is no other try: a certificate that is refused will be again.
"""


def _network_failure(error: urllib3.exceptions.HTTPError, host: str) -> FailedAttempt:
    # urllib3 wraps what ssl raised, and keeps it among the arguments.
    causes = (error, *error.args)
    _, kind, sentence, hint, reason = next(
        row for row in _FAILURES if any(isinstance(each, row[0]) for each in causes)
    )
    meant = kind(sentence, hint, host=host)
    meant.__cause__ = error
    return FailedAttempt(meant, reason)
