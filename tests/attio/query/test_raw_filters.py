from __future__ import annotations

import json
from typing import Any

import pytest

from attiary.attio.query.expressions import as_filter
from attiary.attio.query.resolve import Vocabulary
from attiary.errors import AttioError
from attiary.model.crm import Attribute, AttributeId
from attiary.model.selection import Target

PEOPLE = Target("people")
NAME = Attribute(id=AttributeId("w", "o", "a"), title="Name", api_slug="name", type="personal-name")
WORDS = Vocabulary(attributes=lambda _target: [NAME], parents=lambda _slug: [], objects=dict)


def asked(target: Target, *expressions: str) -> dict[str, Any]:
    return as_filter(target, expressions, WORDS)


def refused(target: Target, expression: str) -> str:
    with pytest.raises(AttioError) as caught:
        asked(target, expression)
    return str(caught.value)


@pytest.mark.parametrize(
    "node",
    [
        {"name": "x"},
        {"name": {"full_name": {"$contains": "x"}}, "email_addresses": "a@b.c"},
        {"$and": [{"a": 1}, {"$or": [{"$not": {"b": True}}]}]},
        {"path": [["people", "company"], ["companies", "name"]], "constraints": {"value": "x"}},
    ],
)
def test_json_is_passed_on_as_it_is(node: dict[str, Any]) -> None:
    assert asked(PEOPLE, f" {json.dumps(node)}") == node
    assert asked(PEOPLE, json.dumps(node), "name~a") == {"$and": [node, asked(PEOPLE, "name~a")]}


@pytest.mark.parametrize(
    "text",
    [
        "{", "{}", '{"a": 1', '{"$and": []}',
        '{"$and": {"a": 1}}', '{"$xor": [{"a": 1}]}', '{"$not": []}', '{"a": null}',
        '{"a": [1]}', '{"path": 1, "constraints": {}}', '{"a": NaN}',
        '{"a": 1e999}', '{"a": -1e999}', '{"a": 1, "a": 2}', '{"a": {"b": 1, "b": 1}}',
        '{"$and":' * 5_000,
    ],
)  # fmt: skip
def test_json_that_is_no_filter_is_refused(text: str) -> None:
    assert "JSON" in refused(PEOPLE, text)


def test_nothing_to_filter_by_is_refused() -> None:
    with pytest.raises(AttioError, match="No filter was given"):
        asked(PEOPLE)
