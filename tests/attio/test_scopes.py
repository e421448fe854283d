from __future__ import annotations

from attiary.attio.scopes import explain


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
