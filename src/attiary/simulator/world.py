"""A workspace that moves: what a person in Attio's own app could do to it. The HTTP writes use these too."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from attiary.simulator.accept import accept, known_choice
from attiary.simulator.api_errors import ApiError
from attiary.simulator.filtering import compiled
from attiary.simulator.relationships import Hand
from attiary.simulator.tables import Attribute, Choice, Row, Table, View
from attiary.simulator.workspace import Workspace

if TYPE_CHECKING:
    from attiary.simulator.kinds import Own
    from attiary.simulator.stamps import Actor

Written = Mapping[str, Any]
"""Values by attribute slug or id, as Attio's writes take them: shorthand, objects, arrays, null."""


class World(Workspace):
    """Attio's side: each method is one change, seen by the next request. Raises ApiError as Attio would."""

    def add_record(
        self, object_slug: str, values: Written | None = None, *, actor: Actor | None = None
    ) -> str:
        """Create a record; its id."""
        with self.lock:
            return self._insert(self.object(object_slug), values or {}, actor).id

    def add_entry(
        self, list_slug: str, record_id: str, values: Written | None = None, *, object_slug: str | None = None
    ) -> str:
        """Put a record on a list, once more if it is there already; the entry's id."""
        with self.lock:
            table = self.list(list_slug)
            parent = self._parent(table, object_slug or table.parents[0], record_id)
            return self._insert(table, values or {}, None, parent).id

    def set_values(
        self, slug: str, row_id: str, values: Written, *, prepend: bool = False, actor: Actor | None = None
    ) -> None:
        """Set values of a record, or of an entry where `slug` is a list's; `prepend` adds to several."""
        with self.lock:
            table = self._table(slug)
            row = self.row(table, row_id)
            accepted = self._accepted(table, values)
            hand = self._hand(actor)
            for key, owns in accepted.items():
                attribute = table.attributes[key]
                kept = row.owns(key) if prepend and attribute.is_multiselect else []
                wanted = [*owns, *(own for own in kept if own not in owns)]
                hand.put(table, row, attribute, wanted)

    def delete(self, slug: str, row_id: str) -> None:
        """Delete a record with its entries and notes, or an entry where `slug` is a list's."""
        with self.lock:
            table = self._table(slug)
            row = self.row(table, row_id)
            self._hand().clear(table, row)
            if table.kind == "objects":
                self._hand().replace((table.slug, row.id), None)
                self._forget_around(row.id)
            table.remove(row)

    def merge(self, object_slug: str, record_id: str, other_id: str) -> str:
        """Merge two records into a new one; its id. Both old ids are gone, entries and notes follow."""
        with self.lock:
            table = self.object(object_slug)
            if record_id == other_id:
                raise ApiError(400, "self_merge", "A record cannot be merged with itself.")
            old = [self.row(table, record_id), self.row(table, other_id)]
            merged = self._merged_values(table, old)
            for row in old:
                self._hand().clear(table, row)
            # A new id: both old ones answer 404 from now on, and a reader who has them loses the record.
            survivor = self._insert(table, {}, None)
            hand = self._hand()
            for slug, owns in merged.items():
                hand.put(table, survivor, table.attributes[slug], owns)
            for row in old:
                hand.replace((table.slug, row.id), (table.slug, survivor.id))
                self._inherit(table, row.id, survivor.id)
                table.remove(row)
            return survivor.id

    def add_attribute(
        self, slug: str, api_slug: str, attribute_type: str, *, title: str, options: Sequence[str] = ()
    ) -> None:
        """Give an object or a list an attribute of any type, even one that Attio does not have yet."""
        with self.lock:
            table = self._table(slug)
            if api_slug in table.attributes:
                raise _slug_conflict(api_slug)
            attribute_id = self.new_id("attribute")
            table.attributes[api_slug] = Attribute(
                attribute_id,
                api_slug,
                title,
                attribute_type,
                self.now(),
                is_system=False,
                choices=[Choice(self.new_id("option"), option) for option in options],
            )
            table.forget_bytes()

    def rename_attribute(self, slug: str, attribute: str, *, title: str, api_slug: str | None = None) -> None:
        """Rename an attribute of an object or a list; with `api_slug` its slug too."""
        with self.lock:
            table = self._table(slug)
            found = table.known_attribute(attribute)
            found.title = title
            if api_slug and api_slug != found.slug:
                self._move_attribute(table, found.slug, api_slug)
            table.forget_bytes()

    def rename_option(self, slug: str, attribute: str, option: str, title: str) -> None:
        """Rename an option or a status, named by title or id."""
        with self.lock:
            table = self._table(slug)
            known_choice(table.known_attribute(attribute), option).title = title
            table.forget_bytes()

    def archive_option(self, slug: str, attribute: str, option: str, *, archived: bool = True) -> None:
        """Archive an option or a status, or bring it back; values that hold it keep it."""
        with self.lock:
            table = self._table(slug)
            known_choice(table.known_attribute(attribute), option).is_archived = archived
            table.forget_bytes()

    def rename_list(self, slug: str, name: str, *, api_slug: str | None = None) -> None:
        """Rename a list; with `api_slug` its slug too."""
        with self.lock:
            table = self.list(slug)
            table.plural = name
            if api_slug and api_slug != table.slug:
                self.lists = {
                    api_slug if key == table.slug else key: each for key, each in self.lists.items()
                }
                table.slug = api_slug

    def hide_list(self, list_slug: str) -> None:
        """Make a list private: no key sees it any more."""
        with self.lock:
            self.list(list_slug).is_private = True

    def add_view(self, slug: str, title: str, filter: Mapping[str, Any] | None = None) -> str:  # noqa: A002 - Attio's word
        """Save a view of an object or a list; its id. Without a filter it shows every row."""
        with self.lock:
            table, node = self._table(slug), dict(filter or {})
            compiled(self, table, node)
            table.views.append(View(self.new_id("view"), title, self.now(), node))
            return table.views[-1].id

    def ids(self, slug: str) -> list[str]:
        """The ids of an object's records or a list's entries, ascending."""
        with self.lock:
            return list(self._table(slug).order)

    def _table(self, slug: str) -> Table:
        return self.objects.get(slug) or self.lists.get(slug) or self.object(slug)

    def _hand(self, actor: Actor | None = None) -> Hand:
        return Hand(self, actor or self.owner, self.now())

    def _parent(self, table: Table, object_key: str, record_id: str) -> tuple[str, str]:
        parent_object = self.object(object_key).slug
        if parent_object not in table.parents or record_id not in self.objects[parent_object].rows:
            raise ApiError(400, "value_not_found", f'Parent record with slug/ID "{record_id}" not found.')
        return (parent_object, record_id)

    def _accepted(self, table: Table, values: Written) -> dict[str, list[Own]]:
        known = {key: table.attribute(key) for key in values}
        for key, attribute in known.items():
            if attribute is None or attribute.slug not in table.attributes:
                raise ApiError(400, "value_not_found", f'Cannot find attribute with slug/ID "{key}".')
        return {each.slug: accept(each, values[key]) for key, each in known.items() if each}

    def _insert(
        self, table: Table, values: Written, actor: Actor | None, parent: tuple[str, str] | None = None
    ) -> Row:
        accepted = self._accepted(table, values)
        hand = self._hand(actor)
        row = Row(self.new_id(table.slug), hand.when, hand.actor, dict, parent)
        table.insert(row)
        try:
            for slug, owns in accepted.items():
                hand.put(table, row, table.attributes[slug], owns)
        except ApiError:
            self._hand().clear(table, row)
            table.remove(row)
            raise
        return row

    def _forget_around(self, record_id: str) -> None:
        for table in self.lists.values():
            for entry_id in list(table.entries_of.get(record_id, ())):
                table.remove(table.rows[entry_id])
        self.notes = [note for note in self.notes if note["parent_record_id"] != record_id]
        for task in self.tasks:
            linked = task["linked_records"]
            task["linked_records"] = [one for one in linked if one["target_record_id"] != record_id]

    def _inherit(self, table: Table, gone_id: str, survivor_id: str) -> None:
        for each in self.lists.values():
            for entry_id in each.entries_of.pop(gone_id, []):
                row = each.rows[entry_id]
                row.parent, row.encoded = (table.slug, survivor_id), None
                each.entries_of.setdefault(survivor_id, []).append(entry_id)
        for note in self.notes:
            if note["parent_record_id"] == gone_id:
                note["parent_record_id"] = survivor_id

    def _merged_values(self, table: Table, old: list[Row]) -> dict[str, list[Own]]:
        merged: dict[str, list[Own]] = {}
        for attribute in table.attributes.values():
            kept, other = (row.owns(attribute.slug) for row in old)
            # Where one value fits, the primary record's wins; several are joined.
            added = [own for own in other if own not in kept] if attribute.is_multiselect or not kept else []
            if kept or added:
                merged[attribute.slug] = [*kept, *added]
        return merged

    def _move_attribute(self, table: Table, slug: str, new_slug: str) -> None:
        if new_slug in table.attributes:
            raise _slug_conflict(new_slug)
        table.attributes[slug].slug = new_slug
        table.attributes = {each.slug: each for each in table.attributes.values()}
        for row in table:
            with suppress(KeyError):
                row.values[new_slug] = row.values.pop(slug)
            with suppress(KeyError):
                row.past[new_slug] = row.past.pop(slug)
        for each in self.objects.values():
            for attribute in each.attributes.values():
                if attribute.other_side == (table.slug, slug):
                    attribute.other_side = (table.slug, new_slug)


def _slug_conflict(slug: str) -> ApiError:
    return ApiError(409, "slug_conflict", f'There is already another attribute with the slug "{slug}".')
