"""What is said when the fault is ours: one sentence, and a file to send us, without anybody's data."""

from __future__ import annotations

import os
import platform
import sys
import tempfile
import traceback
from importlib.metadata import version
from pathlib import Path

from attiary.language import say


def report(error: Exception) -> None:
    """Write the traceback (places in the code, no values) to a file and say where it is."""
    frames = "".join(traceback.format_list(traceback.extract_tb(error.__traceback__)))
    text = "\n".join(
        (
            f"attiary {version('attiary')}, Python {platform.python_version()}, {platform.platform()}",
            type(error).__name__,
            frames,
        )
    )
    # Outside of the folder, which may be what has failed, and whose next commit is not to carry it.
    handle, name = tempfile.mkstemp(prefix="attiary-bug-", suffix=".txt")
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)
    sentence = say(
        "Something went wrong inside Attiary ({kind}); this is our fault.", kind=type(error).__name__
    )
    hint = say("A report is in {path}; it contains no data of yours.", path=Path(name))
    sys.stderr.write(f"{sentence}\n  {hint}\n")
