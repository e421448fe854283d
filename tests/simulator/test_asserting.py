from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from attiary.simulator.server import Running

Ask = Callable[..., tuple[int, Any]]
COMPANIES = "/objects/companies/records?matching_attribute=domains"


def _written(**values: Any) -> Any:
    return {"data": {"values": values}}


def _id(answer: tuple[int, Any]) -> str:
    assert answer[0] == 200, answer
    return str(answer[1]["data"]["id"]["record_id"])


def test_a_record_that_is_not_there_is_created_and_one_that_is_there_is_changed(ask_own: Ask) -> None:
    first = ask_own("PUT", COMPANIES, _written(name="Acme", domains=["acme.example"]))
    second = ask_own("PUT", COMPANIES, _written(name="Acme Ltd", domains=["ACME.example", "a.example"]))
    assert _id(first) == _id(second)
    assert second[1]["data"]["values"]["name"][0]["value"] == "Acme Ltd"


def test_values_of_the_matching_attribute_are_added_and_others_overwritten(ask_own: Ask) -> None:
    first = _written(domains=["a.example", "b.example"], categories=["SaaS"])
    ask_own("PUT", COMPANIES, first)
    answer = ask_own("PUT", COMPANIES, _written(domains=["b.example", "c.example"], categories=["B2B"]))
    values = answer[1]["data"]["values"]
    assert {each["domain"] for each in values["domains"]} == {"a.example", "b.example", "c.example"}
    assert [each["option"]["title"] for each in values["categories"]] == ["B2B"]


def test_values_of_two_records_match_neither(ask_own: Ask) -> None:
    for domain in ("a.example", "b.example"):
        ask_own("PUT", COMPANIES, _written(domains=[domain]))
    status, body = ask_own("PUT", COMPANIES, _written(domains=["a.example", "b.example"]))
    assert (status, body["code"]) == (400, "multiple_match_results")


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("", "validation_type"),
        ("?matching_attribute=ghost", "value_not_found"),
        ("?matching_attribute=name", "validation_type"),
        ("?matching_attribute=domains", "missing_value"),
    ],
)
def test_an_attribute_that_cannot_match_is_refused(ask: Ask, query: str, code: str) -> None:
    status, body = ask("PUT", f"/objects/companies/records{query}", _written(name="Acme"))
    assert (status, body["code"]) == (400, code)


def test_an_entry_is_asserted_by_its_parent(simulator: Running, ask_own: Ask) -> None:
    parent = simulator.world.add_record("people", {"name": "Ada"})

    def put(stage: str) -> tuple[int, Any]:
        data = {"parent_record_id": parent, "parent_object": "people", "entry_values": {"stage": stage}}
        return ask_own("PUT", "/lists/outreach/entries", {"data": data})

    first, second = put("Contacted")[1]["data"], put("Replied")[1]["data"]
    assert first["id"] == second["id"]
    assert second["entry_values"]["stage"][0]["status"]["title"] == "Replied"
    simulator.world.add_entry("outreach", parent)
    status, body = put("Contacted")
    assert (status, body["code"]) == (400, "multiple_match_results")
