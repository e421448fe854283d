from __future__ import annotations

import shutil
import subprocess
import sys
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from crash import (
    A_COMMIT_IS_MADE,
    A_FILE_IS_REMOVED,
    THE_BRANCH_MOVES,
    THE_DISK_IS_SYNCED,
    Effect,
    Point,
    kill,
    run,
)
from forget_steps import NAME, SLUG, Subject, bytes_now, imports, link, refer_to, says
from whole_folder import bytes_of

from attiary.errors import MovedMeanwhile
from attiary.forget.erase import Erased, ForgetPreview, erase, is_known, preview_forget
from attiary.services.context import now, open_app

if TYPE_CHECKING:
    from collections.abc import Callable

    from user import User

ON_LINUX = pytest.mark.skipif(sys.platform != "linux", reason="Elsewhere the disk is synced another way.")
FILE = f"attio/person/{SLUG}.json"


def previewed(user: User, record_id: str) -> ForgetPreview:
    with open_app(user.folder) as app, app.open_folder() as folder:
        return preview_forget(folder, app.rows(folder), record_id)


def erased(user: User, shown: ForgetPreview) -> Erased:
    with open_app(user.folder) as app, app.open_folder() as folder:
        return erase(folder, app.rows(folder), shown.record_id, shown.fingerprint, now=now())


def edits_the_file(user: User, _subject: Subject) -> None:
    file = user.folder / FILE
    file.write_text(file.read_text().replace(NAME, "Zenobia Vale"))


def copies_the_file(user: User, _subject: Subject) -> None:
    shutil.copy(user.folder / FILE, user.folder / "attio/person/copy.json")


def commits_a_note_in_the_deal(user: User, _subject: Subject) -> None:
    file = user.folder / "attio/deals/a-deal.json"
    file.write_text(file.read_text().replace('"name"', '"mine": "a note", "name"', 1))
    user.git("commit", "-qam", "mine")


def commits_something_else(user: User, _subject: Subject) -> None:
    (user.folder / "mine.txt").write_text("mine\n")
    user.git("add", "mine.txt")
    user.git("commit", "-qm", "mine")


def imports_a_new_name(user: User, subject: Subject) -> None:
    user.attio.world.set_values("people", subject.record_id, {"name": "Zenobia Vale"})
    imports(user)


def links_an_experiment(user: User, subject: Subject) -> None:
    link(user, subject, "an experiment")


def undoes_the_import(user: User, _subject: Subject) -> None:
    assert user.runs("undo", "--yes").code == 0


def forgets_somebody_else(user: User, subject: Subject) -> None:
    other = next(each for each in user.attio.world.ids("people") if each != subject.record_id)
    assert user.runs("forget", other, "--yes").code == 0


def forgets_it(user: User, subject: Subject) -> None:
    assert user.runs("forget", subject.record_id, "--yes").code == 0


@pytest.mark.parametrize(
    "moves",
    [
        edits_the_file,
        copies_the_file,
        commits_a_note_in_the_deal,
        commits_something_else,
        imports_a_new_name,
        links_an_experiment,
        undoes_the_import,
        forgets_somebody_else,
        forgets_it,
    ],
)
def test_what_is_not_as_it_was_shown_is_refused_and_nothing_has_changed(
    user: User, subject: Subject, moves: Callable[[User, Subject], None]
) -> None:
    refer_to(user, subject)
    imports(user, "--expand", "associated_people")
    shown = previewed(user, subject.record_id)
    moves(user, subject)
    before = bytes_of(user.folder)

    with pytest.raises(MovedMeanwhile):
        erased(user, shown)

    assert bytes_of(user.folder) == before
    again = previewed(user, subject.record_id)
    assert again.fingerprint != shown.fingerprint
    erased(user, again)
    assert says(bytes_now(user), [*subject.words, "Zenobia Vale"]) == []


def test_a_preview_shows_what_goes_and_changes_nothing(user: User, subject: Subject) -> None:
    refer_to(user, subject)
    imports(user, "--expand", "associated_people")
    link(user, subject, "an experiment")
    edits_the_file(user, subject)
    before = bytes_of(user.folder)

    shown = previewed(user, subject.record_id)

    assert bytes_of(user.folder) == before
    assert previewed(user, subject.record_id) == shown
    assert (shown.edited, shown.rows, shown.links) == ([FILE], 2, 1)
    assert (shown.references, shown.referring) == (["attio/deals/a-deal.json"], 1)
    done = erased(user, shown)
    assert (done.files, done.rows, done.links) == (len(shown.files), shown.rows, shown.links)
    assert (done.references, done.referring) == (len(shown.references), shown.referring)


@pytest.mark.parametrize("effect", [A_FILE_IS_REMOVED, A_COMMIT_IS_MADE, THE_BRANCH_MOVES])
def test_what_a_killed_import_left_is_shown_and_cleaned_up_by_the_confirmation_alone(
    user: User, subject: Subject, effect: Effect
) -> None:
    imports(user)
    user.attio.world.set_values("people", subject.record_id, {"name": "Zenobia Vale"})
    kill(user.folder, ["import", "people", "--all"], effect, 1)
    (user.folder / ".attiary" / "part-1").write_text(f"{NAME}, as a killed run was writing")
    before = bytes_of(user.folder)

    shown = previewed(user, subject.record_id)

    assert bytes_of(user.folder) == before
    assert "attio/person/zenobia-vale.json" in shown.files
    erased(user, shown)
    assert says(bytes_now(user), [*subject.words, "Zenobia Vale", subject.record_id]) == []
    assert user.git("status", "--porcelain") == ""


@pytest.mark.parametrize("is_shown_again", [True, False])
@pytest.mark.parametrize("effect", [A_FILE_IS_REMOVED, THE_BRANCH_MOVES])
def test_a_forget_that_was_killed_is_finished_be_it_shown_again_or_not(
    user: User, subject: Subject, effect: Effect, is_shown_again: bool
) -> None:
    refer_to(user, subject)
    imports(user, "--expand", "associated_people")
    shown = previewed(user, subject.record_id)
    kill(user.folder, ["forget", subject.record_id, "--yes"], effect, 1)

    erased(user, previewed(user, subject.record_id) if is_shown_again else shown)

    assert says(bytes_now(user), [*subject.words, subject.entry_id]) == []
    assert user.git("status", "--porcelain") == ""


@ON_LINUX
def test_a_power_cut_that_left_a_reference_in_name_only_is_no_edit(user: User, subject: Subject) -> None:
    refer_to(user, subject)
    imports(user, "--expand", "associated_people")
    user.attio.world.set_values("deals", subject.deal_id, {"value": 5})
    run(user.folder, ["import", "deals", "--all"], Point(THE_DISK_IS_SYNCED, 1, "power cut"))
    before = bytes_of(user.folder)
    assert before["attio/deals/a-deal.json"].strip(b"\0") == b""

    shown = previewed(user, subject.record_id)
    assert bytes_of(user.folder) == before
    erased(user, shown)

    assert says(bytes_now(user), subject.words) == []


def test_in_a_clone_the_same_is_shown_and_erased(user: User, subject: Subject) -> None:
    refer_to(user, subject)
    imports(user, "--expand", "associated_people")
    shown = previewed(user, subject.record_id)
    clone = replace(user, folder=user.folder.with_name("clone"))
    subprocess.run(["git", "clone", "-q", str(user.folder), str(clone.folder)], check=True)

    with open_app(clone.folder) as app, app.open_folder() as folder:
        assert is_known(folder, subject.record_id)
    there = previewed(clone, subject.record_id)

    assert (there.files, there.references) == (shown.files, shown.references)
    assert "state.db" not in str(list(bytes_of(clone.folder)))
    erased(clone, there)
    assert says(bytes_now(clone), subject.words) == []
