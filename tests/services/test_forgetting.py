from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest
from whole_folder import bytes_of

from attiary.errors import ForgetRefused, MovedMeanwhile, NotForgotten, NotImportedYet
from attiary.model.run import Outcome
from attiary.model.selection import Selection, Target
from attiary.services.forgetting import confirm_forget, preview_forget, remember_record
from attiary.services.importing import import_selected
from attiary.services.library import page_rows
from tests.services.conftest import import_people

if TYPE_CHECKING:
    from attiary.services.context import App

BEA = "attio/person/bea-potter.json"


def test_who_was_shown_is_forgotten_until_remembered(app: App, ids: dict[str, str]) -> None:
    import_people(app)
    shown = preview_forget(app, "Bea Potter")
    assert (shown.record_id, shown.files, shown.rows) == (ids["Bea Potter"], [BEA], 1)
    erased = confirm_forget(app, shown.record_id, shown.fingerprint)
    assert (erased.files, erased.rows) == (1, 1)
    assert import_people(app).results[0].outcomes == {Outcome.UNCHANGED: 4, Outcome.FORGOTTEN: 1}
    assert remember_record(app, "bea.potter@people.example")
    assert import_people(app).results[0].number(Outcome.ADDED) == 1


def test_nothing_goes_when_the_folder_has_changed_since(app: App) -> None:
    import_people(app)
    shown = preview_forget(app, "Bea Potter")
    path = app.settings.folder / BEA
    path.write_text(path.read_text().replace("Bea", "Beatrix"))
    before = bytes_of(app.settings.folder)
    with pytest.raises(MovedMeanwhile):
        confirm_forget(app, shown.record_id, shown.fingerprint)
    assert bytes_of(app.settings.folder) == before
    assert len(page_rows(app).rows) == 5
    assert path.exists()


def test_where_the_repository_is_gone_since_nothing_goes_and_none_is_made(app: App) -> None:
    import_people(app)
    shown = preview_forget(app, "Bea Potter")
    shutil.rmtree(app.settings.folder / ".git")
    before = bytes_of(app.settings.folder)
    with pytest.raises(MovedMeanwhile):
        confirm_forget(app, shown.record_id, shown.fingerprint)
    assert bytes_of(app.settings.folder) == before


def test_an_entry_goes_with_its_record_alone(app: App) -> None:
    with pytest.raises(NotImportedYet):
        preview_forget(app, "Ada Lovelace")
    import_selected(app, [Selection(target=Target("outreach", is_list=True))])
    with pytest.raises(ForgetRefused):
        preview_forget(app, "Ada Lovelace")


def test_who_was_never_forgotten_is_not_remembered(app: App) -> None:
    import_people(app)
    with pytest.raises(NotForgotten):
        remember_record(app, "bea.potter@people.example")
