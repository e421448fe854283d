from __future__ import annotations

import json
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from attiary.simulator.sample import sample_workspace
from attiary.simulator.server import Running, running

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.journeys.conftest import Person


@pytest.fixture
def attio() -> Iterator[Running]:
    with running(sample_workspace(people=900, companies=120)) as simulator:
        yield simulator


def killed_while_writing(person: Person) -> None:
    """Run an import and kill it when a page of files is begun and not yet in the journal."""
    process = subprocess.Popen(
        [sys.executable, "-m", "attiary", "import", "people", "--all"],
        cwd=person.folder,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    while process.poll() is None:
        process.send_signal(signal.SIGSTOP)
        if unjournaled(person.folder):
            process.kill()
        process.send_signal(signal.SIGCONT)
        time.sleep(0.002)
    assert process.returncode == -signal.SIGKILL


def unjournaled(folder: Path) -> list[str]:
    """The files of a page that is begun and not in the journal; none while the journal is not there yet."""
    try:
        with closing(sqlite3.connect(f"file:{folder}/.attiary/state.db?mode=ro", uri=True)) as journal:
            intended = journal.execute("SELECT path FROM intended").fetchall()
    except sqlite3.OperationalError:
        return []
    return [path for (path,) in intended if (folder / path).exists()]


def test_what_a_killed_run_wrote_is_ours_even_if_attio_has_changed_since(person: Person) -> None:
    killed_while_writing(person)
    written = json.loads((person.folder / unjournaled(person.folder)[0]).read_bytes())
    person.attio.world.set_values("people", written["attioRecordId"], {"job_title": "Changed after the kill"})

    ended = person.runs("import", "people", "--all", "--json")

    assert (ended.code, ended.json["kept"], ended.json["read"]) == (0, 0, 900)
    assert any(
        document["attributes"].get("job_title") == "Changed after the kill"
        for document in person.documents().values()
    )
    assert person.git("status", "--porcelain") == ""
    assert {row["syncStatus"] for row in person.rows()} == {"synced"}


def test_the_commit_counts_what_a_killed_run_left_behind(person: Person) -> None:
    killed_while_writing(person)
    person.runs("import", "people", "--all")
    assert person.git("log", "-1", "--format=%s") == "Import people: 900 added"


def test_a_commit_that_was_left_behind_is_made(person: Person) -> None:
    person.git("init", "-q")
    person.git("commit", "-q", "--allow-empty", "-m", "mine")
    person.runs("import", "companies", "--all")
    person.git("reset", "-q", "--mixed", "HEAD~1")

    ended = person.runs("import", "people", "--all", "--json")

    assert len(ended.json["commits"]) == 1
    assert person.git("status", "--porcelain") == ""
    assert person.git("log", "-1", "--format=%s") == "Import people: 1020 added"


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
        assert (ended.code, ended.json["error"]["kind"]) == (2, "UsageError")
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
