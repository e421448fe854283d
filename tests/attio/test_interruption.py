from __future__ import annotations

import signal
import socket
import subprocess
import sys
import time

import pytest

SCRIPTS = {
    "a page fetched by another thread": 'list(attio.records("people"))',
    "a call": "attio.fetch_lists()",
}


@pytest.mark.skipif(sys.platform == "win32", reason="needs SIGINT, which Windows has only for consoles")
@pytest.mark.parametrize("ask", SCRIPTS.values(), ids=SCRIPTS)
def test_ctrl_c_ends_the_process_at_once_though_a_request_hangs(ask: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        silent.settimeout(20)
        program = (
            "import signal\n"
            # A shell starts what runs in the background with SIGINT ignored, and children inherit that.
            "signal.signal(signal.SIGINT, signal.default_int_handler)\n"
            "from attiary.attio.client import AttioClient\n"
            f"with AttioClient('k' * 64, base_url='http://127.0.0.1:{silent.getsockname()[1]}') as attio:\n"
            f"    {ask}\n"
        )
        process = subprocess.Popen([sys.executable, "-c", program], stderr=subprocess.PIPE)
        connection, _ = silent.accept()
        with connection, process:
            connection.settimeout(20)
            assert connection.recv(1)
            began = time.monotonic()
            process.send_signal(signal.SIGINT)
            _, stderr = process.communicate(timeout=20)
    assert time.monotonic() - began < 5
    assert b"KeyboardInterrupt" in stderr
    assert process.returncode != 0
