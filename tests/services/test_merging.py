from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from attiary.errors import MovedMeanwhile, UsageError
from attiary.services.library import find_record, page_rows
from attiary.services.merging import confirm_merge, preview_merge
from attiary.services.undoing import confirm_undo, preview_undo
from tests.services.conftest import NAMES, import_people

if TYPE_CHECKING:
    from attiary.services.context import App


def names(app: App) -> list[str]:
    return [row.name for row in page_rows(app).rows]


def test_what_the_preview_showed_becomes_one_and_can_be_taken_back(app: App, ids: dict[str, str]) -> None:
    import_people(app)
    shown = preview_merge(app, ["Ada Byron"], "Ada Lovelace")
    assert shown.paths == ["attio/person/ada-byron.json"]
    done = confirm_merge(app, ["Ada Byron"], "Ada Lovelace", shown.fingerprint)
    assert (done.merged_ids, done.attio_record_id) == ([ids["Ada Byron"]], ids["Ada Lovelace"])
    assert names(app) == ["Ada Lovelace", "Bea Potter", "Cleo Nile", "Dora Maar"]
    confirm_undo(app, preview_undo(app).fingerprint)
    assert names(app) == sorted(NAMES)


def test_nothing_is_merged_when_a_file_has_changed_since(app: App) -> None:
    import_people(app)
    shown = preview_merge(app, ["Ada Byron"], "Ada Lovelace")
    path = app.settings.folder / find_record(app, "Ada Byron").local_file_path
    path.write_text(path.read_text() + "\n")
    with pytest.raises(MovedMeanwhile):
        confirm_merge(app, ["Ada Byron"], "Ada Lovelace", shown.fingerprint)
    assert names(app) == sorted(NAMES)


def test_a_record_cannot_be_merged_into_itself(app: App) -> None:
    import_people(app)
    with pytest.raises(UsageError):
        preview_merge(app, ["Ada Byron"], "Ada Byron")
