"""What a preview saw, as a short text: whoever confirms gives it back, and a world that moved is told."""

from __future__ import annotations

import hashlib
import json

import msgspec


def fingerprint_of(*seen: object) -> str:
    """Equal for equal values, in hexadecimal; sets and dictionaries count whatever their order."""
    plain = msgspec.to_builtins(seen, order="deterministic")
    # Not msgspec's own encoder: a path that is not UTF-8 holds halves of surrogate pairs (PEP 383).
    return hashlib.sha256(json.dumps(plain).encode()).hexdigest()
