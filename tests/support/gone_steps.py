"""Steps of tests that mark records as gone after an import left them unmarked."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from attiary.services.context import open_app
from attiary.services.importing import mark_gone, preview_gone

if TYPE_CHECKING:
    from attiary.model.run import ImportRun
    from attiary.services.context import App


def last_run(app: App) -> str:
    """The id of the run that began last."""
    with app.open_folder() as folder:
        last = folder.runs.last()
    assert last
    return last.run_id


def mark_unmarked(folder: Path = Path()) -> ImportRun:
    """Mark all that the last import left unmarked."""
    with open_app(folder) as app:
        run_id = last_run(app)
        return mark_gone(app, run_id, preview_gone(app, run_id).fingerprint)
