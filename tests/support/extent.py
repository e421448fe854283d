"""How much a run tries: of long rows of cases a sample that is spread over them, or all there are."""

from __future__ import annotations

import os

TRIES_ALL = os.environ.get("ATTIARY_TEST_EVERY_ROW") == "1"
"""All, and hypothesis looks further and elsewhere each time: for a run at night."""
