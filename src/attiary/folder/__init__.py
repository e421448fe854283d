"""The user's folder: files written whole, commits of our paths alone, and the journal of what we did."""

from attiary.folder.files import Stamp
from attiary.folder.folder import Folder, open_folder
from attiary.folder.journal import Journal, KnownFile, Run
from attiary.folder.project import Project

__all__ = ["Folder", "Journal", "KnownFile", "Project", "Run", "Stamp", "open_folder"]
