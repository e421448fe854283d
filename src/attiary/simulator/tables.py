"""Objects and lists: their attributes, and their rows in id order."""

from __future__ import annotations

from bisect import bisect_left, insort
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from attiary.simulator.api_errors import missing
from attiary.simulator.stamps import Actor, stamp
from attiary.simulator.unsettled import ROOM_FOR_VALUES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from attiary.simulator.kinds import Own


class Value(NamedTuple):
    """What an attribute holds from one moment on (milliseconds); `until` is None for the present one."""

    own: Own
    since: int
    actor: Actor
    until: int | None = None


Values = dict[str, list[Value]]
"""Values by attribute slug; an attribute without a value may be left out."""

_NOTHING: list[Value] = []


@dataclass(slots=True)
class Choice:
    """An option of a select attribute, or a status; the last two say something for a status alone."""

    id: str
    title: str
    is_archived: bool = False
    celebration_enabled: bool = False
    target_time_in_status: str | None = None


@dataclass(slots=True)
class Attribute:
    """A field of an object or a list. `other_side`: (object, attribute), a relationship's other half."""

    id: str
    slug: str
    title: str
    type: str
    created: int
    description: str | None = None
    is_system: bool = True
    is_writable: bool = True
    is_required: bool = False
    is_unique: bool = False
    is_multiselect: bool = False
    is_archived: bool = False
    default: dict[str, Any] | None = None
    targets: tuple[str, ...] = ()
    other_side: tuple[str, str] | None = None
    currency: str | None = None
    choices: list[Choice] = field(default_factory=list)

    def choice(self, key: str) -> Choice | None:
        """The option or status of a title or an id."""
        return next((choice for choice in self.choices if key in (choice.id, choice.title)), None)


@dataclass(slots=True)
class Room:
    """How many more attributes of rows may keep their values for the filters and sorts that come after."""

    left: int = ROOM_FOR_VALUES


@dataclass(slots=True)
class Row:
    """A record or an entry. Its values are made anew when asked for until it changes; its bytes are kept."""

    id: str
    created: int
    actor: Actor
    make: Callable[[], Values]
    parent: tuple[str, str] | None = None
    room: Room | None = None
    held: Values | None = None
    seen: Values | None = None
    past: Values = field(default_factory=dict)
    encoded: bytes | None = None

    @property
    def values(self) -> Values:
        """The present values, kept from now on: for whoever changes them."""
        if self.held is None:
            self.held, self.seen = self.make(), None
        return self.held

    def all(self) -> Values:
        """The present values, not kept: who encodes a hundred thousand rows needs each of them once."""
        return self.make() if self.held is None else self.held

    def look(self, slug: str) -> list[Value]:
        """What an attribute holds now, kept while there is room: who filters will look at it again."""
        if self.held is not None:
            return self.held.get(slug, _NOTHING)
        if self.seen is not None and slug in self.seen:
            return self.seen[slug]
        found = self.make().get(slug, _NOTHING)
        if self.room and self.room.left:
            self.room.left -= 1
            self.seen = self.seen or {}
            self.seen[slug] = found
        return found

    def put(self, slug: str, owns: list[Own], when: int, actor: Actor) -> None:
        """Give an attribute these values; those it had stay as they are, those it loses go into the past."""
        present = self.values.get(slug, [])
        # What stays keeps since when it is so: who looks for changes reads that.
        staying = {value.own: value for value in present if value.own in owns}
        ended = [value._replace(until=when) for value in present if value.own not in staying]
        if ended:
            self.past.setdefault(slug, []).extend(ended)
        self.values[slug] = [staying.get(own) or Value(own, when, actor) for own in owns]
        self.encoded = None

    def owns(self, slug: str) -> list[Own]:
        """What an attribute holds now, without since when and by whom."""
        return [value.own for value in self.look(slug)]


@dataclass(slots=True)
class View:
    """A saved view; its filter is what a query by it uses."""

    id: str
    title: str
    created: int
    filter: dict[str, Any]


PARENT_RECORD = Attribute(
    id="parent_record", slug="parent_record", title="Parent Record", type="record-reference", created=0
)
"""The pseudo attribute of every list: known to filters and sorts, shown nowhere."""


@dataclass(slots=True)
class Table:
    """An object with its records, or a list with its entries. `parents` are the objects a list may hold."""

    kind: Literal["objects", "lists"]
    id: str
    slug: str
    singular: str
    plural: str
    created: int
    parents: tuple[str, ...] = ()
    attributes: dict[str, Attribute] = field(default_factory=dict)
    views: list[View] = field(default_factory=list)
    rows: dict[str, Row] = field(default_factory=dict)
    order: list[str] = field(default_factory=list)
    """Ids ascending: the order Attio answers in when no sort is asked for."""
    entries_of: dict[str, list[str]] = field(default_factory=dict)
    """Entry ids by the id of their parent record."""
    is_private: bool = False
    """Whether no key may see this list."""
    pieces: dict[str, bytes] = field(default_factory=dict)
    """Options and statuses as JSON, by id: what rows share is encoded once."""

    def __iter__(self) -> Iterator[Row]:
        return (self.rows[row_id] for row_id in self.order)

    def attribute(self, key: str) -> Attribute | None:
        """The attribute of a slug or an id, archived ones included."""
        # Every list has it, and no list shows it among its attributes (fact sheet, sections 2 and 4).
        if self.kind == "lists" and key == PARENT_RECORD.slug:
            return PARENT_RECORD
        found = self.attributes.get(key)
        return found or next((each for each in self.attributes.values() if each.id == key), None)

    def known_attribute(self, key: str) -> Attribute:
        """The attribute of a slug or an id; 404 otherwise."""
        found = self.attribute(key)
        if found is None or found is PARENT_RECORD:
            raise missing("Attribute", key)
        return found

    def fill(self, rows: list[Row]) -> None:
        """Put many rows into an empty table at once."""
        self.rows = {row.id: row for row in rows}
        self.order = sorted(self.rows)
        for row in rows:
            self._note_parent(row)

    def insert(self, row: Row) -> None:
        """Put a row at its place."""
        self.rows[row.id] = row
        insort(self.order, row.id)
        self._note_parent(row)

    def remove(self, row: Row) -> None:
        """Take a row out."""
        del self.rows[row.id]
        del self.order[bisect_left(self.order, row.id)]
        # A record may be in a list several times: one entry goes, the others stay (fact sheet, section 2).
        if row.parent:
            self.entries_of[row.parent[1]].remove(row.id)

    def forget_bytes(self) -> None:
        """Every row must be encoded anew: an attribute or a choice has changed."""
        self.pieces.clear()
        for row in self.rows.values():
            row.encoded = None

    def _note_parent(self, row: Row) -> None:
        if row.parent:
            self.entries_of.setdefault(row.parent[1], []).append(row.id)


DERIVED: dict[str, Callable[[Row], Own]] = {
    "record_id": lambda row: (row.id,),
    "entry_id": lambda row: (row.id,),
    "created_at": lambda row: (stamp(row.created),),
    "created_by": lambda row: tuple(row.actor),
}
"""The attributes that are not stored: by slug, how a row has them."""


def values_of(row: Row, attribute: Attribute) -> list[Value]:
    """What a row holds for an attribute, those that are not stored (ids, creation, parent) included."""
    if attribute is PARENT_RECORD and row.parent:
        return [Value(row.parent, row.created, row.actor)]
    derive = DERIVED.get(attribute.slug)
    if derive:
        return [Value(derive(row), row.created, row.actor)]
    return row.look(attribute.slug)
