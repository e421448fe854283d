from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from attiary.simulator.api_errors import ApiError
from attiary.simulator.rowbytes import row_bytes
from attiary.simulator.sample import empty_workspace, sample_workspace

if TYPE_CHECKING:
    from attiary.simulator.world import World


FUZZED = sample_workspace(people=1, companies=1)


@pytest.fixture
def world() -> World:
    return empty_workspace()


def _shown(world: World, slug: str, record_id: str) -> Any:
    table = world.objects[slug]
    return orjson.loads(row_bytes(world, table, table.rows[record_id]))["values"]


def _targets(world: World, slug: str, record_id: str, attribute: str) -> list[str]:
    return [value["target_record_id"] for value in _shown(world, slug, record_id)[attribute]]


def test_both_sides_of_a_relationship_move_together(world: World) -> None:
    acme, bolt = (world.add_record("companies", {"name": name}) for name in ("Acme", "Bolt"))
    ada = world.add_record("people", {"company": acme})
    assert _targets(world, "companies", acme, "team") == [ada]
    world.set_values("companies", bolt, {"team": [ada]})
    assert _targets(world, "people", ada, "company") == [bolt]
    assert _targets(world, "companies", acme, "team") == []


def test_deleting_a_record_leaves_nothing_that_points_at_it(world: World) -> None:
    acme = world.add_record("companies", {"name": "Acme"})
    ada = world.add_record("people", {"company": acme})
    world.delete("companies", acme)
    assert _targets(world, "people", ada, "company") == []
    assert world.ids("companies") == []


def test_a_changed_value_goes_into_the_past_and_an_equal_one_stays(world: World) -> None:
    record = world.add_record("companies", {"name": "Acme", "domains": ["a.com", "b.com"]})
    world.set_values("companies", record, {"name": "Acme Ltd", "domains": ["b.com", "c.com"]})
    row = world.objects["companies"].rows[record]
    assert [value.own for value in row.past["name"]] == [("Acme",)]
    assert [value.own[0] for value in row.past["domains"]] == ["a.com"]
    assert row.past["name"][0].until is not None


def test_prepending_adds_to_what_may_be_several_and_replaces_what_may_not(world: World) -> None:
    record = world.add_record("companies", {"name": "Acme", "domains": ["a.com"]})
    world.set_values("companies", record, {"name": "Acme Ltd", "domains": ["b.com"]}, prepend=True)
    shown = _shown(world, "companies", record)
    assert [value["domain"] for value in shown["domains"]] == ["b.com", "a.com"]
    assert [value["value"] for value in shown["name"]] == ["Acme Ltd"]


def test_a_merge_makes_a_new_record_of_both(world: World) -> None:
    acme = world.add_record("companies", {"name": "Acme", "domains": ["a.com"]})
    other = world.add_record("companies", {"name": "ACME", "domains": ["b.com"], "description": "Old"})
    people = [world.add_record("people", {"company": company}) for company in (acme, other)]
    survivor = world.merge("companies", acme, other)
    assert world.ids("companies") == [survivor]
    shown = _shown(world, "companies", survivor)
    assert [value["value"] for value in shown["name"]] == ["Acme"]
    assert [value["value"] for value in shown["description"]] == ["Old"]
    assert [value["domain"] for value in shown["domains"]] == ["a.com", "b.com"]
    assert [_targets(world, "people", each, "company") for each in people] == [[survivor], [survivor]]


def test_a_record_cannot_be_merged_with_itself(world: World) -> None:
    acme = world.add_record("companies")
    with pytest.raises(ApiError, match="itself"):
        world.merge("companies", acme, acme)


def test_a_renamed_option_shows_on_every_record_that_holds_it(world: World) -> None:
    record = world.add_record("companies", {"categories": ["SaaS"]})
    assert _shown(world, "companies", record)["categories"][0]["option"]["title"] == "SaaS"
    world.rename_option("companies", "categories", "SaaS", "Cloud")
    assert _shown(world, "companies", record)["categories"][0]["option"]["title"] == "Cloud"


def test_a_renamed_attribute_keeps_its_place_and_its_values(world: World) -> None:
    record = world.add_record("people", {"job_title": "Boss"})
    before = list(_shown(world, "people", record))
    world.rename_attribute("people", "job_title", title="Rôle", api_slug="role")
    after = _shown(world, "people", record)
    assert list(after) == ["role" if slug == "job_title" else slug for slug in before]
    assert after["role"][0]["value"] == "Boss"


@pytest.mark.parametrize(
    "values",
    [
        {"ghost": "x"},
        {"name": ["a", "b"]},
        {"name": 7},
        {"domains": [None]},
        {"categories": ["No such"]},
        {"funding_raised_usd": "much"},
        {"foundation_date": "some day"},
        {"team": ["00000000-0000-4000-8000-000000000000"]},
        {"primary_location": {"planet": "Mars"}},
    ],
)
def test_a_record_that_attio_would_refuse_is_refused_and_leaves_no_trace(world: World, values: Any) -> None:
    with pytest.raises(ApiError) as refused:
        world.add_record("companies", values)
    assert refused.value.status == 400
    assert world.ids("companies") == []


_ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


@given(st.sampled_from(sorted(FUZZED.objects["projects"].attributes)), _ANYTHING)
def test_any_json_as_a_value_is_either_written_or_refused(slug: str, raw: Any) -> None:
    with suppress(ApiError):
        projects = FUZZED.objects["projects"]
        record = FUZZED.add_record("projects", {slug: raw})
        assert orjson.loads(row_bytes(FUZZED, projects, projects.rows[record]))


def test_an_attribute_of_a_type_that_attio_does_not_have_yet_is_shown(world: World) -> None:
    world.add_attribute("people", "aura", "hologram", title="Aura")
    shown = _shown(world, "people", world.add_record("people", {"aura": "blue"}))
    assert shown["aura"][0]["attribute_type"] == "hologram"
    assert shown["aura"][0]["value"] == "blue"
    with pytest.raises(ApiError, match="slug"):
        world.add_attribute("people", "aura", "text", title="Aura again")


def test_what_is_written_is_kept_to_the_letter(world: World) -> None:
    hostile = "a/b\x00\x1b[31m\u202e 👩\u200d👧 \ufeff"
    record = world.add_record("companies", {"name": hostile})
    assert _shown(world, "companies", record)["name"][0]["value"] == hostile
