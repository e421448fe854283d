"""A receipt speaks of the commit and of the files that are there, whoever meddles with them meanwhile."""

from __future__ import annotations

import json
import subprocess
from typing import TYPE_CHECKING

import pytest

from attiary.errors import Cancelled
from attiary.model.imported_record import SyncStatus
from attiary.model.observer import SilentObserver
from attiary.model.run import Outcome, RunState, Stage
from attiary.model.selection import Options, Selection, Target
from attiary.services.importing import import_selected
from attiary.services.library import page_rows
from tests.services.conftest import PEOPLE, import_people

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from attiary.model.run import ImportRun, Progress
    from attiary.services.context import App
    from attiary.simulator.world import World

ADA, BEA, CLEO = (f"attio/person/{name}.json" for name in ("ada-lovelace", "bea-potter", "cleo-nile"))

Act = "Callable[[Path], object]"


class Meddler(SilentObserver):
    """Does something to the folder when a stage begins; at READ, when the first page is written."""

    def __init__(self, stage: Stage, act: Callable[[], object]) -> None:
        self._stage = stage
        self._act: Callable[[], object] | None = act

    def progress(self, progress: Progress) -> None:
        if self._act and progress.stage is self._stage:
            act, self._act = self._act, None
            act()


def meddled(app: App, act: Callable[[Path], object], *, at: Stage = Stage.COMMIT) -> ImportRun:
    root = app.settings.folder
    return import_selected(app, [Selection(target=PEOPLE)], observer=Meddler(at, lambda: act(root)))


def removes(path: str) -> Callable[[Path], object]:
    return lambda root: (root / path).unlink()


def edits(path: str) -> Callable[[Path], object]:
    def edit(root: Path) -> None:
        file = root / path
        document = json.loads(file.read_bytes())
        document["attributes"]["job_title"] = "Mine"
        file.write_text(json.dumps(document, indent=1))

    return edit


def replaces_by_directory(path: str) -> Callable[[Path], object]:
    def replace(root: Path) -> None:
        (root / path).unlink()
        (root / path).mkdir()

    return replace


def replaces_by_link(path: str) -> Callable[[Path], object]:
    def replace(root: Path) -> None:
        (root / path).rename(root / "elsewhere")
        (root / path).symlink_to(root / "elsewhere")

    return replace


def git(app: App, *words: str) -> str:
    command = ["git", "-C", str(app.settings.folder), *words]
    return subprocess.run(command, check=True, capture_output=True, encoding="utf-8").stdout


def in_head(app: App) -> set[str]:
    return {path for path in git(app, "ls-tree", "-r", "--name-only", "HEAD").split() if "person/" in path}


def statuses(app: App) -> dict[str, SyncStatus]:
    return {row.local_file_path: row.sync_status for row in page_rows(app).rows}


def changes_all(world: World, ids: dict[str, str], title: str = "Changed") -> None:
    for record_id in ids.values():
        world.set_values("people", record_id, {"job_title": title})


def assert_names(app: App, run: ImportRun, *paths: str) -> None:
    assert run.state is RunState.INCOMPLETE
    assert [each.path for each in run.passed_over] == list(paths)
    status = statuses(app)
    assert {path for path, each in status.items() if each is SyncStatus.ERROR} == set(paths) & status.keys()


def assert_heals(app: App, **counts: int) -> None:
    run = import_people(app)
    assert run.state is RunState.COMPLETE
    assert {each.name.lower(): n for each, n in run.results[0].outcomes.items() if n} == counts
    assert set(statuses(app).values()) == {SyncStatus.SYNCED}


@pytest.mark.parametrize("act", [removes, replaces_by_directory, replaces_by_link])
def test_a_file_that_vanishes_between_page_and_commit_is_named_and_not_counted(
    app: App, act: Callable[[str], Callable[[Path], object]]
) -> None:
    run = meddled(app, act(BEA))
    assert_names(app, run, BEA)
    assert run.results[0].outcomes == {Outcome.ADDED: 4, Outcome.FAILED: 1}
    assert (run.written[Outcome.ADDED], run.files) == (4, 4)
    assert len(in_head(app)) == 4
    assert "4 added" in git(app, "log", "-1", "--format=%s")
    place = app.settings.folder / BEA
    if place.is_dir():
        place.rmdir()
    else:
        place.unlink(missing_ok=True)
    assert_heals(app, changed=1, unchanged=4)
    assert len(in_head(app)) == 5


def test_a_file_that_is_edited_between_page_and_commit_is_named_and_stays(app: App) -> None:
    run = meddled(app, edits(BEA))
    assert_names(app, run, BEA)
    assert (run.files, len(in_head(app))) == (4, 4)
    assert_heals(app, unchanged=4, kept=1)
    assert "Mine" in (app.settings.folder / BEA).read_text()


@pytest.mark.parametrize("act", [removes, edits])
def test_what_happens_between_commit_and_rows_is_named(
    app: App, act: Callable[[str], Callable[[Path], object]]
) -> None:
    run = meddled(app, act(BEA), at=Stage.INDEX)
    assert_names(app, run, BEA)
    assert (run.files, len(in_head(app))) == (5, 5)
    assert run.results[0].number(Outcome.FAILED) == 1


def test_an_unchanged_file_that_vanishes_meanwhile_is_named(app: App) -> None:
    import_people(app)
    run = meddled(app, removes(BEA))
    assert_names(app, run, BEA)
    assert run.results[0].outcomes == {Outcome.UNCHANGED: 4, Outcome.FAILED: 1}
    assert run.commits == []
    assert_heals(app, changed=1, unchanged=4)


def test_the_file_of_another_object_that_vanishes_is_nobodys_business_here(app: App) -> None:
    companies = Selection(target=Target("companies"))
    import_selected(app, [companies])
    run = meddled(app, removes("attio/company/analytical-engines.json"))
    assert (run.state, run.passed_over) == (RunState.COMPLETE, [])


def test_a_changed_file_that_is_checked_out_meanwhile_is_named_and_written_by_the_next(
    app: App, world: World, ids: dict[str, str]
) -> None:
    import_people(app)
    changes_all(world, ids)
    run = meddled(app, lambda _: git(app, "checkout", "-q", "--", BEA))
    assert_names(app, run, BEA)
    assert (run.files, run.written[Outcome.CHANGED]) == (4, 4)
    assert_heals(app, changed=1, unchanged=4)
    assert git(app, "status", "--porcelain") == ""


def test_an_edit_that_the_user_committed_and_put_back_meanwhile_stays_theirs(
    app: App, world: World, ids: dict[str, str]
) -> None:
    import_people(app)
    edits(BEA)(app.settings.folder)
    git(app, "commit", "-q", "-am", "mine")
    (app.settings.folder / BEA).unlink()
    changes_all(world, ids)
    meddled(app, lambda _: git(app, "checkout", "-q", "--", BEA))
    run = import_people(app)
    assert run.results[0].number(Outcome.KEPT) == 1
    assert "Mine" in (app.settings.folder / BEA).read_text()


def test_the_half_of_an_interrupted_import_that_was_taken_back_is_named_by_the_one_that_finishes_it(
    app: App, world: World, ids: dict[str, str]
) -> None:
    import_people(app)
    changes_all(world, ids)

    def stops() -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        import_selected(app, [Selection(target=PEOPLE)], observer=Meddler(Stage.COMMIT, stops))
    git(app, "checkout", "-q", "--", BEA)
    removes(CLEO)(app.settings.folder)
    run = import_people(app)
    assert run.resumed == 1
    assert_names(app, run, *sorted([BEA, CLEO]))
    assert (run.files, run.written[Outcome.CHANGED]) == (3, 3)
    assert run.results[0].outcomes[Outcome.FAILED] == 2
    assert_heals(app, changed=2, unchanged=3)


def test_an_old_file_that_is_edited_before_its_record_is_renamed_is_not_lost(
    app: App, world: World, ids: dict[str, str]
) -> None:
    import_people(app)
    world.set_values("people", ids["Bea Potter"], {"name": "Beatrix Potter"})
    run = meddled(app, lambda root: edits_anew(root, BEA))
    assert_names(app, run, BEA)
    assert "Mine" in (app.settings.folder / BEA).read_text()
    assert run.written[Outcome.RENAMED] == 0


def edits_anew(root: Path, path: str) -> None:
    """An editor that had the file open saves it."""
    old = json.loads((root / path.replace("bea-", "beatrix-")).read_bytes())
    old["attributes"]["job_title"] = "Mine"
    (root / path).write_text(json.dumps(old))


def test_an_old_file_that_is_put_back_meanwhile_is_named_and_goes_with_the_next(
    app: App, world: World, ids: dict[str, str]
) -> None:
    import_people(app)
    world.set_values("people", ids["Bea Potter"], {"name": "Beatrix Potter"})
    run = meddled(app, lambda _: git(app, "checkout", "-q", "--", BEA))
    assert_names(app, run, BEA)
    assert import_people(app).state is RunState.COMPLETE
    assert not (app.settings.folder / BEA).exists()
    assert BEA not in in_head(app)
    assert git(app, "status", "--porcelain") == ""


def test_whom_a_mark_did_not_reach_is_not_counted_as_marked(
    app: App, world: World, ids: dict[str, str]
) -> None:
    import_people(app)
    world.delete("people", ids["Bea Potter"])
    told = Options(mark_gone=True)
    observer = Meddler(Stage.COMMIT, lambda: git(app, "checkout", "-q", "--", BEA))
    run = import_selected(app, [Selection(target=PEOPLE)], options=told, observer=observer)
    assert_names(app, run, BEA)
    assert (run.results[0].gone, run.files) == ([], 0)
    run = import_selected(app, [Selection(target=PEOPLE)], options=told)
    assert [each.path for each in run.results[0].gone] == [BEA]
    assert "goneAt" in (app.settings.folder / BEA).read_text()


def test_who_has_no_file_is_not_counted_as_marked(app: App, world: World, ids: dict[str, str]) -> None:
    import_people(app)
    world.delete("people", ids["Bea Potter"])
    removes(BEA)(app.settings.folder)
    run = import_selected(app, [Selection(target=PEOPLE)], options=Options(mark_gone=True))
    assert (run.state, run.results[0].gone) == (RunState.COMPLETE, [])


def test_a_merger_whose_file_vanishes_is_not_counted_in_the_commit(
    app: App, world: World, ids: dict[str, str]
) -> None:
    for number, name in enumerate(("Bea Potter", "Cleo Nile")):
        world.set_values("people", ids[name], {"email_addresses": [f"n{number}@a.example"]})
    import_people(app)
    world.merge("people", ids["Bea Potter"], ids["Cleo Nile"])

    def remove(root: Path) -> None:
        for file in root.glob("attio/person/[bc]*.json"):
            file.unlink()

    run = meddled(app, remove)
    assert run.state is RunState.INCOMPLETE
    assert len(run.passed_over) == 1
    assert run.written[Outcome.MERGED] == 0
    assert import_people(app).state is RunState.COMPLETE


def test_a_run_that_was_stopped_behind_its_commit_counts_what_that_carried(app: App) -> None:
    class Stops(SilentObserver):
        def progress(self, progress: Progress) -> None:
            if progress.stage is Stage.INDEX:
                raise Cancelled("stopped")

    with pytest.raises(Cancelled):
        import_selected(app, [Selection(target=PEOPLE)], observer=Stops())
    removes(BEA)(app.settings.folder)
    run = import_people(app)
    assert (run.resumed, run.files, run.written[Outcome.ADDED]) == (1, 5, 5)
    assert_names(app, run, BEA)


def test_what_is_passed_over_is_named_once(app: App) -> None:
    meddled(app, removes(BEA))
    run = import_selected(app, [Selection(target=Target("companies"))])
    assert (run.state, run.passed_over) == (RunState.COMPLETE, [])
