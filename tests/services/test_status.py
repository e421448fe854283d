from __future__ import annotations

from typing import TYPE_CHECKING

from attiary.errors import Failure
from attiary.model.run import RunState
from attiary.services.context import open_app
from attiary.services.status import CatalogStatus, ConnectionStatus, read_status
from tests.services.conftest import import_people

if TYPE_CHECKING:
    from pathlib import Path

    from attiary.services.context import App
    from attiary.simulator.server import Running


def test_a_folder_at_work_says_what_it_holds(app: App, attio: Running) -> None:
    run = import_people(app)
    status = read_status(app)
    assert isinstance(status.connection, ConnectionStatus)
    assert (status.connection.workspace_id, status.connection.key_source) == (attio.world.id, "environment")
    assert status.has_repository is True
    assert isinstance(status.catalog, CatalogStatus)
    assert status.catalog.counts == {"person": 5}
    assert status.catalog.last_import
    assert (status.catalog.last_import.run_id, status.catalog.last_import.state) == (
        run.run_id,
        RunState.COMPLETE,
    )


def test_a_new_folder_says_what_is_missing_and_is_left_as_it_was(tmp_path: Path) -> None:
    with open_app(tmp_path, {}) as app:
        status = read_status(app)
    assert isinstance(status.connection, Failure)
    assert status.connection.kind == "NotConnected"
    assert status.has_repository is False
    assert status.catalog == CatalogStatus({})
    assert list(tmp_path.iterdir()) == []


def test_each_part_that_is_broken_says_so_itself(app: App, environ: dict[str, str]) -> None:
    import_people(app)
    broken = environ | {"ATTIO_API_KEY": "0" * 64, "ATTIARY_DATABASE_URL": "mysql://nowhere"}
    with open_app(app.settings.folder, broken) as other:
        status = read_status(other)
    assert isinstance(status.connection, Failure)
    assert (status.connection.kind, status.connection.fields["status"]) == ("AttioApiError", 401)
    assert isinstance(status.catalog, Failure)
    assert status.catalog.kind == "CatalogUnsupported"
    assert status.has_repository is True
