"""A sentence that is kept unrendered, so that each face words it in its reader's language."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import msgspec
from msgspec import Struct, field

if TYPE_CHECKING:
    from collections.abc import Mapping


class Message(Struct, frozen=True):
    """A sentence marked for translators, which is its own id, and what fills its `{fields}`."""

    text: str
    fields: dict[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        """The sentence in English."""
        return self.text.format(**self.fields) if self.fields else self.text


def message_of(sentence: str, fields: Mapping[str, object]) -> Message:
    """The message of an error's sentence and fields, each as its text."""
    return Message(sentence, {name: str(value) for name, value in fields.items()})


def packed(message: Message | None) -> str | None:
    """What a database keeps of a message: JSON, every script readable in it."""
    if message is None:
        return None
    # Not msgspec: it refuses half a surrogate pair, and a name in a problem may hold one.
    return json.dumps(msgspec.to_builtins(message), ensure_ascii=False, separators=(",", ":"))


def unpacked(stored: str | None) -> Message | None:
    """The message that was packed."""
    if not stored:
        return None
    try:
        return msgspec.json.decode(stored, type=Message)
    except msgspec.DecodeError:
        # Until messages were kept, databases got finished English: its braces are no fields.
        return Message(stored)
