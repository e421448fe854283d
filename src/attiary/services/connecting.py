"""The key of a folder: tested, kept, removed."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from msgspec import Struct

from attiary.attio.scopes import Permission, explain
from attiary.model.crm import Workspace
from attiary.settings import ENV_FILE, load_settings, remove_api_key, save_api_key

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from attiary.services.context import App
    from attiary.settings import KeySource


class KeyCheck(Struct, frozen=True):
    """The workspace that a key opens, and what it may read there."""

    workspace: Workspace
    permissions: list[Permission]


def check_key(app: App, api_key: str) -> KeyCheck:
    """Ask Attio about a key; nothing is written.

    Raises SettingsError for what cannot be a key, AttioError for one that does not work, and OtherWorkspace
    where the folder holds another workspace's records.
    """
    with app.new_client(api_key) as attio:
        workspace = attio.identify()
    with app.open_folder() as folder:
        folder.config.refuse_other(workspace.workspace_id)
    return KeyCheck(workspace, explain(workspace.scopes))


def keep_key(app: App, api_key: str) -> Path:
    """Keep a key that was checked in the folder, where git never sees it; the file's path.

    An app that is opened, or reloaded, from now on has it. Raises SecretTracked, SettingsError.
    """
    with app.open_folder() as folder:
        # Before the key is there: a commit of the user's could otherwise take it up.
        folder.config.keep_from_git(ENV_FILE)
    return save_api_key(app.settings.folder, api_key)


def remove_key(app: App, environ: Mapping[str, str] = os.environ) -> KeySource | None:
    """Remove the key that is kept in the folder; where another one still comes from. Raises SettingsError."""
    remove_api_key(app.settings.folder)
    return load_settings(app.settings.folder, environ).key_source
