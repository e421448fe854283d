from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest
from crash import (
    A_COMMIT_IS_MADE,
    A_FILE_IS_REMOVED,
    A_FILE_IS_WRITTEN,
    THE_BRANCH_MOVES,
    THE_DISK_IS_SYNCED,
    Effect,
    kill,
)
from forget_steps import Subject, bytes_now, forgets, imports, refer_to, says

if TYPE_CHECKING:
    from user import User


def test_a_person_forgotten_before_any_commit_leaves_nothing_to_clean(user: User, subject: Subject) -> None:
    kill(user.folder, ["import", "people", "--all"], A_COMMIT_IS_MADE, 1)
    ended = forgets(user, subject)
    assert ended.json["historyCommand"] is None
    assert says(bytes_now(user), [*subject.words, subject.record_id]) == []


ON_LINUX = pytest.mark.skipif(sys.platform != "linux", reason="Elsewhere the disk is synced another way.")
KILL_POINTS = [
    (A_FILE_IS_WRITTEN, 1, True),
    (A_FILE_IS_WRITTEN, 2, True),
    pytest.param(THE_DISK_IS_SYNCED, 1, True, marks=ON_LINUX),
    pytest.param(THE_DISK_IS_SYNCED, 1, False, marks=ON_LINUX),
    pytest.param(THE_DISK_IS_SYNCED, 2, True, marks=ON_LINUX),
    (A_FILE_IS_REMOVED, 1, True),
    (A_FILE_IS_REMOVED, 2, False),
    (A_COMMIT_IS_MADE, 1, True),
    (A_COMMIT_IS_MADE, 1, False),
    (THE_BRANCH_MOVES, 1, True),
]


@pytest.mark.parametrize(("effect", "number", "imports_between"), KILL_POINTS, ids=str)
def test_killed_at_any_act_it_is_finished_by_forgetting_again_and_no_import_brings_them_back(
    user: User, subject: Subject, effect: Effect, number: int, imports_between: bool
) -> None:
    refer_to(user, subject)
    imports(user, "--expand", "associated_people")
    kill(user.folder, ["forget", subject.record_id, "--yes"], effect, number)
    if imports_between:
        imports(user, "--expand", "associated_people")

    forgets(user, subject)

    assert says(bytes_now(user), [*subject.words, subject.entry_id]) == []
    assert user.git("status", "--porcelain") == ""
    assert user.git("fsck", "--strict", "--no-dangling") == ""
    again = imports(user, "--expand", "associated_people")
    assert (again.json["forgotten"], again.json["commits"]) == (2, [])
    assert {row["localFilePath"] for row in user.rows()} == user.documents().keys()
