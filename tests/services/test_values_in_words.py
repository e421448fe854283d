from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from attiary.model.selection import Selection, Target
from attiary.services.browsing import read_page
from attiary.services.importing import import_selected
from attiary.services.past import read_diff
from attiary.services.records import find_changes, read_from_attio, read_record
from attiary.services.selecting import sought
from attiary.wording.change_lines import change_lines
from attiary.wording.value_texts import in_words

if TYPE_CHECKING:
    from attiary.model.revision import Change
    from attiary.services.context import App
    from attiary.simulator.world import World

DEALS = Target("deals")


@pytest.fixture
def deal_id(world: World) -> str:
    return world.add_record("deals", {"name": "Engine", "value": 272500})


def said(change: Change) -> dict[str, tuple[str | None, str | None]]:
    return {line.slug: (line.before, line.now) for line in change_lines(change).values}


def test_a_page_knows_what_an_amount_is_counted_in(app: App, deal_id: str) -> None:
    page = read_page(app, sought(DEALS, search="Engine"), limit=5)
    [row], [column] = page.rows, [each for each in page.columns if each.slug == "value"]
    assert row.record_id == deal_id
    assert in_words(row.values["value"], column.type, row.details["value"]) == "272,500 USD"


def test_a_file_tells_it_too(app: App, deal_id: str) -> None:
    import_selected(app, [Selection(target=DEALS)])
    stored, view = read_record(app, "Engine"), read_from_attio(app, DEALS, [deal_id])[deal_id]
    for document, types in ((stored.document, stored.types), (view.document, view.types)):
        assert document.details
        words = in_words(document.attributes["value"], types["value"], document.details["value"])
        assert words == "272,500 USD"


def test_and_a_change_before_and_after_it_is_imported(app: App, world: World, deal_id: str) -> None:
    import_selected(app, [Selection(target=DEALS)])
    world.set_values("deals", deal_id, {"value": 300000})
    expected = ("272,500 USD", "300,000 USD")
    assert said(find_changes(app, DEALS, [deal_id])[deal_id])["value"] == expected
    import_selected(app, [Selection(target=DEALS)])
    assert said(read_diff(app).changes[0])["value"] == expected
