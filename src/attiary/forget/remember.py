"""Takes a record off those that are not to be brought back."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from attiary.errors import N_, NotForgotten
from attiary.folder import Action
from attiary.folder.config.forgotten import FILE as FORGOTTEN_FILE
from attiary.hints import Hint
from attiary.importer.commit_messages import remember_message
from attiary.importer.identifiers import identifiers_of_text

if TYPE_CHECKING:
    from attiary.folder import Folder


def remember(folder: Folder, text: str) -> str | None:
    """Let the record of this id, email address or domain be imported again; the commit's id.

    Raises NotForgotten.
    """
    identifiers = identifiers_of_text(text)
    with folder.lock():
        forgotten = folder.config.forgotten()
        if not forgotten.knows(identifiers):
            raise NotForgotten(
                N_("{text} is not the id, email address or domain of a forgotten record."),
                Hint.GIVE_FORGOTTEN_ID,
                text=text,
            )
        folder.prepare()
        folder.config.write_forgotten(forgotten.without(identifiers))
        message = remember_message(str(uuid.uuid4()))
        return folder.commit_alone(Action.REMEMBER, message, {FORGOTTEN_FILE})
