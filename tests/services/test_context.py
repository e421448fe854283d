from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TYPE_CHECKING

import pytest

from attiary.errors import ConnectionClosed, NotConnected, NotImportedYet
from attiary.services.browsing import imported_among, read_page
from attiary.services.context import open_app
from attiary.services.library import find_record, page_rows
from attiary.services.past import read_log
from attiary.services.selecting import sought
from tests.services.conftest import NAMES, PEOPLE, import_people

if TYPE_CHECKING:
    from pathlib import Path

    from attiary.attio.client import AttioClient
    from attiary.catalog import Catalog
    from attiary.services.context import App


def test_two_threads_at_once_get_one_client_and_one_catalog(app: App) -> None:
    both_are_here = Barrier(2)

    def open_parts(_: int) -> tuple[AttioClient, Catalog]:
        both_are_here.wait()
        return app.attio, app.catalog

    with ThreadPoolExecutor(2) as pool:
        first, second = pool.map(open_parts, range(2))
    assert first == second


def test_screens_are_served_from_several_threads_at_once(app: App) -> None:
    import_people(app)

    def serve(number: int) -> tuple[int, int, int]:
        page = read_page(app, sought(PEOPLE), limit=50)
        row = find_record(app, NAMES[number % 2 + 1])
        assert row.name == NAMES[number % 2 + 1]
        return len(imported_among(app, page)), len(page_rows(app).rows), len(read_log(app, limit=5).entries)

    with ThreadPoolExecutor(4) as pool:
        assert set(pool.map(serve, range(12))) == {(5, 5, 1)}


def test_what_was_lent_stays_open(app: App) -> None:
    with app.new_client(app.settings.api_key or "") as client:
        with app.lend(attio=client) as lent:
            assert lent.attio is client
            assert lent.catalog is app.catalog
        assert client.identify() == app.attio.identify()
        assert app.catalog.count(app.settings.owner, "nobody") == {}


def test_a_closed_app_has_closed_its_own_client(app: App) -> None:
    client = app.attio
    app.close()
    with pytest.raises(ConnectionClosed):
        client.identify()


def test_an_error_of_one_operation_leaves_client_and_catalog_to_the_next(app: App) -> None:
    with pytest.raises(NotImportedYet), app.open_folder() as folder:
        app.rows(folder)
    import_people(app)
    with app.open_folder() as folder:
        assert app.rows(folder).count() == {"person": 5}


def test_without_a_key_only_the_client_is_missing(tmp_path: Path) -> None:
    with open_app(tmp_path, {}) as app:
        with pytest.raises(NotConnected):
            _ = app.attio
        assert page_rows(app).rows == []
