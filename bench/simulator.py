"""How fast the simulator answers, beside how fast our client reads, and what memory it takes.

    uv run python bench/simulator.py [--people 100000]

The simulator runs in a process of its own, as `attiary simulator` does. It is read three times: by a reader
that does nothing with the bytes, at once after the start (rows are encoded while it reads); by our client;
and by the first reader again, which shows what the simulator can do. What counts is the last ratio: below 3,
a benchmark of the client would measure the simulator.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import urllib3

from attiary import AttioClient

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_PAGE = 500


def main() -> None:
    """Run the comparison and print it."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--people", type=int, default=100_000)
    people: int = parser.parse_args().people
    began = time.perf_counter()
    with _simulator(people) as (base_url, api_key, process_id):
        _say("start-up", f"{time.perf_counter() - began:.1f} s, {_megabytes(process_id)} MB")
        first = _rate(people, lambda: _read_bytes(base_url, api_key, people))
        _say("bytes, at once after the start", f"{first:,.0f} records/s, {_megabytes(process_id)} MB")
        client = _rate(people, lambda: _read_with_our_client(base_url, api_key))
        _say("our client", f"{client:,.0f} records/s")
        again = _rate(people, lambda: _read_bytes(base_url, api_key, people))
        _say("bytes, once encoded", f"{again:,.0f} records/s, {_megabytes(process_id)} MB")
        _search(base_url, api_key)
        _say("after two filters", f"{_megabytes(process_id)} MB")
    _say("simulator : client, at once", f"{first / client:.1f}")
    _say("simulator : client, once encoded", f"{again / client:.1f}")


@contextmanager
def _simulator(people: int) -> Iterator[tuple[str, str, int]]:
    """Base URL, key and process id of a simulator."""
    command = [sys.executable, "-m", "attiary", "simulator", "--people", str(people)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None  # noqa: S101 - asked for a line above
        told = [process.stdout.readline() for _ in range(2)]
        base_url, api_key = (line.partition("=")[2].strip() for line in told)
        try:
            yield base_url, api_key, process.pid
        finally:
            process.terminate()


def _rate(people: int, read: Callable[[], int]) -> float:
    began = time.perf_counter()
    count = read()
    if count != people:
        raise SystemExit(f"read {count} of {people}")
    return people / (time.perf_counter() - began)


def _read_bytes(base_url: str, api_key: str, people: int) -> int:
    count = 0
    with urllib3.PoolManager(headers={"authorization": f"Bearer {api_key}"}) as pool:
        for offset in range(0, people, _PAGE):
            asked = {"limit": _PAGE, "offset": offset}
            answer = pool.request("POST", f"{base_url}/objects/people/records/query", json=asked)
            count += answer.data.count(b'"web_url"')
    return count


def _read_with_our_client(base_url: str, api_key: str) -> int:
    with AttioClient(api_key, base_url=base_url) as attio:
        return sum(1 for _ in attio.records("people"))


def _search(base_url: str, api_key: str) -> None:
    with urllib3.PoolManager(headers={"authorization": f"Bearer {api_key}"}) as pool:
        for filtered in ({"name": {"$contains": "zz"}}, {"job_title": {"$contains": "zz"}}):
            began = time.perf_counter()
            for turn in ("first", "second"):
                pool.request("POST", f"{base_url}/objects/people/records/query", json={"filter": filtered})
                _say(f"filter on {next(iter(filtered))}, {turn} time", f"{time.perf_counter() - began:.2f} s")
                began = time.perf_counter()


def _megabytes(process_id: int) -> int | str:
    """Memory in use, where the system tells."""
    status = Path(f"/proc/{process_id}/status")
    if not status.exists():
        return "?"
    found = re.search(r"VmRSS:\s+(\d+)", status.read_text(encoding="utf-8"))
    return int(found[1]) // 1024 if found else "?"


def _say(what: str, how_much: str) -> None:
    print(f"{what:35} {how_much}", flush=True)  # noqa: T201 - this is what the script is for


if __name__ == "__main__":
    main()
