from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from attiary.documents.value_types import value_type, value_types

if TYPE_CHECKING:
    from collections.abc import Callable

    from attiary.model.document import Document
    from attiary.model.values import Json

    Making = Callable[..., Document]


@pytest.mark.parametrize(
    ("value", "details", "told"),
    [
        (5, {"currency_code": "EUR"}, "currency"),
        (5, None, ""),
        ("Bonn", {"locality": "Bonn", "country_code": "DE"}, "location"),
        ("+49", {"country_code": "DE"}, ""),
        ("Ada Byron", {"first_name": "Ada", "last_name": "Byron"}, "personal-name"),
        ("2026-02-06T12:34:56.1Z", {"interaction_type": "email"}, "interaction"),
        ("2026-02-06T12:34:56.100000000Z", None, "timestamp"),
        ("2026-02-06", None, "date"),
        ("2026-02-06 or so", None, ""),
        ({"objectType": "company", "attioRecordId": "id"}, None, "record-reference"),
        ([{"actorType": "system", "actorId": None}], None, "actor-reference"),
        ([5], [{"currency_code": "EUR"}], "currency"),
        ([], [], ""),
        (None, None, ""),
    ],
)
def test_a_value_and_its_details_tell_a_type(value: Json, details: Json, told: str) -> None:
    assert value_type(value, details) == told


def test_only_the_types_that_a_document_tells_are_named(document: Making) -> None:
    made = document(
        attributes={"value": 5, "note": "x", "closed_on": "2026-02-06"},
        details={"value": {"currency_code": "EUR"}},
    )
    assert value_types(made) == {"value": "currency", "closed_on": "date"}
