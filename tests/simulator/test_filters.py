from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attiary.simulator.api_errors import ApiError
from attiary.simulator.filtering import compiled
from attiary.simulator.sample import empty_workspace

if TYPE_CHECKING:
    from attiary.simulator.world import World


def _small_world() -> World:
    world = empty_workspace()
    acme = world.add_record(
        "companies",
        {
            "name": "Acme",
            "domains": ["acme.com", "shop.acme.co.uk"],
            "categories": ["SaaS", "B2B"],
            "funding_raised_usd": 1000,
            "foundation_date": "1999-05-04",
            "primary_location": {"locality": "New York", "country_code": "US"},
        },
    )
    world.add_record("companies", {"name": "Bolt"})
    world.add_record(
        "people",
        {
            "name": "Lovelace, Ada",
            "email_addresses": "Ada@Acme.com",
            "company": acme,
            "phone_numbers": "+33 1 23",
            "last_interaction": {
                "interaction_type": "email",
                "interacted_at": "2026-01-02T03:04:05Z",
                "owner_actor": {"type": "workspace-member", "id": "m1"},
            },
            "twitter_follower_count": 7,
        },
    )
    world.add_record("people", {"name": "Bob"})
    world.add_record(
        "deals",
        {
            "name": "Big",
            "stage": "Lead",
            "owner": {"referenced_actor_type": "workspace-member", "referenced_actor_id": "m1"},
        },
    )
    return world


WORLD = _small_world()


def _found(slug: str, node: Any) -> list[str]:
    table = WORLD.objects[slug]
    match = compiled(WORLD, table, node)
    names = [row.owns("name")[0][-1] for row in table if match(row)]
    return sorted(names)


@pytest.mark.parametrize(
    ("slug", "node"),
    [
        ("companies", {"name": "Acme"}),
        ("companies", {"name": {"$in": ["Acme", "Other"]}}),
        ("companies", {"name": {"$contains": "CM"}}),
        ("companies", {"name": {"value": {"$starts_with": "ac"}}}),
        ("companies", {"name": {"$ends_with": "ME"}, "domains": "acme.com"}),
        ("companies", {"domains": {"$not_empty": True}}),
        ("companies", {"domains": {"root_domain": "acme.co.uk"}}),
        ("companies", {"domains": {"domain": {"$starts_with": "shop."}}}),
        ("companies", {"categories": "SaaS"}),
        ("companies", {"categories": {"option": {"$eq": "B2B"}, "active_from": {"$gte": "2020-01-01"}}}),
        ("companies", {"funding_raised_usd": "1000"}),
        ("companies", {"funding_raised_usd": {"currency_value": {"$gte": 100, "$lt": 2000}}}),
        ("companies", {"foundation_date": {"$lt": "2000-01-01"}}),
        ("companies", {"primary_location": {"locality": {"$contains": "new york"}, "country_code": "US"}}),
        ("companies", {"$not": {"name": "Bolt"}}),
        ("companies", {"$or": [{"name": "Acme"}, {"$and": [{"name": "Bolt"}, {"domains": "acme.com"}]}]}),
        (
            "companies",
            {"path": [["companies", "team"], ["people", "name"]], "constraints": {"first_name": "Ada"}},
        ),
        (
            "companies",
            {
                "path": [["companies", "team"], ["people", "email_addresses"]],
                "constraints": {"email_domain": "acme.com"},
            },
        ),
        ("people", {"name": "Ada Lovelace"}),
        ("people", {"name": {"last_name": {"$not_empty": True}}}),
        ("people", {"name": {"first_name": "Ada", "last_name": {"$starts_with": "love"}}}),
        ("people", {"email_addresses": "ada@acme.com"}),
        ("people", {"email_addresses": {"email_local_specifier": {"$eq": "ada"}}}),
        ("people", {"phone_numbers": {"country_code": {"$not_empty": True}}}),
        ("people", {"phone_numbers": {"$starts_with": "+33"}}),
        ("people", {"twitter_follower_count": {"$gt": 6, "$lte": 7}}),
        ("people", {"last_interaction": {"owner_member_id": {"$not_empty": True}}}),
        ("people", {"last_interaction": {"interacted_at": {"$gte": "2026-01-02T00:00:00Z"}}}),
        (
            "people",
            {"path": [["people", "company"], ["companies", "name"]], "constraints": {"value": "Acme"}},
        ),
        ("people", {"company": {"target_object": "companies"}}),
        ("deals", {"stage": "Lead"}),
        ("deals", {"stage": {"status": {"$eq": "Lead"}, "active_from": {"$gt": "2020-01-01T00:00:00Z"}}}),
        ("deals", {"owner": {"referenced_actor_type": "workspace-member", "referenced_actor_id": "m1"}}),
        ("deals", {"created_at": {"$gte": "2024-01-01T00:00:00Z"}}),
    ],
)
def test_a_filter_finds_the_first_and_not_the_second(slug: str, node: Any) -> None:
    first = {"companies": "Acme", "people": "Ada Lovelace", "deals": "Big"}
    assert _found(slug, node) == [first[slug]]


def test_not_includes_rows_without_a_value() -> None:
    assert _found("companies", {"$not": {"domains": "other.com"}}) == ["Acme", "Bolt"]


def test_an_empty_filter_finds_all() -> None:
    assert _found("companies", {}) == ["Acme", "Bolt"]


def test_record_ids_are_found_by_in() -> None:
    wanted = WORLD.ids("people")
    assert _found("people", {"record_id": {"$in": wanted[:1]}}) == [
        WORLD.objects["people"].rows[wanted[0]].owns("name")[0][-1]
    ]


def test_an_attribute_may_be_named_by_its_id() -> None:
    attribute = WORLD.objects["companies"].attributes["name"]
    assert _found("companies", {attribute.id: "Acme"}) == ["Acme"]


def test_an_option_may_be_named_by_its_id() -> None:
    option = WORLD.objects["companies"].attributes["categories"].choice("SaaS")
    assert option
    assert _found("companies", {"categories": option.id}) == ["Acme"]


@pytest.mark.parametrize(
    ("slug", "node"),
    [
        ("people", {"email_addresses": {"$not_empty": True}}),
        ("people", {"name": {"$gt": "A"}}),
        ("people", {"name": {"$in": ["Ada"]}}),
        ("people", {"name": {"middle_name": "A"}}),
        ("people", {"name": None}),
        ("people", {"name": {}}),
        ("people", {"name": {"$exists": True}}),
        ("people", {"job_title": 7}),
        ("people", {"created_at": {"$gte": "2026-01-01"}}),
        ("people", {"created_at": {"$gte": "yesterday"}}),
        ("people", {"primary_location": "Paris"}),
        ("people", {"company": "Acme"}),
        ("companies", {"domains": {"$not_empty": False}}),
        ("companies", {"primary_location": {"latitude": "1"}}),
        ("companies", {"primary_location": {"country_code": {"$contains": "U"}}}),
        ("deals", {"owner": {"referenced_actor_id": "m1"}}),
        ("companies", {"$and": []}),
        ("companies", {"$nor": [{"name": "Acme"}]}),
        ("companies", {"path": [["people", "name"]], "constraints": {"full_name": "A"}}),
        (
            "companies",
            {"path": [["companies", "name"], ["people", "name"]], "constraints": {"full_name": "A"}},
        ),
        ("companies", {"path": [["companies", "team"], ["deals", "name"]], "constraints": {"value": "A"}}),
        ("companies", {"path": [], "constraints": {"value": "A"}}),
    ],
)
def test_what_attio_cannot_filter_is_refused(slug: str, node: Any) -> None:
    with pytest.raises(ApiError) as refused:
        _found(slug, node)
    assert (refused.value.status, refused.value.code) == (400, "filter_error")


def test_an_unknown_attribute_is_named_with_the_way_to_it() -> None:
    with pytest.raises(ApiError) as refused:
        _found("people", {"$or": [{"name": "A"}, {"email": "a@b.c"}]})
    assert refused.value.code == "unknown_filter_attribute_slug"
    assert str(refused.value) == "Unknown attribute slug: email."
    assert refused.value.details == {"path": ["$or", "1", "email"]}


def test_an_unknown_option_is_not_found() -> None:
    with pytest.raises(ApiError, match="Cannot find select attribute"):
        _found("companies", {"categories": "No such"})


def test_a_filter_that_is_nested_too_deeply_is_refused() -> None:
    node: Any = {"name": "Acme"}
    for _ in range(100):
        node = {"$and": [{"$not": node}]}
    with pytest.raises(ApiError, match="too deeply"):
        _found("companies", node)


_ATOMS = st.sampled_from(
    [{"name": "Acme"}, {"name": "Bolt"}, {"domains": "acme.com"}, {"categories": "SaaS"}, {"name": "Zed"}]
)
_NODES = st.recursive(
    _ATOMS,
    lambda inner: (
        st.lists(inner, min_size=1, max_size=3).map(lambda nodes: {"$and": nodes})
        | st.lists(inner, min_size=1, max_size=3).map(lambda nodes: {"$or": nodes})
        | inner.map(lambda node: {"$not": node})
    ),
    max_leaves=8,
)


@given(_NODES, _NODES)
def test_and_or_and_not_obey_logic(one: Any, other: Any) -> None:
    everything = set(_found("companies", {}))
    first, second = set(_found("companies", one)), set(_found("companies", other))
    assert set(_found("companies", {"$and": [one, other]})) == first & second
    assert set(_found("companies", {"$or": [one, other]})) == first | second
    assert set(_found("companies", {"$not": one})) == everything - first


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["name", "$and", "$or", "$not", "$eq", "$in", "path", "constraints", "categories", "x"]
            ),
            inner,
            max_size=3,
        )
    ),
    max_leaves=10,
)


@given(_JSON)
def test_any_json_is_either_answered_or_refused(node: Any) -> None:
    with suppress(ApiError):
        assert set(_found("companies", node)) <= {"Acme", "Bolt"}
