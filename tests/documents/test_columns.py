from __future__ import annotations

import pytest

from attiary.documents.columns import columns


@pytest.mark.parametrize(
    ("object_type", "attributes", "expected"),
    [
        (
            "company",
            ["record_id", "categories", "name", "domains", "primary_location", "logo_url", "employee_range"],
            ["domains", "primary_location", "employee_range", "categories"],
        ),
        ("person", ["name", "email_addresses", "phone_numbers"], ["email_addresses", "phone_numbers"]),
        (
            "projects",
            ["record_id", "name", "a", "last_interaction", "b", "c", "d", "e"],
            ["a", "b", "c", "d"],
        ),
        ("list_entry", ["entry_id", "created_at", "stage", "created_by"], ["stage"]),
    ],
)
def test_a_table_shows_few_columns_and_the_telling_ones(
    object_type: str, attributes: list[str], expected: list[str]
) -> None:
    assert columns(object_type, attributes) == expected
