"""The user's folder: files written whole, commits of our paths alone, and the journal of what we did."""

from attiary.errors import DiskRefused
from attiary.folder.config.forgotten import Forgotten
from attiary.folder.config.project import Project
from attiary.folder.files.atomic import LARGEST_FILE
from attiary.folder.files.fd_io import Stamp
from attiary.folder.folder import Folder, open_folder
from attiary.folder.git.all_refs import Versions
from attiary.folder.git.commit import Action
from attiary.folder.git.ranges import OurCommit
from attiary.folder.git.stored_form import stored_form
from attiary.folder.git.trailers import Trailer, with_trailer
from attiary.folder.staging import PassedOver, Staged, Why
from attiary.folder.state.database import Database
from attiary.folder.state.journal import Journal, KnownFile, RowToRemove
from attiary.folder.state.runs import Checkpoint, MergedRecord, Run, Runs

__all__ = [
    "LARGEST_FILE",
    "Action",
    "Checkpoint",
    "Database",
    "DiskRefused",
    "Folder",
    "Forgotten",
    "Journal",
    "KnownFile",
    "MergedRecord",
    "OurCommit",
    "PassedOver",
    "Project",
    "RowToRemove",
    "Run",
    "Runs",
    "Staged",
    "Stamp",
    "Trailer",
    "Versions",
    "Why",
    "open_folder",
    "stored_form",
    "with_trailer",
]
