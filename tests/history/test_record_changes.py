from __future__ import annotations

from typing import Any

from attiary.documents.jsonfile import encode
from attiary.folder import KnownFile
from attiary.history.record_changes import (
    Unmerged,
    VersionPair,
    describe_changes,
    find_unmerged,
    group_related,
    pair_versions,
)
from attiary.model.document import Document
from attiary.model.revision import FileChange, Kind, count_kinds

PERSON = "person"


def document(record_id: str, name: str = "Ada", **fields: Any) -> Document:
    attributes = fields.pop("attributes", {})
    return Document(
        imported_at="2026-02-06T12:00:00Z",
        attio_record_id=record_id,
        attio_web_url=None,
        object_type=PERSON,
        name=name,
        attributes=attributes,
        **fields,
    )


def changed(path: str, before: Document | None, after: Document | None) -> VersionPair:
    return VersionPair(FileChange(f"attio/person/{path}.json", _blob(before), _blob(after)), before, after)


def _blob(document: Document | None) -> str | None:
    return document.attio_record_id + document.name if document else None


def words(
    *files: VersionPair, survivors: dict[str, str] | None = None, is_undo: bool = False
) -> list[tuple[str, str]]:
    merged = {(PERSON, merged_id): (PERSON, survivor) for merged_id, survivor in (survivors or {}).items()}
    changes = describe_changes(files, merged, is_undo=is_undo)
    return sorted((change.shown_kind, change.attio_record_id) for change in changes)


def test_a_file_that_moved_is_one_record_that_was_renamed() -> None:
    old, new = document("1", "Ada Byron"), document("1", "Ada Lovelace")
    files = (changed("ada-byron", old, None), changed("ada-lovelace", None, new))
    [change] = describe_changes(files, {})
    assert (change.shown_kind, change.former_name) == ("renamed", "Ada Byron")
    assert (change.former_path, change.path) == (
        "attio/person/ada-byron.json",
        "attio/person/ada-lovelace.json",
    )


def test_two_records_that_took_each_others_file_are_renamed_not_merged() -> None:
    one, other = document("1", "A"), document("2", "B")
    assert words(changed("a", one, other), changed("b", other, one)) == [("renamed", "1"), ("renamed", "2")]


def test_a_record_whose_file_another_has_was_merged_into_it() -> None:
    files = (changed("a", document("1"), document("3", "New")), changed("b", document("2"), None))
    assert words(*files) == [("merged", "3"), ("removed", "2")]
    assert words(*files, survivors={"1": "3", "2": "3"}) == [("merged", "3"), ("merged", "3")]


def test_a_merger_into_a_record_that_was_there_tells_of_both() -> None:
    files = (changed("a", document("1"), document("3", "A")), changed("h", document("3", "H"), None))
    assert words(*files, survivors={"1": "3"}) == [("merged", "3"), ("renamed", "3")]


def test_a_merger_into_a_record_whose_file_stayed_as_it_was_tells_into_whom() -> None:
    files = [changed("a", document("1", "Ada"), None)]
    survivors = {(PERSON, "1"): (PERSON, "3")}
    file = KnownFile(PERSON, "3", "attio/person/alex.json", "Alex", "", "", 0, 0)
    [change] = describe_changes(files, survivors, {(PERSON, "3"): file})
    assert (change.kind, change.name, change.path) == (Kind.MERGED, "Alex", "attio/person/alex.json")
    assert (change.merged_id, change.former_name) == ("1", "Ada")
    assert change.former_path == "attio/person/a.json"
    [unknown] = describe_changes(files, survivors)
    assert (unknown.kind, unknown.name, unknown.path) == (Kind.MERGED, "3", "attio/person/a.json")
    assert words(*files, survivors={"1": "3"}, is_undo=True) == [("removed", "1")]


def test_records_that_are_apart_again_are_named_with_what_they_had_become() -> None:
    one, other, survivor = document("1", "Ada"), document("2", "Alex"), document("3", "Both")
    survivors = {(PERSON, "1"): (PERSON, "3"), (PERSON, "2"): (PERSON, "3")}
    merged = [changed("a", one, survivor), changed("b", other, None)]
    assert find_unmerged(merged, survivors) == [Unmerged("Both", ["Ada", "Alex"])]
    assert find_unmerged(merged[:1], {}) == [Unmerged("Both", ["Ada"])]
    unrelated = [changed("a", one, one), changed("b", other, None), changed("c", None, survivor)]
    assert find_unmerged(unrelated, {}) == []


def test_a_merger_taken_back_brings_records_and_takes_one() -> None:
    files = (changed("a", document("1"), document("3", "New")), changed("b", document("2"), None))
    back = [pair.inverse for pair in files]
    assert words(*back, survivors={"1": "3", "2": "3"}, is_undo=True) == [
        ("added", "1"),
        ("added", "2"),
        ("removed", "3"),
    ]


def test_a_file_that_is_no_document_any_more_is_no_record_that_was_removed() -> None:
    files = [FileChange("attio/person/ada.json", "1", "2"), FileChange("attio/workspace.json", None, "3")]
    [broken] = pair_versions(files, {"1": encode(document("1")), "2": b"{"})
    assert not broken.is_whole
    assert describe_changes([broken], {}) == []


def test_words_are_counted_in_tsurvivor_order() -> None:
    files = [
        changed("a", document("1"), None),
        changed("b", None, document("2")),
        changed("c", document("3"), document("3", gone_at="2026-02-06T12:00:00Z")),
        changed("d", document("4", attributes={"x": 1}), document("4", attributes={"x": 2})),
        changed("e", None, document("5")),
    ]
    counts = count_kinds(describe_changes(files, {}))
    assert list(counts.items()) == [("added", 2), ("changed", 1), ("gone", 1), ("removed", 1)]


def test_files_of_one_record_and_of_merged_ones_stand_or_fall_together() -> None:
    renamed = (changed("a", document("1"), None), changed("b", None, document("1")))
    merged = (changed("c", document("2"), document("9")), changed("d", document("3"), None))
    alone = changed("e", None, document("4"))
    taken_over = changed("f", document("5"), document("1"))
    survivors = {(PERSON, "3"): (PERSON, "9")}
    groups = group_related([*renamed, *merged, alone], survivors)
    assert [[each.file.path[-6] for each in group] for group in groups] == [["a", "b"], ["c", "d"], ["e"]]
    [one, *_] = group_related([*renamed, taken_over], {})
    assert len(one) == 3


def test_records_that_were_merged_into_each_other_in_turn_are_no_endless_way() -> None:
    survivors = {(PERSON, "1"): (PERSON, "2"), (PERSON, "2"): (PERSON, "1")}
    assert group_related([changed("a", document("1"), None)], survivors)
