from __future__ import annotations

from attiary.importer.batches import batches


def test_ids_come_in_batches_each_once() -> None:
    assert list(batches(["a", "b", "a", "c"], 2)) == [["a", "b"], ["c"]]
    assert list(batches([], 2)) == []
