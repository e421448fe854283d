"""What every service works with: the settings of a folder, and what is opened for them."""

from __future__ import annotations

import os
from contextlib import ExitStack, closing, contextmanager
from datetime import UTC, datetime
from threading import RLock
from typing import TYPE_CHECKING, Self

from attiary.errors import N_, NotConnected, NotImportedYet
from attiary.hints import Hint
from attiary.model.moments import utc_text
from attiary.settings import load_settings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from attiary.attio.client import AttioClient
    from attiary.catalog import Catalog
    from attiary.catalog.bound import BoundCatalog
    from attiary.folder import Folder
    from attiary.model.observer import WaitReason
    from attiary.settings import Settings

    OnWait = Callable[[float, WaitReason], None]


class App:
    """One folder's settings, with a client and a catalog that are opened when first used.

    Safe to share between threads. What it was lent, whoever opened that closes it: `attio`, `catalog`, or the
    ones of `lender`. `on_wait(seconds, why)` hears of the waits of the client that is opened here.
    """

    def __init__(
        self,
        settings: Settings,
        *,
        attio: AttioClient | None = None,
        catalog: Catalog | None = None,
        lender: App | None = None,
        on_wait: OnWait | None = None,
    ) -> None:
        self.settings = settings
        self._attio = attio
        self._catalog = catalog
        self._lender = lender
        self._on_wait = on_wait
        self._own = ExitStack()
        # Two requests may ask for the client at once; of two, nobody would close the first.
        self._opening = RLock()

    @property
    def attio(self) -> AttioClient:
        """The client. Raises NotConnected where there is no key."""
        with self._opening:
            if self._attio is None:
                self._attio = self._lender.attio if self._lender else self._own.enter_context(self._client())
            return self._attio

    @property
    def catalog(self) -> Catalog:
        """The store of rows. Raises CatalogError."""
        with self._opening:
            if self._catalog is None:
                self._catalog = (
                    self._lender.catalog
                    if self._lender
                    else self._own.enter_context(closing(self._open_catalog()))
                )
            return self._catalog

    def new_client(self, api_key: str) -> AttioClient:
        """A client with another key; the caller closes it. Raises SettingsError for what cannot be a key."""
        from attiary.attio.client import AttioClient  # noqa: PLC0415 - what a command does not use is not loaded

        return AttioClient(
            api_key,
            base_url=self.settings.base_url,
            patience_seconds=self.settings.patience_seconds,
            on_wait=self._on_wait,
        )

    def lend(self, *, attio: AttioClient | None = None, catalog: Catalog | None = None) -> App:
        """The same folder with these; what is not given it borrows of this one. Closing it closes neither.

        A request may have a client that is less patient, a run one that tells of its waits.
        """
        return App(self.settings, attio=attio, catalog=catalog, lender=self)

    def reloaded(self, environ: Mapping[str, str] = os.environ) -> App:
        """Another one with the settings as they are kept now; close this one when nobody uses it any more.

        For what lives longer than a change of the key. It opens a client and a catalog of its own, as either
        may be another one now. Raises SettingsError.
        """
        return open_app(self.settings.folder, environ, self._on_wait)

    @contextmanager
    def open_folder(self) -> Iterator[Folder]:
        """The folder, for one operation in one thread: its database refuses every other thread."""
        from attiary.folder import open_folder  # noqa: PLC0415 - as above

        with closing(open_folder(self.settings.folder)) as folder:
            yield folder

    def rows(self, folder: Folder) -> BoundCatalog:
        """The catalog's rows of this folder. Raises NotImportedYet, CatalogError."""
        rows = self.rows_if_any(folder)
        if rows is None:
            raise not_imported_yet(folder)
        return rows

    def rows_if_any(self, folder: Folder) -> BoundCatalog | None:
        """The catalog's rows of this folder; None where nothing was imported. Raises CatalogError."""
        project = folder.config.project()
        return self.rows_of(project.project_id) if project else None

    def rows_of(self, project_id: str) -> BoundCatalog:
        """The catalog's rows of one project. Raises CatalogError."""
        from attiary.catalog.bound import BoundCatalog  # noqa: PLC0415 - as above

        return BoundCatalog(self.catalog, self.settings.owner, project_id)

    def close(self) -> None:
        """Close what was opened here."""
        self._own.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exc: object) -> None:
        self.close()

    def _client(self) -> AttioClient:
        if self.settings.api_key is None:
            raise NotConnected(N_("This folder is not connected to Attio."), Hint.CONNECT_OR_DEMO)
        return self.new_client(self.settings.api_key)

    def _open_catalog(self) -> Catalog:
        from attiary.catalog import open_catalog  # noqa: PLC0415 - as above

        with self.open_folder() as folder:
            folder.make_private()
        return open_catalog(self.settings.database_url)


def open_app(folder: Path, environ: Mapping[str, str] = os.environ, on_wait: OnWait | None = None) -> App:
    """What works in `folder`. Raises SettingsError when the settings cannot be read."""
    return App(load_settings(folder.absolute(), environ), on_wait=on_wait)


def not_imported_yet(folder: Folder) -> NotImportedYet:
    """That a folder holds nothing of ours."""
    return NotImportedYet(
        N_("Nothing was imported into {folder} yet."), Hint.GO_TO_FOLDER, folder=str(folder.root)
    )


def now() -> str:
    """This moment, UTC in whole seconds: `2026-02-06T12:00:00Z`."""
    return utc_text(datetime.now(UTC))
