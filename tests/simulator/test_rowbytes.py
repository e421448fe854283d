from __future__ import annotations

import orjson

from attiary.simulator.filtering import compiled
from attiary.simulator.rowbytes import encode_all, row_bytes
from attiary.simulator.sample import empty_workspace, sample_workspace
from attiary.simulator.shapes import value_json
from attiary.simulator.tables import Room, values_of
from attiary.simulator.unsettled import ROOM_FOR_VALUES


def test_what_is_kept_short_is_shown_in_full() -> None:
    world = sample_workspace(people=80, companies=40)
    for table in (*world.objects.values(), *world.lists.values()):
        for row in table:
            shown = orjson.loads(row_bytes(world, table, row))
            expected = {
                slug: [value_json(world, table, attribute, value) for value in values_of(row, attribute)]
                for slug, attribute in table.attributes.items()
            }
            assert (shown.get("values") or shown["entry_values"]) == expected


def test_control_characters_in_a_value_are_not_taken_for_ours() -> None:
    world = empty_workspace()
    table = world.objects["companies"]
    record = world.add_record("companies", {"name": "\x00a\x01b"})
    shown = orjson.loads(row_bytes(world, table, table.rows[record]))
    assert shown["values"]["name"][0]["value"] == "\x00a\x01b"


def test_rows_take_less_room_than_they_fill_on_the_wire() -> None:
    world = sample_workspace(people=300, companies=60)
    encode_all(world)
    people = world.objects["people"]
    kept = sum(len(row.encoded or b"") for row in people)
    sent = sum(len(row_bytes(world, people, row)) for row in people)
    assert kept < 0.65 * sent


def test_filters_keep_what_they_looked_at_while_there_is_room() -> None:
    world = sample_workspace(people=50, companies=10)
    people = world.objects["people"]
    room = Room(left=20)
    for row in people:
        row.room = room
    match = compiled(world, people, {"job_title": {"$contains": "a"}})
    first, second = ([match(row) for row in people] for _ in range(2))
    assert first == second
    assert (room.left, sum(row.seen is not None for row in people)) == (0, 20)
    assert all(row.held is None for row in people)
    assert ROOM_FOR_VALUES >= 100_000


def test_a_change_is_seen_though_the_former_value_was_kept() -> None:
    world = sample_workspace(people=5, companies=2)
    people = world.objects["people"]
    record = world.ids("people")[0]
    match = compiled(world, people, {"job_title": "Astronaut"})
    assert not match(people.rows[record])
    world.set_values("people", record, {"job_title": "Astronaut"})
    assert match(people.rows[record])
