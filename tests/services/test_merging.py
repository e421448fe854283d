from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest
from whole_folder import bytes_of

from attiary.errors import AmbiguousRecord, MistakenMerge, MovedMeanwhile
from attiary.services.library import find_record, page_rows
from attiary.services.merging import confirm_merge, preview_merge
from attiary.services.undoing import confirm_undo, preview_undo
from tests.services.conftest import NAMES, import_people

if TYPE_CHECKING:
    from attiary.services.context import App
    from attiary.simulator.world import World


def names(app: App) -> list[str]:
    return [row.name for row in page_rows(app).rows]


def test_what_the_preview_showed_becomes_one_and_can_be_taken_back(app: App, ids: dict[str, str]) -> None:
    import_people(app)
    shown = preview_merge(app, ["Ada Byron"], "Ada Lovelace")
    assert shown.paths == ["attio/person/ada-byron.json"]
    done = confirm_merge(app, shown.records, shown.fingerprint)
    assert (done.merged_ids, done.attio_record_id) == ([ids["Ada Byron"]], ids["Ada Lovelace"])
    assert names(app) == ["Ada Lovelace", "Bea Potter", "Cleo Nile", "Dora Maar"]
    confirm_undo(app, preview_undo(app).fingerprint)
    assert names(app) == sorted(NAMES)


def test_nothing_is_merged_when_a_file_has_changed_since(app: App) -> None:
    import_people(app)
    shown = preview_merge(app, ["Ada Byron"], "Ada Lovelace")
    path = app.settings.folder / find_record(app, "Ada Byron").local_file_path
    path.write_text(path.read_text() + "\n")
    shutil.rmtree(app.settings.folder / ".git")
    before = bytes_of(app.settings.folder)
    with pytest.raises(MovedMeanwhile):
        confirm_merge(app, shown.records, shown.fingerprint)
    assert names(app) == sorted(NAMES)
    # Not even a repository, though there is none any more.
    assert bytes_of(app.settings.folder) == before


def test_those_that_were_shown_are_merged_though_their_name_fits_others_by_now(
    app: App, world: World, ids: dict[str, str]
) -> None:
    import_people(app)
    shown = preview_merge(app, ["Ada Byron"], "Ada Lovelace")
    for name in ("Ada Byron", "Ada Lovelace"):
        world.add_record("people", {"name": name})
    import_people(app)
    with pytest.raises(AmbiguousRecord):
        preview_merge(app, ["Ada Byron"], "Ada Lovelace")
    done = confirm_merge(app, shown.records, shown.fingerprint)
    assert (done.merged_ids, done.attio_record_id) == ([ids["Ada Byron"]], ids["Ada Lovelace"])


def test_a_record_cannot_be_merged_into_itself(app: App) -> None:
    import_people(app)
    with pytest.raises(MistakenMerge):
        preview_merge(app, ["Ada Byron"], "Ada Byron")
