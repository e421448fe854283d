"""Answers that are meant to hurt: each gets an answer or one sentence, soon, in bounded memory."""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
import time
from typing import Any

import pytest

from attiary.attio.wire.parse import LARGEST, MOST_PARTS
from attiary.errors import AttioApiError, UnexpectedAnswer
from attiary.model.selection import Target

PEOPLE = Target("people")
MEBIBYTE = 2**20
MOST_SECONDS = 30
"""Of a processor: how long it takes depends on what else the machine does."""

PROGRAM = """
import resource, sys
from attiary.attio.client import AttioClient
from attiary.errors import Error
def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
before = peak()
with AttioClient("k" * 64, base_url=sys.argv[1], ahead=1) as attio:
    try:
        read = sum(len(str(item.values)) for item in attio.records("people"))
    except Error as error:
        read = str(error)
print(peak() - before, read)
"""

LAUNCHER = "import subprocess, sys; subprocess.run(sys.argv[1:], check=True)"
"""Stands between: a process inherits the peak of the one that starts it."""


def row(values: str, name: str = "r") -> str:
    ids = f'{{"workspace_id": "w", "object_id": "o", "record_id": "{name}"}}'
    return f'{{"id": {ids}, "created_at": "2026-01-01", "web_url": null, "values": {values}}}'


def page(*rows: str) -> bytes:
    return f'{{"data": [{", ".join(rows)}]}}'.encode()


def holding(value: str) -> bytes:
    """A page of two records: one with this value, one like any other."""
    odd = f'{{"x": [{{"attribute_type": "number", "value": {value}}}]}}'
    return page(row(odd, "a"), row('{"x": [{"attribute_type": "number", "value": 7}]}', "b"))


SMALL_BOMBS = {
    "an exponent without measure": (holding("1e999999999"), "1e999999999"),
    "a megabyte of digits": (holding("1" * 1_000_000), "1" * 1_000_000),
    "a megabyte of decimals": (holding("0." + "1" * 1_000_000), 0.1111111111111111),
    "no number": (holding("NaN"), "NaN"),
    "half a character": (holding('"\\ud800"'), "\ufffd"),
    "a NUL": (holding('"a\\u0000b"'), "a\0b"),
    "a name that stands twice": (holding('1, "value": 2'), 2),
    "an array of millions": (holding("[" + "0," * 4_000_000 + "0]"), [0] * 4_000_001),
}


@pytest.mark.parametrize(("body", "kept"), SMALL_BOMBS.values(), ids=SMALL_BOMBS)
def test_a_value_that_is_hard_to_read_is_kept_and_the_rest_of_its_page_too(
    *, far_end: Any, answer: Any, client_of: Any, body: bytes, kept: object
) -> None:
    began = time.process_time()
    with client_of(far := far_end(answer(200, body))) as attio:
        first, second = attio.records("people")
    value = first.values["x"][0]
    assert (value.raw["value"] if hasattr(value, "raw") else value.value) == kept
    assert second.values["x"][0].value == 7
    assert (len(far.requests), time.process_time() - began < MOST_SECONDS) == (1, True)


LARGE_BOMBS = {
    "deep": (holding("[" * 100_000 + "]" * 100_000), "nested deeper"),
    "deep and open": (b"[" * 100_000, "nested deeper"),
    "deep objects": (holding('{"a":' * 100_000 + "1" + "}" * 100_000), "nested deeper"),
    "an array of ten millions": (holding("[" + "0," * 10_000_000 + "0]"), "parts"),
    "ten million rows": (b'{"data": [' + b"[]," * 10_000_000 + b"0]}", "parts"),
    "a million rows of nothing": (page(row("{}"), *["0"] * 1_000_000), "without an id"),
    "many attributes": (page(row(json.dumps({f"a{each}": 0 for each in range(200_000)}))), None),
    "many keys": (page(row("{}")[:-1] + ", " + json.dumps({str(n): n for n in range(200_000)})[1:]), None),
    "a million values": (page(row('{"x": [' + "{}," * 1_000_000 + "{}]}")), None),
}


@pytest.mark.parametrize(("body", "sentence"), LARGE_BOMBS.values(), ids=LARGE_BOMBS)
def test_a_bomb_of_json_gets_an_answer_or_one_sentence_and_is_asked_for_once(
    *, far_end: Any, answer: Any, client_of: Any, body: bytes, sentence: str | None
) -> None:
    far = far_end(answer(200, body))
    began = time.process_time()
    with client_of(far) as attio:
        pages = attio.pages(PEOPLE)
        if sentence is None:
            assert sum(len(each.items) for each in pages) == 1
            assert len(next(iter(attio.pages(PEOPLE))).cursor or "") < 200_000
        else:
            with pytest.raises(UnexpectedAnswer, match=sentence) as caught:
                list(pages)
            assert caught.value.hint
            assert len(far.requests) == 1
    assert time.process_time() - began < MOST_SECONDS


@pytest.mark.parametrize(
    "body",
    [
        json.dumps({"message": "x" * 10**7, "path": ["y"] * 10**6}),
        json.dumps({"message": "x", "validation_errors": [{"code": "z", "path": ["y"]}] * 10**6}),
        '{"message": ' + "[" * 100_000,
        '{"message": "no", "status_code": ' + "1" * 1_000_000 + "}",
    ],
    ids=["long", "many", "deep", "digits"],
)
def test_a_refusal_that_is_a_bomb_is_one_short_sentence(
    far_end: Any, answer: Any, client_of: Any, body: str
) -> None:
    with (
        client_of(far_end(answer(400, body.encode()))) as attio,
        pytest.raises(AttioApiError, match="400") as caught,
    ):
        attio.fetch_lists()
    assert len(str(caught.value)) < 3_000


def test_commas_and_brackets_within_a_text_are_no_parts(far_end: Any, answer: Any, client_of: Any) -> None:
    text = ',[{\\"' * (MOST_PARTS // 3 + 1)
    body = page(row(f'{{"x": [{{"attribute_type": "text", "value": "{text}"}}]}}'))
    with client_of(far_end(answer(200, body))) as attio:
        (record,) = attio.records("people")
    assert len(record.values["x"][0].value) == 4 * (MOST_PARTS // 3 + 1)


def chunked(body: bytes) -> bytes:
    head = b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n"
    return head + f"{len(body):x}\r\n".encode() + body + b"\r\n0\r\n\r\n"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows does not tell the peak of a process this way")
@pytest.mark.parametrize("form", ["gzip", "gzip twice", "plain", "without a length", "chunked"])
def test_an_answer_that_is_too_large_is_refused_once_and_within_bounded_memory(
    far_end: Any, answer: Any, form: str
) -> None:
    body = b" " * (LARGEST + 64 * MEBIBYTE)
    packed = gzip.compress(body, 1) if form.startswith("gzip") else body
    whole = answer(200, packed, content_encoding="gzip") if form == "gzip" else answer(200, packed)
    if form == "gzip twice":
        whole = answer(200, gzip.compress(packed), content_encoding="gzip, gzip")
    elif form == "without a length":
        whole = b"HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n" + body
    elif form == "chunked":
        whole = chunked(body)
    far = far_end(whole)
    del body
    grown, read = measured(far.base_url)
    assert read == f"Attio's answer is larger than {LARGEST // MEBIBYTE} MB."
    assert grown < LARGEST + 64 * MEBIBYTE
    assert len(far.requests) == 1


@pytest.mark.skipif(sys.platform == "win32", reason="Windows does not tell the peak of a process this way")
def test_a_value_of_a_hundred_megabytes_is_read(far_end: Any, answer: Any) -> None:
    value = '{"x": [{"attribute_type": "text", "value": "%s"}]}' % ("x" * 100_000_000)
    grown, read = measured(far_end(answer(200, page(row(value), row("{}", "s")))).base_url)
    assert int(read) > 100_000_000
    assert grown < 600 * MEBIBYTE


def measured(base_url: str) -> tuple[int, str]:
    """The bytes by which a process grew that read all people, and what it read."""
    program = [sys.executable, "-c", PROGRAM, base_url]
    done = subprocess.run(
        [sys.executable, "-c", LAUNCHER, *program], capture_output=True, text=True, check=True, timeout=120
    )
    grown, _, read = done.stdout.strip().partition(" ")
    return int(grown), read
