from __future__ import annotations

import base64
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import pytest
import urllib3

from attiary.simulator.sample import empty_workspace
from attiary.simulator.server import Running, running

Ask = Callable[..., tuple[int, Any]]

_SERVE = """
from attiary.simulator.sample import empty_workspace
from attiary.simulator.server import serve
serve(empty_workspace(), port=0, on_ready=lambda url, key: print(url, key, flush=True))
"""


def test_it_listens_before_it_is_handed_out_and_is_gone_afterwards() -> None:
    with running(empty_workspace()) as simulator:
        answer = urllib3.request("GET", f"{simulator.base_url}/self", retries=False)
        assert answer.status == 400
    with pytest.raises(urllib3.exceptions.HTTPError):
        urllib3.request("GET", f"{simulator.base_url}/self", retries=False)


def test_a_port_that_is_taken_is_refused() -> None:
    with running(empty_workspace()) as simulator:
        port = int(simulator.base_url.removesuffix("/v2").rpartition(":")[2])
        with pytest.raises(OSError, match="in use"), running(empty_workspace(), port=port):
            pass


def test_its_key_has_64_letters_and_digits(shared: Running) -> None:
    assert len(shared.api_key) == 64
    assert shared.api_key.isalnum()


def test_in_the_foreground_it_prints_where_it_is_and_ends_with_ctrl_c() -> None:
    with subprocess.Popen([sys.executable, "-c", _SERVE], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        url, key = process.stdout.readline().split()
        answer = urllib3.request("GET", f"{url}/self", headers={"Authorization": f"Bearer {key}"})
        assert answer.json()["active"]
        os.kill(process.pid, signal.SIGINT)
        assert process.wait(timeout=10) == 0


def test_the_key_may_come_as_the_user_name_of_basic_authorization(shared: Running) -> None:
    token = base64.b64encode(f"{shared.api_key}:".encode()).decode()
    answer = urllib3.request("GET", f"{shared.base_url}/objects", headers={"Authorization": f"Basic {token}"})
    assert answer.status == 200


def test_answers_carry_attios_headers(shared: Running) -> None:
    headers = {"Authorization": f"Bearer {shared.api_key}"}
    answer = urllib3.request("GET", f"{shared.base_url}/objects", headers=headers)
    assert answer.headers["content-type"] == "application/json"
    assert len(answer.headers["x-attio-execution-id"]) == 36
    assert len(answer.headers["x-accurate-at"]) == 30
    assert answer.headers["date"].endswith("GMT")
    assert not [name for name in answer.headers if name.lower().startswith("x-ratelimit")]


def test_an_unknown_endpoint_is_named_in_a_404(ask: Ask) -> None:
    for method, path in [("GET", "/objects/people/records"), ("DELETE", "/objects"), ("GET", "/objects/")]:
        status, body = ask(method, path)
        assert status == 404
        assert body["message"] == f'Could not find endpoint "{method} /v2{path}".'
        assert body["code"] == "not_found"
