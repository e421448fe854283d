from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attiary.attio.requests import ALL, error_of, page_of, request_of
from attiary.attio.resources import OBJECT_ATTRIBUTES, OBJECTS, RECORDS
from attiary.wording.hint_texts import hint_of

if TYPE_CHECKING:
    from attiary.errors import AttioApiError


def refused(status: int, **body: Any) -> AttioApiError:
    return error_of(status, json.dumps(body).encode(), ("record_permission:read",))


def test_a_query_goes_in_the_body_and_names_only_what_is_asked() -> None:
    request = page_of(RECORDS, "people", ALL, offset=490, limit=500)
    assert (request.method, request.path) == ("POST", "/objects/people/records/query")
    assert json.loads(request.body or b"") == {"limit": 500, "offset": 490}


def test_a_listing_has_no_body() -> None:
    assert request_of(OBJECTS).body is None
    assert request_of(OBJECT_ATTRIBUTES, "people", query={"limit": 5, "offset": 0}).path == (
        "/objects/people/attributes?limit=5&offset=0"
    )


@given(st.text())
def test_no_slug_leaves_its_place_in_the_path(slug: str) -> None:
    path = request_of(RECORDS, slug).path
    assert path.startswith("/objects/")
    assert path.endswith("/records/query")
    assert path.count("/") == 4
    assert path.isascii()
    assert not set("?# ") & set(path)


def test_an_error_carries_attios_own_message() -> None:
    error = refused(404, status_code=404, code="not_found", message="The referenced object was not found.")
    assert (error.status, error.code, error.message) == (
        404,
        "not_found",
        "The referenced object was not found.",
    )
    assert error.is_missing


def test_the_fields_that_are_wrong_are_named() -> None:
    error = refused(
        400,
        code="validation_type",
        message="Body payload validation error.",
        validation_errors=[{"code": "invalid_type", "path": ["filter", 0, "name"], "message": "Required"}],
    )
    assert error.message == "Body payload validation error. [filter.0.name: Required]"


def test_the_place_of_an_unknown_attribute_is_named() -> None:
    error = refused(
        400,
        code="unknown_filter_attribute_slug",
        message="Unknown attribute slug: email.",
        path=["$or", "1", "email"],
    )
    assert error.message == "Unknown attribute slug: email. ($or.1.email)"


def test_a_revoked_key_and_a_missing_scope_come_with_what_to_do() -> None:
    assert "attiary connect" in hint_of(refused(401, code="unauthorized", message="No."))
    forbidden = refused(403, code="unauthorized", message="No.")
    assert hint_of(forbidden).format(**forbidden.fields).endswith("record_permission:read.")


@pytest.mark.parametrize("body", [b"", b"<html>", b"null", b"[]", b'"no"', b"\xff", b"[" * 100_000])
def test_a_refusal_that_is_not_attios_is_named_by_its_status(body: bytes) -> None:
    error = error_of(502, body)
    assert (error.status, error.code, error.message) == (502, "unknown", "Bad Gateway")
    assert error_of(599, body).message == "599"


@given(st.text(), st.lists(st.one_of(st.text(), st.integers(), st.none())))
def test_whatever_a_message_quotes_it_is_one_line_of_bounded_length(message: str, path: list[Any]) -> None:
    error = refused(
        400, code="x", message=message, path=path, validation_errors=[{"path": path, "message": message}, 3]
    )
    assert error.message.isprintable()
    assert str(error)


def test_a_huge_message_is_cut() -> None:
    assert len(refused(400, code="x", message="x" * 100_000).message) <= 2_000
