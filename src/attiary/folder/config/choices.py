"""The user's choices in `attiary.toml`: which attributes are left out, whose references carry names.

[objects.people]
leave_out = ["first_interaction"]
expand = ["company"]

[lists.sales]
leave_out = []
"""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING, Any

from attiary.errors import N_, ConfigUnreadable, FolderError
from attiary.hints import Hint
from attiary.model.document import CHOICES_FILE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from attiary.model.selection import Target

_LEAVE_OUT, _EXPAND = "leave_out", "expand"
_HEADER = """\
# Which attributes Attiary leaves out of the files. Take a line away to keep that attribute;
# the next import follows. What changes by itself in Attio is left out to begin with.
# References to other records under the attributes that `expand` names carry those records' names.

"""


def left_out(content: bytes, target: Target) -> list[str] | None:
    """The attribute slugs left out; None where the file does not speak of the target. Raises FolderError."""
    return _chosen(content, target, _LEAVE_OUT)


def leave_out(content: bytes, target: Target, slugs: Sequence[str]) -> bytes:
    """The file with these slugs left out, its comments and order kept. Raises FolderError."""
    return _with_choice(content, target, _LEAVE_OUT, slugs)


def expanded(content: bytes, target: Target) -> list[str]:
    """The attribute slugs whose references carry names. Raises FolderError."""
    return _chosen(content, target, _EXPAND) or []


def expand(content: bytes, target: Target, slugs: Sequence[str]) -> bytes:
    """The file with these slugs expanded, its comments and order kept. Raises FolderError."""
    return _with_choice(content, target, _EXPAND, slugs)


def _chosen(content: bytes, target: Target, key: str) -> list[str] | None:
    tables: Any = _parse(content)
    for name in (*_tables(target), key):
        if not isinstance(tables, dict):
            raise _misshapen(target, key)
        if name not in tables:
            return None
        tables = tables[name]
    if not isinstance(tables, list) or not all(isinstance(slug, str) for slug in tables):
        raise _misshapen(target, key)
    return tables


def _with_choice(content: bytes, target: Target, key: str, slugs: Sequence[str]) -> bytes:
    import tomlkit  # noqa: PLC0415 - only writing needs it, and loading it is slow

    known = _chosen(content, target, key)
    document = tomlkit.parse(content.decode("utf-8-sig") or _HEADER)
    section, name = _tables(target)
    table: Any = document.setdefault(section, tomlkit.table(is_super_table=True)).setdefault(name, {})
    if known is None:
        table[key] = tomlkit.array().multiline(multiline=True)
    array = table[key]
    for slug in known or ():
        if slug not in slugs:
            array.remove(slug)
    for slug in slugs:
        if slug not in array:
            array.append(slug)
    return tomlkit.dumps(document).encode()


def _tables(target: Target) -> tuple[str, str]:
    return ("lists" if target.is_list else "objects", target.slug)


def _parse(content: bytes) -> dict[str, Any]:
    try:
        return tomllib.loads(content.decode("utf-8-sig"))  # Notepad puts a byte order mark in front
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigUnreadable(
            N_("{file} cannot be read: {reason}."),
            Hint.CORRECT_LINE,
            file=CHOICES_FILE,
            reason=str(error),
        ) from error


def _misshapen(target: Target, key: str) -> FolderError:
    return ConfigUnreadable(
        N_("In {file}, `{key}` of [{table}] is not a list of attribute slugs."),
        Hint.WRITE_AS_ARRAY,
        file=CHOICES_FILE,
        key=key,
        table=".".join(_tables(target)),
    )
