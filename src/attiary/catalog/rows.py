"""How an imported record stands in a row of SQL, and back."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from attiary.errors import N_, RowTooLarge
from attiary.hints import Hint
from attiary.model.imported_record import ImportedRecord, SyncStatus, name_key
from attiary.model.message import packed, unpacked

if TYPE_CHECKING:
    from collections.abc import Mapping

    from attiary.model.values import Json

MAX_ATTRIBUTES_BYTES = 8 * 1024

_encoder = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))

_AS_THEY_ARE = tuple(
    name
    for name in ImportedRecord.__struct_fields__
    if name not in {"attributes", "sync_status", "sync_error", "experiment_ids"}
)


def to_row(record: ImportedRecord) -> dict[str, object]:
    """The row of a record. Raises CatalogError when its attributes are too long."""
    row: dict[str, object] = {name: getattr(record, name) for name in _AS_THEY_ARE}
    row["search_key"] = name_key(record.name)
    row["attributes"] = _attributes(record)
    row["sync_status"] = record.sync_status.value
    row["sync_error"] = packed(record.sync_error)
    row["experiment_ids"] = to_json(record.experiment_ids)
    return row


def to_record(row: Mapping[Any, Any]) -> ImportedRecord:
    """The record of a row."""
    return ImportedRecord(
        **{name: row[name] for name in _AS_THEY_ARE},
        attributes=json.loads(row["attributes"]),
        sync_status=SyncStatus(row["sync_status"]),
        sync_error=unpacked(row["sync_error"]),
        experiment_ids=json.loads(row["experiment_ids"]),
    )


def to_json(value: Json) -> str:
    """Compact JSON that keeps every script readable."""
    return _encoder.encode(value)


def _attributes(record: ImportedRecord) -> str:
    attributes = to_json(record.attributes)
    size = len(attributes.encode("utf-8", "surrogatepass"))
    if size > MAX_ATTRIBUTES_BYTES:
        raise RowTooLarge(
            N_(
                "The attributes of {name} are too long for the catalog: {size} bytes, and the limit is "
                "{limit}."
            ),
            Hint.KEEP_FEWER_ATTRIBUTES,
            name=record.name,
            size=size,
            limit=MAX_ATTRIBUTES_BYTES,
        )
    return attributes
