"""Attiary keeps records of an Attio workspace as clean JSON files in a git folder you own.

As a library: `with AttioClient(api_key=…) as attio: for person in attio.records("people"): …`
Names are loaded when first used, so that the command line starts quickly.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from attiary.attio.client import AttioClient as AttioClient
    from attiary.errors import AttioApiError as AttioApiError
    from attiary.errors import Error as Error
    from attiary.model.activity import Member as Member
    from attiary.model.activity import Membership as Membership
    from attiary.model.activity import Note as Note
    from attiary.model.activity import Task as Task
    from attiary.model.activity import View as View
    from attiary.model.crm import Attribute as Attribute
    from attiary.model.crm import Entry as Entry
    from attiary.model.crm import ListInfo as ListInfo
    from attiary.model.crm import ObjectInfo as ObjectInfo
    from attiary.model.crm import Record as Record
    from attiary.model.crm import Workspace as Workspace
    from attiary.model.document import Document as Document
    from attiary.model.imported_record import ImportedRecord as ImportedRecord
    from attiary.model.selection import Selection as Selection
    from attiary.model.selection import Target as Target

_HOMES = {
    "AttioClient": "attiary.attio.client",
    "AttioApiError": "attiary.errors",
    "Error": "attiary.errors",
    "Attribute": "attiary.model.crm",
    "Entry": "attiary.model.crm",
    "ListInfo": "attiary.model.crm",
    "ObjectInfo": "attiary.model.crm",
    "Record": "attiary.model.crm",
    "Workspace": "attiary.model.crm",
    "Document": "attiary.model.document",
    "ImportedRecord": "attiary.model.imported_record",
    "Selection": "attiary.model.selection",
    "Target": "attiary.model.selection",
    "Member": "attiary.model.activity",
    "Membership": "attiary.model.activity",
    "Note": "attiary.model.activity",
    "Task": "attiary.model.activity",
    "View": "attiary.model.activity",
}

__all__ = list(_HOMES)


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module 'attiary' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(_HOMES)
