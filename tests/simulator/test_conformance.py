from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NoReturn

import orjson
import pytest
from conformance.corrections import CORRECTIONS
from conformance.sampling import Sampling

from attiary.simulator.watching import Exchange, watching

if TYPE_CHECKING:
    from conformance.plugin import ConformanceCheck

    from attiary.simulator.server import Running

Ask = Callable[..., tuple[int, Any]]
QUERY = "/objects/people/records/query"


@pytest.fixture
def exchange(ask: Ask) -> Exchange:
    """One page of three people."""
    seen: list[Exchange] = []
    with watching(seen.append):
        ask("POST", QUERY, {"limit": 3})
    return seen[0]


@pytest.fixture
def document(conformance: ConformanceCheck, lacking: Callable[[str, str], NoReturn]) -> None:
    if conformance.document is None:
        lacking(
            "Attio's OpenAPI document",
            "Get it from https://docs.attio.com (the copy this was written against is dated April 2026: "
            "github.com/Budibase/openapi-rest-templates, attio/openapi.json) and name it in ATTIO_OPENAPI.",
        )


def _changed(exchange: Exchange, change: Callable[[Any], object]) -> Exchange:
    answer = orjson.loads(exchange.answer)
    change(answer["data"][0])
    return replace(exchange, answer=orjson.dumps(answer))


WRONG: dict[str, Callable[[Any], object]] = {
    "a key too many": lambda row: row.update(colour="red"),
    "a key too few": lambda row: row.pop("created_at"),
    "no id": lambda row: row.update(id=None),
    "a value without its time": lambda row: row["values"]["record_id"][0].pop("active_from"),
    "a value that is no array": lambda row: row["values"].update(name=None),
    "a value of another type": lambda row: row["values"]["created_at"][0].update(value=7),
    "a key of another type's": lambda row: row["values"]["record_id"][0].update(domain="x.example"),
    "an actor of no kind": lambda row: row["values"]["record_id"][0]["created_by_actor"].update(type="ghost"),
}


@pytest.mark.parametrize("wrong", WRONG)
def test_the_models_object_to(conformance: ConformanceCheck, exchange: Exchange, wrong: str) -> None:
    assert conformance.models.complaints(exchange, asked_well=True) == []
    assert conformance.models.complaints(_changed(exchange, WRONG[wrong]), asked_well=True)


@pytest.mark.usefixtures("document")
@pytest.mark.parametrize("wrong", WRONG)
def test_the_document_objects_to(conformance: ConformanceCheck, exchange: Exchange, wrong: str) -> None:
    assert conformance.document
    assert conformance.document.complaints(exchange, asked_well=True) == []
    assert conformance.document.complaints(_changed(exchange, WRONG[wrong]), asked_well=True)


@pytest.mark.usefixtures("document")
def test_our_own_client_must_ask_rightly_and_others_where_they_are_answered(
    conformance: ConformanceCheck, exchange: Exchange
) -> None:
    wrong = replace(exchange, body=b'{"limit": "many"}', status=200)
    ours = replace(wrong, status=400, answer=_refusal(), headers={"user-agent": "attiary"})
    others = replace(ours, headers={})
    for several in (conformance.examine(wrong), conformance.examine(ours)):
        assert {judge for judge in ("models", "document") for each in several if judge in each} == {
            "models",
            "document",
        }
    assert conformance.examine(others) == []


@pytest.mark.usefixtures("document")
@pytest.mark.parametrize(
    "change",
    [
        {"query": "colour=red"},
        {"path": "/v2/objects/people/records/none"},
        {"body": b"{"},
        {"status": 418},
    ],
)
def test_a_call_that_nobody_knows_is_objected_to(
    conformance: ConformanceCheck, exchange: Exchange, change: dict[str, Any]
) -> None:
    ours = {"user-agent": "attiary"}
    assert conformance.examine(replace(exchange, headers=ours, **change))


def _refusal() -> bytes:
    error = {"code": "invalid_type", "path": ["limit"], "message": "Expected number"}
    return orjson.dumps(
        {
            "status_code": 400,
            "type": "invalid_request_error",
            "code": "validation_type",
            "message": "Body payload validation error.",
            "validation_errors": [error],
        }
    )


def test_everything_that_is_said_is_seen_but_trouble_that_was_asked_for(
    conformance: ConformanceCheck, simulator: Running, ask_own: Ask
) -> None:
    ask_own("GET", "/objects")
    ask_own("GET", "/nowhere")
    simulator.faults.plan("429 date")
    ask_own("GET", "/lists")
    assert [(each.path, each.status) for each in conformance.seen] == [
        ("/v2/objects", 200),
        ("/v2/nowhere", 404),
    ]


def test_a_page_is_cut_down_to_the_rows_that_are_worth_a_look(exchange: Exchange) -> None:
    rows = orjson.loads(exchange.answer)["data"][:1] * 250
    odd = orjson.loads(orjson.dumps(rows[0]))
    odd["values"]["record_id"][0]["value"] = 7
    rows[117] = odd
    page = replace(exchange, answer=orjson.dumps({"data": rows}))
    sampling = Sampling(every=100)
    cut = sampling.worth(page)
    assert cut
    assert len(orjson.loads(cut.answer)["data"]) == 5
    assert odd in orjson.loads(cut.answer)["data"]
    assert sampling.worth(page) is None


def test_every_row_is_judged_on_request(exchange: Exchange) -> None:
    rows = orjson.loads(exchange.answer)["data"][:1] * 250
    page = replace(exchange, answer=orjson.dumps({"data": rows}))
    whole = Sampling(every=1).worth(page)
    assert whole
    assert orjson.loads(whole.answer)["data"] == rows


def test_every_correction_says_what_is_wrong_and_how_that_is_known() -> None:
    assert all(each.fault and each.source for each in CORRECTIONS)
    assert len({each.fault for each in CORRECTIONS}) == len(CORRECTIONS)
