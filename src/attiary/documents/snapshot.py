"""What a catalog's row keeps of a document's attributes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from attiary.documents.columns import columns
from attiary.documents.jsonfile import mended

if TYPE_CHECKING:
    from attiary.model.document import Document
    from attiary.model.values import Json

_MAX_BYTES = 8192  # what every store takes as a row's attributes
_ALWAYS = ("name", "title", "domains", "email_addresses", "primary_email_address", "phone_numbers")


def snapshot(document: Document) -> dict[str, Json]:
    """Names, contacts, and the columns of a table; compact, at most 8 KB of JSON.

    One that would not fit any more is left out.
    """
    attributes = document.attributes
    # The columns that browsing Attio shows, so that a table of rows shows the same without opening a file.
    # Where they are chosen anew, `reindex` brings the rows up to date.
    slugs = dict.fromkeys((*_ALWAYS, *columns(document.object_type, list(attributes))))
    kept: dict[str, Json] = {}
    room = _MAX_BYTES - len("{}")
    for slug in slugs:
        if slug in attributes:
            shown = mended({slug: attributes[slug]})
            size = len(msgspec.json.encode(shown)) - len("{}") + len(",")
            if size <= room:
                kept |= shown
                room -= size
    return kept
