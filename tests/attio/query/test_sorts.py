from __future__ import annotations

import pytest

from attiary.attio.query.resolve import Vocabulary
from attiary.attio.query.sorts import as_sorts
from attiary.errors import AttioError
from attiary.model.crm import Attribute, AttributeId
from attiary.model.selection import Target

PEOPLE, SALES = Target("people"), Target("sales", is_list=True)


def attribute(slug: str, kind: str) -> Attribute:
    return Attribute(
        id=AttributeId("w", "o", slug),
        title=slug,
        api_slug=slug,
        type=kind,
        config={"record_reference": {"allowed_object_ids": ["id-companies"]}},
    )


ATTRIBUTES = {
    "people": [
        attribute("name", "personal-name"),
        attribute("company", "record-reference"),
        attribute("created_at", "timestamp"),
    ],
    "companies": [attribute("name", "text"), attribute("domains", "domain")],
    "deals": [attribute("name", "text")],
    "sales": [attribute("stage", "status")],
}
WORDS = Vocabulary(
    attributes=lambda target: ATTRIBUTES[target.slug],
    parents=lambda _slug: ["companies", "deals"],
    objects=lambda: {"id-companies": "companies", "id-deals": "deals"},
)


def test_a_sort_names_an_attribute_part_of_one_or_a_way_to_one() -> None:
    assert as_sorts(PEOPLE, ["name", "-created_at", "name.last_name", "company.name"], WORDS) == [
        {"attribute": "name", "direction": "asc"},
        {"attribute": "created_at", "direction": "desc"},
        {"attribute": "name", "field": "last_name", "direction": "asc"},
        {"path": [["people", "company"], ["companies", "name"]], "direction": "asc"},
    ]
    assert as_sorts(SALES, ["-parent.domains"], WORDS) == [
        {"path": [["sales", "parent_record"], ["companies", "domains"]], "direction": "desc"}
    ]


def test_a_sort_that_leads_to_two_objects_or_to_none_is_refused() -> None:
    with pytest.raises(AttioError, match="companies, deals"):
        as_sorts(SALES, ["parent.name"], WORDS)
    with pytest.raises(AttioError, match="no attribute nmae"):
        as_sorts(PEOPLE, ["nmae"], WORDS)
