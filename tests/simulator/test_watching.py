from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import orjson

from attiary.simulator.watching import Exchange, watching

if TYPE_CHECKING:
    from attiary.simulator.server import Running

Ask = Callable[..., tuple[int, Any]]


def test_who_watches_sees_question_and_answer_until_it_ends(ask: Ask) -> None:
    seen: list[Exchange] = []
    with watching(seen.append):
        body = ask("POST", "/objects/people/records/query?x=1", {"limit": 1})[1]
        ask("GET", "/tasks?limit=2")
    ask("GET", "/lists")
    question, tasks = seen
    assert (question.method, question.path, question.query) == (
        "POST",
        "/v2/objects/people/records/query",
        "x=1",
    )
    assert (question.status, orjson.loads(question.body)) == (400, {"limit": 1})
    assert orjson.loads(question.answer) == body
    assert question.headers["authorization"].startswith("Bearer ")
    assert (tasks.query, tasks.body, tasks.status) == ("limit=2", b"", 200)


def test_trouble_that_was_asked_for_is_marked(simulator: Running, ask_own: Ask) -> None:
    simulator.faults.plan("429 date")
    seen: list[Exchange] = []
    with watching(seen.append):
        ask_own("GET", "/lists")
        ask_own("GET", "/lists")
    assert [(each.status, each.is_spoilt) for each in seen] == [(429, True), (200, False)]
