"""Who is not to be brought back: salted hashes in `attio/forgotten.json`, committed with the records.

What is hashed: a record's type and id, and the addresses that name it, so that a record made anew or merged
in Attio is known again. With the salt and a guess one can tell whether the guess was forgotten; nobody can
read the file.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from functools import cached_property
from typing import TYPE_CHECKING

import msgspec

from attiary.errors import N_, ConfigUnreadable
from attiary.folder.git.stored_form import stored_form
from attiary.hints import Hint
from attiary.model.document import ROOT

if TYPE_CHECKING:
    from collections.abc import Collection

FILE = f"{ROOT}/forgotten.json"


class Forgotten(msgspec.Struct, frozen=True, dict=True):
    """The salt, and for each record that was forgotten the hashes of what it can be known by.

    All are hexadecimal.
    """

    salt: str
    records: list[list[str]] = msgspec.field(default_factory=list)

    def has(self, object_type: str, record_id: str) -> bool:
        """Whether a record was forgotten."""
        return bool(self.records) and self.knows([identifier(object_type, record_id)])

    def knows(self, identifiers: Collection[str]) -> bool:
        """Whether any of these identifiers is one of a record that was forgotten."""
        return bool(self.records) and not self._all.isdisjoint(self._hash(each) for each in identifiers)

    def adding(self, identifiers: Collection[str]) -> Forgotten:
        """The same, and one more record that these identify; one that shares any is the same one."""
        hashes = {self._hash(each) for each in identifiers}
        same = [each for each in self.records if not hashes.isdisjoint(each)]
        others = [each for each in self.records if hashes.isdisjoint(each)]
        return Forgotten(self.salt, sorted([*others, sorted(hashes.union(*same))]))

    def without(self, identifiers: Collection[str]) -> Forgotten:
        """The same without the records that any of these identify."""
        hashes = {self._hash(each) for each in identifiers}
        return Forgotten(self.salt, [each for each in self.records if hashes.isdisjoint(each)])

    @cached_property
    def _all(self) -> set[str]:
        return {each for record in self.records for each in record}

    def _hash(self, text: str) -> str:
        return hmac.digest(
            bytes.fromhex(self.salt), text.encode("utf-8", "surrogatepass"), hashlib.sha256
        ).hex()


def identifier(object_type: str, record_id: str) -> str:
    """What a record itself is known by."""
    return f"{object_type}/{record_id}"


def nobody() -> Forgotten:
    """Nobody is forgotten, under a salt of its own."""
    return Forgotten(secrets.token_hex(32))


def decode(content: bytes | None) -> Forgotten:
    """What a file says; nobody where there is none. Raises FolderError."""
    if content is None:
        return nobody()
    try:
        forgotten = msgspec.json.decode(stored_form(content), type=Forgotten)
        bytes.fromhex(forgotten.salt)
    except (msgspec.MsgspecError, ValueError) as error:
        raise ConfigUnreadable(
            N_("{file} cannot be read: {reason}."),
            Hint.RESTORE_FILE,
            file=FILE,
            reason=str(error),
        ) from error
    return forgotten


def encode(forgotten: Forgotten) -> bytes:
    """The file that says so."""
    return msgspec.json.format(msgspec.json.encode(forgotten), indent=2) + b"\n"
