from __future__ import annotations

import json
import subprocess
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

    from tests.journeys.conftest import Person


def test_a_commit_that_was_left_behind_is_made(person: Person) -> None:
    person.git("init", "-q")
    person.git("commit", "-q", "--allow-empty", "-m", "mine")
    person.runs("import", "companies", "--all")
    person.git("reset", "-q", "--mixed", "HEAD~1")

    ended = person.runs("import", "people", "--all", "--json")

    assert len(ended.json["commits"]) == 1
    assert person.git("status", "--porcelain") == ""
    assert person.git("log", "-1", "--format=%s") == "Import people: 380 added"


def test_a_rename_that_was_killed_half_way_ends_with_one_file(person: Person) -> None:
    person.runs("import", "companies", "--all")
    row = person.rows()[0]
    old = person.folder / row["localFilePath"]
    content = old.read_bytes()
    person.attio.world.set_values("companies", row["attioRecordId"], {"name": "Entirely Renamed"})
    person.runs("import", "companies", "--all", "--dry-run")
    person.runs("import", "companies", "--all")
    old.write_bytes(content)

    person.runs("import", "companies", "--all")

    ids = [
        document["attioRecordId"]
        for path, document in person.documents().items()
        if person.folder / path != old
    ]
    assert ids.count(row["attioRecordId"]) == 1
    assert [
        each["localFilePath"] for each in person.rows() if each["attioRecordId"] == row["attioRecordId"]
    ] == ["attio/company/entirely-renamed.json"]


def test_reindexing_keeps_what_is_known_of_an_edit(person: Person) -> None:
    person.runs("import", "companies", "--all")
    row = person.rows()[0]
    path = person.folder / row["localFilePath"]
    path.write_text(path.read_text().replace('"objectType"', '"mine": 1,\n  "objectType"'))
    person.attio.world.set_values("companies", row["attioRecordId"], {"description": "changed in Attio too"})
    person.runs("import", "companies", "--all")
    before = person.rows()

    person.runs("reindex")

    assert person.rows() == before
    assert [each["syncStatus"] for each in before].count("error") == 1


def test_a_file_broken_by_hand_is_no_second_record_after_reindexing(person: Person) -> None:
    person.runs("import", "companies", "--all")
    rows = person.rows()
    path = person.folder / rows[0]["localFilePath"]
    path.write_text("broken")
    person.runs("reindex")

    ended = person.runs("import", "companies", "--all", "--json")

    assert (ended.json["added"], ended.json["kept"]) == (0, 1)
    assert path.read_text() == "broken"
    assert [row["localFilePath"] for row in person.rows()].count(rows[0]["localFilePath"]) == 1


def test_a_copy_of_the_folder_without_git_can_be_reindexed(person: Person, tmp_path: Path) -> None:
    person.runs("import", "companies", "--all")
    copy = tmp_path / "copy"
    subprocess.run(["cp", "-r", person.folder / "attio", copy / "attio"], check=False)
    copy.mkdir()
    subprocess.run(["cp", "-r", person.folder / "attio", copy / "attio"], check=True)
    ended = person.runs("reindex", "--json", "--folder", str(copy))
    assert ended.json["rows"] == len(person.rows())


def test_leaving_attributes_out_renames_no_file(person: Person) -> None:
    person.runs("import", "people", "--all")
    before = person.documents().keys()
    person.runs("fields", "people", "--leave-out", "name", "email_addresses")
    ended = person.runs("import", "people", "--all", "--json")
    assert ended.json["renamed"] == 0
    assert person.documents().keys() == before


def test_a_choice_whose_attribute_was_renamed_in_attio_is_named(person: Person) -> None:
    person.runs("fields", "people", "--leave-out", "job_title")
    assert person.runs("import", "people", "--all", "--json").json["receipt"]["unknownChoices"] == []
    person.attio.world.rename_attribute("people", "job_title", title="Role", api_slug="role")
    ended = person.runs("import", "people", "--all")
    assert "attiary.toml names job_title, which people does not have" in ended.out
    assert person.runs("receipt", "--json").json["receipt"]["unknownChoices"] == ["job_title"]


def test_a_name_that_looks_like_a_path_out_of_the_folder_is_looked_for_as_a_name(person: Person) -> None:
    person.runs("import", "companies", "--all")
    ended = person.runs("show", "../../etc/passwd")
    assert (ended.code, "attio/company/etc-passwd.json" in ended.out) == (0, True)
    assert person.runs("show", "../nobody").err.startswith("Nothing imported here is called ../nobody.")


def test_a_choice_that_the_user_has_edited_by_hand_stays_out_of_our_commit(person: Person) -> None:
    person.runs("import", "companies", "--all")
    choices = person.folder / "attiary.toml"
    choices.write_text(choices.read_text() + "# my own line\n")
    person.runs("import", "companies", "people", "--all")
    assert person.git("status", "--porcelain") == "M attiary.toml"
    assert "# my own line" in choices.read_text()
    assert "[objects.people]" in choices.read_text()


def test_an_import_that_kept_edits_says_so_and_is_complete(person: Person) -> None:
    person.runs("import", "companies", "--all")
    path = person.folder / person.rows()[0]["localFilePath"]
    path.write_text(path.read_text() + "\n\n")
    path.write_text(path.read_text().replace('"source"', '"mine": 1,\n  "source"'))
    ended = person.runs("import", "companies", "--all")
    assert ended.code == 0
    assert "1 file that you edited was left as it is" in ended.out


def test_ids_are_checked_before_anything_begins(person: Person) -> None:
    for ids in (["--id", "foo"], ["--id", "../etc"]):
        ended = person.runs("import", "people", *ids, "--json")
        assert (ended.code, ended.json["error"]["kind"]) == (2, "NotAnId")
    assert list(person.folder.iterdir()) == []


def test_ids_are_taken_in_any_case_and_as_json(person: Person) -> None:
    ids = [
        each["attioRecordId"]
        for each in person.runs("browse", "people", "--limit", "2", "--json").json["records"]
    ]
    piped = person.runs("import", "people", "--json", stdin=json.dumps(ids))
    assert piped.json["added"] == 2
    assert person.runs("import", "people", "--id", ids[0].upper(), "--json").json["unchanged"] == 1
    assert person.runs("import", "people", "--id", ",".join(ids), "--json").json["unchanged"] == 2


def test_wrong_usage_prints_an_object_for_scripts_too(person: Person) -> None:
    for arguments in (["browse", "--json"], ["import", "people", "--nope", "--json"]):
        ended = person.runs(*arguments)
        assert ended.code == 2
        assert ended.json["error"]["kind"] == "UsageError"


def test_status_tells_of_broken_parts_instead_of_failing(
    person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    person.runs("import", "companies", "--all")
    for part in (person.folder / ".attiary" / "catalog.db", person.folder / ".attiary" / "state.db"):
        part.write_bytes(b"no database at all, and long enough to be looked at" * 40)
    monkeypatch.setenv("ATTIO_API_KEY", "x" * 64)
    ended = person.runs("status", "--json")
    assert ended.code == 0
    assert ended.json["connection"]["reason"]
    assert ended.json["catalog"]["reason"]


def test_narrow_tables_keep_what_matters(person: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("FORCE_COLOR", "1")
    shown = person.runs("fields", "people").out
    assert shown.count("✓") > 10
    assert "strongest_connection_strength_legacy" in shown
