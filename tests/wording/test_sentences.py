"""Every sentence of the code, found in its source: what it names is given where it is said."""

from __future__ import annotations

import ast
from pathlib import Path
from string import Formatter
from typing import TYPE_CHECKING

import pytest

import attiary
from attiary import errors
from attiary.hints import Hint
from attiary.wording.hint_texts import AT_TERMINAL, SHARED

if TYPE_CHECKING:
    from collections.abc import Iterator

SOURCE = Path(attiary.__file__).parent
MODULES = [
    path.relative_to(SOURCE).as_posix()
    for path in sorted(SOURCE.rglob("*.py"))
    if "simulator" not in path.relative_to(SOURCE).parts[:1] and path.name != "hint_texts.py"
]
SAYING = {"say": 1, "said": 1, "count": 2, "counted": 2}
BY_ITSELF = {"AttioApiError": {"status", "code", "message", "scopes"}, "ScopeMissing": {"slug", "scopes"}}
HINTS = SHARED | AT_TERMINAL


def fields_of(sentence: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(sentence) if name}


def calls(tree: ast.AST) -> Iterator[ast.Call]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.Call))


def name_of(call: ast.Call) -> str:
    return call.func.id if isinstance(call.func, ast.Name) else ""


def literals(nodes: list[ast.expr]) -> list[str]:
    return [each.value for each in nodes if isinstance(each, ast.Constant) and isinstance(each.value, str)]


def hints_in(nodes: list[ast.expr]) -> list[ast.Attribute]:
    """The hints among a call's arguments, conditional ones too."""
    return [
        each
        for node in nodes
        if isinstance(node, ast.Attribute | ast.IfExp)
        for each in ast.walk(node)
        if isinstance(each, ast.Attribute) and isinstance(each.value, ast.Name) and each.value.id == "Hint"
    ]


def marked_in(nodes: list[ast.expr]) -> list[str]:
    """The sentences among a call's arguments that are marked for translators."""
    return [
        text
        for node in nodes
        if isinstance(node, ast.Call) and name_of(node) == "N_"
        for text in literals(node.args)
    ]


def unfilled(call: ast.Call) -> set[str]:
    """The fields that a call's sentence or hint names and the call does not give."""
    given = {each.arg for each in call.keywords} | BY_ITSELF.get(name_of(call), set())
    if None in given:  # `**fields`
        return set()
    number = SAYING.get(name_of(call), 0)
    sentences = literals(call.args[:number])
    sentences += [HINTS[Hint[each.attr]] for each in hints_in(call.args)]
    if sentences or hasattr(errors, name_of(call)):
        sentences += marked_in(call.args)[:1]  # a second one tells of a wait
    wanted = {name for sentence in sentences for name in fields_of(sentence)}
    return wanted - given - ({"number"} if name_of(call) in {"count", "counted"} else set())


@pytest.mark.parametrize("module", MODULES)
def test_every_field_that_a_sentence_or_a_hint_names_is_given_beside_it(module: str) -> None:
    tree = ast.parse((SOURCE / module).read_text(encoding="utf-8"))
    assert {call.lineno: names for call in calls(tree) if (names := unfilled(call))} == {}


@pytest.mark.parametrize("module", MODULES)
def test_a_hint_that_is_chosen_apart_names_only_fields_that_its_module_gives(module: str) -> None:
    tree = ast.parse((SOURCE / module).read_text(encoding="utf-8"))
    beside = {id(hint) for call in calls(tree) for hint in hints_in(call.args)}
    apart = [hint for hint in hints_in([*_expressions(tree)]) if id(hint) not in beside]
    given = {each.arg for call in calls(tree) for each in call.keywords}
    given |= {
        text for node in ast.walk(tree) if isinstance(node, ast.Subscript) for text in literals([node.slice])
    }
    assert {name for hint in apart for name in fields_of(HINTS[Hint[hint.attr]])} <= given


def _expressions(tree: ast.AST) -> Iterator[ast.expr]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.Attribute))


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ('Error(N_("{a} and {b}"), Hint.CORRECT_FILTER, a=1)', {"b", "source"}),
        ('Error(N_("{a}"), Hint.TRY_LATER if x else Hint.CHOOSE_VIEW, a=1, titles=2)', set()),
        ('say("{a}")', {"a"}),
        ('counted("{number} of {a}", "{number} of {b}", 3, a=1)', {"b"}),
        ('Error(N_("{a}"), **fields)', set()),
        ('AttioApiError(N_("{status}"))', set()),
    ],
)
def test_the_walk_sees_what_is_not_given(source: str, names: set[str]) -> None:
    [call, *_] = calls(ast.parse(source))
    assert unfilled(call) == names
