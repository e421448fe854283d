"""A made-up workspace: the same for the same seed, realistic at first sight, hostile at the second."""

from __future__ import annotations

from typing import Any

from attiary.simulator.business import Business
from attiary.simulator.casting import Cast
from attiary.simulator.stamps import stamp
from attiary.simulator.standard import CREATED, standard_objects
from attiary.simulator.world import World

_MEMBERS = (
    ("Inès", "Marchand", "admin"),
    ("Omar", "Haddad", "member"),
    ("Grace", "Okafor", "member"),
    ("Kenji", "Tanaka", "member"),
    ("Peter", "Gone", "suspended"),
)


def sample_workspace(*, people: int = 5_000, companies: int = 2_000, seed: int = 1) -> World:
    """A workspace of so many people and companies; deals, projects, lists, notes and tasks around them."""
    world = empty_workspace(seed=seed)
    world.members = [_member(world, *member) for member in _MEMBERS]
    Business(world, Cast(world, seed, people=people, companies=companies)).fill()
    return world


def empty_workspace(*, seed: int = 1) -> World:
    """A workspace as it is on its first day: the standard objects, and nothing in them."""
    world = World(seed=seed)
    world.objects = standard_objects(world.identities)
    return world


def _member(world: World, first: str, last: str, access: str) -> dict[str, Any]:
    member_id = world.identities.of(f"member/{first}")
    return {
        "id": {"workspace_id": world.id, "workspace_member_id": member_id},
        "first_name": first,
        "last_name": last,
        "avatar_url": None,
        "email_address": f"{first.lower().replace('è', 'e')}@sample.example",
        "access_level": access,
        "created_at": stamp(CREATED),
    }
