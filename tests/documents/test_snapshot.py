from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from attiary.documents.snapshot import snapshot

if TYPE_CHECKING:
    from collections.abc import Callable

    from attiary.model.document import Document


def test_a_snapshot_holds_name_contact_and_columns(document: Callable[..., Document]) -> None:
    attributes = {
        "record_id": "1",
        "name": "Acme",
        "description": "long",
        "domains": ["acme.com"],
        "employee_range": "1-10",
        "categories": ["a"],
        "primary_location": "Bonn",
        "linkedin": "x",
    }
    kept = snapshot(document(attributes=attributes))
    assert set(kept) == {"name", "domains", "employee_range", "categories", "primary_location"}


def test_a_value_too_large_for_a_row_is_left_out_of_it(document: Callable[..., Document]) -> None:
    attributes = {"name": "é" * 5000, "domains": ["acme.com"]}
    assert snapshot(document(attributes=attributes)) == {"domains": ["acme.com"]}


json_values = (
    st.none() | st.integers() | st.text(st.characters(), max_size=3000) | st.lists(st.text(max_size=900))
)


@given(st.dictionaries(st.sampled_from(["name", "domains", "email_addresses", "x", "y", "z"]), json_values))
def test_a_snapshot_is_at_most_8_kb_of_json(
    document: Callable[..., Document], attributes: dict[str, Any]
) -> None:
    assert len(msgspec.json.encode(snapshot(document(attributes=attributes)))) <= 8192
