from __future__ import annotations

import pytest

from attiary.errors import (
    ExclusiveOptions,
    MissingArgument,
    NotAnId,
    NothingSelected,
    OneTargetOnly,
    UnknownTarget,
    UsageError,
)
from attiary.model.selection import Selection, Target
from attiary.services.selecting import Choice, selections, sought, targets_of


def test_people_and_person_are_the_same_object() -> None:
    assert targets_of(["people"]) == targets_of(["person"]) == [Target("people")]


def test_several_targets_are_named_at_once_each_counted_once() -> None:
    named = targets_of(["companies", "list", "sales", "deals", "company", "list", "sales"])
    assert named == [Target("companies"), Target("sales", is_list=True), Target("deals")]


def test_a_list_and_an_object_of_equal_slug_are_two_targets() -> None:
    assert targets_of(["sales", "list", "sales"]) == [Target("sales"), Target("sales", is_list=True)]


@pytest.mark.parametrize("words", [[], ["list"], ["people", "list"]])
def test_a_target_that_cannot_be_meant_is_wrong_usage(words: list[str]) -> None:
    with pytest.raises(UnknownTarget):
        targets_of(words)


ID, OTHER = "4ce89884-6334-5c6c-9d1c-2f4b2a0c9d11", "0a1b2c3d-6334-5c6c-9d1c-2f4b2a0c9d22"
PEOPLE, COMPANIES = Target("people"), Target("companies")


def test_ids_are_found_in_whatever_was_pasted_each_once() -> None:
    pasted = f'["{ID.upper()}", "{OTHER}"]\n{ID};'
    assert selections([PEOPLE], Choice(ids=pasted)) == [Selection(target=PEOPLE, ids=(ID, OTHER))]


def test_all_that_match_but_these_is_a_selection() -> None:
    chosen = selections([PEOPLE], Choice(search="ada", without=ID))
    assert chosen == [Selection(target=PEOPLE, search="ada", without=(ID,))]


@pytest.mark.parametrize(
    ("choice", "error"),
    [
        (Choice(), NothingSelected),
        (Choice(ids=" , "), NothingSelected),
        (Choice(without=ID), NothingSelected),
        (Choice(ids="acme"), NotAnId),
        (Choice(everything=True, without="acme"), NotAnId),
        (Choice(everything=True, ids=ID), ExclusiveOptions),
        (Choice(everything=True, search="ada"), ExclusiveOptions),
        (Choice(search=" "), MissingArgument),
        (Choice(filters=("name~ada",), view="Mine"), ExclusiveOptions),
    ],
)
def test_a_choice_that_cannot_be_meant_is_refused(choice: Choice, error: type[UsageError]) -> None:
    with pytest.raises(error):
        selections([PEOPLE], choice)


@pytest.mark.parametrize("choice", [Choice(ids=ID), Choice(everything=True, without=ID)])
def test_ids_belong_to_one_target(choice: Choice) -> None:
    with pytest.raises(OneTargetOnly):
        selections([PEOPLE, COMPANIES], choice)


def test_what_is_sought_is_all_where_nothing_is() -> None:
    assert sought(PEOPLE) == Selection(target=PEOPLE)
    assert sought(PEOPLE, filters=["name~ada"]) == Selection(target=PEOPLE, filters=("name~ada",))
