from __future__ import annotations

import json
import subprocess
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    import pytest
    from user import User


def test_a_commit_that_was_left_behind_is_made(user: User) -> None:
    user.git("init", "-q")
    user.git("commit", "-q", "--allow-empty", "-m", "mine")
    user.runs("import", "companies", "--all")
    user.git("reset", "-q", "--mixed", "HEAD~1")

    ended = user.runs("import", "people", "--all", "--json")

    assert len(ended.json["commits"]) == 1
    assert user.git("status", "--porcelain") == ""
    assert user.git("log", "-1", "--format=%s") == "Import people: 380 added"


def test_a_rename_that_was_killed_half_way_ends_with_one_file(user: User) -> None:
    user.runs("import", "companies", "--all")
    row = user.rows()[0]
    old = user.folder / row["localFilePath"]
    content = old.read_bytes()
    user.attio.world.set_values("companies", row["attioRecordId"], {"name": "Entirely Renamed"})
    user.runs("import", "companies", "--all", "--dry-run")
    user.runs("import", "companies", "--all")
    old.write_bytes(content)

    user.runs("import", "companies", "--all")

    ids = [
        document["attioRecordId"] for path, document in user.documents().items() if user.folder / path != old
    ]
    assert ids.count(row["attioRecordId"]) == 1
    assert [
        each["localFilePath"] for each in user.rows() if each["attioRecordId"] == row["attioRecordId"]
    ] == ["attio/company/entirely-renamed.json"]


def test_reindexing_keeps_what_is_known_of_an_edit(user: User) -> None:
    user.runs("import", "companies", "--all")
    row = user.rows()[0]
    path = user.folder / row["localFilePath"]
    path.write_text(path.read_text().replace('"objectType"', '"mine": 1,\n  "objectType"'))
    user.attio.world.set_values("companies", row["attioRecordId"], {"description": "changed in Attio too"})
    user.runs("import", "companies", "--all")
    before = user.rows()

    user.runs("reindex")

    assert user.rows() == before
    assert [each["syncStatus"] for each in before].count("error") == 1


def test_a_file_broken_by_hand_is_no_second_record_after_reindexing(user: User) -> None:
    user.runs("import", "companies", "--all")
    rows = user.rows()
    path = user.folder / rows[0]["localFilePath"]
    path.write_text("broken")
    user.runs("reindex")

    ended = user.runs("import", "companies", "--all", "--json")

    assert (ended.json["added"], ended.json["kept"]) == (0, 1)
    assert path.read_text() == "broken"
    assert [row["localFilePath"] for row in user.rows()].count(rows[0]["localFilePath"]) == 1


def test_a_copy_of_the_folder_without_git_can_be_reindexed(user: User, tmp_path: Path) -> None:
    user.runs("import", "companies", "--all")
    copy = tmp_path / "copy"
    subprocess.run(["cp", "-r", user.folder / "attio", copy / "attio"], check=False)
    copy.mkdir()
    subprocess.run(["cp", "-r", user.folder / "attio", copy / "attio"], check=True)
    ended = user.runs("reindex", "--json", "--folder", str(copy))
    assert ended.json["rows"] == len(user.rows())


def test_leaving_attributes_out_renames_no_file(user: User) -> None:
    user.runs("import", "people", "--all")
    before = user.documents().keys()
    user.runs("fields", "people", "--leave-out", "name", "email_addresses")
    ended = user.runs("import", "people", "--all", "--json")
    assert ended.json["renamed"] == 0
    assert user.documents().keys() == before


def test_a_choice_whose_attribute_was_renamed_in_attio_is_named(user: User) -> None:
    user.runs("fields", "people", "--leave-out", "job_title")
    assert user.runs("import", "people", "--all", "--json").json["receipt"]["unknownChoices"] == []
    user.attio.world.rename_attribute("people", "job_title", title="Role", api_slug="role")
    ended = user.runs("import", "people", "--all")
    assert "attiary.toml names job_title, which people does not have" in ended.out
    assert user.runs("receipt", "--json").json["receipt"]["unknownChoices"] == ["job_title"]


def test_a_name_that_looks_like_a_path_out_of_the_folder_is_looked_for_as_a_name(user: User) -> None:
    user.runs("import", "companies", "--all")
    ended = user.runs("show", "../../etc/passwd")
    assert (ended.code, "attio/company/etc-passwd.json" in ended.out) == (0, True)
    assert user.runs("show", "../nobody").err.startswith("No imported record is called ../nobody.")


def test_a_choice_that_the_user_has_edited_by_hand_stays_out_of_our_commit(user: User) -> None:
    user.runs("import", "companies", "--all")
    choices = user.folder / "attiary.toml"
    choices.write_text(choices.read_text() + "# my own line\n")
    user.runs("import", "companies", "people", "--all")
    assert user.git("status", "--porcelain") == "M attiary.toml"
    assert "# my own line" in choices.read_text()
    assert "[objects.people]" in choices.read_text()


def test_an_import_that_kept_edits_says_so_and_is_complete(user: User) -> None:
    user.runs("import", "companies", "--all")
    path = user.folder / user.rows()[0]["localFilePath"]
    path.write_text(path.read_text() + "\n\n")
    path.write_text(path.read_text().replace('"source"', '"mine": 1,\n  "source"'))
    ended = user.runs("import", "companies", "--all")
    assert ended.code == 0
    assert "1 file that you edited was left as it is" in ended.out


def test_ids_are_checked_before_anything_begins(user: User) -> None:
    for ids in (["--id", "foo"], ["--id", "../etc"]):
        ended = user.runs("import", "people", *ids, "--json")
        assert (ended.code, ended.json["error"]["kind"]) == (2, "NotAnId")
    assert list(user.folder.iterdir()) == []


def test_ids_are_taken_in_any_case_and_as_json(user: User) -> None:
    ids = [
        each["attioRecordId"]
        for each in user.runs("browse", "people", "--limit", "2", "--json").json["records"]
    ]
    piped = user.runs("import", "people", "--json", stdin=json.dumps(ids))
    assert piped.json["added"] == 2
    assert user.runs("import", "people", "--id", ids[0].upper(), "--json").json["unchanged"] == 1
    assert user.runs("import", "people", "--id", ",".join(ids), "--json").json["unchanged"] == 2


def test_wrong_usage_prints_an_object_for_scripts_too(user: User) -> None:
    for arguments in (["browse", "--json"], ["import", "people", "--nope", "--json"]):
        ended = user.runs(*arguments)
        assert ended.code == 2
        assert ended.json["error"]["kind"] == "MalformedCommand"


def test_status_tells_of_broken_parts_instead_of_failing(user: User, monkeypatch: pytest.MonkeyPatch) -> None:
    user.runs("import", "companies", "--all")
    for part in (user.folder / ".attiary" / "catalog.db", user.folder / ".attiary" / "state.db"):
        part.write_bytes(b"no database at all, and long enough to be looked at" * 40)
    monkeypatch.setenv("ATTIO_API_KEY", "x" * 64)
    ended = user.runs("status", "--json")
    assert ended.code == 0
    assert ended.json["connection"]["reason"]
    assert ended.json["catalog"]["reason"]


def test_narrow_tables_keep_what_matters(user: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("FORCE_COLOR", "1")
    shown = user.runs("fields", "people").out
    assert shown.count("✓") > 10
    assert "strongest_connection_strength_legacy" in shown
