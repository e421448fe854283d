"""The values that name a record and no other, as text to compare."""

from __future__ import annotations

from typing import TYPE_CHECKING
from unicodedata import normalize

if TYPE_CHECKING:
    from collections.abc import Collection

    from attiary.model.document import Document
    from attiary.model.values import Json

_KNOWN_SLUGS = ("email_addresses", "primary_email_address", "domains")
"""What Attio keeps unique of its own objects; which others are, only Attio can say."""


def addresses(document: Document, slugs: Collection[str]) -> frozenset[str]:
    """The texts and numbers under these slugs, `email_addresses:ada@x.com`: small letters, stripped, NFC."""
    return frozenset(
        f"{slug}:{text}"
        for slug in slugs
        for value in _each(document.attributes.get(slug))
        if (text := _comparable(value))
    )


def forgettable(document: Document) -> frozenset[str]:
    """The addresses of a person or company that are known without asking Attio."""
    return addresses(document, _KNOWN_SLUGS)


def _each(value: Json) -> list[Json]:
    return value if isinstance(value, list) else [value]


def _comparable(value: Json) -> str:
    """Equal for values that Attio holds equal; "" for what is neither text nor number."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    whole = isinstance(value, float) and value.is_integer()
    return normalize("NFC", str(int(value) if whole else value).lower()).strip()
