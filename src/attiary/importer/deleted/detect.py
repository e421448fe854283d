"""Which files are of records that Attio does not have any more, and which of these are the user's."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from msgspec.structs import replace

from attiary.documents.identity import addresses, addresses_of_record
from attiary.documents.jsonfile import decode_or_none
from attiary.errors import N_
from attiary.importer.decide import Here
from attiary.importer.deleted.match import match_mergers, naming_slugs
from attiary.importer.plan_write import look
from attiary.model.message import Message
from attiary.model.run import Outcome, Problem

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from attiary.folder import Folder, KnownFile
    from attiary.model.crm import Attribute, Record
    from attiary.model.document import Document

EDITED_AND_GONE = N_("You edited this file, and the record is gone from Attio since.")
EDITED_AND_MERGED = N_("You edited this file, and Attio merged the record into another one since.")


@dataclass(frozen=True)
class Parted:
    """Files of deleted records: those that are as we left them, or missing, and those that are the user's."""

    whole: list[KnownFile]
    edited: list[KnownFile]
    """With the reason why they stay, for the row."""
    problems: list[Problem]
    """The same, for the receipt."""


def find_mergers(
    folder: Folder,
    missing: Sequence[KnownFile],
    new: Mapping[str, Document],
    withheld: Mapping[str, Record],
    attributes: Sequence[Attribute],
) -> dict[str, list[KnownFile]]:
    """By the id of a record that is new, or withheld, the missing ones that were merged into it."""
    slugs = naming_slugs(attributes)
    files = {file.record_id: file for file in missing}
    theirs = {
        key: addresses(document, slugs)
        for key, file in files.items()
        if (document := decode_or_none(folder.files.read(file.path)))
    }
    survivors = {key: addresses(each, slugs) for key, each in new.items()}
    survivors |= {key: addresses_of_record(each, slugs) for key, each in withheld.items()}
    found = match_mergers(theirs, survivors)
    return {survivor_id: [files[key] for key in ids] for survivor_id, ids in found.items()}


def part_edited(
    folder: Folder, files: Sequence[KnownFile], written_ahead: Mapping[str, set[str]], reason: str
) -> Parted:
    """Tell the files that the user edited, and which stay for this reason. Raises FolderError.

    `written_ahead` are the blob ids, by path, that runs which were killed were about to write.
    """
    parted = Parted([], [], [])
    for file in files:
        if look(folder, file, file.path, written_ahead).here is not Here.EDITED:
            parted.whole.append(file)
            continue
        parted.edited.append(replace(file, problem=Message(reason)))
        parted.problems.append(Problem(file.record_id, file.path, Outcome.KEPT, reason))
    return parted
