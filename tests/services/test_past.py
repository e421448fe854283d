from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from attiary.errors import NotImportedYet, ReceiptNotFound, RevisionNotFound
from attiary.model.revision import Kind, ValueChange
from attiary.services.past import (
    read_commits,
    read_diff,
    read_history,
    read_log,
    read_receipt,
    read_record_log,
)
from tests.services.conftest import import_people

if TYPE_CHECKING:
    from attiary.services.context import App
    from attiary.simulator.world import World


@pytest.fixture
def changed(app: App, world: World, ids: dict[str, str]) -> App:
    """Imported twice: the first person got a title in between."""
    import_people(app)
    world.set_values("people", ids["Ada Lovelace"], {"job_title": "Countess"})
    import_people(app)
    return app


def test_the_log_counts_each_commit_newest_first_and_says_when_there_is_more(changed: App) -> None:
    log = read_log(changed, limit=5)
    assert [entry.counts for entry in log.entries] == [{"changed": 1}, {"added": 5}]
    assert log.entries[0].names == ["Ada Lovelace"]
    assert log.entries[1].names == ["Ada Byron", "Ada Lovelace", "Bea Potter"]
    assert not log.has_more
    assert read_log(changed, limit=1).has_more
    assert [each.id for each in read_commits(changed, 5)] == [each.revision.id for each in log.entries]


def test_a_commit_is_told_value_by_value(changed: App) -> None:
    diff = read_diff(changed)
    [change] = diff.changes
    assert (change.kind, change.name) == (Kind.CHANGED, "Ada Lovelace")
    assert change.values == [ValueChange("job_title", None, "Countess")]
    assert read_diff(changed, diff.revision.id[:8]) == diff == read_diff(changed, diff.revision.run_id)


def test_a_record_is_followed_by_name_and_by_file(changed: App) -> None:
    history = read_history(changed, "Ada Lovelace")
    assert [change.kind for _, change in history.revisions] == [Kind.CHANGED, Kind.ADDED]
    assert history == read_history(changed, history.newest.path)
    assert [entry.counts for entry in read_record_log(changed, "Bea Potter", limit=5).entries] == [
        {"added": 1}
    ]


def test_a_receipt_is_shown_again(changed: App) -> None:
    receipt = read_receipt(changed)
    assert (receipt.run.commits, receipt.is_undone) == ([read_commits(changed, 1)[0].id], False)
    assert read_receipt(changed, receipt.run.run_id[:6].upper()) == receipt


def test_what_is_not_there_is_said_so(app: App) -> None:
    assert read_log(app, limit=5).entries == []
    with pytest.raises(NotImportedYet):
        read_diff(app)
    with pytest.raises(RevisionNotFound):
        read_diff(app, "abcdef12")
    with pytest.raises(ReceiptNotFound):
        read_receipt(app)
