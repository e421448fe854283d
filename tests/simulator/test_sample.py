from __future__ import annotations

from typing import TYPE_CHECKING

import orjson

from attiary.simulator import hostile
from attiary.simulator.rowbytes import row_bytes
from attiary.simulator.sample import sample_workspace

if TYPE_CHECKING:
    from attiary.simulator.world import World


def _bytes(world: World) -> list[bytes]:
    tables = [*world.objects.values(), *world.lists.values()]
    return [row_bytes(world, table, row) for table in tables for row in table]


def test_the_same_seed_gives_the_same_bytes_and_another_seed_others() -> None:
    first, again, other = (
        _bytes(sample_workspace(people=150, companies=100, seed=seed)) for seed in (1, 1, 2)
    )
    assert first == again
    assert not set(first) & set(other)


def test_it_is_as_large_as_asked_and_has_three_lists_with_1500_entries() -> None:
    world = sample_workspace()
    assert [len(world.ids(slug)) for slug in ("people", "companies", "deals")] == [5000, 2000, 300]
    assert sum(len(world.ids(slug)) for slug in world.lists) == 1500
    assert [table.parents for table in world.lists.values()] == [("people",), ("companies",), ("deals",)]


def test_every_link_has_its_other_side() -> None:
    world = sample_workspace(people=300, companies=100)
    for table in world.objects.values():
        for attribute in table.attributes.values():
            if attribute.other_side is None:
                continue
            for row in table:
                for slug, record_id in row.owns(attribute.slug):
                    other = world.objects[slug].rows[record_id]
                    assert (table.slug, row.id) in other.owns(attribute.other_side[1])


def test_every_hostile_name_is_there_and_some_have_none() -> None:
    world = sample_workspace(people=100, companies=100)
    names = [row.owns("name") for row in world.objects["people"]]
    assert set(hostile.NAMES) <= {name[0][2] for name in names if name}
    without_name = [row for row in world.objects["people"] if not row.owns("name")]
    assert {bool(row.owns("email_addresses")) for row in without_name} == {True, False}
    companies = {row.owns("name")[0][0] for row in world.objects["companies"] if row.owns("name")}
    assert set(hostile.NAMES) <= companies


def test_an_archived_option_is_still_held_by_some_records() -> None:
    world = sample_workspace(people=100, companies=100)
    entries = [
        orjson.loads(row_bytes(world, world.lists["outreach"], row)) for row in world.lists["outreach"]
    ]
    options = [entry["entry_values"]["channel"][0]["option"] for entry in entries]
    assert {option["title"] for option in options if option["is_archived"]} == {"Fax"}


def test_a_sample_of_nobody_is_an_empty_workspace_with_its_objects() -> None:
    world = sample_workspace(people=0, companies=0)
    assert world.ids("people") == []
    assert set(world.objects) >= {"people", "companies", "deals", "users", "workspaces"}
