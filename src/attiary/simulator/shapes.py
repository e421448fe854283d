"""The shapes of Attio's answers (fact sheet sections 2 and 6), rows excepted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from attiary.simulator.kinds import kind_of
from attiary.simulator.stamps import Actor, stamp

if TYPE_CHECKING:
    from attiary.simulator.tables import Attribute, Choice, Table, Value, View
    from attiary.simulator.workspace import Workspace

Json = dict[str, Any]


def actor_json(actor: Actor) -> Json:
    """An actor; `system` has the id null."""
    return {"type": actor.type, "id": actor.id}


def object_json(workspace: Workspace, table: Table) -> Json:
    """An object."""
    return {
        "id": {"workspace_id": workspace.id, "object_id": table.id},
        "api_slug": table.slug,
        "singular_noun": table.singular,
        "plural_noun": table.plural,
        "created_at": stamp(table.created),
    }


def list_json(workspace: Workspace, table: Table) -> Json:
    """A list."""
    return {
        "id": {"workspace_id": workspace.id, "list_id": table.id},
        "api_slug": table.slug,
        "name": table.plural,
        # An array to read, one text to write: both are recorded (fact sheet, section 2).
        "parent_object": list(table.parents),
        "workspace_access": None if table.is_private else "full-access",
        "workspace_member_access": [],
        "created_by_actor": actor_json(workspace.owner),
        "created_at": stamp(table.created),
    }


def attribute_json(workspace: Workspace, table: Table, attribute: Attribute) -> Json:
    """An attribute; `object_id` is the list's id for a list's attribute."""
    targets = [workspace.objects[slug].id for slug in attribute.targets if slug in workspace.objects]
    is_reference = attribute.type == "record-reference"
    return {
        "id": _attribute_id(workspace, table, attribute),
        "title": attribute.title,
        "description": attribute.description,
        "api_slug": attribute.slug,
        "type": attribute.type,
        "is_system_attribute": attribute.is_system,
        "is_writable": attribute.is_writable,
        "is_required": attribute.is_required,
        "is_unique": attribute.is_unique,
        "is_multiselect": attribute.is_multiselect,
        "is_default_value_enabled": attribute.default is not None
        or attribute.slug in ("created_at", "created_by"),
        "is_archived": attribute.is_archived,
        "default_value": attribute.default,
        "relationship": _relationship(workspace, attribute),
        "created_at": stamp(attribute.created),
        "config": {
            "currency": {
                "default_currency_code": attribute.currency,
                "display_type": "symbol" if attribute.currency else None,
            },
            "record_reference": {"allowed_object_ids": targets if is_reference else None},
        },
    }


def _attribute_id(workspace: Workspace, table: Table, attribute: Attribute) -> Json:
    return {"workspace_id": workspace.id, "object_id": table.id, "attribute_id": attribute.id}


def _relationship(workspace: Workspace, attribute: Attribute) -> Json | None:
    if attribute.other_side is None:
        return None
    table = workspace.objects[attribute.other_side[0]]
    other = table.attributes[attribute.other_side[1]]
    return {
        "id": _attribute_id(workspace, table, other),
        "object_slug": table.slug,
        "title": other.title,
        "api_slug": other.slug,
        "is_multiselect": other.is_multiselect,
    }


def choice_json(workspace: Workspace, table: Table, attribute: Attribute, choice: Choice) -> Json:
    """A select option or a status."""
    place = _attribute_id(workspace, table, attribute)
    if attribute.type == "select":
        return {
            "id": {**place, "option_id": choice.id},
            "title": choice.title,
            "is_archived": choice.is_archived,
        }
    return {
        "id": {**place, "status_id": choice.id},
        "title": choice.title,
        "is_archived": choice.is_archived,
        "celebration_enabled": choice.celebration_enabled,
        "target_time_in_status": choice.target_time_in_status,
    }


def view_json(workspace: Workspace, table: Table, view: View) -> Json:
    """A saved view."""
    owner = "object_id" if table.kind == "objects" else "list_id"
    return {
        "id": {"workspace_id": workspace.id, owner: table.id, "view_id": view.id},
        "title": view.title,
        "created_at": stamp(view.created),
    }


def value_json(workspace: Workspace, table: Table, attribute: Attribute, value: Value) -> Json:
    """A value: what all have, then its type's own keys, `attribute_type` last."""
    return {
        "active_from": stamp(value.since),
        "active_until": None if value.until is None else stamp(value.until),
        "created_by_actor": actor_json(value.actor),
        **own_json(workspace, table, attribute, value),
        "attribute_type": attribute.type,
    }


def own_json(workspace: Workspace, table: Table, attribute: Attribute, value: Value) -> Json:
    """The keys that only values of this type have."""
    if attribute.type in ("select", "status"):
        choice = attribute.choice(value.own[0])
        return {kind_of(attribute.type).keys[0]: choice and choice_json(workspace, table, attribute, choice)}
    # In the order of the recordings; `attribute_type` comes behind them (fact sheet, section 6).
    own = dict(zip(kind_of(attribute.type).keys, value.own, strict=True))
    if attribute.type == "interaction":
        own["owner_actor"] = actor_json(own["owner_actor"])
    return own
