"""Opens client, folder and catalog from the settings: the only wiring."""

from __future__ import annotations

import os
from functools import cached_property
from typing import TYPE_CHECKING, Self

from attiary.errors import N_, NotConnected
from attiary.hints import Hint
from attiary.settings import load_settings

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from attiary.attio.client import AttioClient
    from attiary.catalog import Catalog
    from attiary.catalog.bound import BoundCatalog
    from attiary.folder import Folder
    from attiary.settings import Settings


class Assembly:
    """Client, folder and catalog of one folder, each opened when first used, all closed together."""

    def __init__(self, settings: Settings, on_wait: Callable[[float, str], None] | None = None) -> None:
        self.settings = settings
        self._on_wait = on_wait

    @cached_property
    def attio(self) -> AttioClient:
        """The client. Raises SettingsError when there is no key."""
        if self.settings.api_key is None:
            raise NotConnected(
                N_("This folder is not connected to Attio."),
                Hint.CONNECT_OR_DEMO,
            )
        from attiary.attio.client import AttioClient  # noqa: PLC0415 - what a command does not use is not loaded

        return AttioClient(
            self.settings.api_key,
            base_url=self.settings.base_url,
            patience_seconds=self.settings.patience_seconds,
            on_wait=self._on_wait,
        )

    @cached_property
    def folder(self) -> Folder:
        """The folder with its repository and journal."""
        from attiary.folder import open_folder  # noqa: PLC0415 - as above

        return open_folder(self.settings.folder)

    @cached_property
    def catalog(self) -> Catalog:
        """The store of rows. Raises CatalogError."""
        from attiary.catalog import open_catalog  # noqa: PLC0415 - as above

        self.folder.make_private()
        return open_catalog(self.settings.database_url)

    def rows_of(self, project_id: str) -> BoundCatalog:
        """The catalog's rows of one project. Raises CatalogError."""
        from attiary.catalog.bound import BoundCatalog  # noqa: PLC0415 - as above

        return BoundCatalog(self.catalog, self.settings.owner, project_id)

    def rows(self) -> BoundCatalog | None:
        """The catalog's rows of this folder; None where nothing was imported yet. Raises CatalogError."""
        project = self.folder.config.project()
        return self.rows_of(project.project_id) if project else None

    def close(self) -> None:
        """Close what was opened."""
        for part in ("attio", "catalog", "folder"):
            if part in self.__dict__:
                self.__dict__.pop(part).close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exc: object) -> None:
        self.close()


def assemble(
    folder: Path,
    environ: Mapping[str, str] = os.environ,
    on_wait: Callable[[float, str], None] | None = None,
) -> Assembly:
    """What works in `folder`. Raises SettingsError when the settings cannot be read."""
    return Assembly(load_settings(folder.absolute(), environ), on_wait)
