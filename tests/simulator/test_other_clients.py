"""Clients that others wrote for Attio, at work against the simulator."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING

import attio
import pytest
from dlt.sources.helpers.rest_client.paginators import OffsetPaginator
from dlt.sources.rest_api import rest_api_source

from attiary.simulator.sample import sample_workspace
from attiary.simulator.server import Running, running

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from dlt.sources.rest_api.typing import RESTAPIConfig

PEOPLE = 1_000


@pytest.fixture(scope="module")
def far() -> Iterator[Running]:
    with running(sample_workspace(people=PEOPLE, companies=50)) as simulator:
        yield simulator


def test_the_attio_package_reads_every_person(far: Running) -> None:
    address = far.base_url.removesuffix("/v2")
    read: list[str] = []
    with attio.SDK(far.api_key, server_url=address) as sdk:
        for page in count():
            answer = sdk.records.post_v2_objects_object_records_query(
                object="people", limit=300, offset=300 * page
            )
            read += [each.id.record_id for each in answer.data]
            if len(answer.data) < 300:
                break
    assert read == far.world.ids("people")


def test_dlt_reads_the_same_number_with_one_in_twenty_answers_a_429(
    far: Running, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RUNTIME__DLTHUB_TELEMETRY", "false")
    monkeypatch.setenv("DLT_DATA_DIR", str(tmp_path))
    limit = 25
    config: RESTAPIConfig = {
        "client": {"base_url": f"{far.base_url}/", "auth": {"type": "bearer", "token": far.api_key}},
        "resources": [
            {
                "name": "people",
                "endpoint": {
                    "path": "objects/people/records/query",
                    "method": "POST",
                    "data_selector": "data",
                    "json": {
                        "limit": limit,
                        "offset": 0,
                        "sorts": [{"attribute": "created_at", "direction": "asc"}],
                    },
                    "paginator": OffsetPaginator(
                        limit=limit, total_path=None, offset_body_path="offset", limit_body_path="limit"
                    ),
                },
            }
        ],
    }
    source = rest_api_source(config, max_table_nesting=0)
    far.faults.at_rate("429 date", 5, seed=3)
    read = [each["id"]["record_id"] for each in source.resources["people"]]
    assert far.faults.happened["429 date"] >= 2
    assert sorted(read) == far.world.ids("people")
