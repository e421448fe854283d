from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attiary.documents.paths import directory
from attiary.errors import ImportRefused
from attiary.importer.file_names import Naming
from attiary.model.document import Document


def document(name: str, record_id: str) -> Document:
    return Document(
        imported_at="2026-02-06T12:00:00Z",
        attio_record_id=record_id,
        attio_web_url=None,
        object_type="company",
        name=name,
        attributes={},
    )


def test_the_first_holder_of_a_name_keeps_it_plain_and_others_get_a_suffix() -> None:
    naming = Naming("company", {})
    first = naming.path_for(document("Acme", "a"), None)
    second = naming.path_for(document("ACME", "b"), None)
    assert first == "attio/company/acme.json"
    assert second.startswith("attio/company/acme-")
    assert first != second


def test_a_file_that_fits_its_name_keeps_its_path_though_the_plain_name_is_free() -> None:
    taken = Naming("company", {"attio/company/acme.json": "a"})
    suffixed = taken.path_for(document("Acme", "b"), None)
    later = Naming("company", {suffixed: "b"})
    assert later.path_for(document("Acme", "b"), suffixed) == suffixed


def test_a_renamed_record_gets_a_new_path() -> None:
    naming = Naming("company", {"attio/company/acme.json": "a"})
    assert naming.path_for(document("Zenith", "a"), "attio/company/acme.json") == "attio/company/zenith.json"


def test_the_name_of_a_file_of_the_users_own_is_not_taken() -> None:
    naming = Naming("company", {}, foreign=["Acme.JSON"])
    assert naming.path_for(document("Acme", "a"), None) != "attio/company/acme.json"


@pytest.mark.parametrize("slug", ["", "..", "a/b", "A", "con.txt", "é", "-x", "a" * 200])
def test_a_slug_that_is_no_directory_name_is_refused(slug: str) -> None:
    with pytest.raises(ImportRefused):
        directory(slug)


@given(
    st.lists(
        st.sampled_from(["Acme", "acme", "ACME ", "Straße", "STRASSE", "", "CON", "عمل", "株式会社"]),
        max_size=40,
    )
)
def test_no_two_records_ever_share_a_path(names: list[str]) -> None:
    naming = Naming("company", {})
    paths = [naming.path_for(document(name, f"id-{number}"), None) for number, name in enumerate(names)]
    assert len({path.casefold() for path in paths}) == len(paths)
