from __future__ import annotations

from plain_http import NINE_DIGITS, Attio, known_from


@known_from("OAS-10", "W6W")
def test_self_has_no_envelope_and_names_the_workspace(attio: Attio) -> None:
    said = attio.get("/self")
    assert said.status == 200
    assert (said.body["active"], said.body["token_type"], said.body["exp"]) == (True, "Bearer", None)
    assert said.body["sub"] == said.body["workspace_id"]
    assert said.body["aud"] == said.body["client_id"]
    assert said.body["iss"] == "attio.com"
    assert isinstance(said.body["iat"], int)
    assert all(":" in scope for scope in said.body["scope"].split())


@known_from("OAS-10", "W6W")
def test_self_is_200_and_inactive_for_a_key_nobody_knows(attio: Attio) -> None:
    said = attio.get("/self", authorization="Bearer " + "b" * 64)
    assert (said.status, said.body) == (200, {"active": False})


@known_from("W6W")
def test_self_is_400_and_missing_value_without_a_key(attio: Attio) -> None:
    said = attio.get("/self", authorization="")
    assert (said.status, said.body["code"]) == (400, "missing_value")


@known_from("REC-R")
def test_a_key_of_the_wrong_length_is_told_so(attio: Attio) -> None:
    said = attio.get("/objects", authorization="Bearer short")
    assert (said.status, said.body["type"]) == (401, "auth_error")
    assert "wrong length (API Keys should be 64 characters long)" in said.body["message"]


@known_from("W6W")
def test_a_key_nobody_knows_could_not_be_found(attio: Attio) -> None:
    said = attio.get("/objects", authorization="Bearer " + "b" * 64)
    assert said.status == 401
    assert said.body["message"].startswith("The API Key provided could not be found.")


@known_from("W6W")
def test_without_a_header_the_answer_is_401(attio: Attio) -> None:
    said = attio.get("/objects", authorization="")
    assert said.status == 401
    assert said.body["message"].startswith("The Authorization header was not provided.")


@known_from("REC-N", "W6W")
def test_answers_carry_an_execution_id_and_a_moment_and_no_budget(attio: Attio) -> None:
    headers = attio.get("/objects").headers
    assert len(headers["x-attio-execution-id"]) == 36
    assert NINE_DIGITS.fullmatch(headers["x-accurate-at"])
    assert not [name for name in headers if name.lower().startswith("x-ratelimit")]
