"""What a key may read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attiary.wording.lines import Line, Series, Tone, said

if TYPE_CHECKING:
    from attiary.attio.scopes import Permission


def permission_line(permission: Permission) -> Line:
    """Whether one kind of data can be read, and which scopes would show it."""
    what = said(permission.what)
    if permission.may_read:
        return Line(Tone.GOOD, said("{what}: can be read", what=what))
    scopes = Series(permission.missing)
    return Line(
        Tone.CAUTION, said("{what}: cannot be read; tick {scopes} in Attio", what=what, scopes=scopes)
    )
