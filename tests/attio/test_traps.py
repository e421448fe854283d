"""What others' clients were seen to fall into, each proven not to be fallen into here."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from attiary.attio.client import AttioClient
from attiary.attio.scopes import explain, hidden_from
from attiary.errors import AttioApiError
from attiary.model.observer import WaitReason
from attiary.model.selection import Target
from attiary.model.values import PersonalNameValue, SelectValue, UnknownValue
from attiary.simulator.sample import empty_workspace, sample_workspace
from attiary.simulator.server import running
from attiary.wording.hint_texts import hint_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from attiary.simulator.server import Running
    from attiary.simulator.world import World

PEOPLE = Target("people")
AT = "2026-01-01T00:00:00.000000000Z"


@pytest.fixture
def simulator() -> Iterator[Running]:
    with running(sample_workspace(people=150, companies=30)) as simulated:
        yield simulated


@pytest.fixture
def workspace() -> Iterator[Running]:
    with running(empty_workspace()) as simulated:
        yield simulated


@pytest.fixture
def client(workspace: Running) -> Iterator[AttioClient]:
    with AttioClient(workspace.api_key, base_url=workspace.base_url) as attio:
        yield attio


def add_people(world: World, number: int) -> list[str]:
    return [world.add_record("people", {"name": f"Person {each}"}) for each in range(number)]


@pytest.mark.parametrize("number", [500, 990, 501])
def test_a_last_page_of_exactly_the_limit_is_not_the_end_of_what_is_believed(
    client: AttioClient, workspace: Running, number: int
) -> None:
    added = add_people(workspace.world, number)
    pages = client.pages(PEOPLE)
    assert sorted(item.key for page in pages for item in page.items) == sorted(added)
    assert pages.reading.is_unbroken
    assert (pages.reading.last_page_length or 0) < 500


def test_a_record_deleted_between_two_pages_hides_no_other(client: AttioClient, workspace: Running) -> None:
    add_people(workspace.world, 600)
    pages = client.pages(PEOPLE)
    read = [item.key for item in pages.__next__().items]
    for each in read[:3]:
        workspace.world.delete("people", each)
    read += [item.key for page in pages for item in page.items]
    assert len(read) == len(set(read)) == 600


def test_a_record_created_between_two_pages_is_read_and_none_twice(
    client: AttioClient, workspace: Running
) -> None:
    add_people(workspace.world, 600)
    pages = client.pages(PEOPLE)
    read = [item.key for item in pages.__next__().items]
    added = add_people(workspace.world, 20)
    read += [item.key for page in pages for item in page.items]
    assert len(read) == len(set(read)) == 620
    assert set(added) <= set(read)


def test_a_list_of_more_than_five_hundred_entries_is_read_whole(
    attio: AttioClient, simulator: Running
) -> None:
    ids = simulator.world.ids("outreach")
    assert len(ids) > 500
    assert [each.key for each in attio.entries("outreach")] == ids


def test_more_notes_than_fit_a_page_are_read_whole_though_some_go_meanwhile(
    attio: AttioClient, simulator: Running
) -> None:
    notes = simulator.world.notes
    assert len(notes) > 50
    throughout = {each["id"]["note_id"] for each in notes[6:]}
    simulator.faults.between_requests = lambda _world: notes.__delitem__(slice(0, 2))
    listing = attio.notes()
    read = {each.id.note_id for each in listing}
    assert throughout <= read
    assert listing.reading.is_unbroken


@pytest.mark.parametrize(
    "kind", ["429 date", "429 seconds", "429 past", "429 nothing", "429 garbage", "500", "503"]
)
def test_a_call_that_attio_turns_away_once_is_made_again(
    client: AttioClient, workspace: Running, kind: str
) -> None:
    add_people(workspace.world, 3)
    workspace.faults.plan(kind)
    pages = client.pages(PEOPLE)
    assert sum(len(page.items) for page in pages) == 3
    assert (pages.reading.waits, workspace.faults.happened[kind]) == (1, 1)


def test_a_score_limit_that_meets_one_query_only_is_waited_out(
    far_end: Any, answer: Any, client_of: Any, waits: Any
) -> None:
    spent = {"code": "rate_limit_exceeded", "message": "Query score limit exceeded."}
    far = far_end(answer(429, spent, retry_after="Mon, 23 Nov 2026 07:00:03 GMT"), answer(200, {"data": []}))
    with client_of(far) as attio:
        assert attio.fetch_people(filter={"name": "x"}) == []
    assert waits.told == [(pytest.approx(3.05), WaitReason.ASKED_TO_WAIT)]


def test_a_query_whose_score_is_always_too_high_is_given_up_with_what_to_do(
    far_end: Any, answer: Any, client_of: Any
) -> None:
    spent = {"code": "rate_limit_exceeded", "message": "Query score limit exceeded."}
    far = far_end(answer(429, spent, retry_after="0"))
    with client_of(far) as attio, pytest.raises(AttioApiError, match="score limit") as caught:
        attio.fetch_people(filter={"name": "x"})
    assert len(far.requests) == 9
    assert "fewer filters" in hint_of(caught.value)


def test_a_400_is_never_asked_again(client: AttioClient, workspace: Running) -> None:
    calls: list[int] = []
    workspace.faults.between_requests = lambda _world: calls.append(1)
    with pytest.raises(AttioApiError) as caught:
        list(client.records("people", filter={"nothing_such": "x"}))
    assert (caught.value.status, len(calls)) == (400, 1)


def value(kind: str, **own: Any) -> dict[str, Any]:
    actor = {"type": "system", "id": None}
    return {"active_from": AT, "active_until": None, "created_by_actor": actor, **own, "attribute_type": kind}


def person(number: int, **values: Any) -> dict[str, Any]:
    ids = {"workspace_id": "w", "object_id": "o", "record_id": f"{number:04}"}
    return {"id": ids, "created_at": AT, "web_url": "https://app.attio.com/x", "values": values}


def read_one(far_end: Any, answer: Any, client_of: Any, **values: Any) -> Any:
    with client_of(far_end(answer(200, {"data": [person(1, **values)]}))) as attio:
        (record,) = attio.records("people")
        return record, attio.unknown


def test_an_actor_without_an_id_is_no_trouble(far_end: Any, answer: Any, client_of: Any) -> None:
    record, unknown = read_one(far_end, answer, client_of, job_title=[value("text", value="CEO")])
    assert record.values["job_title"][0].created_by_actor.id is None
    assert (unknown.types, unknown.keys) == ({}, {})


def test_an_attribute_type_that_is_new_keeps_its_value(client: AttioClient, workspace: Running) -> None:
    workspace.world.add_attribute("people", "mood", "mood", title="Mood")
    record = workspace.world.add_record("people", {"name": "Ann", "mood": "good"})
    (found,) = client.records("people")
    assert found.key == record
    (mood,) = found.values["mood"]
    assert isinstance(mood, UnknownValue)
    assert client.unknown.types == {"mood": 1}


def test_an_archived_option_is_still_read(attio: AttioClient) -> None:
    channels = {
        each.option.title: each.option.is_archived
        for entry in attio.entries("outreach")
        for each in entry.entry_values["channel"]
        if isinstance(each, SelectValue)
    }
    assert channels["Fax"] is True


def test_a_name_of_which_only_the_whole_is_known_is_a_name(far_end: Any, answer: Any, client_of: Any) -> None:
    record, unknown = read_one(far_end, answer, client_of, name=[value("personal-name", full_name="Ann Lee")])
    (name,) = record.values["name"]
    assert isinstance(name, PersonalNameValue)
    assert (name.full_name, name.first_name, name.last_name) == ("Ann Lee", "", "")
    assert unknown.types == {}


def test_people_without_a_name_and_people_of_the_same_name_are_all_read(
    client: AttioClient, workspace: Running
) -> None:
    ids = [
        workspace.world.add_record("people", values)
        for values in ({}, {"name": "Ann Lee"}, {"name": "Ann Lee"})
    ]
    assert sorted(each.key for each in client.records("people")) == sorted(ids)
    assert len(list(client.records("people", filter=client.filter_of(PEOPLE, ["name=Ann Lee"])))) == 2
    assert len(list(client.records("people", filter=client.filter_of(PEOPLE, ["!name?"])))) == 1


def test_an_attribute_called_meeting_notes_or_job_title_is_like_any_other(attio: AttioClient) -> None:
    projects = Target("projects")
    chosen = attio.filter_of(projects, ["meeting_notes~e"])
    assert chosen == {"meeting_notes": {"value": {"$contains": "e"}}}
    assert "meeting_notes" not in json.dumps(attio.search_filter(projects, "x"))
    assert "job_title" in json.dumps(attio.search_filter(PEOPLE, "x"))


def test_a_key_without_the_scope_for_notes_reads_the_rest_and_is_told_what_to_tick(
    workspace: Running,
) -> None:
    add_people(workspace.world, 2)
    key = workspace.world.add_key("record_permission:read", "object_configuration:read")
    with AttioClient(key, base_url=workspace.base_url) as attio:
        scopes = attio.identify().scopes
        assert len(list(attio.records("people"))) == 2
        with pytest.raises(AttioApiError) as caught:
            list(attio.notes())
    error = caught.value
    assert error.is_forbidden
    assert hint_of(error).format(**error.fields).endswith(": note:read.")
    assert hidden_from([PEOPLE], scopes) == []
    notes = next(row for row in explain(scopes) if row.what == "Notes")
    assert notes.missing == ("note:read",)


def test_a_key_revoked_half_way_ends_the_reading_and_claims_nothing(
    client: AttioClient, workspace: Running
) -> None:
    add_people(workspace.world, 1_200)
    workspace.faults.plan("revoked", after=1)
    with pytest.raises(AttioApiError, match="revoked") as caught:
        list(pages := client.pages(PEOPLE))
    assert caught.value.is_unauthorized
    assert "attiary connect" in hint_of(caught.value)
    assert not pages.reading.is_unbroken


def test_a_list_that_the_key_cannot_see_is_refused_by_name_and_is_not_empty(client: AttioClient) -> None:
    assert client.fetch_lists() == []
    with pytest.raises(AttioApiError, match="secret_plans") as caught:
        list(client.entries("secret_plans"))
    assert caught.value.is_missing
