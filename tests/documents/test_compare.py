from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from attiary.documents.compare import added_and_taken, compare
from attiary.model.document import Document, Parent
from attiary.model.revision import Change, Kind, ValueChange

if TYPE_CHECKING:
    from collections.abc import Callable

    Making = Callable[..., Document]

PATH = "attio/company/acme.json"


def changed(before: Document | None, after: Document | None, **more: Any) -> Change:
    change = compare(before, after, path=PATH, **more)
    assert change is not None
    return change


def test_a_changed_value_says_from_what_to_what(document: Making) -> None:
    before = document(attributes={"went": 1, "name": "Acme", "size": "1-10"})
    after = document(attributes={"size": "11-50", "came": [], "name": "Acme"})
    assert changed(before, after) == Change(
        kind=Kind.CHANGED,
        object_type="company",
        attio_record_id=before.attio_record_id,
        name="Acme Corp",
        path=PATH,
        values=[
            ValueChange("size", "1-10", "11-50"),
            ValueChange("came", None, []),
            ValueChange("went", 1, None),
        ],
    )


def test_the_time_of_the_import_alone_is_no_change(document: Making) -> None:
    before = document(attributes={"a": {"x": 1, "y": 2}, "b": None})
    after = document(attributes={"a": {"y": 2, "x": 1}}, imported_at="1999-01-01T00:00:00Z")
    assert compare(before, after, path=PATH, former_path=PATH) is None
    assert compare(None, None, path=PATH) is None


def test_what_came_or_went_whole_has_no_values(document: Making) -> None:
    one = document(attributes={"name": "Acme"})
    came, went = changed(None, one), changed(one, None)
    assert (came.kind, went.kind) == (Kind.ADDED, Kind.REMOVED)
    assert came.values == went.values == []
    assert came.name == went.name == "Acme Corp"
    assert came.former_name is came.merged_id is went.former_name is None


def test_a_record_that_attio_has_no_more_is_gone_and_may_return(document: Making) -> None:
    here, gone = document(), document(gone_at="2026-03-01T00:00:00Z")
    assert changed(here, gone).kind is Kind.GONE
    assert changed(gone, here).kind is Kind.RETURNED
    again = changed(gone, document(gone_at="2026-04-01T00:00:00Z"))
    assert (again.kind, again.values) == (
        Kind.CHANGED,
        [ValueChange("goneAt", "2026-03-01T00:00:00Z", "2026-04-01T00:00:00Z")],
    )


def test_another_records_id_in_the_file_is_a_merger(document: Making) -> None:
    merged = changed(document(attio_record_id="old"), document(attio_record_id="new"))
    assert (merged.kind, merged.attio_record_id, merged.merged_id) == (Kind.MERGED, "new", "old")


def test_a_new_name_and_path_name_the_former(document: Making) -> None:
    renamed = changed(document(name="Old"), document(name="New"), former_path="attio/company/old.json")
    assert (renamed.kind, renamed.former_name, renamed.former_path) == (
        Kind.CHANGED,
        "Old",
        "attio/company/old.json",
    )
    assert changed(document(), document(), former_path="elsewhere").former_path == "elsewhere"


def test_details_are_told_only_where_the_value_is_the_same_and_only_the_parts_that_differ(
    document: Making,
) -> None:
    before = document(
        attributes={"value": 10, "place": "Bonn", "phones": ["1"]},
        details={
            "value": {"currency_code": "USD", "note": "same"},
            "place": {"locality": "Bonn"},
            "phones": [{"country_code": "US"}],
        },
    )
    after = document(
        attributes={"value": 10, "place": "Paris", "phones": ["1"]},
        details={
            "value": {"currency_code": "EUR", "note": "same"},
            "place": {"locality": "Paris"},
            "phones": [None],
        },
    )
    assert changed(before, after).values == [
        ValueChange("value", {"currency_code": "USD"}, {"currency_code": "EUR"}, "currency"),
        ValueChange("place", "Bonn", "Paris", "location", {"locality": "Bonn"}, {"locality": "Paris"}),
        ValueChange("phones", [{"country_code": "US"}], [None]),
    ]


def test_details_that_came_or_went_are_told(document: Making) -> None:
    bare, detailed = document(attributes={"v": 1}), document(attributes={"v": 1}, details={"v": {"c": "USD"}})
    assert changed(bare, detailed).values == [ValueChange("v", None, {"c": "USD"})]
    assert changed(detailed, bare).values == [ValueChange("v", {"c": "USD"}, None)]


def test_link_list_and_parent_are_told_under_the_keys_of_the_file(document: Making) -> None:
    before = document(attio_web_url="https://a", list_slug="sales", parent=Parent("company", "c1", "Acme"))
    after = document(attio_web_url=None, list_slug="leads", parent=Parent("company", "c2", "Bolt"))
    assert changed(before, after).values == [
        ValueChange("attioWebUrl", "https://a", None),
        ValueChange("listSlug", "sales", "leads"),
        ValueChange(
            "parent",
            {"objectType": "company", "attioRecordId": "c1", "name": "Acme"},
            {"objectType": "company", "attioRecordId": "c2", "name": "Bolt"},
        ),
    ]


@pytest.mark.parametrize(("one", "other"), [(True, 1), (0, False), ([True], [1]), ({"a": 1}, {"a": True})])
def test_yes_is_not_one(document: Making, one: object, other: object) -> None:
    values = changed(document(attributes={"x": one}), document(attributes={"x": other})).values
    assert values == [ValueChange("x", one, other)]


leaves = st.none() | st.booleans() | st.integers(0, 2) | st.sampled_from(["", "a", "\ud800"])
anything = st.recursive(
    leaves, lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from("ab"), inner), max_leaves=4
)
attributes = st.dictionaries(st.sampled_from("abc"), anything)


@given(attributes, attributes, attributes)
def test_a_document_compared_with_itself_has_not_changed_and_the_way_back_is_the_same_turned_round(
    document: Making, old: dict[str, Any], new: dict[str, Any], details: dict[str, Any]
) -> None:
    before, after = document(attributes=old, details=details), document(attributes=new)
    assert compare(before, replace(before, imported_at="later"), path=PATH) is None
    there, back = compare(before, after, path=PATH), compare(after, before, path=PATH)
    assert (there is None) == (back is None)
    if there and back:
        turned = {each.slug: (each.after, each.before) for each in back.values}
        assert {each.slug: (each.before, each.after) for each in there.values} == turned


def test_arrays_tell_what_was_added_and_what_was_taken_away() -> None:
    acme = {"objectType": "company", "attioRecordId": "c1"}
    assert added_and_taken(["a", "b", "b", acme], ["c", "b", acme, True]) == (["c", True], ["a", "b"])
    assert added_and_taken([1], [1]) == ([], [])
    assert added_and_taken(["a", "b"], ["b", "a"]) == ([], [])


@pytest.mark.parametrize(("before", "after"), [(None, ["a"]), (["a"], None), ("a", "b")])
def test_what_is_no_array_has_nothing_added_or_taken(before: object, after: object) -> None:
    assert added_and_taken(before, after) is None


def test_arrays_of_ten_thousand_references_are_compared_in_no_time() -> None:
    many = [{"objectType": "person", "attioRecordId": str(number)} for number in range(10_000)]
    assert added_and_taken(many, [*many[::-1], "new"]) == (["new"], [])
