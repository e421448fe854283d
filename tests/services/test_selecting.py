from __future__ import annotations

import pytest

from attiary.errors import UsageError
from attiary.model.selection import Target
from attiary.services.selecting import targets_of


def test_people_and_person_are_the_same_object() -> None:
    assert targets_of(["people"]) == targets_of(["person"]) == [Target("people")]


def test_several_targets_are_named_at_once_each_counted_once() -> None:
    named = targets_of(["companies", "list", "sales", "deals", "company", "list", "sales"])
    assert named == [Target("companies"), Target("sales", is_list=True), Target("deals")]


def test_a_list_and_an_object_of_equal_slug_are_two_targets() -> None:
    assert targets_of(["sales", "list", "sales"]) == [Target("sales"), Target("sales", is_list=True)]


@pytest.mark.parametrize("words", [[], ["list"], ["people", "list"]])
def test_a_target_that_cannot_be_meant_is_wrong_usage(words: list[str]) -> None:
    with pytest.raises(UsageError):
        targets_of(words)
