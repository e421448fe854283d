"""Bytes to plain JSON, as much as can be held; what JSON allows and Python or a file does not is mended.

Attio documents no bounds of an answer, so ours are what a page of 500 records can honestly hold. Pure.
"""

from __future__ import annotations

import json
import math
import re
from typing import Any

from attiary.errors import N_, AnswerTooLarge, NotJson, UnexpectedAnswer
from attiary.hints import Hint

LARGEST = 256 * 2**20
"""Bytes of one answer once it is inflated: a page of 500 records, of which one holds a text of 100 MB."""

MOST_PARTS = 10_000_000
"""Values, arrays and objects of one answer. Each costs some 100 bytes; Attio's own take 40 of LARGEST."""

_TEXT = re.compile(rb'"[^"\\]*(?:\\.[^"\\]*)*"', re.DOTALL)

_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")
_MOST_DIGITS = 4_300
"""Python refuses to turn more of them into a number, and back (`sys.set_int_max_str_digits`)."""


def too_large() -> UnexpectedAnswer:
    """What an answer is that has more bytes than LARGEST."""
    return AnswerTooLarge(
        N_("Attio's answer is larger than {megabytes} MB."),
        Hint.CHECK_BASE_URL_OR_FILTER,
        megabytes=LARGEST // 2**20,
    )


def check_parts(data: bytes) -> None:
    """Raises AnswerTooLarge for JSON of more than MOST_PARTS parts, those within texts left out."""
    # Cheapest first: a page of a hundred megabytes of text has few parts, and its texts may hold any commas.
    if len(data) > MOST_PARTS and _parts(data) > MOST_PARTS and _parts(_TEXT.sub(b"", data)) > MOST_PARTS:
        raise AnswerTooLarge(
            N_("Attio's answer has more than {number} parts."),
            Hint.CHECK_BASE_URL_OR_FILTER,
            number=MOST_PARTS,
        )


def _parts(data: bytes) -> int:
    return data.count(b",") + data.count(b"[") + data.count(b"{")


def load(data: bytes) -> Any:
    """The JSON of `data`. Half characters, which no file can hold, become U+FFFD.

    A number that Python cannot hold stays the text it was. Raises NotJson, UnexpectedAnswer for JSON that is
    nested deeper than can be followed.
    """
    try:
        # JSON may say `\ud800`, half of a character; UTF-8, and so every file, cannot.
        text = data.decode(errors="replace")
        said = _JSON.decode(text)
        return _whole_characters(said) if _SURROGATE.search(text) else said
    except RecursionError as error:
        raise UnexpectedAnswer(
            N_("Attio's answer is nested deeper than can be read."),
            Hint.CHECK_BASE_URL,
        ) from error
    except ValueError as error:
        raise NotJson(N_("The answer is not JSON from Attio."), Hint.CHECK_NETWORK_PATH) from error


def _whole_number(text: str) -> int | str:
    return int(text) if len(text) <= _MOST_DIGITS else text


def _number(text: str) -> float | str:
    number = float(text)
    return number if math.isfinite(number) else text


_JSON = json.JSONDecoder(parse_int=_whole_number, parse_float=_number, parse_constant=str)


def _whole_characters(value: Any) -> Any:
    if isinstance(value, str):
        return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if isinstance(value, list):
        return [_whole_characters(each) for each in value]
    if isinstance(value, dict):
        return {_whole_characters(name): _whole_characters(each) for name, each in value.items()}
    return value
