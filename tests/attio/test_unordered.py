from __future__ import annotations

from typing import Any

from attiary.model.selection import Target

PEOPLE = Target("people")


def record(number: int, created: int) -> dict[str, Any]:
    return {
        "id": {"workspace_id": "w", "object_id": "o", "record_id": f"{number:04}"},
        "created_at": f"2026-01-01T00:00:00.{created:09}Z",
        "values": {},
    }


def test_a_table_without_order_by_id_is_read_by_creation_and_that_is_said(
    far_end: Any, answer: Any, client_of: Any
) -> None:
    unordered = [record(2, 1), record(1, 2), record(3, 3)]
    far = far_end(answer(200, {"data": unordered}))
    with client_of(far) as attio:
        pages = attio.pages(PEOPLE)
        (page, *_) = list(pages)
    assert [each.key for each in page.items] == ["0002", "0001", "0003"]
    assert (pages.reading.ordered_by, pages.reading.is_unbroken) == ("created_at", True)
    assert b'"created_at"' in far.requests[1]


def test_a_table_in_no_order_at_all_is_read_and_nothing_is_claimed(
    far_end: Any, answer: Any, client_of: Any
) -> None:
    with client_of(far_end(answer(200, {"data": [record(2, 9), record(1, 2), record(3, 3)]}))) as attio:
        pages = attio.pages(PEOPLE)
        assert sum(len(page.items) for page in pages) == 3
    assert not pages.reading.is_unbroken


def test_what_was_created_meanwhile_is_asked_for_by_the_time_of_the_first_answer(
    far_end: Any, answer: Any, client_of: Any
) -> None:
    full = {"data": [record(number, 1) for number in range(500)]}
    end = {"data": [record(number, 1) for number in range(490, 500)]}
    late = {"data": [record(250, 1), record(9_999, 7)]}
    far = far_end(answer(200, full), answer(200, end), answer(200, late))
    with client_of(far) as attio:
        pages = attio.pages(PEOPLE, filter={"name": "x"})
        read = [each.key for page in pages for each in page.items]
    assert len(read) == len(set(read)) == 501
    assert pages.reading.created_meanwhile == 1
    last = far.requests[-1]
    assert b"2026-11-23T06:58:00.000000000Z" in last
    assert b'{"name":"x"}' in last
