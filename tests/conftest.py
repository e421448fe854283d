"""What every test starts from: nobody's home, nobody's git identity, nobody's key."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NoReturn

import pytest
from extent import TRIES_ALL
from hypothesis import HealthCheck, settings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

pytest_plugins = ["conformance.plugin"]

settings.register_profile(
    "attiary",
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    derandomize=not TRIES_ALL,
    max_examples=300 if TRIES_ALL else 60,
)
settings.load_profile("attiary")

REQUIRES_ALL = os.environ.get("ATTIARY_TEST_REQUIRE") == "all"
IS_LIVE = os.environ.get("ATTIARY_TEST_LIVE") == "1"
LIVE_KEY = os.environ.get("ATTIO_API_KEY")
LIVE_URL = os.environ.get("ATTIO_BASE_URL", "https://api.attio.com/v2")


@dataclass(frozen=True)
class RealAttio:
    """The service itself, for tests that only read."""

    base_url: str
    api_key: str = field(repr=False)


@pytest.fixture(scope="session")
def lacking() -> Callable[[str, str], NoReturn]:
    """Ends a test for want of something: what is missing, and how one gets it."""

    def lacking(what: str, how: str) -> NoReturn:
        message = f"{what} is missing. {how}"
        if REQUIRES_ALL:
            pytest.fail(message, pytrace=False)
        pytest.skip(message)

    return lacking


@pytest.fixture(scope="session")
def real_attio() -> RealAttio:
    """The real Attio; a test that wants it is skipped unless its environment asks for that, even in CI."""
    if not (IS_LIVE and LIVE_KEY):
        pytest.skip("Set ATTIO_API_KEY and ATTIARY_TEST_LIVE=1 to put these questions to the real Attio.")
    return RealAttio(LIVE_URL, LIVE_KEY)


@pytest.fixture(autouse=True, scope="session")
def _nobodys_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    home = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        for name in [
            name for name in os.environ if name.startswith(("ATTIO_API", "ATTIO_BASE", "ATTIARY_", "GIT_"))
        ]:
            patch.delenv(name)
        patch.setenv("HOME", str(home))
        patch.setenv("XDG_CONFIG_HOME", str(home / ".config"))
        patch.setenv("GIT_CONFIG_GLOBAL", str(home / ".gitconfig"))
        patch.setenv("GIT_CONFIG_NOSYSTEM", "1")
        patch.setenv("NO_COLOR", "1")
        patch.setenv("LC_ALL", "C.UTF-8")
        (home / ".gitconfig").write_text(
            "[user]\n\tname = Test\n\temail = test@example.com\n[init]\n\tdefaultBranch = main\n"
        )
        yield
