"""Keys: what they may do, and how tests in other languages get them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
import urllib3

if TYPE_CHECKING:
    from attiary.simulator.server import Running

Ask = Callable[..., tuple[int, Any]]


def _control(simulator: Running, path: str) -> str:
    return f"{simulator.base_url.removesuffix('/v2')}/simulator/{path}"


def _issued(simulator: Running, asked: dict[str, Any] | None) -> str:
    answer = urllib3.request("POST", _control(simulator, "keys"), json=asked)
    assert answer.status == 200
    return str(answer.json()["api_key"])


def test_a_key_without_scopes_named_may_do_everything(simulator: Running, ask_own: Ask) -> None:
    scopes = ask_own("GET", "/self", key=simulator.world.add_key())[1]["scope"]
    assert scopes == ask_own("GET", "/self")[1]["scope"]


def test_a_key_with_no_scope_at_all_may_do_nothing_but_say_so(simulator: Running, ask_own: Ask) -> None:
    key = simulator.world.add_key_with([])
    assert ask_own("GET", "/self", key=key)[1]["active"] is True
    assert ask_own("GET", "/self", key=key)[1]["scope"] == ""
    assert ask_own("GET", "/objects", key=key)[0] == 403


@pytest.mark.parametrize("scope", ["note:write", "notes:read", "note", "", ":read", "read-write"])
def test_a_scope_that_attio_does_not_have_is_refused(simulator: Running, scope: str) -> None:
    with pytest.raises(ValueError, match="no scope"):
        simulator.world.add_key_with([scope])


def test_a_key_of_some_scopes_is_issued_over_http(simulator: Running, ask_own: Ask) -> None:
    key = _issued(simulator, {"scopes": ["object_configuration:read-write", "note:read"]})
    assert ask_own("GET", "/objects", key=key)[0] == 200
    assert ask_own("GET", "/notes", key=key)[0] == 403
    assert ask_own("GET", "/self", key=key)[1]["scope"] == "object_configuration:read-write note:read"


@pytest.mark.parametrize("asked", [None, {}])
def test_without_scopes_in_the_body_it_has_them_all(
    simulator: Running, ask_own: Ask, asked: dict[str, Any] | None
) -> None:
    assert ask_own("GET", "/notes", key=_issued(simulator, asked))[0] == 200


def test_an_empty_list_of_scopes_is_none(simulator: Running, ask_own: Ask) -> None:
    assert ask_own("GET", "/objects", key=_issued(simulator, {"scopes": []}))[0] == 403


@pytest.mark.parametrize(
    "body", [b"{", b"[]", b'{"scope":[]}', b'{"scopes":null}', b'{"scopes":[1]}', b'{"scopes":["all"]}']
)
def test_a_key_that_is_not_understood_is_refused_with_a_sentence(simulator: Running, body: bytes) -> None:
    known = set(simulator.world.keys)
    answer = urllib3.request("POST", _control(simulator, "keys"), body=body)
    assert answer.status == 400
    assert answer.json()["message"]
    assert set(simulator.world.keys) == known


def test_a_key_is_revoked_over_http(simulator: Running, ask_own: Ask) -> None:
    key = _issued(simulator, {})
    assert urllib3.request("DELETE", _control(simulator, f"keys/{key}")).status == 200
    assert ask_own("GET", "/objects", key=key)[0] == 401
    assert urllib3.request("DELETE", _control(simulator, f"keys/{key}")).status == 404
    assert ask_own("GET", "/objects")[0] == 200


def test_the_end_of_trouble_over_http_gives_back_what_it_revoked(simulator: Running, ask_own: Ask) -> None:
    faults = _control(simulator, "faults")
    urllib3.request("POST", faults, json={"kind": "revoked"})
    assert [ask_own("GET", "/objects")[0] for _ in range(2)] == [401, 401]
    urllib3.request("DELETE", faults)
    assert ask_own("GET", "/objects")[0] == 200


def test_what_was_revoked_by_hand_stays_revoked(simulator: Running, ask_own: Ask) -> None:
    by_hand, by_fault = simulator.world.add_key(), simulator.world.add_key()
    simulator.faults.plan("revoked")
    assert ask_own("GET", "/objects", key=by_fault)[0] == 401
    for key in (by_hand, by_fault):
        assert urllib3.request("DELETE", _control(simulator, f"keys/{key}")).status == 200
    simulator.faults.clear()
    assert [ask_own("GET", "/objects", key=key)[0] for key in (by_hand, by_fault)] == [401, 401]
