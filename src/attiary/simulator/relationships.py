"""References between records: both sides of a relationship move together, nothing points at what is gone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from attiary.simulator.api_errors import ApiError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from attiary.simulator.kinds import Own
    from attiary.simulator.stamps import Actor
    from attiary.simulator.tables import Attribute, Row, Table
    from attiary.simulator.workspace import Workspace


@dataclass(frozen=True)
class Hand:
    """Somebody changing values at one moment."""

    workspace: Workspace
    actor: Actor
    when: int

    def put(self, table: Table, row: Row, attribute: Attribute, owns: list[Own]) -> None:
        """Give a row's attribute these values; the other side of a relationship follows."""
        if attribute.type == "record-reference":
            self._check(owns)
        before = row.owns(attribute.slug)
        row.put(attribute.slug, owns, self.when, self.actor)
        if attribute.other_side is None:
            return
        here = (table.slug, row.id)
        for target in before:
            if target not in owns:
                self._let_go(target, attribute.other_side[1], here)
        for target in owns:
            if target not in before:
                self._take(target, attribute.other_side[1], here)

    def clear(self, table: Table, row: Row) -> None:
        """Take a row out of every relationship."""
        for attribute in table.attributes.values():
            if attribute.other_side and row.owns(attribute.slug):
                self.put(table, row, attribute, [])

    def replace(self, gone: Own, survivor: Own | None) -> None:
        """Make one-way references to a record point at its survivor, or at nothing."""
        for row, attribute in list(self._referring(gone)):
            left = [own for own in row.owns(attribute.slug) if own not in (gone, survivor)]
            row.put(attribute.slug, [*left, survivor] if survivor else left, self.when, self.actor)

    def _check(self, owns: list[Own]) -> None:
        objects = self.workspace.objects
        for slug, record_id in owns:
            if slug not in objects or record_id not in objects[slug].rows:
                raise ApiError(400, "value_not_found", f'Record with ID "{record_id}" not found.')

    def _let_go(self, target: Own, slug: str, here: Own) -> None:
        row = self.workspace.objects[target[0]].rows[target[1]]
        row.put(slug, [own for own in row.owns(slug) if own != here], self.when, self.actor)

    def _take(self, target: Own, slug: str, here: Own) -> None:
        table = self.workspace.objects[target[0]]
        row, attribute = table.rows[target[1]], table.attributes[slug]
        present = row.owns(slug)
        if here in present:
            return
        if not attribute.is_multiselect and attribute.other_side:
            # One value only: who was there before loses the other half too, or the pair would disagree.
            for former in present:
                self._let_go(former, attribute.other_side[1], target)
            present = []
        # In front: Attio prepends (fact sheet, section 6).
        row.put(slug, [here, *present], self.when, self.actor)

    def _referring(self, target: Own) -> Iterator[tuple[Row, Attribute]]:
        for table in (*self.workspace.objects.values(), *self.workspace.lists.values()):
            for attribute in table.attributes.values():
                if attribute.other_side is None and target[0] in attribute.targets:
                    yield from ((row, attribute) for row in table if target in row.owns(attribute.slug))
