from __future__ import annotations

import pytest

from attiary.documents.paths import directory, is_document, type_at
from attiary.errors import SlugRefused


def test_only_files_two_directories_deep_may_be_documents() -> None:
    assert is_document("attio/person/ada.json")
    others = ("attio/workspace.json", "attio/forgotten.json", "attiary.toml", "attio/person/a/b.json")
    assert not any(map(is_document, (*others, "attio/person/notes.txt", "mine/person/ada.json")))


def test_a_path_tells_the_type_of_its_documents() -> None:
    assert type_at(f"{directory('list_entry')}/ada.json") == "list_entry"


@pytest.mark.parametrize("slug", ["..", "a/b", ".git", "", "Ada", "x" * 101, "a\nb"])
def test_a_slug_that_is_no_directory_name_is_refused(slug: str) -> None:
    with pytest.raises(SlugRefused):
        directory(slug)
