from __future__ import annotations

import pytest

from attiary.attio.query.views import is_unlisted, unlisted_view, view_id_of
from attiary.errors import AttioApiError, AttioError
from attiary.model.activity import View, ViewId
from attiary.wording.hint_texts import hint_of

ID = "eda33771-c21b-51a3-bff2-d847521b7994"


def view(title: str, view_id: str) -> View:
    return View(id=ViewId(workspace_id="w", object_id="o", view_id=view_id), title=title)


VIEWS = [
    view("Signed", ID),
    view("signed", "v2"),
    view("Open", "v3"),
    view("Twice", "v4"),
    view("Twice", "v5"),
]


@pytest.mark.parametrize(
    ("wanted", "found"), [(ID, ID), ("Signed", ID), ("signed", "v2"), ("OPEN ", "v3"), ("v3", "v3")]
)
def test_a_view_is_found_by_its_id_or_its_title(wanted: str, found: str) -> None:
    assert view_id_of(VIEWS, wanted, "deals") == found


def test_a_view_that_is_not_there_comes_with_those_that_are() -> None:
    with pytest.raises(AttioError, match="no saved view called Won") as caught:
        view_id_of(VIEWS[2:4], "Won", "deals")
    assert "Open, Twice" in hint_of(caught.value).format(**caught.value.fields)
    with pytest.raises(AttioError) as caught:
        view_id_of([], "Won", "deals")
    assert "no saved view" in hint_of(caught.value)


def test_two_views_of_one_title_are_told_apart_by_their_ids() -> None:
    with pytest.raises(AttioError, match="several saved views") as caught:
        view_id_of(VIEWS, "Twice", "deals")
    assert "v4, v5" in hint_of(caught.value).format(**caught.value.fields)


def test_where_views_cannot_be_listed_an_id_still_names_one() -> None:
    assert unlisted_view(f" {ID.upper()} ") == ID
    with pytest.raises(AttioError, match="does not list saved views"):
        unlisted_view("Signed")


def test_an_endpoint_that_is_not_there_is_told_from_an_object_that_is_not() -> None:
    route = 'Could not find endpoint "GET /v2/objects/people/views".'
    assert is_unlisted(AttioApiError(404, "not_found", route))
    assert not is_unlisted(AttioApiError(404, "not_found", 'Object with slug/ID "x" not found.'))
    assert not is_unlisted(AttioApiError(400, "x", route))
