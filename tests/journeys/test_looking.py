from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from user import User


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["import", "people"], 2),
        (["import", "people", "--all", "--search", "x"], 2),
        (["import", "list", "--all"], 2),
        (["import", "people", "companies", "--id", "x"], 2),
        (["browse", "nonsense"], 1),
        (["import", "nonsense", "--all"], 1),
        (["show", "nobody"], 1),
        (["fields", "people", "--leave-out", "nonsense"], 2),
        (["browse", "people", "--limit", "0"], 2),
        (["nonsense"], 2),
    ],
)
def test_bad_input_is_one_sentence_and_an_exit_code(user: User, arguments: list[str], code: int) -> None:
    ended = user.runs(*arguments)
    assert ended.code == code
    assert ended.err.strip()
    assert "Traceback" not in ended.err
    assert list(user.folder.iterdir()) in ([], [user.folder / ".attiary"])


def test_left_out_attributes_leave_the_files_with_the_next_import(user: User) -> None:
    user.runs("import", "companies", "--all")
    assert any("description" in document["attributes"] for document in user.documents().values())

    left_out = user.runs("fields", "companies", "--leave-out", "description", "--json")
    kept = {field["slug"]: field["isKept"] for field in left_out.json["fields"]}
    assert (kept["description"], kept["name"], kept["first_interaction"]) == (False, True, False)
    user.runs("import", "companies", "--all")
    assert not any("description" in document["attributes"] for document in user.documents().values())
    assert user.git("status", "--porcelain") == ""

    user.runs("fields", "companies", "--keep", "description")
    user.runs("import", "companies", "--all")
    assert any("description" in document["attributes"] for document in user.documents().values())


def test_show_joins_the_names_of_references(user: User) -> None:
    user.runs("import", "companies", "people", "--all")
    path, document = next(
        (path, document)
        for path, document in user.documents().items()
        if document["objectType"] == "person" and "company" in document["attributes"]
    )
    company = document["attributes"]["company"]["attioRecordId"]
    name = next(row["name"] for row in user.rows() if row["attioRecordId"] == company)
    shown = user.runs("show", path, "--json").json
    assert shown["attributes"]["company"]["name"] == name


def test_browsing_marks_what_is_imported(user: User) -> None:
    first = user.runs("browse", "people", "--limit", "3", "--json").json
    assert first["hasMore"] is True
    user.runs("import", "people", "--id", first["records"][1]["attioRecordId"])
    again = user.runs("browse", "people", "--limit", "3", "--json").json
    assert [each["imported"] for each in again["records"]] == [False, True, False]
    second = user.runs("browse", "people", "--limit", "3", "--page", "2", "--json").json
    assert not {each["attioRecordId"] for each in again["records"]} & {
        each["attioRecordId"] for each in second["records"]
    }
