"""The fixtures that switch the check on for the whole run."""

from __future__ import annotations

import os
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import orjson
import pytest

from attiary.simulator.watching import Exchange, watching
from conformance.corrections import without_inventions
from conformance.models import Models
from conformance.openapi import OpenApiDocument
from conformance.sampling import Sampling

if TYPE_CHECKING:
    from collections.abc import Iterator

_REFUSED = 400
_DOCUMENT = os.environ.get("ATTIO_OPENAPI")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line(
        "markers", "known_from(*tags): the sources of the fact sheet that an answer is known from"
    )


class ConformanceCheck:
    """Holds exchanges against the models, and against the document where there is one."""

    def __init__(self, document: OpenApiDocument | None) -> None:
        self.document = document
        self.seen: list[Exchange] = []
        self._sampling = Sampling()

    @cached_property
    def models(self) -> Models:
        """Made when there is something to examine: it takes a second."""
        return Models()

    def look(self, exchange: Exchange) -> None:
        """Remember an exchange, to be examined at the end of the test; trouble asked for is none."""
        if not exchange.is_spoilt:
            self.seen.append(exchange)

    def complaints(self) -> list[str]:
        """What is wrong with the exchanges since the last time."""
        seen, self.seen = self.seen, []
        worth = filter(None, map(self._sampling.worth, seen))
        return [complaint for exchange in worth for complaint in self.examine(exchange)]

    def examine(self, exchange: Exchange) -> list[str]:
        """What is wrong with one exchange.

        What our own client asks must always be right; what others ask (tests of the far end ask wrongly on
        purpose), where it was answered.
        """
        answer = without_inventions(orjson.loads(exchange.answer))
        exchange = replace(exchange, answer=orjson.dumps(answer))
        is_ours = exchange.headers.get("user-agent", "").startswith("attiary")
        asked_well = is_ours or exchange.status < _REFUSED
        found = {"models": self.models.complaints(exchange, asked_well=asked_well)}
        if self.document:
            found["document"] = self.document.complaints(exchange, asked_well=asked_well)
        call = f"{exchange.method} {exchange.path} {exchange.status}"
        return [f"{call}: by the {judge}: {each}" for judge, several in found.items() for each in several]


@pytest.fixture(scope="session")
def conformance() -> Iterator[ConformanceCheck]:
    """Sees every exchange with a simulator of this process."""
    conformance = ConformanceCheck(OpenApiDocument(Path(_DOCUMENT)) if _DOCUMENT else None)
    with watching(conformance.look):
        yield conformance
    if "models" in vars(conformance):
        conformance.models.close()


@pytest.fixture(autouse=True)
def _conforms(conformance: ConformanceCheck) -> Iterator[None]:
    """Fail a test during which the simulator or our client said what Attio's descriptions do not allow."""
    yield
    if complaints := conformance.complaints():
        pytest.fail("\n".join(complaints[:20]), pytrace=False)
