"""Numbers that come as text."""

from __future__ import annotations

import re
from decimal import Decimal
from math import isfinite

_NUMERAL = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]{1,3})?")
"""A number of JSON. Python also reads `1_000`, blanks, and the digits of other scripts."""


def number_of(text: str) -> int | float | None:
    """The number whose shortest writing has the value of this text; None where there is none.

    Whole numbers have any size. A fraction has as many digits as a double tells apart: one with more would
    come back as another number.
    """
    match = _NUMERAL.fullmatch(text)
    if match is None:
        return None
    if not match[2] and not match[3]:
        return int(text)
    number = float(text)
    if not isfinite(number) or Decimal(repr(number)) != Decimal(text):
        return None
    return int(number) if number.is_integer() else number
