from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from attiary.errors import UnknownAttribute
from attiary.services.fields import choose_fields
from tests.services.conftest import PEOPLE

if TYPE_CHECKING:
    from attiary.services.context import App


def kept(app: App) -> set[str]:
    return {each.slug for each in choose_fields(app, PEOPLE) if each.is_kept}


def test_looking_at_fields_writes_nothing(app: App) -> None:
    assert "email_addresses" in kept(app)
    assert list(app.settings.folder.iterdir()) == []


def test_a_field_is_left_out_and_kept_again(app: App) -> None:
    before = kept(app)
    after = choose_fields(app, PEOPLE, leave_out=["job_title"])
    assert [each.is_kept for each in after if each.slug == "job_title"] == [False]
    assert kept(app) == before - {"job_title"}
    choose_fields(app, PEOPLE, keep=["job_title"])
    assert kept(app) == before


def test_a_field_that_is_not_there_is_refused(app: App) -> None:
    with pytest.raises(UnknownAttribute):
        choose_fields(app, PEOPLE, keep=["shoe_size"])
