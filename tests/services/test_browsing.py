from __future__ import annotations

from typing import TYPE_CHECKING

from attiary.model.selection import Target
from attiary.services.browsing import all_targets, find_lists, imported_among, read_page
from attiary.services.selecting import sought
from tests.services.conftest import NAMES, PEOPLE, import_people

if TYPE_CHECKING:
    from attiary.services.context import App


def test_a_page_has_columns_values_and_the_names_of_what_they_refer_to(app: App) -> None:
    page = read_page(app, sought(PEOPLE, search="lovelace"), limit=10)
    [row] = page.rows
    assert row.name == "Ada Lovelace"
    assert {column.slug for column in page.columns} >= {"email_addresses", "company"}
    assert row.values["email_addresses"] == ["ada.lovelace@people.example"]
    company = row.values["company"]
    assert isinstance(company, dict)
    assert company["name"] == "Analytical Engines"


def test_pages_follow_each_other_and_the_last_one_says_so(app: App) -> None:
    pages = [read_page(app, sought(PEOPLE), sort=["name"], limit=2, offset=start) for start in (0, 2, 4)]
    assert sorted(row.name for page in pages for row in page.rows) == sorted(NAMES)
    assert [page.has_more for page in pages] == [True, True, False]


def test_a_page_that_was_read_before_an_import_shows_what_it_brought(app: App, ids: dict[str, str]) -> None:
    page = read_page(app, sought(PEOPLE), limit=10)
    assert imported_among(app, page) == set()
    import_people(app, without=(ids["Bea Potter"],))
    assert imported_among(app, page) == set(ids.values()) - {ids["Bea Potter"]}


def test_an_entry_is_shown_under_the_name_of_its_record(app: App) -> None:
    page = read_page(app, sought(Target("outreach", is_list=True)), limit=10)
    [row] = page.rows
    assert (row.name, row.parent and row.parent.object_type) == ("Ada Lovelace", "person")


def test_lists_are_found_by_name_or_slug_and_stand_among_all_targets(app: App) -> None:
    assert [each.api_slug for each in find_lists(app, "OUT")] == ["outreach"]
    assert find_lists(app, "nothing") == []
    assert {PEOPLE, Target("outreach", is_list=True)} <= set(all_targets(app))
