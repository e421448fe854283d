"""How much of an answer is taken in: more than any page of Attio's holds, less than hurts. Pure."""

from __future__ import annotations

import re

from attiary.errors import N_, AnswerTooLarge, UnexpectedAnswer
from attiary.hints import Hint

LARGEST = 256 * 2**20
"""Bytes of one answer once it is inflated: a page of 500 records, of which one holds a text of 100 MB."""

MOST_PARTS = 10_000_000
"""Values, arrays and objects of one answer. Each costs some 100 bytes; Attio's own take 40 of LARGEST."""

_TEXT = re.compile(rb'"[^"\\]*(?:\\.[^"\\]*)*"', re.DOTALL)


def too_large() -> UnexpectedAnswer:
    """What an answer is that has more bytes than LARGEST."""
    return AnswerTooLarge(
        N_("Attio's answer has more than {megabytes} MB."),
        Hint.CHECK_BASE_URL_OR_FILTER,
        megabytes=LARGEST // 2**20,
    )


def check_parts(data: bytes) -> None:
    """Raises UnexpectedAnswer for JSON of more than MOST_PARTS parts; what is written in texts is none."""
    if len(data) > MOST_PARTS and _parts(data) > MOST_PARTS and _parts(_TEXT.sub(b"", data)) > MOST_PARTS:
        raise AnswerTooLarge(
            N_("Attio's answer has more than {number} parts."),
            Hint.CHECK_BASE_URL_OR_FILTER,
            number=MOST_PARTS,
        )


def _parts(data: bytes) -> int:
    return data.count(b",") + data.count(b"[") + data.count(b"{")
