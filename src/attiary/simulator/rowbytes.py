"""Records and entries as JSON: encoded when first read, kept until they change.

Most values of a row begin alike: since when, and by whom. That beginning is kept once, and a control
character, which JSON never contains, stands in its place: half the memory, and most of the work.
"""

from __future__ import annotations

import time
from functools import lru_cache
from typing import TYPE_CHECKING

import orjson

from attiary.simulator.shapes import actor_json, own_json
from attiary.simulator.stamps import Actor, stamp
from attiary.simulator.tables import DERIVED, Attribute, Row, Table, Value
from attiary.simulator.unsettled import WEB_SEGMENTS

if TYPE_CHECKING:
    from attiary.simulator.workspace import Workspace

_SAME = b"\x00"
_END = b"\x01"


def row_bytes(workspace: Workspace, table: Table, row: Row) -> bytes:
    """A record or an entry as JSON, kept until the row changes."""
    if row.encoded is None:
        row.encoded = _compact(workspace, table, row)
    beginning, _, rest = row.encoded.partition(_END)
    return rest.replace(_SAME, beginning)


def encode_all(workspace: Workspace) -> None:
    """Encode every row that nobody has read yet, giving way to whoever asks meanwhile."""
    for table in (*workspace.objects.values(), *workspace.lists.values()):
        with workspace.lock:
            rows = list(table)
        for row in rows:
            with workspace.lock:
                row_bytes(workspace, table, row)
            # Without this a reader waits for the whole table: a lock does not hand over by itself.
            time.sleep(0)


def _compact(workspace: Workspace, table: Table, row: Row) -> bytes:
    present = row.all()
    shown = []
    for slug, attribute in table.attributes.items():
        # Every attribute that is shown is a key, empty ones too (33 on a company; fact sheet, section 6).
        if not attribute.is_archived:
            derive = DERIVED.get(slug)
            values = (
                present.get(slug, ()) if derive is None else (Value(derive(row), row.created, row.actor),)
            )
            encoded = [_value(workspace, table, attribute, row, value) for value in values]
            shown.append(_key(slug) + b",".join(encoded) + b"]")
    beginning, head = _beginning(row.created, None, row.actor), _head(workspace, table, row)
    return b"".join((beginning, _END, head, b"{", b",".join(shown), b"}}"))


def _head(workspace: Workspace, table: Table, row: Row) -> bytes:
    """Everything before the values."""
    created = stamp(row.created)
    if row.parent:
        return (
            f'{{"id":{{"workspace_id":"{workspace.id}","list_id":"{table.id}","entry_id":"{row.id}"}},'
            f'"parent_record_id":"{row.parent[1]}","parent_object":{_text(row.parent[0])},'
            f'"created_at":"{created}","entry_values":'
        ).encode()
    segment = WEB_SEGMENTS.get(table.slug, table.slug)
    address = _text(f"https://app.attio.com/{workspace.slug}/{segment}/{row.id}")
    return (
        f'{{"id":{{"workspace_id":"{workspace.id}","object_id":"{table.id}","record_id":"{row.id}"}},'
        f'"created_at":"{created}","web_url":{address},"values":'
    ).encode()


def _text(text: str) -> str:
    return orjson.dumps(text).decode()


@lru_cache(maxsize=1024)
def _key(slug: str) -> bytes:
    return orjson.dumps(slug) + b":["


@lru_cache(maxsize=4096)
def _beginning(since: int, until: int | None, actor: Actor) -> bytes:
    """A value up to its type's own keys."""
    shared = {
        "active_from": stamp(since),
        "active_until": None if until is None else stamp(until),
        "created_by_actor": actor_json(actor),
    }
    return orjson.dumps(shared)[:-1] + b","


def _value(workspace: Workspace, table: Table, attribute: Attribute, row: Row, value: Value) -> bytes:
    is_alike = value.since == row.created and value.actor == row.actor and value.until is None
    beginning = _SAME if is_alike else _beginning(value.since, value.until, value.actor)
    return beginning + _own(workspace, table, attribute, value) + _end(attribute.type)


def _own(workspace: Workspace, table: Table, attribute: Attribute, value: Value) -> bytes:
    if attribute.type not in ("select", "status"):
        return orjson.dumps(own_json(workspace, table, attribute, value))[1:-1]
    choice_id = value.own[0]
    if choice_id not in table.pieces:
        table.pieces[choice_id] = orjson.dumps(own_json(workspace, table, attribute, value))[1:-1]
    return table.pieces[choice_id]


@lru_cache(maxsize=64)
def _end(attribute_type: str) -> bytes:
    return b',"attribute_type":%b}' % orjson.dumps(attribute_type)
