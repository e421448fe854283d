"""The document: our clean JSON of one record or entry. Fields are in the order of the file."""

from __future__ import annotations

from msgspec import UNSET, Struct, UnsetType, field

from attiary.model.values import Json

ROOT = "attio"
"""The directory of the user's folder below which documents lie, in one directory for each type of record."""

CHOICES_FILE = "attiary.toml"
"""Says what the user chose for each object and list."""


class Parent(Struct, frozen=True, rename="camel"):
    """The record that a list's entry stands for."""

    object_type: str
    attio_record_id: str
    name: str


class Document(Struct, frozen=True, kw_only=True, rename="camel"):
    """One record or entry as its file says it.

    `attributes` holds what a person would write; `details`, by the same slugs, what that loses.
    `imported_at` is UTC in whole seconds, `2026-02-06T12:00:00Z`.
    """

    source: str = "attio"
    imported_at: str
    attio_record_id: str
    attio_web_url: str | None
    object_type: str
    name: str
    attributes: dict[str, Json]
    details: dict[str, Json] | UnsetType = UNSET
    list_slug: str | UnsetType = UNSET
    parent: Parent | UnsetType = UNSET
    gone_at: str | UnsetType = UNSET


class Schema(Struct, frozen=True, kw_only=True):
    """How documents of one object or list are made.

    `multi` tells by slug, in Attio's order, whether an attribute may hold several values.
    """

    object_type: str
    multi: dict[str, bool] = field(default_factory=dict)
    left_out: frozenset[str] = frozenset()
    list_slug: str | None = None
