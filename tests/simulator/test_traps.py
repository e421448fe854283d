"""What made other tools lose data or stumble; the simulator must be able to do it to ours."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any

import pytest
import urllib3

if TYPE_CHECKING:
    from attiary.simulator.server import Running
    from attiary.simulator.world import World

Ask = Callable[..., tuple[int, Any]]
PEOPLE = "/objects/people/records/query"


def _data(answer: tuple[int, Any]) -> Any:
    assert answer[0] == 200, answer
    return answer[1]["data"]


def _people(ask: Ask, limit: int, offset: int) -> list[str]:
    page = _data(ask("POST", PEOPLE, {"limit": limit, "offset": offset}))
    return [each["id"]["record_id"] for each in page]


def test_a_page_that_is_exactly_full_may_be_the_last(ask: Ask) -> None:
    assert [len(_people(ask, 200, start)) for start in (0, 200, 400)] == [200, 200, 0]


def test_a_record_deleted_between_two_pages_hides_another_from_who_counts_offsets(
    simulator: Running, ask_own: Ask
) -> None:
    before = simulator.world.ids("people")
    first = _people(ask_own, 50, 0)
    simulator.world.delete("people", first[3])
    assert before[50] not in first + _people(ask_own, 50, 50)


def test_a_record_created_between_two_pages_shows_another_one_twice(simulator: Running, ask_own: Ask) -> None:
    first = _people(ask_own, 50, 0)
    while simulator.world.add_record("people") > first[-1]:
        pass
    assert first[-1] in _people(ask_own, 50, 50)


def test_a_list_has_more_entries_than_fit_on_a_page(ask: Ask) -> None:
    pages = [_data(ask("POST", "/lists/outreach/entries/query", {"offset": start})) for start in (0, 500)]
    assert [len(page) for page in pages] == [500, 200]


def test_there_are_more_notes_than_fit_on_a_page(ask: Ask) -> None:
    assert [len(_data(ask("GET", f"/notes?limit=50&offset={start}"))) for start in (0, 50)] == [50, 10]


@pytest.mark.parametrize("kind", ["date", "seconds", "past", "nothing", "garbage"])
def test_retry_after_comes_in_every_form(simulator: Running, kind: str) -> None:
    simulator.faults.plan(f"429 {kind}")
    headers = {"Authorization": f"Bearer {simulator.api_key}"}
    answer = urllib3.request("GET", f"{simulator.base_url}/objects", headers=headers, retries=False)
    assert answer.status == 429
    said = answer.headers.get("Retry-After")
    if kind in ("date", "past"):
        assert said
        wait = parsedate_to_datetime(said) - parsedate_to_datetime(answer.headers["Date"])
        assert (wait.total_seconds() > 0) == (kind == "date")
    else:
        assert said == {"seconds": "1", "nothing": None, "garbage": "soon, probably"}[kind]


def test_the_score_limit_may_strike_one_query_alone(simulator: Running, ask_own: Ask) -> None:
    simulator.faults.plan("429 score", times=2, path="/lists/outreach/entries/query")
    assert ask_own("POST", PEOPLE, {"limit": 1})[0] == 200
    seen = [ask_own("POST", "/lists/outreach/entries/query", {"limit": 1})[0] for _ in range(3)]
    assert seen == [429, 429, 200]


def test_a_400_is_a_400_however_often_one_asks(ask: Ask) -> None:
    assert {ask("POST", PEOPLE, {"filter": {"updated_at": {"$gte": "2026-01-01"}}})[0] for _ in range(3)} == {
        400
    }


def test_somebody_may_have_a_full_name_and_no_parts(simulator: Running, ask_own: Ask) -> None:
    name = {"first_name": "", "last_name": "", "full_name": "Madonna"}
    record_id = simulator.world.add_record("people", {"name": name})
    shown = _data(ask_own("GET", f"/objects/people/records/{record_id}"))["values"]["name"][0]
    assert {key: shown[key] for key in name} == name


def test_people_share_names_and_some_have_none(ask: Ask) -> None:
    names = Counter(
        values[0]["full_name"] if (values := each["values"]["name"]) else None
        for each in _data(ask("POST", PEOPLE, {}))
    )
    assert names[None] > 0
    assert max(count for name, count in names.items() if name) > 1


def test_slugs_may_look_like_a_name_or_like_notes_and_be_neither(ask: Ask) -> None:
    slugs = [each["api_slug"] for each in _data(ask("GET", "/objects/projects/attributes"))]
    assert {"title", "meeting_notes"} <= set(slugs)


def test_a_value_of_a_type_that_attio_does_not_have_yet_is_sent(simulator: Running, ask_own: Ask) -> None:
    simulator.world.add_attribute("people", "aura", "hologram", title="Aura")
    record_id = simulator.world.add_record("people", {"aura": "blue"})
    status, body = ask_own("GET", f"/objects/people/records/{record_id}")
    assert (status, body["data"]["values"]["aura"][0]["attribute_type"]) == (200, "hologram")


def test_a_key_may_be_revoked_half_way(simulator: Running, ask_own: Ask) -> None:
    simulator.faults.plan("revoked", after=1)
    assert [ask_own("POST", PEOPLE, {"limit": 10})[0] for _ in range(3)] == [200, 401, 401]


def test_a_list_that_the_key_cannot_see_is_not_there(simulator: Running, ask_own: Ask) -> None:
    parent = simulator.world.lists["outreach"].rows[simulator.world.ids("outreach")[0]].parent
    assert parent
    simulator.world.hide_list("outreach")
    assert "outreach" not in [each["api_slug"] for each in _data(ask_own("GET", "/lists"))]
    for method, path in [("GET", "/lists/outreach"), ("POST", "/lists/outreach/entries/query")]:
        assert ask_own(method, path, {} if method == "POST" else None)[0] == 404
    entries = _data(ask_own("GET", f"/objects/people/records/{parent[1]}/entries"))
    assert "outreach" not in [each["list_api_slug"] for each in entries]


def test_a_merge_over_http_leaves_neither_of_the_two(simulator: Running, ask_own: Ask) -> None:
    one, other = simulator.world.ids("people")[:2]
    path = "/objects/people/records/merge"
    merge = {"data": {"primary_record_id": one, "secondary_record_id": other}}
    survivor = _data(ask_own("POST", path, merge))["new_record_id"]
    statuses = [ask_own("GET", f"/objects/people/records/{each}")[0] for each in (one, other, survivor)]
    assert statuses == [404, 404, 200]
    again = ask_own("POST", path, merge)
    assert (again[0], again[1]["code"]) == (404, "value_not_found")
    same = ask_own("POST", path, {"data": dict.fromkeys(merge["data"], survivor)})
    assert (same[0], same[1]["code"]) == (400, "self_merge")


def test_rows_that_come_and_go_between_requests_are_asked_for_once(simulator: Running, ask_own: Ask) -> None:
    def grow(world: World) -> None:
        world.add_record("companies", {"name": "New"})

    before = len(simulator.world.ids("companies"))
    simulator.faults.between_requests = grow
    assert len(_data(ask_own("POST", "/objects/companies/records/query", {}))) == before + 1
