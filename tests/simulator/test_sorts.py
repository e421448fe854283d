from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from attiary.simulator.api_errors import ApiError
from attiary.simulator.ordering import ordered
from attiary.simulator.sample import empty_workspace

if TYPE_CHECKING:
    from attiary.simulator.world import World


def _world() -> World:
    world = empty_workspace()
    zeta = world.add_record("companies", {"name": "Zeta", "funding_raised_usd": 5})
    alpha = world.add_record("companies", {"name": "Alpha", "funding_raised_usd": 5})
    world.add_record("people", {"name": "Young, Ann", "company": alpha})
    world.add_record("people", {"name": "Adams, Zoe", "company": zeta})
    world.add_record("people", {"email_addresses": "nameless@example.com"})
    return world


WORLD = _world()


def _names(slug: str, *sorts: Any) -> list[str | None]:
    rows = ordered(WORLD, WORLD.objects[slug], WORLD.objects[slug], list(sorts))
    return [next((own[-1] for own in row.owns("name")), None) for row in rows]


def test_rows_without_a_value_come_last_in_both_directions() -> None:
    ascending = _names("people", {"attribute": "name", "direction": "asc"})
    descending = _names("people", {"attribute": "name", "direction": "desc"})
    assert ascending == ["Ann Young", "Zoe Adams", None]
    assert descending == ["Zoe Adams", "Ann Young", None]


def test_field_picks_a_property() -> None:
    found = _names("people", {"attribute": "name", "field": "last_name", "direction": "asc"})
    assert found[:2] == ["Zoe Adams", "Ann Young"]


def test_a_path_sorts_by_what_a_reference_leads_to() -> None:
    path = [["people", "company"], ["companies", "name"]]
    assert _names("people", {"path": path, "direction": "desc"})[:2] == ["Zoe Adams", "Ann Young"]


def test_the_earlier_sort_wins_and_equal_rows_stay_in_id_order() -> None:
    funding = {"attribute": "funding_raised_usd", "direction": "desc"}
    assert _names("companies", funding, {"attribute": "name", "direction": "desc"}) == ["Zeta", "Alpha"]
    by_id = [WORLD.objects["companies"].rows[each].owns("name")[0][0] for each in WORLD.ids("companies")]
    assert _names("companies", funding) == by_id


@pytest.mark.parametrize(
    "sort",
    [
        {"attribute": "name"},
        {"attribute": "name", "direction": "up"},
        {"attribute": "name", "direction": "asc", "field": "middle_name"},
        {"attribute": "name", "path": [["people", "name"]], "direction": "asc"},
        {"attribute": "ghost", "direction": "asc"},
        {"path": [["companies", "name"]], "direction": "asc"},
        {"attribute": "name", "direction": "asc", "nulls": "first"},
    ],
)
def test_a_sort_that_makes_no_sense_is_refused(sort: Any) -> None:
    with pytest.raises(ApiError):
        _names("people", sort)
