"""The user's folder: files written whole, commits of our paths alone, and the journal of what we did."""

from attiary.folder.database import Database
from attiary.folder.descriptors import Stamp
from attiary.folder.folder import Folder, open_folder
from attiary.folder.forgotten import Forgotten
from attiary.folder.journal import Journal, KnownFile, RowLeft
from attiary.folder.project import Project
from attiary.folder.runs import Checkpoint, Former, Run, Runs
from attiary.folder.trouble import DiskRefused

__all__ = [
    "Checkpoint",
    "Database",
    "DiskRefused",
    "Folder",
    "Forgotten",
    "Former",
    "Journal",
    "KnownFile",
    "Project",
    "RowLeft",
    "Run",
    "Runs",
    "Stamp",
    "open_folder",
]
