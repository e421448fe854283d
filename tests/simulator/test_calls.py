from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
import urllib3

if TYPE_CHECKING:
    from attiary.simulator.server import Running

Ask = Callable[..., tuple[int, Any]]


def _message(answer: tuple[int, Any]) -> tuple[int, str]:
    return answer[0], answer[1]["message"]


def test_without_a_header_the_answer_is_401(shared: Running) -> None:
    answer = urllib3.request("GET", f"{shared.base_url}/objects")
    assert answer.status == 401
    assert answer.json()["message"].startswith("The Authorization header was not provided.")
    assert answer.json()["type"] == "auth_error"


def test_a_key_of_the_wrong_length_is_told_so(ask: Ask) -> None:
    status, message = _message(ask("GET", "/objects", key="short"))
    assert status == 401
    assert "wrong length (API Keys should be 64 characters long)" in message


def test_an_unknown_key_of_the_right_length_could_not_be_found(ask: Ask) -> None:
    status, message = _message(ask("GET", "/objects", key="a" * 64))
    assert status == 401
    assert "could not be found" in message


def test_self_describes_a_working_key(shared: Running, ask: Ask) -> None:
    status, body = ask("GET", "/self")
    assert status == 200
    assert body["active"] is True
    assert body["workspace_id"] == shared.world.id
    assert body["sub"] == body["workspace_id"]
    assert "record_permission:read-write" in body["scope"].split()


def test_self_answers_200_and_inactive_for_an_unknown_key(ask: Ask) -> None:
    assert ask("GET", "/self", key="b" * 64) == (200, {"active": False})


def test_self_answers_400_for_a_token_of_the_wrong_form(ask: Ask) -> None:
    status, body = ask("GET", "/self", key="not-a-key")
    assert (status, body["code"]) == (400, "missing_value")


@pytest.mark.parametrize(
    ("method", "path", "needed"),
    [
        ("GET", "/objects", "object_configuration:read"),
        ("POST", "/objects/people/records/query", "record_permission:read"),
        ("GET", "/lists", "list_configuration:read"),
        ("POST", "/lists/outreach/entries/query", "list_entry:read"),
        ("GET", "/workspace_members", "user_management:read"),
        ("GET", "/notes", "note:read"),
        ("GET", "/tasks", "task:read"),
    ],
)
def test_a_missing_scope_is_a_403_that_names_it(
    simulator: Running, ask_own: Ask, method: str, path: str, needed: str
) -> None:
    others = {
        "object_configuration:read", "record_permission:read", "list_configuration:read",
        "list_entry:read", "user_management:read", "note:read", "task:read",
    } - {needed}  # fmt: skip
    status, body = ask_own(
        method, path, {} if method == "POST" else None, key=simulator.world.add_key(*others)
    )
    assert (status, body["type"]) == (403, "auth_error")
    assert needed in body["message"]


def test_read_write_includes_read_and_read_does_not_write(simulator: Running, ask_own: Ask) -> None:
    writer = simulator.world.add_key("object_configuration:read-write", "record_permission:read")
    assert ask_own("POST", "/objects/people/records/query", {}, key=writer)[0] == 200
    assert ask_own("POST", "/objects/people/records", {"data": {"values": {}}}, key=writer)[0] == 403


def test_a_revoked_key_is_unknown(simulator: Running, ask_own: Ask) -> None:
    simulator.world.revoke_key(simulator.api_key)
    assert ask_own("GET", "/self") == (200, {"active": False})
    assert ask_own("GET", "/objects")[0] == 401
    assert simulator.world.add_key() != simulator.api_key


@pytest.mark.parametrize(
    "body",
    [
        [],
        "text",
        {"limit": "500"},
        {"limit": 501},
        {"limit": -1},
        {"limit": 1.5},
        {"offset": -1},
        {"offset": True},
        {"offset": 1e300},
        {"filter": []},
        {"sorts": {}},
        {"order": "name"},
        {"sorts": ["name"]},
        {"sorts": [{"attribute": "name"}]},
        {"sorts": [{"attribute": {"slug": "name"}, "direction": "asc"}]},
        {"filter": {}, "filter_view_id": "x"},
    ],
)
def test_a_malformed_query_is_refused_with_the_place_of_its_fault(ask: Ask, body: Any) -> None:
    status, answer = ask("POST", "/objects/people/records/query", body)
    assert (status, answer["code"]) == (400, "validation_type")
    assert answer["message"] == "Body payload validation error."
    assert set(answer["validation_errors"][0]) >= {"code", "path", "message"}


def test_a_body_that_is_not_json_is_refused(shared: Running) -> None:
    answer = urllib3.request(
        "POST",
        f"{shared.base_url}/objects/people/records/query",
        headers={"Authorization": f"Bearer {shared.api_key}"},
        body=b"{",
    )
    assert (answer.status, answer.json()["code"]) == (400, "validation_type")


@pytest.mark.parametrize(
    "query", ["limit=51", "limit=x", "limit=-1", "colour=red", "offset=٣", f"offset={'9' * 5000}"]
)
def test_a_malformed_query_string_is_refused(ask: Ask, query: str) -> None:
    status, answer = ask("GET", f"/notes?{query}")
    assert (status, answer["code"]) == (400, "validation_type")
