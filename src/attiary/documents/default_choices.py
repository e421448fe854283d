"""What is left out of documents until `attiary.toml` says otherwise."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from attiary.model.crm import Attribute


def left_out_by_default(attributes: Iterable[Attribute]) -> list[str]:
    """The slugs of what Attio changes without anybody's doing: interactions, and connection strength.

    With them most files would change at every import, and the history would say nothing.
    """
    return [each.api_slug for each in attributes if _changes_by_itself(each)]


def _changes_by_itself(attribute: Attribute) -> bool:
    # The three attributes of connection strength have ordinary types: only their slugs tell.
    return attribute.type == "interaction" or attribute.api_slug.startswith("strongest_connection_")
