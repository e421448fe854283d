from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pytest
    from user import User

KEYS = ["source", "importedAt", "attioRecordId", "attioWebUrl", "objectType", "name", "attributes"]
OPTIONAL = ["details", "listSlug", "parent", "goneAt"]
ROW = {
    "clerkUserId",
    "projectId",
    "attioRecordId",
    "attioObjectType",
    "name",
    "attioWebUrl",
    "localFilePath",
    "attributes",
    "listSlug",
    "importedAt",
    "syncStatus",
    "experimentIds",
}


def a_list(user: User) -> str:
    slug: str = user.runs("browse", "lists", "--json").json["lists"][0]["slug"]
    return slug


def test_files_commit_and_rows_agree_after_an_import(user: User) -> None:
    ended = user.runs("import", "companies", "people", "list", a_list(user), "--all", "--json")

    assert (ended.code, ended.err) == (0, "")
    assert ended.json["status"] == "complete"
    assert [each["objectType"] for each in ended.json["objects"]] == ["company", "person", "list_entry"]
    assert ended.json["read"] == ended.json["added"] == sum(each["read"] for each in ended.json["objects"])
    documents = user.documents()
    assert len(documents) == ended.json["read"]
    assert user.git("rev-parse", "HEAD") == ended.json["commits"][0]
    assert user.git("status", "--porcelain") == ""
    assert user.git("fsck", "--strict") == ""
    rows = {row["localFilePath"]: row for row in user.rows()}
    assert rows.keys() == documents.keys()
    for path, document in documents.items():
        assert rows[path]["attioRecordId"] == document["attioRecordId"]
        assert rows[path].keys() >= ROW


def test_each_file_has_the_keys_of_the_plan_in_their_order(user: User) -> None:
    user.runs("import", "companies", "people", "list", a_list(user), "--all")
    for document in user.documents().values():
        keys = list(document)
        assert keys[: len(KEYS)] == KEYS
        assert keys[len(KEYS) :] == [key for key in OPTIONAL if key in document]


def test_an_entry_carries_the_name_and_id_of_its_parent(user: User) -> None:
    slug = a_list(user)
    user.runs("import", "list", slug, "--all")
    entries = user.documents()
    assert entries
    for document in entries.values():
        assert document["objectType"] == "list_entry"
        assert document["listSlug"] == slug
        assert document["name"] == document["parent"]["name"]
        assert document["attioRecordId"] != document["parent"]["attioRecordId"]
        assert document["parent"]["attioRecordId"] in document["attioWebUrl"]


def test_a_second_import_changes_nothing_and_makes_no_commit(user: User) -> None:
    user.runs("import", "people", "--all")
    before, head = user.files(), user.git("rev-parse", "HEAD")

    ended = user.runs("import", "people", "--all", "--json")

    assert ended.json["unchanged"] == ended.json["read"]
    assert ended.json["commits"] == []
    assert user.files() == before
    assert user.git("rev-parse", "HEAD") == head


def test_one_changed_one_renamed_one_of_equal_name_added_touch_exactly_those_files(user: User) -> None:
    user.runs("import", "companies", "--all")
    rows = [row for row in user.rows() if row["name"].isascii() and row["name"].replace(" ", "").isalpha()]
    changed, renamed, twin = rows[:3]
    before = user.files()
    world = user.attio.world
    world.set_values("companies", changed["attioRecordId"], {"description": "Something new"})
    world.set_values("companies", renamed["attioRecordId"], {"name": "Entirely Renamed"})
    added = world.add_record("companies", {"name": twin["name"]})

    ended = user.runs("import", "companies", "--all", "--json")

    counts = {key: ended.json[key] for key in ("added", "changed", "renamed")}
    assert counts == {"added": 1, "changed": 1, "renamed": 1}
    after = user.files()
    different = {path for path in before.keys() | after.keys() if before.get(path) != after.get(path)}
    twins = [path for path in after.keys() - before.keys() if "entirely-renamed" not in path]
    assert len(twins) == 1
    assert json.loads(after[twins[0]])["attioRecordId"] == added
    assert different == {
        changed["localFilePath"],
        renamed["localFilePath"],
        "attio/company/entirely-renamed.json",
        twins[0],
    }
    assert sorted(user.git("show", "--name-only", "--no-renames", "--format=").splitlines()) == sorted(
        different
    )
    paths = {row["attioRecordId"]: row["localFilePath"] for row in user.rows()}
    assert paths[renamed["attioRecordId"]] == "attio/company/entirely-renamed.json"


def test_only_the_records_asked_for_are_imported(user: User) -> None:
    ids = [
        each["attioRecordId"]
        for each in user.runs("browse", "people", "--limit", "4", "--json").json["records"]
    ]

    by_option = user.runs("import", "people", "--id", *ids[:2], "--json")
    by_pipe = user.runs("import", "people", "--json", stdin="\n".join(ids[2:]))

    assert (by_option.json["read"], by_option.json["added"]) == (2, 2)
    assert (by_pipe.json["read"], by_pipe.json["added"]) == (2, 2)
    assert {row["attioRecordId"] for row in user.rows()} == set(ids)
    assert user.runs("import", "person", "--id", *ids, "--json").json["unchanged"] == 4


def test_an_id_that_attio_does_not_have_is_named_and_the_import_is_incomplete(user: User) -> None:
    unknown = "00000000-0000-4000-8000-000000000000"
    ended = user.runs("import", "people", "--id", unknown, "--json")
    assert ended.code == 1
    assert ended.json["status"] == "incomplete"
    assert ended.json["receipt"]["missingIds"] == [unknown]


def test_a_search_imports_what_browsing_with_it_shows(user: User) -> None:
    word = next(
        row["name"]
        for row in user.runs("browse", "people", "--json").json["records"]
        if row["name"].isalpha() or " " in row["name"]
    ).split()[0]
    shown = user.runs("browse", "people", "--search", word, "--limit", "400", "--json").json["records"]
    user.runs("import", "people", "--search", word)
    assert shown
    assert {row["attioRecordId"] for row in user.rows()} == {each["attioRecordId"] for each in shown}


def test_a_dry_run_tells_the_same_numbers_and_writes_nothing(user: User) -> None:
    dry = user.runs("import", "companies", "--all", "--dry-run", "--json")
    assert list(user.folder.iterdir()) == []
    real = user.runs("import", "companies", "--all", "--json")
    assert dry.json["dryRun"] is True
    assert (dry.json["added"], dry.json["commits"]) == (real.json["added"], [])


def test_an_edit_of_the_users_is_kept_counted_and_no_failure(user: User) -> None:
    user.runs("import", "companies", "--all")
    row = user.rows()[0]
    path = user.folder / row["localFilePath"]
    path.write_text(path.read_text().replace('"objectType"', '"mine": "a note",\n  "objectType"'))
    edited = path.read_text()
    user.attio.world.set_values("companies", row["attioRecordId"], {"description": "changed in Attio too"})

    ended = user.runs("import", "companies", "--all", "--json")

    assert (ended.code, ended.json["status"], ended.json["kept"]) == (0, "complete", 1)
    assert path.read_text() == edited
    assert [each["syncStatus"] for each in user.rows() if each["localFilePath"] == row["localFilePath"]] == [
        "error"
    ]

    overwritten = user.runs("import", "companies", "--all", "--overwrite-edits", "--json")
    assert overwritten.json["changed"] == 1
    assert "changed in Attio too" in path.read_text()
    assert {each["syncStatus"] for each in user.rows()} == {"synced"}


def test_what_the_user_staged_or_edited_stays_out_of_our_commit(user: User) -> None:
    user.git("init", "-q")
    for name in ("a.txt", "b.txt"):
        (user.folder / name).write_text("1\n")
    user.git("add", "-A")
    user.git("commit", "-qm", "mine")
    (user.folder / "a.txt").write_text("2\n")
    user.git("add", "a.txt")
    (user.folder / "b.txt").write_text("2\n")
    (user.folder / "c.txt").write_text("new\n")
    before = user.git("status", "--porcelain")

    user.runs("import", "companies", "--all")

    assert user.git("status", "--porcelain") == before
    committed = user.git("show", "--name-only", "--format=").splitlines()
    assert all(path.startswith("attio/") or path == "attiary.toml" for path in committed)


def test_a_lost_journal_and_catalog_come_back_from_the_folder(user: User) -> None:
    user.runs("import", "companies", "people", "--all")
    before, rows = user.files(), user.rows()
    for path in (user.folder / ".attiary").glob("*.db*"):
        path.unlink()

    again = user.runs("import", "companies", "people", "--all", "--json")

    assert again.json["unchanged"] == again.json["read"]
    assert again.json["commits"] == []
    assert user.files() == before
    assert user.rows() == rows


def test_reindex_rebuilds_the_rows_without_a_key(user: User, monkeypatch: pytest.MonkeyPatch) -> None:
    user.runs("import", "companies", "people", "--all")
    rows = user.rows()
    (user.folder / ".attiary" / "catalog.db").unlink()
    monkeypatch.delenv("ATTIO_API_KEY")
    ended = user.runs("reindex", "--json")
    assert (ended.code, ended.json["rows"]) == (0, len(rows))
    assert user.rows() == rows
