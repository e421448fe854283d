from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace

from attiary.errors import (
    AmbiguousRecord,
    Candidate,
    FileMissing,
    MissingArgument,
    NotADocument,
    NotImportedYet,
    RecordNotFound,
)
from attiary.model.imported_record import RowQuery
from attiary.services.library import MOST_CANDIDATES, find_record, page_rows, rebuild_rows
from attiary.services.records import read_record
from attiary.wording.error_texts import sentences
from tests.services.conftest import import_people

if TYPE_CHECKING:
    from attiary.services.context import App

ADA = "attio/person/ada-lovelace.json"


def test_a_record_is_found_by_name_part_id_and_file(app: App, ids: dict[str, str]) -> None:
    import_people(app)
    ada = find_record(app, "ada lovelace")
    assert ada.attio_record_id == ids["Ada Lovelace"]
    assert ada == find_record(app, "love") == find_record(app, ada.attio_record_id) == find_record(app, ADA)


@pytest.mark.parametrize(
    ("name", "error"), [("Ada", AmbiguousRecord), ("Zoe", RecordNotFound), (" ", MissingArgument)]
)
def test_a_name_that_means_nobody_or_several_is_refused(app: App, name: str, error: type[Exception]) -> None:
    import_people(app)
    with pytest.raises(error):
        find_record(app, name)


def test_who_a_name_may_mean_is_told_one_by_one(app: App, ids: dict[str, str]) -> None:
    import_people(app)
    with pytest.raises(AmbiguousRecord) as caught:
        find_record(app, "Ada")
    assert caught.value.candidates == (
        Candidate(ids["Ada Byron"], "Ada Byron", "attio/person/ada-byron.json"),
        Candidate(ids["Ada Lovelace"], "Ada Lovelace", ADA),
    )
    _, hint = sentences(caught.value)
    assert hint == f"Name one of these files instead: attio/person/ada-byron.json, {ADA}"


def test_of_very_many_whom_a_name_may_mean_some_are_told(app: App) -> None:
    import_people(app)
    with app.open_folder() as folder:
        rows = app.rows(folder)
        [ada] = rows.find(RowQuery(name="Ada Lovelace"))
        others = [replace(ada, attio_record_id=str(each), name=f"Namesake {each:03}") for each in range(100)]
        rows.save([*others, replace(ada, attio_record_id="100", name="Namesake")])
    with pytest.raises(AmbiguousRecord) as caught:
        find_record(app, "namesake 0")
    assert [each.name for each in caught.value.candidates] == [
        f"Namesake {each:03}" for each in range(MOST_CANDIDATES)
    ]
    assert find_record(app, "namesake").attio_record_id == "100"


def test_rows_are_shown_by_name_and_cut_where_asked(app: App) -> None:
    import_people(app)
    page = page_rows(app, object_type="person", limit=3)
    assert [row.name for row in page.rows] == ["Ada Byron", "Ada Lovelace", "Bea Potter"]
    assert page.has_more
    assert not page_rows(app, search="cleo", limit=1).has_more


def test_rows_are_made_anew_from_the_files(app: App) -> None:
    with pytest.raises(NotImportedYet):
        rebuild_rows(app)
    import_people(app)
    assert rebuild_rows(app) == 5


def test_a_record_is_as_its_file_says_with_a_users_own_keys(app: App) -> None:
    import_people(app)
    path = app.settings.folder / ADA
    path.write_text(path.read_text().replace('"source"', '"mine": 1, "source"'))
    record = read_record(app, "Ada Lovelace")
    assert record.content["mine"] == 1
    assert record.document.attributes["email_addresses"] == ["ada.lovelace@people.example"]


def test_a_file_that_was_taken_away_or_spoilt_is_named(app: App) -> None:
    import_people(app)
    path = app.settings.folder / ADA
    path.write_text("{")
    with pytest.raises(NotADocument):
        read_record(app, "Ada Lovelace")
    path.unlink()
    with pytest.raises(FileMissing):
        read_record(app, "Ada Lovelace")
