from __future__ import annotations

import pytest

from attiary.errors import FolderError, RefusedRepository
from attiary.folder.config.project import decode, encode, new_project, refuse_other


def test_a_project_survives_its_file() -> None:
    project = new_project("w")
    assert decode(encode(project)) == project


def test_two_projects_are_never_the_same() -> None:
    assert new_project("w").project_id != new_project("w").project_id


def test_a_file_with_more_than_we_know_is_read() -> None:
    project = new_project("w")
    content = encode(project).replace(b"{", b'{"later": true,', 1)
    assert decode(content) == project


def test_a_file_that_is_no_project_is_named() -> None:
    with pytest.raises(FolderError, match=r"attio/workspace\.json"):
        decode(b"<<<<<<< HEAD")


def test_another_workspace_is_refused_by_name_of_both() -> None:
    refuse_other(new_project("w"), "w")
    with pytest.raises(RefusedRepository, match=r"w1.*w2"):
        refuse_other(new_project("w1"), "w2")
