from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from attiary.errors import MovedMeanwhile, NothingToUndo
from attiary.services.library import page_rows
from attiary.services.undoing import UndoState, confirm_undo, preview_undo
from tests.services.conftest import import_people

if TYPE_CHECKING:
    from attiary.services.context import App
    from attiary.simulator.world import World


def test_what_the_preview_showed_is_done(app: App) -> None:
    run = import_people(app)
    shown = preview_undo(app)
    assert (shown.run_id, shown.state, len(shown.changes)) == (run.run_id, UndoState.NEW, 5)
    done = confirm_undo(app, shown.fingerprint)
    assert done.changes == shown.changes
    assert page_rows(app).rows == []
    with pytest.raises(NothingToUndo):
        preview_undo(app)


def test_an_import_goes_on_while_somebody_looks_and_then_nothing_is_taken_back(
    app: App, world: World, ids: dict[str, str]
) -> None:
    import_people(app)
    shown = preview_undo(app)
    world.set_values("people", ids["Bea Potter"], {"job_title": "Author"})
    import_people(app)
    with pytest.raises(MovedMeanwhile):
        confirm_undo(app, shown.fingerprint)
    assert len(page_rows(app).rows) == 5
