from __future__ import annotations

from concurrent.futures import Future
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from attiary.attio.http.transport import Answer
from attiary.attio.paging.listing import Listing
from attiary.attio.resources import LIST_VIEWS, MEMBERSHIPS, NOTES, Resource
from attiary.attio.wire.decode import Decoded
from attiary.errors import AttioError, UnexpectedAnswer
from attiary.model.activity import Membership, Note, NoteId, View, ViewId


def note(number: int, created: int | None = None) -> Note:
    at = f"2026-01-01T00:00:00.{number if created is None else created:09}Z"
    return Note(id=NoteId("w", f"n{number}"), parent_object="people", parent_record_id="r", created_at=at)


def came(items: list[Any], next_cursor: str | None = None) -> Future[Answer[Decoded[Any]]]:
    future: Future[Answer[Decoded[Any]]] = Future()
    future.set_result(Answer(Decoded(items, next_cursor=next_cursor), None, 0, 0.0))
    return future


class Notes:
    """Notes of which some go, and to which some come, between any two answers."""

    def __init__(
        self, size: int, *, seed: int = 1, deletes: int = 0, inserts: int = 0, ties: int = 1
    ) -> None:
        self.ties = ties
        self.rows = [self.new(number) for number in range(size)]
        self.throughout = {each.id.note_id for each in self.rows}
        self.chance = Random(seed)  # noqa: S311 - chance that can be repeated
        self.deletes, self.inserts = deletes, inserts
        self.calls = 0

    def new(self, number: int) -> Note:
        return note(number, number // self.ties)

    def ask(self, place: dict[str, str | int]) -> Future[Answer[Decoded[Note]]]:
        self.calls += 1
        if self.calls > 1:
            self.move()
        offset, limit = int(place["offset"]), int(place["limit"])
        return came(self.rows[offset : offset + limit])

    def move(self) -> None:
        for _ in range(min(self.deletes, len(self.rows))):
            gone = self.rows.pop(self.chance.randrange(len(self.rows)))
            self.throughout.discard(gone.id.note_id)
        self.rows += [self.new(10_000 + 100 * self.calls + number) for number in range(self.inserts)]

    def listing(self, after: str | None = None) -> Listing[Note]:
        return Listing(self.ask, NOTES, after=after, ahead=3)


@settings(max_examples=60, deadline=None)
@given(
    seed=st.integers(0, 2**32),
    size=st.integers(0, 400),
    deletes=st.integers(0, 4),
    inserts=st.integers(0, 3),
    ties=st.sampled_from([1, 3]),
)
def test_notes_that_exist_throughout_are_read_once_while_others_come_and_go(
    *, seed: int, size: int, deletes: int, inserts: int, ties: int
) -> None:
    table = Notes(size, seed=seed, deletes=deletes, inserts=inserts, ties=ties)
    listing = table.listing()
    read = [each.id.note_id for each in listing]
    assert len(read) == len(set(read)) == listing.reading.records
    assert listing.reading.is_unbroken
    assert table.throughout <= set(read)


@pytest.mark.parametrize("stop", range(6))
@pytest.mark.parametrize("ties", [1, 7])
def test_wherever_a_listing_stops_its_cursor_goes_on_even_within_notes_of_one_moment(
    stop: int, ties: int
) -> None:
    table, read, cursor = Notes(260, ties=ties), [], None
    for number, page in enumerate(table.listing().pages()):
        read += [each.id.note_id for each in page.items]
        cursor = page.cursor
        if number == stop:
            break
    rest = table.listing(cursor)
    read += [each.id.note_id for each in rest]
    assert len(read) == len(set(read)) == 260 == rest.reading.records
    assert rest.reading.is_unbroken


def test_pages_after_single_items_begin_with_the_rest_of_the_page_in_hand() -> None:
    table = Notes(130)
    listing = table.listing()
    read = [next(listing).id.note_id, next(listing).id.note_id]
    rest = listing.pages()
    page = next(rest)
    read += [each.id.note_id for each in page.items]
    assert len(read) == 50
    read.append(next(listing).id.note_id)
    read += [each.id.note_id for each in next(rest).items]
    after = [each.id.note_id for each in table.listing(page.cursor)]
    read += [each.id.note_id for page in rest for each in page.items]
    assert len(read) == len(set(read)) == 130
    assert read[50:] == after


def test_notes_in_no_order_are_all_read_and_nothing_is_claimed() -> None:
    table = Notes(120)
    table.chance.shuffle(table.rows)
    listing = table.listing()
    assert {each.id.note_id for each in listing} == table.throughout
    assert (listing.reading.is_unbroken, listing.reading.ordered_by) == (False, "nothing")


def membership(number: int, created_at: str) -> Membership:
    return Membership(list_id="l", list_api_slug="sales", entry_id=f"e{number}", created_at=created_at)


def test_a_first_page_that_is_short_is_all_there_is_in_whatever_order() -> None:
    calls: list[Any] = []

    def ask(place: dict[str, str | int]) -> Future[Answer[Decoded[Membership]]]:
        calls.append(place)
        return came([membership(1, "b"), membership(2, "a"), membership(3, "c")])

    listing = Listing(ask, MEMBERSHIPS, after=None, ahead=3)
    (page,) = listing.pages()
    assert [each.entry_id for each in page.items] == ["e1", "e2", "e3"]
    assert (listing.reading.is_unbroken, listing.reading.pages, listing.reading.records) == (True, 1, 3)
    assert calls == [{"limit": 1_000, "offset": 0}]
    assert list(Listing(ask, MEMBERSHIPS, after=page.cursor, ahead=3)) == []


def view(number: int) -> View:
    return View(id=ViewId(workspace_id="w", list_id="l", view_id=f"v{number}"), title="T")


def views(answers: dict[str | None, tuple[list[View], str | None]]) -> Any:
    return lambda place: came(*answers[place.get("cursor")])


def test_attios_own_cursors_are_followed_past_empty_pages() -> None:
    ask = views({None: ([view(1)], "a"), "a": ([], "b"), "b": ([view(2)], None)})
    listing = Listing[View](ask, LIST_VIEWS, after=None, ahead=3)
    assert [each.id.view_id for each in listing] == ["v1", "v2"]
    assert (listing.reading.pages, listing.reading.is_unbroken, listing.reading.ordered_by) == (
        3,
        True,
        "cursor",
    )


def test_a_cursor_of_ours_holds_attios_own() -> None:
    ask = views({None: ([view(1)], "a"), "a": ([view(2)], None)})
    first = next(Listing[View](ask, LIST_VIEWS, after=None, ahead=3).pages())
    rest = Listing[View](ask, LIST_VIEWS, after=first.cursor, ahead=3)
    (last,) = rest.pages()
    assert (rest.reading.records, rest.reading.pages) == (2, 2)
    assert list(Listing[View](ask, LIST_VIEWS, after=last.cursor, ahead=3)) == []


def test_cursors_that_lead_round_in_a_circle_are_refused() -> None:
    ask = views({None: ([view(1)], "a"), "a": ([view(2)], "b"), "b": ([view(3)], "a")})
    with pytest.raises(UnexpectedAnswer, match="already read"):
        list(Listing[View](ask, LIST_VIEWS, after=None, ahead=3))


@pytest.mark.parametrize("resource", [NOTES, LIST_VIEWS])
def test_a_cursor_that_cannot_be_read_is_refused(resource: Resource[Any]) -> None:
    with pytest.raises(AttioError, match="saved position"):
        Listing[Note](views({}), resource, after="{", ahead=1)
