"""Bytes to plain JSON, whatever it holds that JSON allows and Python, or a file, does not. Pure."""

from __future__ import annotations

import json
import math
import re
from typing import Any

from attiary.errors import N_, UnexpectedAnswer
from attiary.hints import Hint

_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")
_MOST_DIGITS = 4_300
"""Python turns no more of them into a number, and back."""


class NotJson(UnexpectedAnswer):
    """The bytes are no JSON: cut short, or not from Attio at all. The call may be repeated."""


def load(data: bytes) -> Any:
    """The JSON of `data`. Half characters, which no file can hold, become U+FFFD.

    A number that Python cannot hold stays the text it was. Raises NotJson, UnexpectedAnswer for JSON that is
    nested deeper than can be followed.
    """
    try:
        text = data.decode(errors="replace")
        said = _JSON.decode(text)
        return _whole_characters(said) if _SURROGATE.search(text) else said
    except RecursionError as error:
        raise UnexpectedAnswer(
            N_("Attio's answer is nested deeper than can be followed."),
            Hint.CHECK_BASE_URL,
        ) from error
    except ValueError as error:
        raise NotJson(N_("What came back is not Attio's JSON."), Hint.CHECK_NETWORK_PATH) from error


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
