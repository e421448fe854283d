from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attiary.importer.deleted.match import match_mergers, naming_slugs, should_ask
from attiary.model.crm import Attribute, AttributeId

ADDRESSES = st.frozensets(st.sampled_from(["a@x", "b@x", "c@x", "d@x", "e@x"]), max_size=3)
RECORDS = st.dictionaries(st.sampled_from(["1", "2", "3", "4", "5"]), ADDRESSES, max_size=5)


def test_two_records_whose_addresses_are_all_in_one_new_record_were_merged_into_it() -> None:
    lost = {"a": {"a@x"}, "b": {"b@x", "c@x"}}
    assert match_mergers(lost, {"n": {"a@x", "b@x", "c@x"}}) == {"n": ["a", "b"]}


def test_a_record_of_whose_addresses_one_is_nowhere_was_not_merged() -> None:
    assert match_mergers({"a": {"a@x", "b@x"}}, {"n": {"a@x"}}) == {}


def test_a_record_whose_addresses_are_in_two_new_records_is_ambiguous() -> None:
    assert match_mergers({"a": {"a@x", "b@x"}}, {"n": {"a@x"}, "m": {"b@x"}}) == {}
    assert match_mergers({"a": {"a@x"}}, {"n": {"a@x"}, "m": {"a@x"}}) == {}


def test_a_record_without_addresses_tells_nothing() -> None:
    assert match_mergers({"a": set()}, {"n": set()}) == {}


@given(lost=RECORDS, new=RECORDS)
def test_a_lost_record_goes_to_one_new_record_that_has_all_of_it_and_shares_nothing_with_another(
    lost: dict[str, frozenset[str]], new: dict[str, frozenset[str]]
) -> None:
    merged = match_mergers(lost, new)
    found = [merged_id for merged_ids in merged.values() for merged_id in merged_ids]
    assert len(found) == len(set(found))
    for record_id, merged_ids in merged.items():
        for merged_id in merged_ids:
            assert lost[merged_id]
            assert lost[merged_id] <= new[record_id]
            assert all(lost[merged_id].isdisjoint(new[other]) for other in new if other != record_id)


@pytest.mark.parametrize(
    ("gone", "known", "asks"),
    [(20, 1000, False), (21, 1000, True), (5, 100, False), (6, 100, True), (1, 20, False), (1, 19, True)],
)
def test_more_than_twenty_or_more_than_one_in_twenty_is_asked_about(
    gone: int, known: int, asks: bool
) -> None:
    assert should_ask(gone, known) is asks


def attribute(slug: str, *, is_unique: bool) -> Attribute:
    return Attribute(
        id=AttributeId("w", "o", slug), title=slug, api_slug=slug, type="text", is_unique=is_unique
    )


def test_what_names_a_record_is_unique_and_not_its_own_id() -> None:
    attributes = [
        attribute("record_id", is_unique=True),
        attribute("domains", is_unique=True),
        attribute("name", is_unique=False),
    ]
    assert naming_slugs(attributes) == ["domains"]
