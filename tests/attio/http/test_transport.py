from __future__ import annotations

import gc
import logging
import shutil
import socket
import ssl
import subprocess
import threading
import time
import traceback
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import pytest

from attiary.attio.client import AttioClient
from attiary.attio.http.rate_limit import RateLimiter
from attiary.errors import AttioApiError, AttioError, AttioUnreachable, UnexpectedAnswer
from attiary.model.observer import WaitReason

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from typing import NoReturn

KEY = "k" * 64
NONE: dict[str, list[Any]] = {"data": []}
REFUSAL = {"status_code": 429, "code": "rate_limit_exceeded", "message": "Slow down."}


@pytest.mark.parametrize(
    ("retry_after", "seconds"),
    [
        ("Mon, 23 Nov 2026 07:00:02 GMT", 2.05),
        ("2", 2.05),
        ("Mon, 23 Nov 2026 06:59:00 GMT", 0.1),
        ("garbage", 0.25),
        (None, 0.25),
    ],
)
def test_a_429_is_waited_out_as_attio_asks_and_the_wait_is_told(
    *, far_end: Any, answer: Any, client_of: Any, waits: Any, retry_after: str | None, seconds: float
) -> None:
    headers = {"retry_after": retry_after} if retry_after else {}
    far = far_end(answer(429, REFUSAL, **headers), answer(200, NONE))
    with client_of(far) as attio:
        assert attio.fetch_lists() == []
    assert waits.told == [(pytest.approx(seconds), WaitReason.ASKED_TO_WAIT)]
    assert len(far.requests) == 2


def test_trouble_is_waited_out_with_growing_pauses(
    far_end: Any, answer: Any, client_of: Any, waits: Any
) -> None:
    cut = answer(200, NONE, content_length="500")
    merging = answer(404, {"code": "merge_in_progress", "message": "Not yet."})
    far = far_end(answer(503, b""), cut, b"", answer(200, b"<html>"), merging, answer(200, NONE))
    with client_of(far) as attio:
        assert attio.fetch_lists() == []
    assert [seconds for seconds, _ in waits.told] == [0.25, 0.5, 1.0, 2.0, 4.0]
    assert [why for _, why in waits.told] == [
        WaitReason.ATTIO_FAILED,
        WaitReason.INTERRUPTED,
        WaitReason.INTERRUPTED,
        WaitReason.UNREADABLE,
        WaitReason.MERGING,
    ]


def test_an_answer_that_ends_early_without_saying_its_length_is_asked_for_again(
    far_end: Any, client_of: Any, answer: Any
) -> None:
    far = far_end(b'HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n{"data": [', answer(200, NONE))
    with client_of(far) as attio:
        assert attio.fetch_lists() == []
    assert len(far.requests) == 2


@pytest.mark.parametrize("status", [400, 401, 404, 409, 413])
def test_a_refusal_that_will_stay_one_is_asked_once(
    far_end: Any, answer: Any, client_of: Any, status: int
) -> None:
    far = far_end(answer(status, {"code": "x", "message": "No."}))
    with client_of(far) as attio, pytest.raises(AttioApiError) as caught:
        attio.fetch_lists()
    assert (caught.value.status, caught.value.message, len(far.requests)) == (status, "No.", 1)


def test_patience_ends_with_attios_own_word(far_end: Any, answer: Any, client_of: Any, waits: Any) -> None:
    far = far_end(answer(429, REFUSAL, retry_after="25"))
    with client_of(far) as attio, pytest.raises(AttioApiError, match="Slow down") as caught:
        attio.fetch_lists()
    assert caught.value.status == 429
    assert sum(waits.seconds) <= 60


def test_a_wait_longer_than_patience_is_not_begun(
    far_end: Any, answer: Any, client_of: Any, waits: Any
) -> None:
    with client_of(far_end(answer(429, REFUSAL, retry_after="3600"))) as attio, pytest.raises(AttioApiError):
        attio.fetch_lists()
    assert waits.told == []


def test_an_answer_that_stays_unreadable_is_no_endless_loop(
    far_end: Any, answer: Any, client_of: Any
) -> None:
    with client_of(far_end(answer(200, b"<html>"))) as attio, pytest.raises(UnexpectedAnswer):
        attio.fetch_lists()


def test_nobody_there_is_told_soon_with_what_to_do(waits: Any) -> None:
    with (
        AttioClient(
            KEY, base_url="http://127.0.0.1:1/v2", timing=waits.timing, rate_limiter=RateLimiter()
        ) as attio,
        pytest.raises(AttioUnreachable, match=r"cannot be reached at 127\.0\.0\.1") as caught,
    ):
        attio.test_connection()
    assert caught.value.hint
    assert sum(waits.seconds) <= 10


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_no_redirect_carries_the_key_away(far_end: Any, answer: Any, client_of: Any, status: int) -> None:
    far = far_end(answer(status, b"", location="http://127.0.0.1:1/elsewhere"))
    with client_of(far) as attio, pytest.raises(UnexpectedAnswer, match=str(status)):
        attio.fetch_lists()
    assert len(far.requests) == 1


def test_the_key_is_in_the_header_and_nowhere_else(
    far_end: Any, answer: Any, client_of: Any, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    far = far_end(answer(400, {"code": KEY, "message": f"Bad header: Bearer {KEY}", "path": [KEY]}))
    with client_of(far) as attio, pytest.raises(AttioApiError) as caught:
        attio.fetch_lists()
    head, _, body = far.requests[0].partition(b"\r\n\r\n")
    assert head.count(KEY.encode()) == 1
    assert KEY.encode() not in body
    error = caught.value
    shown = [str(error), error.message, error.code, repr(error), repr(error.fields), repr(attio), caplog.text]
    assert KEY not in "".join([*shown, *traceback.format_exception(error)])


def test_a_lone_answer_of_self_that_says_inactive_is_a_bad_key(
    far_end: Any, answer: Any, client_of: Any
) -> None:
    with client_of(far_end(answer(200, {"active": False}))) as attio:
        assert attio.test_connection() is False


def test_a_key_of_wrong_form_is_a_bad_key_too(far_end: Any, answer: Any, client_of: Any) -> None:
    refusal = {"code": "missing_value", "message": "Token was not recognised."}
    with client_of(far_end(answer(400, refusal))) as attio:
        assert attio.test_connection() is False
        with pytest.raises(AttioApiError, match="not recognised") as caught:
            attio.identify()
    assert caught.value.is_unauthorized


def test_trouble_is_not_taken_for_a_bad_key(far_end: Any, answer: Any, client_of: Any) -> None:
    with client_of(far_end(answer(500, b""))) as attio, pytest.raises(AttioApiError):
        attio.test_connection()


def test_closing_ends_a_wait_at_once(far_end: Any, answer: Any) -> None:
    far = far_end(answer(429, REFUSAL, retry_after="30"))
    began = time.monotonic()
    attio = AttioClient(KEY, base_url=far.base_url, on_wait=lambda _seconds, _why: attio.close())
    with pytest.raises(AttioError, match="closed"):
        attio.fetch_lists()
    assert time.monotonic() - began < 5


def test_a_client_that_is_closed_leaves_no_thread_and_no_socket(
    far_end: Any, answer: Any, client_of: Any, recwarn: pytest.WarningsRecorder
) -> None:
    with client_of(far_end(answer(200, NONE))) as attio:
        assert list(attio.records("people")) == []
    del attio
    gc.collect()
    assert not [each for each in recwarn if issubclass(each.category, ResourceWarning)]


def test_an_attribute_listing_that_ignores_the_offset_ends(far_end: Any, answer: Any, client_of: Any) -> None:
    def attribute(number: int) -> dict[str, Any]:
        ids = {"workspace_id": "w", "object_id": "o", "attribute_id": str(number)}
        return {"id": ids, "title": "T", "api_slug": f"s{number}", "type": "text"}

    far = far_end(answer(200, {"data": [attribute(number) for number in range(500)]}))
    with client_of(far) as attio:
        assert len(attio.fetch_attributes("people")) == 500
    assert len(far.requests) == 2
    assert b"GET /v2/objects/people/attributes?limit=500&offset=500 " in far.requests[1]


def test_an_answer_that_does_not_come_is_a_time_out() -> None:
    with (
        socket.create_server(("127.0.0.1", 0)) as silent,
        AttioClient(KEY, base_url=f"http://127.0.0.1:{silent.getsockname()[1]}", patience_seconds=1) as attio,
        pytest.raises(AttioUnreachable, match="in time"),
    ):
        attio.fetch_lists()


def test_a_certificate_that_nobody_vouches_for_is_refused_at_once(
    tmp_path: Path, waits: Any, lacking: Callable[[str, str], NoReturn]
) -> None:
    openssl = shutil.which("openssl") or ""
    if not openssl:
        lacking("The openssl command", "your system's package manager has it")
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    made = ["-nodes", "-days", "2", "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"]
    told = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-keyout", str(key)]
    subprocess.run(
        [openssl, "req", "-x509", *made, *told, "-out", str(certificate)], check=True, capture_output=True
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    received: list[bytes] = []

    def serve(server: socket.socket) -> None:
        connection, _ = server.accept()
        with connection, suppress(OSError), context.wrap_socket(connection, server_side=True) as trusted:
            received.append(trusted.recv(65_536))

    with socket.create_server(("127.0.0.1", 0)) as server:
        thread = threading.Thread(target=serve, args=[server])
        thread.start()
        url = f"https://localhost:{server.getsockname()[1]}/v2"
        with (
            AttioClient(KEY, base_url=url, timing=waits.timing, rate_limiter=RateLimiter()) as attio,
            pytest.raises(AttioUnreachable, match="certificate"),
        ):
            attio.fetch_lists()
        thread.join()
    assert (received, waits.told) == ([], [])


def test_a_far_end_that_speaks_no_tls_gets_no_key(far_end: Any, answer: Any) -> None:
    far = far_end(answer(200, NONE))
    url = far.base_url.replace("http://", "https://")
    with AttioClient(KEY, base_url=url, patience_seconds=0.01) as attio, pytest.raises(AttioUnreachable):
        attio.fetch_lists()
    assert not [each for each in far.requests if KEY.encode() in each]
