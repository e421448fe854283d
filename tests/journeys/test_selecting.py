from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from user import User

READS = ("record_permission:read", "object_configuration:read")
LIST_READS = ("list_entry:read", "list_configuration:read")


def names(user: User, *arguments: str) -> list[str]:
    shown = user.runs("browse", *arguments, "--limit", "500", "--json")
    assert shown.code == 0, shown.err
    return [each["name"] for each in shown.json["records"]]


def test_filters_must_all_hold_and_import_what_they_show(user: User) -> None:
    tests = ["--filter", "name~a", "--filter", "!domains~www", "--filter", "created_at>=2023-01-01"]
    shown = names(user, "companies", *tests)
    everybody = names(user, "companies")
    assert 0 < len(shown) < len(everybody)
    ended = user.runs("import", "companies", *tests, "--json")
    assert ended.json["read"] == len(shown)
    assert ended.json["receipt"]["selection"]["filters"] == [tests[1], tests[3], tests[5]]


def test_a_search_and_a_filter_are_both_obeyed(user: User) -> None:
    found = names(user, "companies", "--search", "labs")
    both = names(user, "companies", "--search", "labs", "--filter", "name~a")
    assert set(both) <= set(found)
    assert all("a" in name.lower() for name in both)


def test_a_list_is_filtered_by_what_its_entries_stand_for(user: User) -> None:
    first = names(user, "list", "outreach")[0]
    assert set(names(user, "list", "outreach", "--filter", f"parent.name={first}")) == {first}


def test_a_saved_view_is_named_by_its_title(user: User) -> None:
    signed = names(user, "list", "enterprise_sales", "--filter", "stage=Signed")
    assert signed
    ended = user.runs("import", "list", "enterprise_sales", "--view", "Signed", "--json")
    assert (ended.json["status"], ended.json["read"]) == ("complete", len(signed))


def test_sorting_turns_round_with_a_hyphen(user: User) -> None:
    up = names(user, "companies", "--sort", "created_at")
    down = names(user, "companies", "--sort", "-created_at")
    assert up != names(user, "companies")
    assert up == down[::-1]


@pytest.mark.parametrize(
    "arguments",
    [
        ["--filter", "nonsense~x"],
        ["--filter", "name"],
        ["--filter", "{broken"],
        ["--filter", "created_at>=soon"],
        ["--sort", "nonsense"],
        ["--view", "nonsense"],
    ],
)
def test_what_attio_cannot_be_asked_is_said_and_never_an_empty_list(user: User, arguments: list[str]) -> None:
    ended = user.runs("browse", "companies", *arguments)
    assert ended.code in (1, 2)
    assert len(ended.err.strip().splitlines()) == 2
    assert ended.out == ""


def test_a_key_without_the_scope_is_told_before_anything_is_read(user: User) -> None:
    user.patch.setenv("ATTIO_API_KEY", user.attio.world.add_key("list_entry:read"))
    ended = user.runs("import", "people", "--all", "--json")
    assert ended.code == 1
    assert "record_permission:read" in ended.json["error"]["hint"]
    assert list(user.folder.iterdir()) == []


def test_entries_whose_records_are_hidden_are_imported_and_the_receipt_says_what_is_missing(
    user: User,
) -> None:
    user.patch.setenv("ATTIO_API_KEY", user.attio.world.add_key(*LIST_READS))
    ended = user.runs("import", "list", "outreach", "--all", "--json")
    assert (ended.code, ended.json["status"]) == (0, "complete")
    [hidden] = ended.json["receipt"]["hidden"]
    assert hidden["missingScopes"] == list(READS)
    for document in user.documents().values():
        assert document["name"] == document["parent"]["attioRecordId"][:8]


def test_a_wait_that_attio_asks_for_is_shown_and_counted(user: User) -> None:
    user.attio.faults.plan("429 date", path="/records/query")
    ended = user.runs("import", "companies", "--all", "--json")
    assert ended.json["status"] == "complete"
    assert ended.json["receipt"]["waits"] == 1
    user.attio.faults.plan("429 date", path="/records/query")
    assert user.runs("browse", "companies").err.startswith("Attio asked us to wait")


def test_an_import_by_id_notes_waits_and_unknown_values_too(user: User) -> None:
    record_id = user.attio.world.ids("people")[0]
    user.attio.world.add_attribute("people", "aura", "hologram", title="Aura")
    user.attio.world.set_values("people", record_id, {"aura": "blue"})
    user.attio.faults.plan("429 date", path="/records/query")
    receipt = user.runs("import", "people", "--id", record_id, "--json").json["receipt"]
    assert receipt["waits"] == 1
    assert receipt["unknown"]["types"] == {"hologram": 1}


def test_a_name_where_attio_wants_an_id_is_refused_with_the_way_to_write_it(user: User) -> None:
    ended = user.runs("import", "people", "--filter", "company=Acme")
    assert ended.code == 1
    assert "company.name~Acme" in ended.err


def test_lists_take_no_filters_and_say_so(user: User) -> None:
    assert user.runs("browse", "lists", "--filter", "name~x").code == 2
