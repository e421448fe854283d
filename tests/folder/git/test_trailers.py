from __future__ import annotations

import pytest

from attiary.folder.git.trailers import Trailer, trailers_of, with_trailer

MESSAGES = ("Import people", "Import people\n\nperson: 1 added\n", "Import people\n\n\n")


@pytest.mark.parametrize("message", MESSAGES)
def test_what_is_written_is_read(message: str) -> None:
    whole = with_trailer(message, Trailer.IMPORT_RUN, "run-1")
    assert whole.startswith("Import people\n\n")
    assert whole.endswith("\n\nImport-Run: run-1\n")
    assert trailers_of(whole) == {Trailer.IMPORT_RUN: "run-1"}


def test_only_the_last_paragraph_has_trailers_and_a_subject_is_none() -> None:
    assert trailers_of("Import-Run: subject") == {}
    assert trailers_of("Import people\n\nImport-Run: body\n\nmore") == {}
    amended = "Undo\n\nUndoes-Run: 1\nSigned-off-by: user\nImport-Run: \n"
    assert trailers_of(amended) == {Trailer.UNDOES_RUN: "1"}
