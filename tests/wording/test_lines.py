from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from attiary.hints import Hint
from attiary.language import speaking
from attiary.wording.lines import Paragraph, Series, advised, counted, said, text_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from attiary.wording.lines import Words


@pytest.mark.parametrize(
    ("words", "text"),
    [
        ("Ada {x}", "Ada {x}"),
        (7, "7"),
        (said("Nothing to do."), "Nothing to do."),
        (said("{name} is here.", name="{name}"), "{name} is here."),
        (counted("{number} page of {of}", "{number} pages of {of}", 1, of=9), "1 page of 9"),
        (counted("{number} page", "{number} pages", 0), "0 pages"),
        (Series(("a", said("b"), 3)), "a, b, 3"),
        (said("{pages}: read", pages=counted("{number} page", "{number} pages", 2)), "2 pages: read"),
        (Paragraph((said("One."), said("Two."))), "One. Two."),
        (Series(()), ""),
    ],
)
def test_words_become_text(words: Words, text: str) -> None:
    assert text_of(words) == text


def test_only_what_comes_from_outside_is_cleaned() -> None:
    words = said("{name} and {others}", name="a", others=Series(("b", said("c"))))
    assert text_of(words, str.upper) == "A and B, c"


def test_a_translator_chooses_order_form_and_the_sign_between_facts(
    translate: Callable[[str, Mapping[str, str]], Path],
) -> None:
    locales = translate(
        "fr",
        {
            "{name} has {pages}": "{pages} chez {name}",
            "{number} page\0{number} pages": "{number} feuille\0{number} feuilles",
            ", ": " ; ",
        },
    )
    pages = [counted("{number} page", "{number} pages", number) for number in (0, 2)]
    with speaking("fr", locales=locales):
        assert text_of(said("{name} has {pages}", name="Ada", pages=Series(tuple(pages)))) == (
            "0 feuille ; 2 feuilles chez Ada"
        )


def test_a_hint_has_the_words_of_the_face() -> None:
    words = Paragraph((said("Three are left."), advised(Hint.MARK_WITH_YES)))
    assert text_of(words) == "Three are left. To mark what is gone, import again with --yes."
    on_a_page = {Hint.MARK_WITH_YES: "Mark them below."}
    assert text_of(words, hints=on_a_page) == "Three are left. Mark them below."
