"""Marks the files of records that Attio does not have any more: the document stays, with the date."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from msgspec.structs import replace

from attiary.documents.jsonfile import decode_or_none, encode
from attiary.folder import RowToRemove
from attiary.importer.apply import apply
from attiary.importer.decide import Decision
from attiary.importer.note import Written
from attiary.importer.plan_write import Intent
from attiary.model.run import Gone, Problem

if TYPE_CHECKING:
    from collections.abc import Sequence

    from attiary.folder import Folder, KnownFile


@dataclass(frozen=True)
class Tombstones:
    """What marking files did; `written` is to be noted."""

    written: Written
    gone: list[Gone]
    """Those that have the date."""
    problems: list[Problem]
    """Those that could not be written."""


def write_tombstones(folder: Folder, files: Sequence[KnownFile], gone_at: str) -> Tombstones:
    """Give these files the date, UTC in whole seconds. Raises FolderError.

    Every file is as we left it, or not there. Where there is none, nothing can be marked: its row goes.
    """
    intents = [intent for file in files if (intent := _tombstone(folder, file, gone_at))]
    folder.journal.write_ahead({each.path: each.blob_id for each in intents})
    applied = [apply(each, folder) for each in intents]
    marked = {intent.document.attio_record_id for intent in intents}
    return Tombstones(
        Written(
            files=[each.file for each in applied if each.file and not each.is_theirs],
            theirs=[each.file for each in applied if each.file and each.is_theirs],
            rows_left=[
                RowToRemove(each.object_type, each.record_id)
                for each in files
                if each.record_id not in marked
            ],
        ),
        [
            Gone(intent.document.attio_record_id, intent.path)
            for intent, each in zip(intents, applied, strict=True)
            if not each.problem
        ],
        [each.problem for each in applied if each.problem],
    )


def _tombstone(folder: Folder, file: KnownFile, gone_at: str) -> Intent | None:
    """What to write into the file of a record that is gone; None where there is no document."""
    document = decode_or_none(folder.files.read(file.path))
    if document is None:
        return None
    marked = replace(document, gone_at=gone_at)
    content = encode(marked)
    return Intent(
        document=marked,
        path=file.path,
        decision=Decision.CHANGE,
        last=file,
        is_tracked=True,
        content=content,
        blob_id=folder.blob_id(content),
    )
