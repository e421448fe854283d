from __future__ import annotations

from collections.abc import Callable
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import urllib3

from attiary.simulator.faults import FAULTS

if TYPE_CHECKING:
    from attiary.simulator.server import Running
    from attiary.simulator.world import World

Ask = Callable[..., tuple[int, Any]]


def _answer(simulator: Running, timeout: float = 5) -> urllib3.BaseHTTPResponse:
    headers = {"Authorization": f"Bearer {simulator.api_key}"}
    with urllib3.PoolManager(retries=False, timeout=timeout) as pool:
        return pool.request("GET", f"{simulator.base_url}/objects", headers=headers)


@pytest.mark.parametrize(
    ("kind", "status"),
    [
        ("500", 500),
        ("502", 502),
        ("503", 503),
        ("not json", 200),
        ("429 nothing", 429),
        ("merge in progress", 404),
    ],
)
def test_a_planned_fault_is_met_once(simulator: Running, kind: str, status: int) -> None:
    simulator.faults.plan(kind)
    assert _answer(simulator).status == status
    assert _answer(simulator).json()["data"]
    assert simulator.faults.happened == {kind: 1}


def test_retry_after_is_a_date_as_attio_sends_it(simulator: Running) -> None:
    simulator.faults.plan("429 date")
    answer = _answer(simulator)
    assert answer.json()["code"] == "rate_limit_exceeded"
    assert parsedate_to_datetime(answer.headers["Retry-After"]).tzinfo
    assert answer.headers["Retry-After"].endswith("GMT")


def test_an_answer_that_ends_early_breaks_the_promise_of_its_length(simulator: Running) -> None:
    simulator.faults.plan("truncated")
    with pytest.raises(urllib3.exceptions.ProtocolError, match="IncompleteRead"):
        _answer(simulator)
    assert _answer(simulator).status == 200


def test_a_connection_that_is_cut_gives_no_answer_at_all(simulator: Running) -> None:
    simulator.faults.plan("cut")
    with pytest.raises(urllib3.exceptions.ProtocolError):
        _answer(simulator)
    assert _answer(simulator).status == 200


def test_an_answer_that_does_not_come_in_time(simulator: Running) -> None:
    simulator.faults.plan("time-out")
    with pytest.raises(urllib3.exceptions.ReadTimeoutError):
        _answer(simulator, timeout=0.2)
    assert _answer(simulator).status == 200


def test_a_key_is_revoked_after_so_many_calls(simulator: Running) -> None:
    simulator.faults.plan("revoked", after=2)
    assert [_answer(simulator).status for _ in range(4)] == [200, 200, 401, 401]


def test_a_fault_may_be_meant_for_one_path_only(simulator: Running, ask_own: Ask) -> None:
    simulator.faults.plan("500", path="/notes")
    assert ask_own("GET", "/objects")[0] == 200
    assert simulator.faults.happened == {}


def test_faults_by_rate_are_the_same_for_the_same_seed(simulator: Running) -> None:
    seen = []
    for _ in range(2):
        simulator.faults.at_rate("503", 30, seed=7)
        seen.append([_answer(simulator).status for _ in range(20)])
        simulator.faults.clear()
    assert seen[0] == seen[1]
    assert set(seen[0]) == {200, 503}


def test_every_kind_is_named_in_the_documentation() -> None:
    text = (Path(__file__).parents[2] / "docs" / "simulator.md").read_text(encoding="utf-8")
    assert [kind for kind in FAULTS if f"`{kind}`" not in text] == []


def test_an_unknown_kind_is_refused(simulator: Running) -> None:
    with pytest.raises(KeyError):
        simulator.faults.plan("flood")


def test_rows_may_move_between_two_requests(simulator: Running, ask_own: Ask) -> None:
    def remove_the_first(world: World) -> None:
        world.delete("companies", world.ids("companies")[0])

    before = simulator.world.ids("companies")
    simulator.faults.between_requests = remove_the_first
    pages = [
        ask_own("POST", "/objects/companies/records/query", {"limit": 10, "offset": start})[1]["data"]
        for start in (0, 10)
    ]
    seen = [record["id"]["record_id"] for page in pages for record in page]
    assert before[11] not in seen


@pytest.mark.parametrize(("times", "after"), [(0, 0), (-1, 0), (1, -1), (True, 0)])
def test_a_fault_that_never_or_always_happens_cannot_be_planned(
    simulator: Running, times: int, after: int
) -> None:
    with pytest.raises(ValueError, match="must be a whole number"):
        simulator.faults.plan("500", times=times, after=after)
    assert _answer(simulator).status == 200


def test_the_end_of_trouble_gives_back_the_key_it_took(simulator: Running) -> None:
    simulator.faults.plan("revoked")
    assert _answer(simulator).status == 401
    simulator.faults.clear()
    assert _answer(simulator).status == 200


def test_trouble_may_be_asked_for_over_http(simulator: Running) -> None:
    control = simulator.base_url.removesuffix("/v2") + "/simulator/faults"
    assert urllib3.request("POST", control, json={"kind": "500", "times": 2, "after": 1}).status == 200
    assert [_answer(simulator).status for _ in range(4)] == [200, 500, 500, 200]
    answered = urllib3.request("GET", control).json()
    assert answered == {"happened": {"500": 2}, "kinds": list(FAULTS)}
    assert urllib3.request("POST", control, json={"kind": "503", "percent": 100}).status == 200
    assert _answer(simulator).status == 503
    assert urllib3.request("DELETE", control).status == 200
    assert _answer(simulator).status == 200


@pytest.mark.parametrize("body", [b"{", b"[]", b'{"kind":"flood"}', b'{"kind":[]}', b'{"kind":"500","x":1}'])
def test_trouble_that_is_not_understood_is_refused(simulator: Running, body: bytes) -> None:
    control = simulator.base_url.removesuffix("/v2") + "/simulator/faults"
    assert urllib3.request("POST", control, body=body).status == 400


@pytest.mark.parametrize(
    ("numbers", "answered"),
    [
        ({"times": 0}, "times must be a whole number, 1 or more"),
        ({"times": -1}, "times must be a whole number, 1 or more"),
        ({"times": True}, "times must be a whole number, 1 or more"),
        ({"times": 1.5}, "times must be a whole number, 1 or more"),
        ({"times": None}, "times must be a whole number, 1 or more"),
        ({"after": -1}, "after must be a whole number, 0 or more"),
        ({"after": False}, "after must be a whole number, 0 or more"),
        ({"percent": 0}, "percent must be a number above 0 and not above 100"),
        ({"percent": 500}, "percent must be a number above 0 and not above 100"),
        ({"percent": True}, "percent must be a number above 0 and not above 100"),
        ({"percent": "5"}, "percent must be a number above 0 and not above 100"),
        ({"percent": 5, "times": 1}, "percent cannot be given together with times or after"),
        ({"percent": 5, "after": 0}, "percent cannot be given together with times or after"),
    ],
)
def test_trouble_in_numbers_that_make_no_sense_is_refused(
    simulator: Running, numbers: dict[str, Any], answered: str
) -> None:
    control = simulator.base_url.removesuffix("/v2") + "/simulator/faults"
    answer = urllib3.request("POST", control, json={"kind": "500", **numbers})
    assert (answer.status, answer.json()) == (400, {"message": answered})
    assert _answer(simulator).status == 200


def test_a_rate_may_be_a_fraction(simulator: Running) -> None:
    control = simulator.base_url.removesuffix("/v2") + "/simulator/faults"
    assert urllib3.request("POST", control, json={"kind": "503", "percent": 99.9}).status == 200
    assert [_answer(simulator).status for _ in range(3)] == [503, 503, 503]
