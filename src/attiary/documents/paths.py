"""Where documents lie in the folder, and what tells one record from all others."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from attiary.errors import N_, SlugRefused
from attiary.hints import Hint
from attiary.model.document import ROOT

if TYPE_CHECKING:
    from attiary.model.document import Document

Key = tuple[str, str]
"""Object type and record id."""

_DEPTH = 2  # attio/person/ada.json
_SAFE_TYPE = re.compile(r"[a-z0-9][a-z0-9_-]{0,99}")


def is_document(path: str) -> bool:
    """Whether documents have such paths."""
    return path.startswith(f"{ROOT}/") and path.count("/") == _DEPTH and path.endswith(".json")


def key_of(document: Document) -> Key:
    """What tells its record from all others."""
    return document.object_type, document.attio_record_id


def type_at(path: str) -> str:
    """The object type of the documents beside one at this path."""
    return path.split("/")[1]


def directory(object_type: str) -> str:
    """Where documents of this type live, relative to the folder.

    Raises ImportRefused for a slug that is no directory name: it comes from outside.
    """
    # Attio makes slugs like these, but `../x` must not lead out of the folder whoever answers as Attio.
    if not _SAFE_TYPE.fullmatch(object_type):
        raise SlugRefused(
            N_("The object slug {slug} cannot be used as the name of a directory."),
            Hint.RENAME_OBJECT_SLUG,
            slug=repr(object_type),
        )
    return f"{ROOT}/{object_type}"
