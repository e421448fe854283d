"""The catalog: rows about what was imported. All but experiment links can be made again from the folder."""

from __future__ import annotations

from pathlib import Path

from attiary.catalog.store import Catalog
from attiary.errors import N_, CatalogUnsupported
from attiary.hints import Hint

__all__ = ["Catalog", "open_catalog"]

_SQLITE = "sqlite:///"
_IN_MEMORY = ("", ":memory:")


def open_catalog(url: str) -> Catalog:
    """Open the catalog at `sqlite:////absolute/path.db`, made and migrated as needed.

    What follows `sqlite:///` is a path as it stands, without `%` escapes or `?` options. Its folder is
    made when only that one is missing. Raises CatalogError, and SchemaTooNew for a later version's rows.
    """
    path = url.removeprefix(_SQLITE)
    if not url.startswith(_SQLITE):
        raise CatalogUnsupported(
            N_("This version supports only SQLite catalogs, but the database URL begins with {kind}://."),
            Hint.CORRECT_DATABASE_URL,
            kind=_kind(url),
        )
    # Each thread has a connection of its own, so each would see an empty catalog.
    if path in _IN_MEMORY:
        raise CatalogUnsupported(
            N_("The database URL does not name a file."),
            Hint.CORRECT_DATABASE_URL,
        )
    from attiary.catalog.sqlite import open_sqlite  # noqa: PLC0415 - SQLAlchemy is loaded only when it is used

    return open_sqlite(Path(path).absolute())


def _kind(url: str) -> str:
    """The scheme alone: what follows it may hold a password."""
    scheme, separator, _ = url.partition("://")
    return scheme if separator and scheme.replace("+", "").isalnum() else "?"
