from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from attiary.attio.client import AttioClient
from attiary.errors import AttioApiError, SettingsError
from attiary.model.selection import Target
from attiary.wording.hint_texts import hint_of

if TYPE_CHECKING:
    from attiary.simulator.server import Running

KEY = "k" * 64
DEALS = Target("deals")
FORBIDDEN = {"code": "missing_scope", "message": "No."}


def told_by(error: AttioApiError) -> str:
    return hint_of(error).format(**error.fields)


def test_a_refusal_names_only_the_scopes_that_are_missing_though_nobody_asked_before(
    simulator: Running,
) -> None:
    key = simulator.world.add_key("record_permission:read")
    with AttioClient(key, base_url=simulator.base_url) as attio:
        for _ in range(2):
            with pytest.raises(AttioApiError) as caught:
                attio.fetch_people()
            assert told_by(caught.value).endswith(": object_configuration:read.")


@pytest.mark.parametrize("status", [200, 400, 403, 404, 429, 503])
def test_scopes_that_attio_does_not_tell_are_asked_for_once_and_all_are_named(
    far_end: Any, answer: Any, client_of: Any, waits: Any, status: int
) -> None:
    refused = answer(403, FORBIDDEN)
    far = far_end(refused, answer(status, {"workspace_id": "w", "active": True}))
    with client_of(far) as attio:
        with pytest.raises(AttioApiError, match="missing_scope") as caught:
            attio.fetch_people()
        asked = len(far.requests)
        far.answers[:] = [refused]
        with pytest.raises(AttioApiError):
            attio.fetch_people()
    assert told_by(caught.value).endswith(": record_permission:read, object_configuration:read.")
    assert len(far.requests) == asked + 1
    assert sum(waits.seconds) <= 5


def test_a_title_that_is_not_there_is_refused_with_what_to_write(attio: AttioClient) -> None:
    with pytest.raises(AttioApiError) as caught:
        attio.fetch_records("deals", filter=attio.filter_of(DEALS, ["stage=Nothing such"]))
    assert caught.value.code == "value_not_found"
    assert "Write titles whole" in told_by(caught.value)


@pytest.mark.parametrize(
    ("numbers", "said"),
    [
        ({"ahead": 0}, "ahead must be 1 or more, not 0"),
        ({"ahead": -3}, "not -3"),
        ({"patience_seconds": -0.1}, "patience_seconds must be 0 or more, not -0.1"),
        ({"patience_seconds": float("nan")}, "not nan"),
    ],
)
def test_numbers_that_mean_nothing_are_refused(numbers: dict[str, Any], said: str) -> None:
    with pytest.raises(SettingsError, match=said) as caught:
        AttioClient(KEY, **numbers)
    assert caught.value.hint
