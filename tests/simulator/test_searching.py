from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from attiary.simulator.server import Running

Ask = Callable[..., tuple[int, Any]]
PATH = "/objects/records/search"
ANYBODY = {"type": "workspace"}


def _found(ask: Ask, query: str, *objects: str, **more: Any) -> list[Any]:
    body = {"query": query, "objects": list(objects), "request_as": ANYBODY, **more}
    status, answer = ask("POST", PATH, body)
    assert status == 200, answer
    data: list[Any] = answer["data"]
    return data


@pytest.mark.parametrize("query", ["zaphod quux", "QUUX", "ford@gold.example", "+3315550000", "in/zaphod"])
def test_a_person_is_found_by_name_address_number_and_handle(
    simulator: Running, ask_own: Ask, query: str
) -> None:
    record_id = simulator.world.add_record(
        "people",
        {
            "name": "Quux, Zaphod",
            "email_addresses": "ford@gold.example",
            "phone_numbers": "+33 1 555 0000",
            "linkedin": "https://www.linkedin.com/in/zaphod",
        },
    )
    (hit,) = _found(ask_own, query, "people", "companies")
    assert hit["id"]["record_id"] == record_id
    assert (hit["object_slug"], hit["record_text"]) == ("people", "Zaphod Quux")
    assert (hit["email_addresses"], hit["phone_numbers"]) == (["ford@gold.example"], ["+3315550000"])


def test_a_company_is_found_by_its_domain_and_others_by_their_label(simulator: Running, ask_own: Ask) -> None:
    simulator.world.add_record("companies", {"name": "Acme", "domains": ["very-own.example"]})
    (company,) = _found(ask_own, "very-own", "companies")
    assert company["domains"] == ["very-own.example"]
    assert _found(ask_own, "Project", "projects")[0]["record_text"].startswith("Project")


def test_an_empty_query_gives_some_and_25_are_the_most(ask: Ask) -> None:
    assert len(_found(ask, "", "people")) == 25
    assert len(_found(ask, "", "people", limit=3)) == 3


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"query": None}, "validation_type"),
        ({"query": "x" * 257}, "validation_type"),
        ({"objects": []}, "validation_type"),
        ({"objects": "people"}, "validation_type"),
        ({"objects": ["ghosts"]}, "value_not_found"),
        ({"limit": 26}, "validation_type"),
        ({"limit": 0}, "validation_type"),
        ({"request_as": None}, "validation_type"),
        ({"request_as": {"type": "ghost"}}, "validation_type"),
        ({"request_as": {"type": "workspace-member", "email_address": "x@y.example"}}, "value_not_found"),
        ({"offset": 1}, "validation_type"),
    ],
)
def test_a_malformed_search_is_refused(ask: Ask, change: Any, code: str) -> None:
    status, body = ask("POST", PATH, {"query": "a", "objects": ["people"], "request_as": ANYBODY, **change})
    assert (status, body["code"]) == (400, code)


def test_one_may_search_as_a_member(shared: Running, ask: Ask) -> None:
    email = shared.world.members[0]["email_address"]
    viewer = {"type": "workspace-member", "email_address": email}
    assert _found(ask, "", "people", request_as=viewer)
