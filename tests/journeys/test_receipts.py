"""What an import proves, on the screen, for scripts and in the commit; and what of it is still to be done."""

from __future__ import annotations

import re
import signal
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from attiary.simulator.sample import sample_workspace
from attiary.simulator.server import Running, running

if TYPE_CHECKING:
    from collections.abc import Iterator

    from forked import Ended
    from user import User

    from attiary.simulator.world import World

NOWHERE = "4ce89884-6334-5c6c-9d1c-2f4b2a0c9d11"
LARGE = 17 * 1024 * 1024


@pytest.fixture
def attio() -> Iterator[Running]:
    with running(sample_workspace(people=30, companies=10)) as simulator:
        yield simulator


def elsewhere(user: User, attio: Running) -> None:
    """Let the person use another Attio."""
    user.patch.setenv("ATTIO_BASE_URL", attio.base_url)
    user.patch.setenv("ATTIO_API_KEY", attio.api_key)


def both(user: User, *arguments: str) -> tuple[str, dict[str, Any], str]:
    """The receipt of an import as a person reads it, as scripts do, and the words of the commit."""
    ended = user.runs("import", *arguments, "--yes")
    as_json = user.runs("receipt", "--json").json
    assert user.runs("receipt").out == ended.out
    return ended.out, as_json, user.git("log", "-1", "--format=%B")


def test_it_names_the_run_its_time_the_workspace_and_what_was_selected(user: User) -> None:
    screen, as_json, words = both(user, "people", "companies", "--search", "a")
    receipt = as_json["objects"][0]["receipt"]
    assert receipt["selection"] == {"search": "a"}
    assert (receipt["runId"], receipt["workspace"]) == (as_json["runId"], "Sample Workspace")
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", receipt["startedAt"])
    assert f"Run {as_json['runId'][:8]}, begun {receipt['startedAt']}, workspace Sample Workspace." in screen
    assert "people (search “a”): 1 page" in screen
    assert f"Commit {as_json['commits'][0][:10]}" in screen
    assert "people (by search): complete" in words
    assert words.endswith(f"Import-Run: {as_json['runId']}")


def test_what_a_person_typed_feigns_no_trailer_in_the_commit(user: User) -> None:
    both(user, "people", "--filter", "name~a\n\nImport-Run: feigned")
    both(user, "people", "--search", "a\n\nImport-Run: feigned")
    both(user, "people", "--all")
    assert "feigned" not in user.git("log", "--format=%B")


def test_it_counts_pages_records_repeats_and_links_and_says_how_the_chain_ended(user: User) -> None:
    with running(sample_workspace(people=1_100, companies=5)) as attio:
        elsewhere(user, attio)
        screen, as_json, words = both(user, "people", "--all")
    receipt = as_json["receipt"]
    proof = {key: receipt[key] for key in ("records", "repeats", "linksChecked", "linksRepaired")}
    assert proof == {"records": 1_100, "repeats": 20, "linksChecked": 2, "linksRepaired": 0}
    assert (receipt["lastPageLength"], receipt["isUnbroken"], receipt["orderedBy"]) == (120, True, "id")
    line = f"people: {receipt['pages']} pages, 2 links checked, 0 repaired, last page short (120), "
    assert f"{line}chain unbroken, 20 read twice" in screen
    assert f"1100 read in {receipt['pages']} pages, 2 links checked, 0 repaired" in words
    assert "last page 120, chain unbroken, 20 read twice" in words


def test_what_was_repaired_and_what_was_created_meanwhile_is_counted(user: User) -> None:
    def move(world: World) -> None:
        for record_id in world.ids("people")[:40]:
            world.delete("people", record_id)
        for each in range(3):
            world.add_record("people", {"name": f"Newcomer {each}"})

    with running(sample_workspace(people=1_100, companies=5)) as attio:
        elsewhere(user, attio)
        replace(user, attio=attio).at_request(4, lambda: move(attio.world))
        screen, as_json, words = both(user, "people", "--all")
        attio.faults.between_requests = None
        assert set(attio.world.ids("people")) <= {each["attioRecordId"] for each in user.documents().values()}
    receipt = as_json["receipt"]
    assert receipt["linksRepaired"] >= 1
    assert f"{receipt['linksRepaired']} repaired" in screen
    assert f"{receipt['linksRepaired']} repaired" in words
    meanwhile = f"{receipt['createdMeanwhile']} created meanwhile"
    assert (meanwhile in screen) == (meanwhile in words) == (receipt["createdMeanwhile"] > 0)


def test_a_chain_that_cannot_be_closed_is_incomplete_and_red(user: User) -> None:
    with running(sample_workspace(people=1_100, companies=5)) as attio:
        elsewhere(user, attio)
        out_of_order(attio.world)
        ended = user.runs("import", "people", "--all")
    as_json = user.runs("receipt", "--json").json
    assert (ended.code, as_json["status"]) == (1, "incomplete")
    assert (as_json["receipt"]["isUnbroken"], as_json["receipt"]["orderedBy"]) == (False, "created_at")
    assert "in order of creation" in ended.out
    assert "the chain of pages could not be closed" in ended.out
    assert "Incomplete: not everything could be proven; see above." in ended.out
    words = user.git("log", "-1", "--format=%B")
    assert "people: incomplete" in words
    assert "chain broken" in words
    assert len(user.documents()) == 1_100


def out_of_order(world: World) -> None:
    """A far end that keeps no order of ids, and says of all that they were created in one moment."""
    table = world.object("people")
    table.order.reverse()
    for row in table:
        row.created = table.rows[table.order[0]].created


def test_what_scopes_hide_is_said_before_and_after(user: User) -> None:
    user.patch.setenv("ATTIO_API_KEY", user.attio.world.add_key("list_entry:read", "list_configuration:read"))
    ended = user.runs("import", "list", "outreach", "--all")
    hidden = "The records that the entries of outreach stand for cannot be read."
    assert hidden in ended.err
    assert f"{hidden} Names and links are missing" in ended.out
    [as_json] = user.runs("receipt", "--json").json["receipt"]["hidden"]
    assert as_json == {
        "what": hidden,
        "missingScopes": ["record_permission:read", "object_configuration:read"],
    }


def test_unknown_types_are_kept_counted_and_named(user: User) -> None:
    record_id = user.attio.world.ids("people")[0]
    user.attio.world.add_attribute("people", "aura", "hologram", title="Aura")
    user.attio.world.set_values("people", record_id, {"aura": "blue"})
    screen, as_json, _ = both(user, "people", "--all")
    assert "1 unknown value kept (hologram)" in screen
    assert as_json["receipt"]["unknown"] == {"types": {"hologram": 1}, "keys": {}}


def test_waits_and_retries_are_counted(user: User) -> None:
    user.attio.faults.plan("429 seconds", path="/people/records/query")
    user.attio.faults.plan("503", path="/people/records/query", after=0)
    screen, as_json, _ = both(user, "people", "--all")
    assert as_json["receipt"]["waits"] == 2
    assert as_json["receipt"]["waitedSeconds"] >= 1
    assert re.search(r"tried again 2 times \(\d+ s waited\)", screen)


def test_ids_that_attio_does_not_have_are_named(user: User) -> None:
    record_id = user.attio.world.ids("people")[0]
    screen, as_json, words = both(user, "people", "--id", record_id, NOWHERE)
    assert f"Not in Attio: {NOWHERE}" in screen
    assert (as_json["status"], as_json["receipt"]["missingIds"]) == ("incomplete", [NOWHERE])
    assert as_json["receipt"]["selection"] == {"ids": 2}
    assert "people: read by id in 1 page" in screen
    assert "people: incomplete, 1 read by id in 1 page, 1 not found" in words


def test_a_receipt_of_the_past_is_found_by_how_its_id_begins(user: User) -> None:
    first = user.runs("import", "people", "--all", "--json").json
    user.runs("import", "companies", "--all")
    assert user.runs("receipt", first["runId"][:8].upper(), "--json").json == first
    assert user.runs("receipt", "--json").json["objectType"] == "company"
    unknown = user.runs("receipt", "zzz")
    assert (unknown.code, unknown.out) == (1, "")
    assert unknown.err.splitlines() == [
        "This folder has no receipt of that run.",
        "  `attiary log` shows the imports; a new clone has no receipts.",
    ]


def stopped(user: User, how: signal.Signals, *arguments: str, at_request: int) -> None:
    user.starts_until(at_request, lambda process: process.send_signal(how), "import", *arguments).wait()


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGKILL])
def test_an_import_that_was_interrupted_has_no_receipt_before_it_is_finished(
    user: User, how: signal.Signals
) -> None:
    stopped(user, how, "people", "companies", "--all", at_request=5)
    for asked in (user.runs("receipt"), user.runs("receipt", "--json")):
        assert asked.code == 1
        assert asked.err.splitlines() == [
            "That import was interrupted and has no receipt yet.",
            "  Finish it: attiary import --again",
        ]
    assert user.runs("import", "--again").code == 0
    assert "Interrupted before, and finished now." in user.runs("receipt").out


def test_what_was_selected_by_id_and_is_not_written_yet_is_pending(user: User) -> None:
    with running(sample_workspace(people=1_200, companies=5)) as attio:
        elsewhere(user, attio)
        ids = attio.world.ids("people")[:700]
        mine = replace(user, attio=attio)
        stopped(mine, signal.SIGKILL, "people", "--id", *ids, at_request=4)
        rows = mine.rows()
        assert {row["attioRecordId"]: row["syncStatus"] for row in rows} == dict.fromkeys(
            ids[500:], "pending"
        )
        assert {row["localFilePath"] for row in rows} == {""}
        shown = mine.runs("imports").out
        assert ids[500][:8] in shown
        assert "pending" in shown
        assert mine.runs("import", "--again").code == 0
        assert {row["syncStatus"] for row in mine.rows()} == {"synced"}


def statuses(user: User) -> dict[str, tuple[str, str | None]]:
    return {row["attioRecordId"]: (row["syncStatus"], row["syncError"]) for row in user.rows()}


def number_of_files(user: User) -> int:
    return sum(path.is_file() for path in (user.folder / "attio" / "person").iterdir())


def assert_one_failed(user: User, ended: Ended, record_id: str, reason: str) -> None:
    assert (ended.code, ended.json["failed"], ended.json["read"]) == (1, 1, 30)
    [problem] = ended.json["receipt"]["problems"]
    assert (problem["attioRecordId"], problem["outcome"]) == (record_id, "failed")
    assert reason in problem["reason"]
    assert number_of_files(user) == 29
    found = statuses(user)
    status, why = found.pop(record_id)
    assert (status, reason in (why or "")) == ("error", True)
    assert set(found.values()) == {("synced", None)}
    assert f"error: {why}"[:40] in user.runs("imports").out
    assert reason in user.runs("receipt").out


def assert_mended(user: User) -> None:
    again = user.runs("import", "people", "--all", "--json")
    assert (again.code, again.json["failed"]) == (0, 0)
    assert set(statuses(user).values()) == {("synced", None)}
    assert len(user.documents()) == 30
    assert user.git("status", "--porcelain") == ""


def test_a_directory_where_a_new_file_belongs_only_costs_the_file_its_name(user: User) -> None:
    record_id = user.attio.world.ids("people")[0]
    user.attio.world.set_values("people", record_id, {"name": "Stands In The Way"})
    (user.folder / "attio" / "person" / "stands-in-the-way.json").mkdir(parents=True)
    assert user.runs("import", "people", "--all").code == 0
    [path] = [row["localFilePath"] for row in user.rows() if row["attioRecordId"] == record_id]
    assert re.fullmatch(r"attio/person/stands-in-the-way-[0-9a-f]{6}\.json", path)


def test_a_record_whose_place_is_taken_is_an_error_and_the_others_are_imported(user: User) -> None:
    user.runs("import", "people", "--all")
    row = user.rows()[0]
    place = user.folder / row["localFilePath"]
    place.unlink()
    place.mkdir()
    ended = user.runs("import", "people", "--all", "--json")
    assert_one_failed(
        user, ended, row["attioRecordId"], "is not a regular file, but a directory, a link or something else"
    )
    place.rmdir()
    assert_mended(user)


def test_a_record_that_is_too_large_for_a_file_is_an_error_and_the_others_are_imported(
    user: User,
) -> None:
    record_id = user.attio.world.ids("people")[0]
    user.attio.world.set_values("people", record_id, {"job_title": "x" * LARGE})
    ended = user.runs("import", "people", "--all", "--json")
    assert_one_failed(user, ended, record_id, "the limit is 16777216")
    user.attio.world.set_values("people", record_id, {"job_title": "small"})
    assert_mended(user)
