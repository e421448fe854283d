from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import pytest
from whole_folder import bytes_of

from attiary.errors import Cancelled, MovedMeanwhile, NothingImported
from attiary.model.observer import SilentObserver
from attiary.model.run import Outcome, RunState, Stage
from attiary.model.selection import Options, Selection, Target
from attiary.services.importing import (
    import_selected,
    mark_gone,
    preview_gone,
    selected_ever,
    selected_last,
)
from attiary.services.library import page_rows
from attiary.services.status import CatalogStatus, read_status
from tests.services.conftest import PEOPLE, import_people

if TYPE_CHECKING:
    from attiary.model.run import Progress
    from attiary.services.context import App
    from attiary.simulator.world import World


def git_log(app: App) -> str:
    log = ["git", "-C", str(app.settings.folder), "log"]
    return subprocess.run(log, check=True, capture_output=True, encoding="utf-8").stdout


def names(app: App) -> list[str]:
    return [row.name for row in page_rows(app).rows]


def test_all_but_some_are_imported_and_the_commit_says_so(app: App, ids: dict[str, str]) -> None:
    run = import_people(app, without=(ids["Bea Potter"],))
    assert run.state is RunState.COMPLETE
    assert run.results[0].outcomes == {Outcome.ADDED: 4}
    assert names(app) == ["Ada Byron", "Ada Lovelace", "Cleo Nile", "Dora Maar"]
    assert "people (all but 1): complete" in git_log(app)


def test_who_is_left_out_is_not_gone_and_stays_as_it_is(app: App, world: World, ids: dict[str, str]) -> None:
    import_people(app)
    world.set_values("people", ids["Bea Potter"], {"job_title": "Author"})
    world.delete("people", ids["Cleo Nile"])
    run = import_people(app, without=(ids["Bea Potter"], ids["Cleo Nile"]))
    result = run.results[0]
    assert result.outcomes == {Outcome.UNCHANGED: 3}
    assert (result.gone, result.unmarked, run.commits) == ([], [], [])


def test_who_is_left_out_of_what_was_imported_before_is_not_asked_for(
    app: App, world: World, ids: dict[str, str]
) -> None:
    import_people(app)
    world.delete("people", ids["Cleo Nile"])
    known = Selection(target=PEOPLE, is_known=True, without=(ids["Cleo Nile"],))
    result = import_selected(app, [known]).results[0]
    assert (result.reading.records, result.gone, result.unmarked) == (4, [], [])


def test_who_is_left_out_of_ids_is_not_asked_for(app: App, ids: dict[str, str]) -> None:
    both = (ids["Ada Byron"], ids["Bea Potter"])
    run = import_selected(app, [Selection(target=PEOPLE, ids=both, without=both[:1])])
    assert names(app) == ["Bea Potter"]
    assert run.results[0].reading.records == 1


def test_the_next_one_repeats_it_with_the_same_left_out(app: App, ids: dict[str, str]) -> None:
    with pytest.raises(NothingImported):
        selected_last(app)
    without = (ids["Dora Maar"],)
    import_people(app, without=without)
    assert selected_last(app) == [Selection(target=PEOPLE, without=without)]
    assert selected_ever(app) == [Selection(target=PEOPLE, is_known=True)]


def test_a_dry_run_writes_nothing(app: App) -> None:
    run = import_selected(app, [Selection(target=PEOPLE)], options=Options(dry_run=True))
    assert run.results[0].outcomes == {Outcome.ADDED: 5}
    assert list(app.settings.folder.iterdir()) == []


class Impatient(SilentObserver):
    """Stops the run once a page was written."""

    def __init__(self) -> None:
        self.has_seen_a_page = False

    def progress(self, progress: Progress) -> None:
        self.has_seen_a_page = progress.stage is Stage.READ

    def is_cancelled(self) -> bool:
        return self.has_seen_a_page


def test_an_import_that_was_stopped_goes_on_when_it_is_repeated(app: App) -> None:
    with pytest.raises(Cancelled):
        import_selected(app, [Selection(target=PEOPLE)], observer=Impatient())
    status = read_status(app).catalog
    assert isinstance(status, CatalogStatus)
    assert status.last_import
    assert status.last_import.state is RunState.INTERRUPTED
    run = import_selected(app, selected_last(app), is_repeat=True)
    assert (run.state, run.resumed, run.results[0].outcomes) == (RunState.COMPLETE, 1, {Outcome.ADDED: 5})


def test_those_that_are_many_are_marked_as_gone_once_shown_and_confirmed(
    app: App, world: World, ids: dict[str, str]
) -> None:
    import_people(app)
    for name in ("Ada Byron", "Bea Potter", "Cleo Nile", "Dora Maar"):
        world.delete("people", ids[name])
    run = import_people(app)
    assert len(run.results[0].unmarked) == 4
    shown = preview_gone(app, run.run_id)
    assert [(each.target, len(each.files), each.known) for each in shown.targets] == [(PEOPLE, 4, 5)]
    (app.settings.folder / shown.targets[0].files[0].path).unlink()
    repository = app.settings.folder / ".git"
    repository.rename(app.settings.folder.parent / "aside")
    before = bytes_of(app.settings.folder)
    with pytest.raises(MovedMeanwhile):
        mark_gone(app, run.run_id, shown.fingerprint)
    assert bytes_of(app.settings.folder) == before
    (app.settings.folder.parent / "aside").rename(repository)
    marked = mark_gone(app, run.run_id, preview_gone(app, run.run_id).fingerprint)
    # One of the four has no file any more that could be marked, or kept.
    assert len(marked.results[0].gone) == 3
    assert sum(bool(row.gone_at) for row in page_rows(app).rows) == 3


def test_each_target_is_marked_on_its_own_until_another_import_was_made(
    app: App, world: World, ids: dict[str, str]
) -> None:
    companies = Target("companies")
    others = [world.add_record("companies", {"name": f"Company {number}"}) for number in range(4)]
    everything = [Selection(target=each) for each in (PEOPLE, companies)]
    import_selected(app, everything)
    for each in (ids["Ada Byron"], ids["Bea Potter"]):
        world.delete("people", each)
    for each in others:
        world.delete("companies", each)
    run = import_selected(app, everything)

    shown = preview_gone(app, run.run_id)
    assert [(each.target, len(each.files)) for each in shown.targets] == [(PEOPLE, 2), (companies, 4)]
    mark_gone(app, run.run_id, shown.fingerprint, targets=[PEOPLE])
    shown = preview_gone(app, run.run_id)
    assert [(each.target, len(each.files)) for each in shown.targets] == [(companies, 4)]
    marked = mark_gone(app, run.run_id, shown.fingerprint, targets=[companies])
    assert len(marked.results[0].gone) == 4
    assert preview_gone(app, run.run_id).targets == []

    import_people(app)
    with pytest.raises(MovedMeanwhile):
        preview_gone(app, run.run_id)
