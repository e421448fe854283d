"""Asking Attio, or whoever claims to be it, in plain HTTP and only to read."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest

from attiary.simulator.watching import Exchange

if TYPE_CHECKING:
    from collections.abc import Iterator

    import urllib3
    from conformance.plugin import ConformanceCheck

known_from = pytest.mark.known_from
"""Beside a question, the tags of the fact sheet on Attio's API: where its answer is known from.

UNCERTAIN is a choice of `attiary.simulator.unsettled` that no source settles.
"""

PEOPLE = "/objects/people/records/query"
COMPANIES = "/objects/companies/records/query"
NOBODY = "00000000-0000-4000-8000-000000000000"
NINE_DIGITS = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}Z")
COMMON = ["active_from", "active_until", "created_by_actor"]


@dataclass(frozen=True)
class Said:
    status: int
    body: Any
    headers: Any

    @property
    def data(self) -> Any:
        assert self.status == 200, self.body
        return self.body["data"]

    @property
    def some(self) -> Any:
        """The items, of which there must be one for the question to make sense."""
        if not self.data:
            pytest.skip("This workspace has nothing to ask about.")
        return self.data


@dataclass(frozen=True)
class Attio:
    """Somebody who claims to be Attio."""

    base_url: str
    headers: dict[str, str] = field(repr=False)
    pool: urllib3.PoolManager
    conformance: ConformanceCheck | None

    def get(self, path: str, **headers: str) -> Said:
        return self._ask("GET", path, None, headers)

    def query(self, path: str, **body: Any) -> Said:
        return self._ask("POST", path, body, {})

    def _ask(self, method: str, path: str, asked: Any, headers: dict[str, str]) -> Said:
        body = b"" if asked is None else json.dumps(asked).encode()
        given = {"content-type": "application/json", **self.headers, **headers}
        sent = {name: text for name, text in given.items() if text}
        url = self.base_url + path
        answer = self.pool.request(method, url, body=body or None, headers=sent)
        if self.conformance:
            place = urlsplit(url)
            self.conformance.look(
                Exchange(method, place.path, place.query, {}, body, answer.status, answer.data)
            )
        return Said(answer.status, answer.json(), answer.headers)


def values_of(row: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for slug, values in (row.get("values") or row["entry_values"]).items():
        for value in values:
            yield slug, value
