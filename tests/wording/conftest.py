from __future__ import annotations

import struct
from typing import TYPE_CHECKING

import pytest

from attiary.language import DOMAIN

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path


def compiled(translations: Mapping[str, str]) -> bytes:
    """The bytes of a GNU `.mo` file: a header, two tables of lengths and places, and the texts."""
    texts = [each.encode() for each in translations], [each.encode() for each in translations.values()]
    number = len(translations)
    place = 28 + 16 * number
    tables, body = b"", b""
    for column in texts:
        for text in column:
            tables += struct.pack("<2I", len(text), place + len(body))
            body += text + b"\0"
    return struct.pack("<7I", 0x950412DE, 0, number, 28, 28 + 8 * number, 0, 0) + tables + body


@pytest.fixture
def translate(tmp_path: Path) -> Callable[[str, Mapping[str, str]], Path]:
    """Make the catalog of a language; answers the folder of all that were made."""

    def make(language: str, translations: Mapping[str, str]) -> Path:
        home = tmp_path / language / "LC_MESSAGES"
        home.mkdir(parents=True)
        plural = "nplurals=2; plural=(n > 1);"
        head = f"Language: {language}\nContent-Type: text/plain; charset=UTF-8\nPlural-Forms: {plural}\n"
        (home / f"{DOMAIN}.mo").write_bytes(compiled({"": head, **dict(sorted(translations.items()))}))
        return tmp_path

    return make
