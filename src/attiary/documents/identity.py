"""The values that name a record and no other, as text to compare."""

from __future__ import annotations

from typing import TYPE_CHECKING
from unicodedata import normalize

from attiary.documents.plain_values import plain

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from attiary.model.crm import Record
    from attiary.model.document import Document
    from attiary.model.values import Json

ADDRESS_SLUGS = ("email_addresses", "primary_email_address", "domains")
"""What Attio keeps unique of its own objects; which others are, only Attio can say."""


def addresses(document: Document, slugs: Collection[str] = ADDRESS_SLUGS) -> frozenset[str]:
    """The texts and numbers under these slugs, `email_addresses:ada@x.com`: small letters, stripped, NFC."""
    return _addresses((slug, value) for slug in slugs for value in _each(document.attributes.get(slug)))


def addresses_of_record(record: Record, slugs: Collection[str] = ADDRESS_SLUGS) -> frozenset[str]:
    """The same of a record as Attio sent it: the addresses of a document that leaves nothing out."""
    values = record.values
    return _addresses((slug, plain(each)) for slug in slugs for each in values.get(slug) or ())


def addresses_of_text(text: str) -> frozenset[str]:
    """What a text means as an address of any kind."""
    return _addresses((slug, text) for slug in ADDRESS_SLUGS)


def _addresses(values: Iterable[tuple[str, Json]]) -> frozenset[str]:
    return frozenset(f"{slug}:{text}" for slug, value in values if (text := _comparable(value)))


def _each(value: Json) -> list[Json]:
    return value if isinstance(value, list) else [value]


def _comparable(value: Json) -> str:
    """Equal for values that Attio holds equal; "" for what is neither text nor number."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    # JSON has one kind of number: 5 and 5.0 are the same account.
    whole = isinstance(value, float) and value.is_integer()
    return normalize("NFC", str(int(value) if whole else value).lower()).strip()
