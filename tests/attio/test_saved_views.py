from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from attiary.attio.client import AttioClient
from attiary.errors import AttioApiError, AttioError
from attiary.model.selection import Target
from attiary.simulator.sample import sample_workspace
from attiary.simulator.server import running
from attiary.simulator.tables import View
from attiary.wording.hint_texts import hint_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from attiary.simulator.server import Running

PEOPLE, SALES = Target("people"), Target("enterprise_sales", is_list=True)


@pytest.fixture
def simulator() -> Iterator[Running]:
    with running(sample_workspace(people=150, companies=30)) as simulated:
        yield simulated


def test_views_are_read_to_the_last(attio: AttioClient, simulator: Running) -> None:
    table = simulator.world.object("people")
    table.views += [
        View(f"{number:08}-0000-4000-8000-000000000000", f"View {number}", 0, {}) for number in range(1_200)
    ]
    assert [each.title for each in attio.fetch_views(PEOPLE)] == [f"View {number}" for number in range(1_200)]


def test_a_view_chooses_what_is_read(attio: AttioClient) -> None:
    by_filter = list(attio.entries(SALES.slug, filter=attio.filter_of(SALES, ["stage=Signed"])))
    assert by_filter
    view_id = attio.fetch_views(SALES)[0].id.view_id
    for view in ("Signed", "signed", view_id):
        assert list(attio.entries(SALES.slug, view=view)) == by_filter
        assert attio.fetch_list_entries(SALES.slug, view=view) == by_filter
    pages = attio.pages(SALES, view="Signed")
    assert [each for page in pages for each in page.items] == by_filter
    assert pages.reading.is_unbroken


def test_a_view_that_is_not_there_is_said_with_those_that_are(attio: AttioClient) -> None:
    with pytest.raises(AttioError, match="no saved view called Won") as caught:
        attio.pages(SALES, view="Won")
    assert "Signed" in hint_of(caught.value).format(**caught.value.fields)
    with pytest.raises(AttioError, match="not both"):
        attio.pages(SALES, view="Signed", filter={"stage": "Signed"})


ALL = View("eda33771-c21b-51a3-bff2-d847521b7994", "All", 0, {})


def test_what_comes_into_a_view_meanwhile_is_found() -> None:
    with (
        running(sample_workspace(people=600, companies=5)) as simulated,
        AttioClient(simulated.api_key, base_url=simulated.base_url, ahead=1) as attio,
    ):
        simulated.world.object("people").views.append(ALL)
        added: list[str] = []
        pages = attio.pages(PEOPLE, view="All")
        simulated.faults.between_requests = lambda world: added.append(world.add_record("people", {}))
        read = [each.key for page in pages for each in page.items]
        simulated.faults.between_requests = None
    assert len(read) == len(set(read)) == pages.reading.records
    assert set(added) <= set(read)
    assert pages.reading.is_unbroken
    assert pages.reading.created_meanwhile > 0


def test_a_view_of_which_much_is_new_is_still_proven_whole(attio: AttioClient, simulator: Running) -> None:
    simulator.world.object("people").views.append(ALL)
    added = [simulator.world.add_record("people", {}) for _ in range(1_100)]
    pages = attio.pages(PEOPLE, view="All")
    read = [each.key for page in pages for each in page.items]
    assert len(read) == len(set(read)) == 1_250
    assert set(added) <= set(read)
    assert (pages.reading.is_unbroken, pages.reading.created_meanwhile) == (True, 0)


NO_ROUTE = {"code": "not_found", "message": 'Could not find endpoint "GET /v2/objects/people/views".'}


def test_where_attio_lists_no_views_a_title_is_refused_and_an_id_is_used(
    far_end: Any, answer: Any, client_of: Any
) -> None:
    view_id = "eda33771-c21b-51a3-bff2-d847521b7994"
    far = far_end(answer(404, NO_ROUTE), answer(404, NO_ROUTE), answer(200, {"data": []}))
    with client_of(far) as attio:
        with pytest.raises(AttioError, match="does not list saved views"):
            attio.pages(PEOPLE, view="Signed")
        assert list(attio.records("people", view=view_id)) == []
    assert f'"filter_view_id":"{view_id}"'.encode() in far.requests[-1]
    assert b'"filter":' not in far.requests[-1]


def test_an_object_that_is_not_there_is_not_taken_for_a_missing_endpoint(attio: AttioClient) -> None:
    with pytest.raises(AttioApiError, match="planets"):
        attio.fetch_records("planets", view="x")
