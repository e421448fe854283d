"""Takes a record off those that are not to be brought back."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

import msgspec

from attiary.documents.paths import is_document, type_at
from attiary.errors import N_, NotForgotten
from attiary.folder import Action
from attiary.folder.config.forgotten import FILE as FORGOTTEN_FILE
from attiary.hints import Hint
from attiary.importer.commit_messages import forget_message, remember_message
from attiary.importer.identifiers import identifiers_of_text, let_in
from attiary.model.document import ROOT
from attiary.model.run import HoldingBack, ImportRun

if TYPE_CHECKING:
    from attiary.folder import Folder


def remember(folder: Folder, text: str) -> str | None:
    """Let the record of this id, email address or domain be imported again; the commit's id.

    One that an import held back because it has a forgotten one's address is let in, and that one stays
    forgotten. Raises NotForgotten.
    """
    with folder.lock():
        forgotten = folder.config.forgotten()
        identifiers = identifiers_of_text(text, _object_types(folder))
        if forgotten.knows(identifiers):
            left = forgotten.without(identifiers)
        elif (record_id := text.strip().lower()) in _held_back(folder) and not forgotten.knows(
            [let_in(record_id)]
        ):
            left = forgotten.adding([let_in(record_id)])
        else:
            raise NotForgotten(
                N_("{text} is not the id, email address or domain of a forgotten record."),
                Hint.GIVE_FORGOTTEN_ID,
                text=text,
            )
        folder.prepare()
        if FORGOTTEN_FILE in folder.journal.uncommitted():
            # Somebody took them off the file, which took nothing back. Only what is in it can be.
            _commit(folder, Action.FORGET, forget_message(str(uuid.uuid4())))
        folder.config.write_forgotten(left)
        return _commit(folder, Action.REMEMBER, remember_message(str(uuid.uuid4())))


def _commit(folder: Folder, action: Action, message: str) -> str | None:
    staged = folder.stage_alone({FORGOTTEN_FILE}, folder.committed(ROOT))
    commit = folder.commit(action, message, staged)
    folder.mark_committed(staged.settled)
    return commit


def _object_types(folder: Folder) -> set[str]:
    """Those of all records that the folder has, or ever had."""
    versions = folder.history.all_versions().blobs
    return {*folder.files.directories(ROOT), *(type_at(path) for path in versions if is_document(path))}


def _held_back(folder: Folder) -> set[str]:
    """The ids of the records that an import held back for an address."""
    receipts = (run.receipt for run in folder.runs.find("") if run.receipt)
    return {
        each.attio_record_id
        for receipt in receipts
        for result in msgspec.json.decode(receipt, type=ImportRun).results
        for each in result.held_back
        if each.reason is HoldingBack.ADDRESS
    }
