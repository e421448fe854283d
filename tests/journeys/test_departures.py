"""Records that Attio does not have any more: gone, merged, and back again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from crash import A_COMMIT_IS_MADE, A_FILE_IS_WRITTEN, Effect, kill_work
from gone_steps import last_run, mark_unmarked

from attiary.errors import MovedMeanwhile
from attiary.model.selection import Target
from attiary.services.context import open_app
from attiary.services.importing import mark_gone, preview_gone
from attiary.simulator.sample import sample_workspace
from attiary.simulator.server import Running, running

if TYPE_CHECKING:
    from collections.abc import Iterator

    from user import User

ALL = ("import", "people", "--all", "--json")


@pytest.fixture
def attio() -> Iterator[Running]:
    with running(sample_workspace(people=60, companies=10)) as simulator:
        yield simulator


@pytest.fixture
def ids(user: User) -> list[str]:
    """The people, each with an address of their own, imported."""
    ids = user.attio.world.ids("people")
    for number, record_id in enumerate(ids):
        values: dict[str, Any] = {"email_addresses": [f"p{number}@example.com"], "name": f"Person N{number}"}
        user.attio.world.set_values("people", record_id, values)
    assert user.runs(*ALL).code == 0
    return ids


def document_of(user: User, record_id: str) -> tuple[str, dict[str, Any]]:
    found = [(path, each) for path, each in user.documents().items() if each["attioRecordId"] == record_id]
    assert len(found) == 1, found
    return found[0]


def row_of(user: User, record_id: str) -> dict[str, Any]:
    (row,) = [row for row in user.rows() if row["attioRecordId"] == record_id]
    return row


def link(user: User, record_id: str, experiment: str) -> None:
    with open_app(user.folder) as app, app.open_folder() as opened:
        app.rows(opened).link_experiment("person", record_id, experiment)


def test_a_record_that_is_gone_keeps_its_file_with_the_date(user: User, ids: list[str]) -> None:
    path, before = document_of(user, ids[3])
    user.attio.world.delete("people", ids[3])
    ended = user.runs(*ALL)
    assert (ended.code, ended.json["gone"], ended.json["status"]) == (0, 1, "complete")
    there, after = document_of(user, ids[3])
    assert there == path
    assert after == before | {"goneAt": ended.json["receipt"]["startedAt"]}
    assert row_of(user, ids[3])["goneAt"] == after["goneAt"]
    assert "gone from Attio" in user.runs("imports", "--search", before["name"]).out
    assert "gone from Attio" in user.runs("show", ids[3]).out
    assert user.git("log", "-1", "--format=%s") == "Import people: 1 gone from Attio"
    assert user.git("status", "--porcelain") == ""
    again = user.runs(*ALL)
    assert (again.json["gone"], again.json["commits"]) == (0, [])


def test_more_than_one_in_twenty_are_left_alone_where_nobody_can_be_asked(user: User, ids: list[str]) -> None:
    for record_id in ids[:4]:
        user.attio.world.delete("people", record_id)
    user.attio.world.set_values("people", ids[10], {"job_title": "changed meanwhile"})
    ended = user.runs(*ALL)
    assert (ended.code, ended.json["status"]) == (1, "incomplete")
    assert (ended.json["gone"], ended.json["unmarked"], ended.json["changed"]) == (0, 4, 1)
    assert len(ended.json["commits"]) == 1
    assert "goneAt" not in document_of(user, ids[0])[1]
    ended = user.runs("import", "people", "--all")
    assert "--yes" in ended.out
    assert user.runs(*ALL, "--yes").json["gone"] == 4
    assert user.git("status", "--porcelain") == ""


@pytest.fixture
def four_gone(user: User, ids: list[str]) -> list[str]:
    """More than are marked without being told."""
    for record_id in ids[:4]:
        user.attio.world.delete("people", record_id)
    return ids[:4]


@pytest.mark.parametrize(("typed", "code", "number"), [("n\n", 1, 0), ("y\n", 0, 4)])
def test_somebody_at_a_terminal_is_asked_after_the_import(
    user: User, four_gone: list[str], typed: str, code: int, number: int
) -> None:
    ended = user.runs("import", "people", "--all", stdin=typed, at_terminal=True)
    assert "4 of 60 imported records of people are not in Attio any more." in ended.err
    assert ended.code == code
    marked = [each for each in four_gone if "goneAt" in document_of(user, each)[1]]
    assert len(marked) == number
    assert [bool(row_of(user, each)["goneAt"]) for each in four_gone] == [bool(number)] * 4
    assert user.git("status", "--porcelain") == ""


def _presses_ctrl_c() -> None:
    raise KeyboardInterrupt


def test_who_stops_at_the_question_is_shown_the_receipt(user: User, four_gone: list[str]) -> None:
    user.attio.world.add_record("people", {"name": "Quite New"})
    ended = user.runs("import", "people", "--all", at_terminal=True, asked=_presses_ctrl_c)
    assert ended.code == 130
    assert user.git("rev-parse", "--short=10", "HEAD") in ended.out
    assert "Interrupted." in ended.err
    assert not [each for each in four_gone if "goneAt" in document_of(user, each)[1]]


def test_who_ends_the_input_at_the_question_has_said_no(user: User, four_gone: list[str]) -> None:
    ended = user.runs("import", "people", "--all", stdin="", at_terminal=True)
    assert (ended.code, "4 files are left as they are" in ended.out) == (1, True)
    assert not [each for each in four_gone if "goneAt" in document_of(user, each)[1]]


@pytest.mark.parametrize("form", ["--json", ""])
def test_what_moved_while_they_were_asked_fails_the_marking_and_not_the_import(
    user: User, four_gone: list[str], form: str
) -> None:
    user.attio.world.add_record("people", {"name": "Quite New"})
    path, _ = document_of(user, four_gone[0])

    def edits() -> None:
        (user.folder / path).write_text("{}", encoding="utf-8")

    asked = [each for each in ("import", "people", "--all", form) if each]
    ended = user.runs(*asked, stdin="y\n", at_terminal=True, asked=edits)
    assert ended.code == 1
    assert "The folder has changed since you were shown this." in ended.err
    commit = user.git("rev-parse", "HEAD")
    if form:
        assert ended.json["error"]["kind"] == "MovedMeanwhile"
        assert (ended.json["added"], ended.json["unmarked"], ended.json["commits"]) == (1, 4, [commit])
    else:
        assert commit[:10] in ended.out


def test_what_was_marked_after_an_import_is_a_commit_of_its_own_and_can_be_undone(
    user: User, four_gone: list[str]
) -> None:
    user.attio.world.add_record("people", {"name": "Quite New"})
    user.runs(*ALL)
    before = user.files()
    with open_app(user.folder) as app:
        run_id = last_run(app)
        preview = preview_gone(app, run_id)
        [unmarked] = preview.targets
        assert (unmarked.target, unmarked.known) == (Target("people"), 61)
        assert {each.attio_record_id for each in unmarked.files} == set(four_gone)
        marking = mark_gone(app, run_id, preview.fingerprint)
    assert marking.commits == [user.git("rev-parse", "HEAD")]
    message = user.git("log", "-1", "--format=%B").splitlines()
    assert message[0] == "Mark 4 records as gone from Attio: people"
    assert message[-1] == f"Import-Run: {marking.run_id}"
    assert user.git("reflog", "-1", "--format=%gs") == "attiary: mark as gone"
    assert user.runs("receipt", "--json").json["gone"] == 4
    assert user.runs("undo", "--yes").code == 0
    assert user.files() == before
    assert user.git("status", "--porcelain") == ""


def test_nothing_is_marked_when_the_folder_changed_after_the_preview(
    user: User, four_gone: list[str]
) -> None:
    user.runs(*ALL)
    with open_app(user.folder) as app:
        run_id = last_run(app)
        preview = preview_gone(app, run_id)
        path, _ = document_of(user, four_gone[0])
        (user.folder / path).write_text((user.folder / path).read_text() + "\n")
        with pytest.raises(MovedMeanwhile):
            mark_gone(app, run_id, preview.fingerprint)
        anew = preview_gone(app, run_id)
        assert user.runs(*ALL).code == 1
        with pytest.raises(MovedMeanwhile):
            mark_gone(app, run_id, anew.fingerprint)
    assert all("goneAt" not in each for each in user.documents().values())


def test_an_edited_file_is_not_marked_and_is_named(user: User, four_gone: list[str]) -> None:
    user.runs(*ALL)
    path, _ = document_of(user, four_gone[0])
    (user.folder / path).write_text((user.folder / path).read_text() + "\n")
    [result] = mark_unmarked(user.folder).results
    assert ([each.path for each in result.problems], len(result.gone)) == ([path], 3)
    assert "goneAt" not in document_of(user, four_gone[0])[1]
    assert row_of(user, four_gone[0])["syncStatus"] == "error"


@pytest.mark.parametrize(
    ("effect", "number"), [(A_FILE_IS_WRITTEN, 1), (A_FILE_IS_WRITTEN, 3), (A_COMMIT_IS_MADE, 1)]
)
def test_killed_while_marking_the_next_import_ends_as_if_it_had_not_been(
    user: User, four_gone: list[str], effect: Effect, number: int
) -> None:
    user.runs(*ALL)
    kill_work(user.folder, mark_unmarked, effect, number)
    assert user.runs(*ALL, "--yes").code == 0
    assert all("goneAt" in document_of(user, each)[1] for each in four_gone)
    assert all(row_of(user, each)["goneAt"] for each in four_gone)
    assert user.git("status", "--porcelain") == ""
    assert user.runs(*ALL).json["commits"] == []


def test_a_table_that_is_suddenly_empty_marks_nobody_until_each_was_asked_for(
    user: User, ids: list[str]
) -> None:
    for record_id in ids:
        user.attio.world.delete("people", record_id)
    ended = user.runs(*ALL, "--yes")
    assert (ended.code, ended.json["gone"], ended.json["unmarked"]) == (1, 0, len(ids))
    assert ended.json["commits"] == []
    assert "attiary import --refresh" in user.runs("import", "people", "--all", "--yes").out
    assert user.runs("import", "--refresh", "--json").json["unmarked"] == len(ids)
    asked = user.runs("import", "--refresh", "--yes", "--json")
    assert (asked.code, asked.json["gone"]) == (0, len(ids))
    assert user.runs(*ALL).code == 0


def test_an_unfinished_reading_marks_nobody(user: User, ids: list[str]) -> None:
    user.attio.world.delete("people", ids[0])
    for arguments in (["--search", "N1"], ["--filter", "name~N2"], ["--id", ids[5]]):
        ended = user.runs("import", "people", *arguments, "--json")
        assert (ended.code, ended.json["gone"]) == (0, 0)
    user.attio.faults.plan("500", times=50, path="/records/query")
    user.patch.setenv("ATTIARY_PATIENCE_SECONDS", "0")
    assert user.runs(*ALL).code == 1
    assert all("goneAt" not in each for each in user.documents().values())


def test_a_record_asked_for_by_id_that_attio_does_not_have_is_gone(user: User, ids: list[str]) -> None:
    stranger = "00000000-0000-4000-8000-000000000000"
    user.attio.world.delete("people", ids[3])
    ended = user.runs("import", "people", "--id", *ids[:30], stranger, "--json")
    assert (ended.code, ended.json["gone"]) == (1, 1)
    assert ended.json["receipt"]["missingIds"] == [stranger]
    assert "goneAt" in document_of(user, ids[3])[1]


def test_refreshing_reads_all_that_was_imported_before_and_nothing_else(user: User, ids: list[str]) -> None:
    user.attio.world.delete("people", ids[3])
    user.attio.world.set_values("people", ids[4], {"job_title": "changed"})
    user.attio.world.add_record("people", {"name": "Quite New"})
    ended = user.runs("import", "--refresh", "--json")
    assert (ended.code, ended.json["status"]) == (0, "complete")
    assert [ended.json[each] for each in ("read", "added", "changed", "gone")] == [59, 0, 1, 1]
    again = user.runs("import", "--refresh", "--json")
    assert (again.code, again.json["gone"], again.json["commits"]) == (0, 0, [])


def test_a_record_that_comes_back_has_no_date_any_more(user: User, ids: list[str]) -> None:
    path, before = document_of(user, ids[3])
    content = (user.folder / path).read_text().replace('"person"', '"person"')
    marked = content.rstrip().removesuffix("}").rstrip() + ',\n  "goneAt": "2026-01-01T00:00:00Z"\n}\n'
    (user.folder / path).write_text(marked)
    user.git("commit", "-qam", "as if it had been gone")
    (user.folder / ".attiary/state.db").unlink()
    ended = user.runs(*ALL)
    assert ended.json["changed"] == 1
    assert {**document_of(user, ids[3])[1], "importedAt": before["importedAt"]} == before
    assert row_of(user, ids[3])["goneAt"] is None


def test_an_edited_file_of_a_record_that_is_gone_stays_as_it_is(user: User, ids: list[str]) -> None:
    path, _ = document_of(user, ids[3])
    (user.folder / path).write_text((user.folder / path).read_text() + "\n")
    edited = (user.folder / path).read_text()
    user.attio.world.delete("people", ids[3])
    ended = user.runs(*ALL)
    assert (
        ended.json["receipt"]["problems"][0]["reason"]
        == "You edited this file, and the record is gone from Attio since."
    )
    assert (user.folder / path).read_text() == edited
    assert row_of(user, ids[3])["syncStatus"] == "error"


def test_two_records_that_were_merged_become_the_new_one(user: User, ids: list[str]) -> None:
    path, _ = document_of(user, ids[3])
    other, _ = document_of(user, ids[4])
    link(user, ids[3], "x")
    link(user, ids[4], "y")
    new = user.attio.world.merge("people", ids[3], ids[4])

    ended = user.runs(*ALL)

    assert (ended.code, ended.json["merged"], ended.json["gone"], ended.json["added"]) == (0, 1, 0, 0)
    [merger] = ended.json["receipt"]["mergers"]
    assert merger == {"formerIds": sorted([ids[3], ids[4]]), "attioRecordId": new, "path": path}
    there, document = document_of(user, new)
    assert there == path
    assert document["attributes"]["email_addresses"] == ["p3@example.com", "p4@example.com"]
    assert not (user.folder / other).exists()
    assert sorted(row_of(user, new)["experimentIds"]) == ["x", "y"]
    assert {ids[3], ids[4]}.isdisjoint(row["attioRecordId"] for row in user.rows())
    assert user.git("status", "--porcelain") == ""
    assert user.git("log", "-1", "--format=%s") == "Import people: 1 merged"
    assert user.runs(*ALL).json["commits"] == []


def test_a_commit_counts_each_record_as_the_receipt_does(user: User, ids: list[str]) -> None:
    world = user.attio.world
    world.merge("people", ids[3], ids[4])
    world.delete("people", ids[5])
    world.set_values("people", ids[6], {"job_title": "changed"})
    world.set_values("people", ids[7], {"name": "Renamed Entirely"})
    world.add_record("people", {"name": "Quite New"})
    ended = user.runs(*ALL)
    counted = ("added", "changed", "renamed", "merged", "gone")
    assert [ended.json[each] for each in counted] == [1, 1, 1, 1, 1]
    words = "1 added, 1 changed, 1 renamed, 1 merged, 1 gone from Attio"
    assert user.git("log", "-1", "--format=%s") == f"Import people: {words}"
    shown = user.git("show", "--format=", "--name-only", "--no-renames", "HEAD").splitlines()
    assert f"{len(shown)} files" in user.runs("receipt").out


def test_a_merged_record_keeps_the_file_of_a_former_one_as_long_as_its_name(
    user: User, ids: list[str]
) -> None:
    for record_id in ids[3:5]:
        user.attio.world.set_values("people", record_id, {"name": "Twin Name"})
    user.runs(*ALL)
    new = user.attio.world.merge("people", ids[3], ids[4])
    user.runs(*ALL)
    path, _ = document_of(user, new)
    assert path == "attio/person/twin-name.json"
    user.attio.world.set_values("people", new, {"name": "Other Name"})
    assert user.runs(*ALL).json["renamed"] == 1
    assert document_of(user, new)[0] == "attio/person/other-name.json"


def test_a_merger_that_cannot_be_told_is_gone_and_new(user: User, ids: list[str]) -> None:
    user.attio.world.delete("people", ids[3])
    for suffix in ("a", "b"):
        user.attio.world.add_record("people", {"name": f"Half {suffix}", "job_title": "p3@example.com"})
    ended = user.runs(*ALL)
    assert [ended.json[each] for each in ("merged", "gone", "added")] == [0, 1, 2]


def test_a_dry_run_tells_who_is_gone_and_merged_and_changes_nothing(user: User, ids: list[str]) -> None:
    user.attio.world.delete("people", ids[8])
    user.attio.world.merge("people", ids[3], ids[4])
    before = user.files()
    ended = user.runs(*ALL, "--dry-run")
    assert [ended.json[each] for each in ("merged", "gone", "added")] == [1, 1, 0]
    assert user.files() == before
    assert user.git("status", "--porcelain") == ""
