from __future__ import annotations

import pytest

from attiary.model.message import Message, message_of, packed, unpacked


@pytest.mark.parametrize(
    "message",
    [
        Message("Kept your own edit."),
        Message("{path} is kept.", {"path": "attio/person/{x} \0 ملف.json"}),
        None,
    ],
)
def test_a_message_comes_back_as_it_was_packed(message: Message | None) -> None:
    assert unpacked(packed(message)) == message


@pytest.mark.parametrize("stored", ["You edited {path}.", "{}", '{"fields":{}}', "[1]", "7"])
def test_finished_text_of_an_old_database_is_a_message_without_fields(stored: str) -> None:
    assert unpacked(stored) == Message(stored)
    assert str(unpacked(stored)) == stored


def test_what_is_packed_can_be_read_in_every_script() -> None:
    assert "株式会社" in (packed(Message("{name} is kept.", {"name": "株式会社"})) or "")


def test_in_english_the_fields_are_filled_in() -> None:
    assert str(message_of("{size} of {limit} bytes.", {"size": 9, "limit": 8})) == "9 of 8 bytes."
