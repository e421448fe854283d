from __future__ import annotations

from threading import get_ident
from typing import TYPE_CHECKING, Any

import pytest

from attiary.errors import AttioApiError, UnexpectedAnswer
from attiary.model.selection import Target

if TYPE_CHECKING:
    from attiary.attio.client import AttioClient
    from attiary.simulator.server import Running

PEOPLE = Target("people")
ID = "00000000-0000-5000-8000-000000000000"
GONE = {"status_code": 404, "code": "not_found", "message": "Record not found."}
MERGING = {"status_code": 404, "code": "merge_in_progress", "message": "Not yet."}


def test_a_record_that_was_deleted_is_gone_and_another_is_not(attio: AttioClient, simulator: Running) -> None:
    first, second = simulator.world.ids("people")[:2]
    simulator.world.delete("people", first)
    assert attio.find_gone(PEOPLE, [first, second]) == {first}


def test_an_entry_that_was_deleted_is_gone_though_its_record_is_there(
    attio: AttioClient, simulator: Running
) -> None:
    first, second = simulator.world.ids("outreach")[:2]
    simulator.world.delete("outreach", first)
    outreach = Target("outreach", is_list=True)
    assert attio.find_gone(outreach, [first, second]) == {first}


def test_a_merge_under_way_is_waited_for_before_anything_is_believed(
    *, far_end: Any, answer: Any, client_of: Any, waits: Any
) -> None:
    far = far_end(answer(404, MERGING), answer(404, GONE))
    with client_of(far) as attio:
        assert attio.find_gone(PEOPLE, [ID]) == {ID}
    assert (len(far.requests), len(waits.told)) == (2, 1)


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (404, MERGING),
        (404, b"<h1>Not Found</h1>"),
        (400, {"code": "validation_type", "message": "No UUID."}),
        (401, {"code": "unauthorized", "message": "Who?"}),
        (403, {"code": "unauthorized", "message": "Not you."}),
        (500, b""),
    ],
)
def test_no_other_refusal_is_taken_for_gone(
    *, far_end: Any, answer: Any, client_of: Any, status: int, body: Any
) -> None:
    with client_of(far_end(answer(status, body))) as attio, pytest.raises(AttioApiError) as caught:
        attio.find_gone(PEOPLE, [ID])
    assert caught.value.status == status


def test_a_redirect_says_nothing_about_a_record(far_end: Any, answer: Any, client_of: Any) -> None:
    with client_of(far_end(answer(302, b""))) as attio, pytest.raises(UnexpectedAnswer):
        attio.find_gone(PEOPLE, [ID])


def test_a_record_that_cannot_be_read_is_there(far_end: Any, answer: Any, client_of: Any) -> None:
    with client_of(far_end(answer(200, {"data": {"id": None}}))) as attio:
        assert attio.find_gone(PEOPLE, [ID]) == set()


def test_of_many_all_that_are_gone_are_found(attio: AttioClient, simulator: Running) -> None:
    ids = simulator.world.ids("people")[:30]
    for each in ids[::2]:
        simulator.world.delete("people", each)
    assert attio.find_gone(PEOPLE, ids) == set(ids[::2])


def test_whether_to_go_on_is_asked_in_the_thread_that_calls(attio: AttioClient, simulator: Running) -> None:
    ids, asked = simulator.world.ids("people")[:20], set[int]()

    def is_cancelled() -> bool:
        asked.add(get_ident())
        return False

    assert attio.observed(is_cancelled=is_cancelled).find_gone(PEOPLE, ids) == set()
    assert asked == {get_ident()}
