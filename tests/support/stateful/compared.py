"""What Attio holds, asked in plain HTTP and boiled down to what is compared; the same of our documents."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import urllib3

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

COMPARED = {
    "people": ("name", "email_addresses", "job_title", "company"),
    "companies": ("name", "domains", "description", "team"),
    "outreach": ("remarks",),
}
TYPES = {"people": "person", "companies": "company", "outreach": "list_entry"}
_POOL = urllib3.PoolManager()


def in_attio(base_url: str, key: str, slug: str) -> dict[str, dict[str, Any]]:
    """By id, the values of each record of an object, or each entry of the list, in arrays."""
    is_list = slug == "outreach"
    kind, rows = ("lists", "entries") if is_list else ("objects", "records")
    answer = _POOL.request(
        "POST",
        f"{base_url}/{kind}/{slug}/{rows}/query",
        body=json.dumps({"limit": 500}),
        headers={"content-type": "application/json", "authorization": f"Bearer {key}"},
    )
    assert answer.status == 200, answer.data
    found = {}
    for row in answer.json()["data"]:
        values = row["entry_values" if is_list else "values"]
        each = {of: [_plain(value) for value in values[of]] for of in COMPARED[slug]}
        if is_list:
            each["parent"] = row["parent_record_id"]
        found[row["id"]["entry_id" if is_list else "record_id"]] = each
    return found


def in_document(slug: str, document: Mapping[str, Any]) -> dict[str, Any]:
    """The same of a document of ours."""
    each: dict[str, Any] = {of: _told(document["attributes"].get(of, [])) for of in COMPARED[slug]}
    if slug == "outreach":
        each["parent"] = document["parent"]["attioRecordId"]
    return each


def _plain(value: Mapping[str, Any]) -> Any:
    keys = ("full_name", "email_address", "domain", "target_record_id", "value")
    return next(value[key] for key in keys if key in value)


def _told(value: Any) -> list[Any]:
    values: Iterable[Any] = value if isinstance(value, list) else [value]
    return [each["attioRecordId"] if isinstance(each, dict) else each for each in values]
