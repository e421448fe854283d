from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from attiary.model.selection import Selection, Target
from attiary.services.context import open_app
from attiary.services.importing import import_selected
from attiary.simulator.sample import empty_workspace
from attiary.simulator.server import running
from attiary.simulator.standard import list_table

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from attiary.model.run import ImportRun
    from attiary.services.context import App
    from attiary.simulator.server import Running
    from attiary.simulator.world import World

PEOPLE = Target("people")
NAMES = ("Ada Lovelace", "Bea Potter", "Cleo Nile", "Dora Maar", "Ada Byron")


@pytest.fixture
def world() -> World:
    return empty_workspace()


@pytest.fixture
def ids(world: World) -> dict[str, str]:
    """Five people by name; a company that the first of them works for, and a list with her on it."""
    ids = {name: world.add_record("people", _values(name)) for name in NAMES}
    company = world.add_record("companies", {"name": "Analytical Engines", "domains": ["engines.example"]})
    world.set_values("people", ids["Ada Lovelace"], {"company": company})
    world.lists["outreach"] = list_table(world.identities, "outreach", "Outreach", "people", "")
    world.add_entry("outreach", ids["Ada Lovelace"])
    return ids


@pytest.fixture
def attio(world: World, ids: dict[str, str]) -> Iterator[Running]:  # noqa: ARG001 - who is there
    with running(world) as simulator:
        yield simulator


@pytest.fixture
def environ(attio: Running) -> dict[str, str]:
    return {"ATTIO_BASE_URL": attio.base_url, "ATTIO_API_KEY": attio.api_key}


@pytest.fixture
def app(tmp_path: Path, environ: dict[str, str]) -> Iterator[App]:
    folder = tmp_path / "crm"
    folder.mkdir()
    with open_app(folder, environ) as app:
        yield app


def _values(name: str) -> dict[str, Any]:
    address = f"{name.replace(' ', '.').lower()}@people.example"
    return {"name": name, "email_addresses": [address]}


def import_people(app: App, *, without: tuple[str, ...] = ()) -> ImportRun:
    return import_selected(app, [Selection(target=PEOPLE, without=without)])
