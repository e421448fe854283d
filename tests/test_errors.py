from __future__ import annotations

import pickle
from string import Formatter
from typing import TYPE_CHECKING

import pytest

from attiary import errors
from attiary.errors import (
    AmbiguousRecord,
    AttioApiError,
    Candidate,
    Error,
    MovedMeanwhile,
    ScopeMissing,
)
from attiary.hints import Hint

if TYPE_CHECKING:
    from collections.abc import Iterator


def kinds(of: type[Error] = Error) -> Iterator[type[Error]]:
    for kind in of.__subclasses__():
        yield kind
        yield from kinds(kind)


@pytest.mark.parametrize("kind", [kind for kind in kinds() if kind.__module__ == errors.__name__])
def test_every_error_stands_in_the_drawn_tree_and_says_what_it_is(kind: type[Error]) -> None:
    assert errors.__doc__ is not None
    assert kind.__name__ in errors.__doc__
    assert kind.__doc__


def test_an_error_fills_its_fields_into_its_sentence() -> None:
    assert str(Error("{what} is missing.", what="A key")) == "A key is missing."


@pytest.mark.parametrize(
    "error",
    [
        Error("{a} went wrong.", Hint.LOOK_AT_FILE, a=1),
        AttioApiError(404, "not_found", "Gone.", Hint.BROWSE_LISTS, ("task:read",)),
        AmbiguousRecord("Ada", (Candidate("id", "Ada King", "attio/person/ada-king.json"),)),
        MovedMeanwhile(),
        ScopeMissing("The records of {slug} cannot be read.", "people", ("task:read",)),
    ],
)
def test_an_error_survives_another_process(error: Error) -> None:
    again = pickle.loads(pickle.dumps(error))  # noqa: S301 - our own bytes
    assert (type(again), str(again), again.hint) == (type(error), str(error), error.hint)
    assert again.__dict__ == error.__dict__


def test_attios_own_words_cannot_be_mistaken_for_fields() -> None:
    error = AttioApiError(400, "filter_error", "Unknown {slug} and {0}.")
    assert "Unknown {slug} and {0}." in str(error)
    assert {name for _, name, *_ in Formatter().parse(error.sentence) if name} == {
        "status",
        "code",
        "message",
    }
