"""Whose records a folder holds: `attio/workspace.json`, committed with them."""

from __future__ import annotations

from uuid import UUID, uuid4

import msgspec

from attiary.errors import N_, ConfigUnreadable, OtherWorkspace
from attiary.folder.git.stored_form import stored_form
from attiary.hints import Hint
from attiary.model.document import ROOT

FILE = f"{ROOT}/workspace.json"


class Project(msgspec.Struct, frozen=True, rename={"project_id": "projectId", "workspace_id": "workspaceId"}):
    """A folder's own id, and the Attio workspace its records are from; both UUIDs."""

    project_id: str
    workspace_id: str


def new_project(workspace_id: str) -> Project:
    """A project that did not exist before."""
    return Project(str(uuid4()), workspace_id)


def decode(content: bytes) -> Project:
    """The project a file tells of. Raises FolderError."""
    try:
        project = msgspec.json.decode(stored_form(content), type=Project)
        UUID(project.project_id)
    except (msgspec.MsgspecError, ValueError) as error:
        raise ConfigUnreadable(
            N_("{file} cannot be read: {reason}."),
            Hint.RESTORE_FILE,
            file=FILE,
            reason=str(error),
        ) from error
    return project


def encode(project: Project) -> bytes:
    """The file of a project."""
    return msgspec.json.format(msgspec.json.encode(project), indent=2) + b"\n"


def refuse_other(project: Project, workspace_id: str) -> None:
    """Raise RefusedRepository if the folder holds another workspace's records."""
    if project.workspace_id != workspace_id:
        raise OtherWorkspace(
            N_("This folder contains records of the workspace {theirs}, but the key belongs to {ours}."),
            Hint.OTHER_FOLDER_OR_KEY,
            theirs=project.workspace_id,
            ours=workspace_id,
        )
