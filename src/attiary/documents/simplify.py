"""Record to document: which attributes, in which order, under which name."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from msgspec import UNSET, UnsetType

from attiary.documents.plain_values import detail, plain
from attiary.model.document import Document, Parent, Schema
from attiary.model.imported_record import MAX_NAME_KEY_LENGTH
from attiary.model.values import DomainValue, EmailAddressValue, Json, Value, Values

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from attiary.model.crm import Attribute, Entry, Record
    from attiary.model.selection import Target

_NAME_SLUGS = ("name", "title")
_NAME_LENGTH = MAX_NAME_KEY_LENGTH  # a longer name would be found by its beginning only
_CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
_UNSEEN = re.compile("[\u200b\u202a-\u202e\u2060\u2066-\u2069\ufeff]")
"""What shows nothing but can turn the text around it: bidirectional overrides and isolates, zero width."""


def schema_of(target: Target, attributes: Sequence[Attribute], left_out: Collection[str]) -> Schema:
    """How documents of this object or list are made; `attributes` in Attio's order."""
    return Schema(
        object_type=target.object_type,
        multi={attribute.api_slug: attribute.is_multiselect for attribute in attributes},
        left_out=frozenset(left_out),
        list_slug=target.slug if target.is_list else None,
    )


def simplify_record(record: Record, schema: Schema, imported_at: str) -> Document:
    """The document of a record; `imported_at` is UTC in whole seconds, `2026-02-06T12:00:00Z`."""
    attributes, details = _simplify_values(record.values, schema)
    return Document(
        imported_at=imported_at,
        attio_record_id=record.key,
        attio_web_url=record.web_url,
        object_type=schema.object_type,
        name=record_name(record),
        attributes=attributes,
        details=details,
    )


def simplify_entry(
    entry: Entry, schema: Schema, parent: Parent, web_url: str | None, imported_at: str
) -> Document:
    """The document of a list's entry, under its parent's name and web URL."""
    attributes, details = _simplify_values(entry.entry_values, schema)
    return Document(
        imported_at=imported_at,
        attio_record_id=entry.key,
        attio_web_url=web_url,
        object_type=schema.object_type,
        name=parent.name,
        attributes=attributes,
        details=details,
        list_slug=schema.list_slug or UNSET,
        parent=parent,
    )


def _simplify_values(values: Values, schema: Schema) -> tuple[dict[str, Json], dict[str, Json] | UnsetType]:
    attributes: dict[str, Json] = {}
    details: dict[str, Json] = {}
    for slug in _kept_slugs(values, schema):
        held = values[slug]
        # An array wherever several are allowed: the same attribute must not be a text in one file and an
        # array in the next. And where there are several all the same, none is dropped.
        if schema.multi.get(slug) or len(held) > 1:
            shown: Json = [plain(value) for value in held]
            lost: Json = [detail(value) for value in held]
            loses = any(lost)
        else:
            shown, lost = plain(held[0]), detail(held[0])
            loses = lost is not None
        if shown is not None:
            attributes[slug] = shown
        if loses:
            details[slug] = lost
    return attributes, details or UNSET


def _kept_slugs(values: Values, schema: Schema) -> list[str]:
    """The attributes that have a value and are wanted: in the schema's order, unknown ones behind."""
    # An attribute that was made in Attio since the run asked for them is kept as well.
    unknown = [slug for slug in values if slug not in schema.multi]
    return [slug for slug in (*schema.multi, *unknown) if values.get(slug) and slug not in schema.left_out]


def record_name(record: Record) -> str:
    """The record's name on one line, else its first email, first domain, first eight characters of its id."""
    return next(filter(None, map(_one_line, _names(record))), "")


def name_of_id(record_id: str) -> str:
    """What a record is called of which only the id is known."""
    return record_id[:8]


def _names(record: Record) -> Iterator[str]:
    for slug in _NAME_SLUGS:
        yield from _texts(record.values.get(slug) or [])
    for kind in (EmailAddressValue, DomainValue):
        for held in record.values.values():
            yield from _texts([value for value in held or [] if type(value) is kind])
    yield name_of_id(record.key)


def _texts(values: list[Value]) -> Iterator[str]:
    return (text for text in map(plain, values) if isinstance(text, str))


def _one_line(text: str) -> str:
    """The text without line breaks, control characters and what turns its direction; "" if nothing shows."""
    # A name that turns the direction of text, or erases a terminal, ends in file names, commits and tables.
    if not text.isprintable():
        text = _UNSEEN.sub("", _CONTROLS.sub(" ", text))
    line = " ".join(text.split())[:_NAME_LENGTH].rstrip()
    return line if any(letter.isprintable() for letter in line if letter != " ") else ""
