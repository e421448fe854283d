from __future__ import annotations

from typing import Any

import pytest

from attiary.model.imported_record import ImportedRecord, SyncStatus
from attiary.model.message import Message
from attiary.model.run import RunState
from attiary.wording.lines import text_of
from attiary.wording.state_texts import row_status, run_state, sync_status


def row(**fields: Any) -> ImportedRecord:
    known: dict[str, Any] = {
        "clerk_user_id": "me",
        "project_id": "project",
        "attio_record_id": "r1",
        "attio_object_type": "person",
        "name": "Ada",
        "attio_web_url": None,
        "local_file_path": "attio/person/ada.json",
        "attributes": {},
        "imported_at": 0,
    }
    return ImportedRecord(**known | fields)


@pytest.mark.parametrize("state", RunState)
def test_every_state_of_a_run_has_words(state: RunState) -> None:
    assert text_of(run_state(state)).strip()


def test_a_run_that_goes_on_is_told_from_one_that_was_killed() -> None:
    assert text_of(run_state(RunState.RUNNING, is_under_way=True)) == "under way"
    assert text_of(run_state(RunState.RUNNING)) == text_of(run_state(RunState.INTERRUPTED))


@pytest.mark.parametrize("status", SyncStatus)
def test_every_status_of_a_row_has_words(status: SyncStatus) -> None:
    assert text_of(sync_status(status)) == text_of(row_status(row(sync_status=status))) == status.value


def test_a_row_says_why_its_file_is_not_as_attio_has_the_record() -> None:
    why = Message("You edited {path}.", {"path": "{a}"})
    words = row_status(row(sync_status=SyncStatus.ERROR, sync_error=why))
    assert text_of(words) == "error: You edited {a}."


def test_a_record_that_is_gone_is_told_as_gone_whatever_its_file() -> None:
    assert (
        text_of(row_status(row(sync_status=SyncStatus.ERROR, gone_at="2026-02-06T12:00:00Z")))
        == "gone from Attio"
    )
