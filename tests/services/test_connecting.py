from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from attiary.errors import AttioApiError, KeyMalformed, NotConnected, OtherWorkspace
from attiary.services.connecting import check_key, keep_key, remove_key
from attiary.services.context import open_app
from attiary.simulator.sample import empty_workspace
from attiary.simulator.server import running
from tests.services.conftest import import_people

if TYPE_CHECKING:
    from pathlib import Path

    from attiary.services.context import App
    from attiary.simulator.server import Running


@pytest.fixture
def unconnected(tmp_path: Path, attio: Running) -> App:
    return open_app(tmp_path, {"ATTIO_BASE_URL": attio.base_url})


def test_a_key_is_tested_without_being_kept(unconnected: App, attio: Running) -> None:
    check = check_key(unconnected, attio.api_key)
    assert check.workspace.workspace_id == attio.world.id
    assert all(each.may_read for each in check.permissions)
    assert not (unconnected.settings.folder / ".env.local").exists()


@pytest.mark.parametrize(("key", "error"), [("0" * 64, AttioApiError), ("no\nkey", KeyMalformed)])
def test_a_key_that_does_not_work_is_refused(unconnected: App, key: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        check_key(unconnected, key)


def test_a_key_that_was_kept_is_used_from_then_on_until_it_is_removed(
    unconnected: App, attio: Running
) -> None:
    path = keep_key(unconnected, attio.api_key)
    path.write_text(path.read_text() + "OTHER=1\n")
    environ = {"ATTIO_BASE_URL": attio.base_url}
    with open_app(unconnected.settings.folder, environ) as app:
        assert app.attio.identify().workspace_id == attio.world.id
        assert app.settings.key_source == ".env.local"
    assert remove_key(unconnected, environ) is None
    assert path.read_text() == "OTHER=1\n"
    with open_app(unconnected.settings.folder, environ) as app:
        assert app.settings.api_key is None


def test_an_app_that_lives_on_has_the_key_once_it_is_reloaded(unconnected: App, attio: Running) -> None:
    keep_key(unconnected, attio.api_key)
    environ = {"ATTIO_BASE_URL": attio.base_url}
    with pytest.raises(NotConnected):
        _ = unconnected.attio
    with unconnected.reloaded(environ) as app:
        unconnected.close()
        assert app.attio.identify().workspace_id == attio.world.id
        remove_key(app, environ)
        with app.reloaded(environ) as without, pytest.raises(NotConnected):
            _ = without.attio


def test_a_key_of_the_environment_is_still_there_when_the_other_is_removed(
    app: App, environ: dict[str, str]
) -> None:
    assert remove_key(app, environ) == "environment"


def test_a_key_of_another_workspace_is_refused(app: App) -> None:
    import_people(app)
    with running(empty_workspace(seed=2)) as other:
        environ = {"ATTIO_BASE_URL": other.base_url}
        with open_app(app.settings.folder, environ) as there, pytest.raises(OtherWorkspace):
            check_key(there, other.api_key)
