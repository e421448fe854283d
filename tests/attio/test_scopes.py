from __future__ import annotations

from attiary.attio.scopes import explain, hidden_from, missing_of
from attiary.model.proof import Hidden
from attiary.model.selection import Target


def test_a_key_without_scopes_reads_nothing_and_each_missing_scope_is_named_as_attio_does() -> None:
    rows = explain([])
    assert not any(row.may_read for row in rows)
    assert rows[0].what == "Companies, people and other objects"
    assert rows[0].missing == ("record_permission:read", "object_configuration:read")


def test_read_write_includes_read() -> None:
    rows = explain(["record_permission:read-write", "object_configuration:read"])
    assert (rows[0].may_read, rows[0].missing) == (True, ())


def test_only_what_is_missing_is_named() -> None:
    notes = next(row for row in explain(["note:read", "object_configuration:read"]) if row.what == "Notes")
    assert notes.missing == ("record_permission:read",)
    assert not notes.may_read


def test_a_scope_that_only_begins_alike_grants_nothing() -> None:
    lists = next(row for row in explain(["list_configuration"]) if row.what == "Lists")
    assert not lists.may_read


SALES = Target("sales", is_list=True)


def test_what_an_import_will_lack_is_said_target_by_target_before_it_begins() -> None:
    rows = hidden_from([Target("people"), SALES], ["list_entry:read", "object_configuration:read"])
    assert [(row.what.format(slug=row.slug), row.missing) for row in rows] == [
        ("The records of people cannot be read.", ("record_permission:read",)),
        ("The entries of the list sales cannot be read.", ("list_configuration:read",)),
        ("The records that the entries of sales stand for cannot be read.", ("record_permission:read",)),
    ]


def test_entries_may_be_read_by_a_key_that_cannot_read_their_records() -> None:
    assert hidden_from([SALES], ["list_entry:read", "list_configuration:read-write"]) == [
        Hidden(
            what="The records that the entries of {slug} stand for cannot be read.",
            slug="sales",
            missing=("record_permission:read", "object_configuration:read"),
        )
    ]


def test_a_key_with_all_scopes_hides_nothing() -> None:
    scopes = [
        "record_permission:read", "object_configuration:read", "list_entry:read", "list_configuration:read",
    ]  # fmt: skip
    assert hidden_from([Target("people"), SALES], scopes) == []


def test_unknown_scopes_hide_nothing() -> None:
    assert hidden_from([Target("people"), SALES], None) == []
    assert all(row.may_read for row in explain(None))
    assert missing_of(("note:read",), None) == ("note:read",)


def test_after_a_refusal_only_what_is_missing_is_named_if_it_is_known() -> None:
    needed = ("note:read", "record_permission:read")
    assert missing_of(needed, {"record_permission:read"}) == ("note:read",)
    assert missing_of(needed, frozenset()) == needed
    assert missing_of(needed, set(needed)) == needed
