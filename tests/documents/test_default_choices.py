from __future__ import annotations

from attiary.documents.default_choices import left_out_by_default
from attiary.model.crm import Attribute, AttributeId


def attribute(slug: str, kind: str) -> Attribute:
    return Attribute(
        id=AttributeId("w", "o", slug), title=slug, api_slug=slug, type=kind, is_multiselect=False
    )


def test_interactions_and_connection_strength_are_left_out() -> None:
    attributes = {
        "last_email_interaction": "interaction",
        "strongest_connection_strength": "select",
        "strongest_connection_user": "actor-reference",
        "name": "text",
        "twitter_follower_count": "number",
    }
    assert left_out_by_default(attribute(slug, kind) for slug, kind in attributes.items()) == [
        "last_email_interaction",
        "strongest_connection_strength",
        "strongest_connection_user",
    ]
