from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pytest


def test_every_question_says_where_its_answer_is_known_from(request: pytest.FixtureRequest) -> None:
    known = re.compile(r"OAS(-10)?|PY|TS|GUIDE|TYPE:[a-z-]+|STD:[a-z]+|REC-[NR]|W6W|CB|EFF|STORED|UNCERTAIN")
    beside = [item for item in request.session.items if item.path.parent == request.path.parent]
    questions = [item for item in beside if "attio" in _names(item)]
    tags = [tag for item in questions for mark in item.iter_markers("known_from") for tag in mark.args]
    assert all(item.get_closest_marker("known_from") for item in questions)
    assert [tag for tag in tags if not known.fullmatch(tag)] == []


def _names(item: pytest.Item) -> list[str]:
    names: list[str] = getattr(item, "fixturenames", [])
    return names
