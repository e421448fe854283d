"""Who is not to be brought back: salted hashes in `attio/forgotten.json`, committed with the records.

What is hashed: a record's type and id, and the addresses that name it, so that a record made anew or merged
in Attio is known again. With the salt and a guess one can tell whether the guess was forgotten; nobody can
read the file.

Two machines may forget at the same time. The salt is the folder's, and each record has a line of its own, so
that git's union merge (`merge=union`) of two such files is one that can be read.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
from functools import cached_property
from typing import TYPE_CHECKING, Any

import msgspec

from attiary.errors import N_, ConfigUnreadable
from attiary.folder.git.stored_form import stored_form
from attiary.hints import Hint
from attiary.model.document import ROOT

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

FILE = f"{ROOT}/forgotten.json"

_OF_SALT = ":"
"""Stands between the salt and the hash where a hash is not of the file's own salt."""


class Forgotten(msgspec.Struct, frozen=True, dict=True):
    """The salt, and for each record that was forgotten the hashes of what it can be known by.

    All are hexadecimal. A hash of another salt, from before two files were merged, is `salt:hash`.
    """

    salt: str
    records: list[list[str]] = msgspec.field(default_factory=list)

    def has(self, object_type: str, record_id: str) -> bool:
        """Whether a record was forgotten."""
        return bool(self.records) and self.knows([identifier(object_type, record_id)])

    def knows(self, identifiers: Collection[str]) -> bool:
        """Whether any of these identifiers is one of a record that was forgotten."""
        return bool(self.records) and not self._all.isdisjoint(self._hashes(identifiers))

    def adding(self, identifiers: Collection[str]) -> Forgotten:
        """The same, and one more record that these identify; one that shares any is the same one."""
        known, new = set(self._hashes(identifiers)), {_hash(self.salt, each) for each in identifiers}
        same = [each for each in self.records if not known.isdisjoint(each)]
        return self._of([*self.records, sorted(new.union(*same))])

    def without(self, identifiers: Collection[str]) -> Forgotten:
        """The same without the records that any of these identify."""
        known = set(self._hashes(identifiers))
        return Forgotten(self.salt, [each for each in self.records if known.isdisjoint(each)])

    def joined(self, other: Forgotten) -> Forgotten:
        """The same, and whom the other one forgot; under its own salt."""
        return self._of([*self.records, *([self._own(each) for each in group] for group in other.whole())])

    def whole(self) -> list[list[str]]:
        """The records by hashes that all have their salt in front."""
        return [
            [f"{self.salt}{_OF_SALT}{each}" if _OF_SALT not in each else each for each in group]
            for group in self.records
        ]

    def of_whole(self, groups: Iterable[Iterable[str]]) -> Forgotten:
        """Those whom such hashes are of, and nobody else; under the same salt."""
        return self._of([[self._own(each) for each in group] for group in groups])

    def _of(self, groups: Iterable[Sequence[str]]) -> Forgotten:
        return Forgotten(self.salt, sorted(sorted(group) for group in united(groups)))

    def _own(self, whole: str) -> str:
        return whole.removeprefix(f"{self.salt}{_OF_SALT}")

    @cached_property
    def _all(self) -> set[str]:
        return {each for record in self.records for each in record}

    @cached_property
    def _other_salts(self) -> set[str]:
        return {each.partition(_OF_SALT)[0] for each in self._all if _OF_SALT in each}

    def _hashes(self, identifiers: Collection[str]) -> Iterator[str]:
        for each in identifiers:
            yield _hash(self.salt, each)
            for salt in self._other_salts:
                yield f"{salt}{_OF_SALT}{_hash(salt, each)}"


def united(groups: Iterable[Collection[str]]) -> list[set[str]]:
    """The groups, those that share a member as one; none that is empty."""
    found: list[set[str]] = []
    for group in groups:
        same = [each for each in found if not each.isdisjoint(group)]
        found = [each for each in found if each.isdisjoint(group)]
        if group:
            found.append(set(group).union(*same))
    return found


def identifier(object_type: str, record_id: str) -> str:
    """What a record itself is known by."""
    return f"{object_type}/{record_id}"


def nobody(project_id: str = "") -> Forgotten:
    """Nobody is forgotten, under the salt of a project: two machines begin alike. Without one, any."""
    salt = hashlib.sha256(f"attiary forgotten {project_id}".encode()).hexdigest()
    return Forgotten(salt if project_id else secrets.token_hex(32))


def decode(content: bytes | None, project_id: str = "") -> Forgotten:
    """What a file says; nobody where there is none. Raises FolderError."""
    if content is None:
        return nobody(project_id)
    salts: list[str] = []

    def pairs(read: list[tuple[str, Any]]) -> dict[str, Any]:
        salts.extend(value for name, value in read if name == "salt")
        return dict(reversed(read))

    try:
        forgotten = msgspec.convert(json.loads(stored_form(content), object_pairs_hook=pairs), Forgotten)
        _ = [bytes.fromhex(each) for each in salts]
    except (msgspec.MsgspecError, ValueError, TypeError, RecursionError) as error:
        raise ConfigUnreadable(
            N_("{file} cannot be read: {reason}."),
            Hint.RESTORE_FILE,
            file=FILE,
            reason=str(error),
        ) from error
    # A merge of two files of before the salt was the folder's: a hash may be of either's.
    others = set(salts) - {forgotten.salt}
    groups = [
        [*group, *(f"{salt}{_OF_SALT}{each}" for salt in others for each in group if _OF_SALT not in each)]
        for group in forgotten.records
    ]
    return forgotten.of_whole(Forgotten(forgotten.salt, groups).whole())


def encode(forgotten: Forgotten) -> bytes:
    """The file that says so: a line for each record; an empty one is last, so that all end in a comma."""
    groups = [json.dumps(each) for each in [*forgotten.records, []]]
    lines = ["{", f'  "salt": "{forgotten.salt}",', '  "records": [', *(f"    {each}," for each in groups)]
    return "\n".join(lines).removesuffix(",").encode() + b"\n  ]\n}\n"


def _hash(salt: str, text: str) -> str:
    return hmac.digest(bytes.fromhex(salt), text.encode("utf-8", "surrogatepass"), hashlib.sha256).hex()
