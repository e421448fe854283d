"""Text from a CRM made fit for a terminal, whatever its direction."""

from __future__ import annotations

import unicodedata

ISOLATE, POP = "\N{FIRST STRONG ISOLATE}", "\N{POP DIRECTIONAL ISOLATE}"
_JOINERS = "\N{ZERO WIDTH NON-JOINER}\N{ZERO WIDTH JOINER}"  # Persian words and emoji need them
_RIGHT_TO_LEFT = frozenset(("R", "AL"))
# Control characters move the cursor, others turn or hide text: a name could forge a line of ours.
_UNSEEN = frozenset(("Cc", "Cf", "Cs", "Co", "Zl", "Zp"))


def printable(text: str) -> str:
    """Text from a CRM, safe for a terminal: on one line, no control or bidi-control characters.

    Right-to-left text is isolated (Unicode UAX 9), so that it does not disorder its neighbours.
    """
    kept = "".join(" " if letter in "\t\n\r" else letter for letter in text if not _is_control(letter))
    # https://www.unicode.org/reports/tr9/#Explicit_Directional_Isolates
    if any(unicodedata.bidirectional(letter) in _RIGHT_TO_LEFT for letter in kept):
        return f"{ISOLATE}{kept}{POP}"
    return kept


def _is_control(letter: str) -> bool:
    return letter not in _JOINERS and letter not in "\t\n\r" and unicodedata.category(letter) in _UNSEEN
