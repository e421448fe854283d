"""Names of files: readable in every script, safe on Linux, macOS and Windows, and stable."""

from __future__ import annotations

import re
from functools import cache
from hashlib import sha256
from itertools import dropwhile
from typing import TYPE_CHECKING
from unicodedata import category, normalize

from attiary.documents.simplify import name_of_id

if TYPE_CHECKING:
    from collections.abc import Iterator

    from attiary.model.document import Document

_SUFFIX = ".json"
_HEX_DIGITS = (6, 8, 12, 16, 32, 64)
_SLUG_BYTES = 255 - len(_SUFFIX) - len("-") - _HEX_DIGITS[-1]

_INVISIBLE = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]"
)
"""Letters and marks that show nothing (Unicode's Default_Ignorable_Code_Point within L and M)."""

_RESERVED = frozenset(
    ["con", "prn", "aux", "nul", "conin$", "conout$"]
    + [f"{port}{n}" for port in ("com", "lpt") for n in range(10)]
)
"""Device names that Windows finds in any directory, whatever the extension; superscript digits fold to these.

Source: learn.microsoft.com/windows/win32/fileio/naming-a-file.
"""


def slug(name: str) -> str:
    """The name in small letters, marks and digits of its script (NFC), all else one hyphen; may be empty.

    At most 185 bytes of UTF-8, so that a suffix of 64 digits and `.json` still fit into 255.
    """
    # Letters that show nothing would give two files one name, to a reader's eyes.
    visible = _INVISIBLE.sub("", normalize("NFC", name).lower())
    spaced = "".join(map(_kept, normalize("NFC", visible)))
    # A mark at the start of a word would join the hyphen before it.
    words = ("".join(dropwhile(_is_mark, word)) for word in spaced.split("-"))
    return _cut("-".join(filter(None, words)))


@cache
def _kept(letter: str) -> str:
    kind = category(letter)
    return letter if kind[0] in "LM" or kind == "Nd" else "-"


def _is_mark(letter: str) -> bool:
    return category(letter)[0] == "M"


def _cut(text: str) -> str:
    """As much of the text as fits, no letter parted from its marks."""
    fitting = text.encode()[:_SLUG_BYTES].decode(errors="ignore")
    if len(fitting) < len(text) and _is_mark(text[len(fitting)]):
        end = next((i for i in reversed(range(len(fitting))) if not _is_mark(fitting[i])), 0)
        fitting = fitting[:end]
    return fitting.rstrip("-")


def base_name(document: Document) -> str:
    """The slug of the name, else eight characters of the id: what is left out of a file cannot rename it."""
    return base_of(document.name, document.attio_record_id)


def base_of(name: str, record_id: str) -> str:
    """The same of a name and an id."""
    return next(filter(None, map(slug, (name, name_of_id(record_id), "record"))))


def fold(name: str) -> str:
    """Equal for names that a case-blind or normalising file system may hold equal."""
    # APFS and NTFS hold names equal by rules of their own: whatever any of them may hold equal, is.
    return normalize("NFKC", normalize("NFKD", name).upper().casefold())


def candidates(base: str, record_id: str) -> Iterator[str]:
    """The names a record's file may have, best first: plain, then with ever more of its id's SHA-256."""
    # The folder may be cloned on Windows, where such a file cannot be opened.
    if fold(base) not in _RESERVED:
        yield f"{base}{_SUFFIX}"
    # Of the id alone: the same record gets the same name on every machine, in whatever order it came.
    digits = sha256(record_id.encode("utf-8", "surrogatepass")).hexdigest()
    for length in _HEX_DIGITS:
        yield f"{base}-{digits[:length]}{_SUFFIX}"
