"""What is said while an import runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attiary.model.run import Stage
from attiary.wording.lines import Line, Paragraph, Series, Tone, said

if TYPE_CHECKING:
    from attiary.model.proof import Hidden
    from attiary.wording.lines import Sentence


def hidden_line(hidden: Hidden) -> Line:
    """What the key's scopes will keep from the import, and which would show it."""
    what = said(hidden.what, slug=hidden.slug)
    tick = said("Tick {scopes} in Attio to have it.", scopes=Series(hidden.missing))
    return Line(Tone.CAUTION, Paragraph((what, tick) if hidden.missing else (what,)))


def resumed_line(started_at: str) -> Line:
    """An import is taken up again."""
    sentence = said("Going on with the import of {moment}, which was interrupted.", moment=started_at)
    return Line(Tone.PLAIN, sentence)


def stage_words(stage: Stage) -> Sentence:
    """What the run does in this stage."""
    return {
        Stage.READ: said("Reading"),
        Stage.COMMIT: said("Committing"),
        Stage.INDEX: said("Writing the catalog"),
    }[stage]
