"""Answers that are too much: the import stays small, takes in all the rest, and says what it left."""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
import time
from dataclasses import dataclass
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest

from attiary.attio.wire.parse import LARGEST
from attiary.simulator.sample import empty_workspace
from attiary.simulator.server import Running, running

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from user import User

pytestmark = pytest.mark.skipif(
    sys.platform == "win32", reason="Windows does not tell the peak of a process this way"
)

MEBIBYTE = 2**20
NUMBER = 20
MOST_SECONDS = 15
MARK = b'"swapped"'
"""What stands in the simulator where the far end says something else."""

MEASURED = """
import resource, sys
from attiary.cli.main import main
try:
    main(sys.argv[1:])
finally:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(peak * (1 if sys.platform == "darwin" else 1024), file=sys.stderr)
"""

LAUNCHER = "import subprocess, sys; sys.exit(subprocess.run(sys.argv[1:]).returncode)"
"""Stands between: a process inherits the peak of the one that starts it."""


@pytest.fixture
def attio() -> Iterator[Running]:
    world = empty_workspace()
    for number in range(NUMBER):
        title = "swapped" if number == 7 else "like any other"
        world.add_record("people", {"name": f"Person {number}", "job_title": title})
        world.add_record("companies", {"name": f"Company {number}"})
    with running(world) as simulator:
        yield simulator


@dataclass
class Imported:
    """How an import ended, and the most bytes of memory that it had."""

    code: int
    receipt: dict[str, Any]
    said: str
    peak: int

    def counts(self) -> dict[str, tuple[int, int]]:
        return {each["objectType"]: (each["added"], each["failed"]) for each in self.receipt["objects"]}


def imports(user: User, *words: str) -> Imported:
    command = ["import", *words, "--all", "--yes", "--json", "--folder", str(user.folder)]
    ran = subprocess.run(
        [sys.executable, "-c", LAUNCHER, sys.executable, "-c", MEASURED, *command],
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=300,
    )
    *said, peak = ran.stderr.splitlines()
    assert "Traceback" not in ran.stderr
    return Imported(ran.returncode, json.loads(ran.stdout), "\n".join(said), int(peak))


@pytest.fixture
def saying(user: User) -> Iterator[Callable[[Callable[[bytes], bytes], bool], None]]:
    """Puts a far end before the simulator that swaps answers about people, packed or not."""
    simulator = urlsplit(user.attio.base_url)
    swaps: list[tuple[Callable[[bytes], bytes], bool]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._pass_on()

        def do_POST(self) -> None:
            self._pass_on()

        def log_message(self, *_: object) -> None:
            pass

        def _pass_on(self) -> None:
            asked = self.rfile.read(int(self.headers.get("content-length", 0)))
            behind = HTTPConnection(str(simulator.hostname), simulator.port, timeout=30)
            headers = {
                name: self.headers[name] for name in ("authorization", "content-type") if name in self.headers
            }
            behind.request(self.command, self.path, asked, headers)
            answer = behind.getresponse()
            body, packed = answer.read(), False
            behind.close()
            if "/people/records/query" in self.path and swaps:
                swap, packed = swaps[0]
                body = swap(body)
            self.send_response(answer.status)
            self.send_header("content-type", "application/json")
            if packed:
                self.send_header("content-encoding", "gzip")
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    def say(swap: Callable[[bytes], bytes], packed: bool) -> None:
        swaps[:] = [(swap, packed)]

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        Thread(target=server.serve_forever, daemon=True).start()
        user.patch.setenv("ATTIO_BASE_URL", f"http://127.0.0.1:{server.server_port}{simulator.path}")
        yield say
        server.shutdown()


VALUES = {
    "a hundred megabytes": (b'"' + b"x" * 100_000_000 + b'"', 1),
    "a hundred megabytes of line breaks": (b'"' + b"\\n" * 50_000_000 + b'"', 1),
    "an array of millions": (b"[" + b"0," * 4_000_000 + b"0]", 1),
    "a megabyte of digits": (b"1" * 1_000_000, 0),
    "half a character": (b'"\\ud800"', 0),
    "300 levels": (b"[" * 300 + b"]" * 300, 0),
}


@pytest.mark.parametrize("value", VALUES)
def test_a_value_that_is_too_much_leaves_all_others_imported(user: User, saying: Any, value: str) -> None:
    said, failed = VALUES[value]
    plain = imports(user, "companies")
    saying(lambda body: body.replace(MARK, said), False)

    ended = imports(user, "people", "companies")

    assert ended.counts() == {"person": (NUMBER - failed, failed), "company": (0, 0)}, ended.said
    assert ended.code == failed
    assert ended.peak - plain.peak < 600 * MEBIBYTE
    began = time.process_time()
    for command in (["browse", "people"], ["show", "Person 7"], ["diff"], ["imports"]):
        assert user.runs(*command).code in (0, 1)
    assert time.process_time() - began < MOST_SECONDS
    assert user.git("fsck", "--strict", "--no-dangling") == ""


ANSWERS = {
    "a gzip bomb": (lambda _: gzip.compress(b" " * (LARGEST + 64 * MEBIBYTE), 1), True, "larger than 256 MB"),
    "a hundred thousand levels": (
        lambda body: body.replace(MARK, b"[" * 100_000 + b"]" * 100_000),
        False,
        "nested",
    ),
    "levels without an end": (lambda _: b'{"data":' + b"[" * 100_000, False, "nested"),
    "ten million parts": (lambda _: b'{"data": [' + b"[]," * 10_000_000 + b"0]}", False, "parts"),
}


@pytest.mark.parametrize("answer", ANSWERS)
def test_an_answer_that_is_too_much_is_one_sentence_and_loses_nothing(
    user: User, saying: Any, answer: str
) -> None:
    swap, packed, sentence = ANSWERS[answer]
    saying(swap, packed)

    ended = imports(user, "companies", "people")

    assert ended.code == 1
    assert sentence in ended.receipt["error"]["message"]
    assert len(ended.said.splitlines()) <= 3
    assert ended.peak < 700 * MEBIBYTE
    saying(lambda body: body, False)
    assert imports(user, "companies", "people").code == 0
    assert len(user.documents()) == len(user.rows()) == 2 * NUMBER
    assert user.git("status", "--porcelain") == ""
