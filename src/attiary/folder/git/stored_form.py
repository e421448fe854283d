"""What git keeps of a file of ours, whatever a checkout or an editor made of its line ends.

Git turns line ends round on their way into the work tree (`core.autocrlf`, the attributes `text` and `eol`:
https://git-scm.com/docs/gitattributes#_end_of_line_conversion), editors save with those of their system, and
some put a byte order mark in front. None of that is content. Pure.
"""

from __future__ import annotations

from codecs import BOM_UTF8
from typing import TYPE_CHECKING

from attiary.folder.git.repository import is_blob

if TYPE_CHECKING:
    from collections.abc import Iterator

_LF, _CRLF = b"\n", b"\r\n"


def stored_form(content: bytes) -> bytes:
    """The same text with line feeds and without a mark: what we write, whatever the system."""
    return content.removeprefix(BOM_UTF8).replace(_CRLF, _LF)


def as_blob(content: bytes, blob_id: str) -> bytes | None:
    """The bytes of this blob, if these are the same text; None if they are another."""
    return next((form for form in _forms(content) if is_blob(form, blob_id)), None)


def _forms(content: bytes) -> Iterator[bytes]:
    """The text in each form that a blob may have: a user may have committed it with CRLF or with a mark."""
    stored = stored_form(content)
    yield stored
    if stored != content:
        yield content
    windows = stored.replace(_LF, _CRLF)
    yield windows
    yield BOM_UTF8 + stored
    yield BOM_UTF8 + windows
