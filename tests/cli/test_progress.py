from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from attiary.cli.progress import watching
from attiary.model.observer import WaitReason
from attiary.model.proof import Hidden
from attiary.model.run import Progress, Stage
from attiary.model.selection import Target
from attiary.wording.lines import text_of
from attiary.wording.progress_lines import stage_words

if TYPE_CHECKING:
    from attiary.model.observer import Observer


def walk_through(observer: Observer) -> None:
    """What a run tells, in its order."""
    target = Target("people")
    observer.started([target])
    observer.hidden(
        Hidden(what="The records of {slug} cannot be read.", slug="pe\x1bople", missing=("a:read", "b:read"))
    )
    observer.resumed("2026-02-06T12:00:00Z")
    observer.progress(Progress(Stage.READ, target, 3))
    observer.waiting(5, WaitReason.ASKED_TO_WAIT)
    observer.waiting(5, WaitReason.ASKED_TO_WAIT)
    for stage in Stage:
        observer.progress(Progress(stage))


def test_a_pipe_gets_a_line_for_what_happens_and_no_bars(capsys: pytest.CaptureFixture[str]) -> None:
    with watching() as watch:
        walk_through(watch)
        assert not watch.is_cancelled()
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.splitlines() == [
        "The records of people cannot be read. Tick a:read, b:read in Attio to have it.",
        "Going on with the import of 2026-02-06T12:00:00Z, which was interrupted.",
        "Attio asked us to wait 5 s",
    ]


@pytest.mark.parametrize("stage", Stage)
def test_every_stage_has_words(stage: Stage) -> None:
    assert text_of(stage_words(stage)).strip()
