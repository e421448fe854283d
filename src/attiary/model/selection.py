"""What can be imported, which of it was chosen, and how the import is to behave."""

from __future__ import annotations

from msgspec import Struct

from attiary.model.crm import LIST_ENTRY, object_type


class Target(Struct, frozen=True):
    """What can be imported: an object's records, or a list's entries. `slug` is Attio's."""

    slug: str
    is_list: bool = False

    @property
    def object_type(self) -> str:
        """The type its documents carry."""
        # An entry is no record of its parent's object: one person may be in a list twice.
        return LIST_ENTRY if self.is_list else object_type(self.slug)


class Selection(Struct, frozen=True, kw_only=True):
    """Which records of a target: all, those of `ids`, or those that a search, filters and a view find.

    `filters` are expressions like `name~corp`; `view` is a saved view's title or id; `is_known`: those that
    were imported before. All but those of `without`: they are as if they were not asked for, so not gone.
    """

    target: Target
    ids: tuple[str, ...] | None = None
    is_known: bool = False
    search: str | None = None
    filters: tuple[str, ...] = ()
    view: str | None = None
    without: tuple[str, ...] = ()

    @property
    def is_by_id(self) -> bool:
        """Whether it names records, so that no others can be found."""
        return self.is_known or self.ids is not None

    @property
    def is_everything(self) -> bool:
        """Whether all of its target is read, so that what is not found is gone, unless it was left out."""
        return not (self.is_by_id or self.search or self.filters or self.view)


class Options(Struct, frozen=True, kw_only=True):
    """How an import behaves."""

    dry_run: bool = False
    """Change nothing, only say what would change."""
    overwrite_edits: bool = False
    """Let Attio win over the user."""
    mark_gone: bool = False
    """Mark records that are gone from Attio, however many."""
    expand: tuple[str, ...] = ()
    """Slugs of attributes whose references get the names of what they refer to."""
