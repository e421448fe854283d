"""What to import once more: what the last run was asked for, or everything that was imported before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attiary.errors import N_, NothingImported
from attiary.hints import Hint
from attiary.importer.recovery.resume import selections_in
from attiary.importer.recovery.untracked import adopt_untracked
from attiary.model.crm import object_slug
from attiary.model.document import ROOT
from attiary.model.selection import Selection, Target

if TYPE_CHECKING:
    from attiary.folder import Folder


def last_time(folder: Folder) -> list[Selection]:
    """What the last run that selected anything was asked for. Raises NothingImported where there was none."""
    selected = next(filter(None, map(selections_in, folder.runs.selections())), None)
    if selected is None:
        raise _nothing()
    return selected


def everything_before(folder: Folder) -> list[Selection]:
    """All records that have a file, by object and list. Raises NothingImported where none has."""
    for object_type in folder.files.directories(ROOT):
        adopt_untracked(folder, object_type, include_uncommitted=False)
    targets = [
        Target(list_slug, is_list=True) if list_slug else Target(object_slug(object_type))
        for object_type, list_slug in folder.journal.kinds()
    ]
    if not targets:
        raise _nothing()
    return [Selection(target=target, is_known=True) for target in targets]


def _nothing() -> NothingImported:
    return NothingImported(
        N_("Nothing was imported into this folder yet."),
        Hint.SAY_WHAT_TO_IMPORT,
    )
