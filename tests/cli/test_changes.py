from __future__ import annotations

import io
import unicodedata
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from attiary.cli.changes import counted, draw_changes
from attiary.cli.json_objects import change_object, utc
from attiary.model.revision import Change, Kind, ValueChange
from attiary.wording.change_lines import LONGEST

if TYPE_CHECKING:
    from attiary.model.values import Json

ISOLATE, POP = "\N{FIRST STRONG ISOLATE}", "\N{POP DIRECTIONAL ISOLATE}"


def change(*values: tuple[str, Json, Json], kind: Kind = Kind.CHANGED, **fields: Any) -> Change:
    known = {"object_type": "person", "attio_record_id": "1", "name": "Ada", "path": "attio/person/ada.json"}
    return Change(kind=kind, values=[ValueChange(*each) for each in values], **known | fields)


def drawn(*changes: Change, limit: int = 10) -> str:
    file = io.StringIO()
    draw_changes(Console(file=file, width=10_000), changes, limit)
    return file.getvalue()


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        ("Clerk", "Wizard", "Clerk → Wizard"),
        (None, "Wizard", "+ Wizard"),
        ("Clerk", None, "- Clerk"),
        (["a", "b"], ["b", "c", "d"], "+ c, d - a"),
        (["a"], ["b", "a"], "+ b"),
        (["a", "b"], ["b", "a"], "a, b → b, a"),
        (None, ["a"], "+ a"),
        (1, True, "1 → yes"),
        ("Ada", "أمل", f"Ada → {ISOLATE}أمل{POP}"),
        ({"name": "Acme"}, {"name": "Ajax"}, "Acme → Ajax"),
    ],
)
def test_a_value_is_told_from_what_to_what(before: Json, after: Json, words: str) -> None:
    assert drawn(change(("slug", before, after))).splitlines()[1] == f"    slug  {words}"


def test_long_texts_are_shown_from_where_they_differ() -> None:
    text = drawn(change(("note", "x" * 500 + "old" + "y" * 500, "x" * 500 + "new" + "y" * 500)))
    assert "xold" in text
    assert "xnew" in text
    assert len(text.splitlines()[1]) < 2 * LONGEST + 30


def test_a_date_that_the_kind_tells_is_not_told_twice() -> None:
    text = drawn(change(("goneAt", None, "2026-02-06T12:00:00Z"), kind=Kind.GONE))
    assert text == "gone from Attio  Ada  attio/person/ada.json\n"


def test_it_says_how_many_more_there_are() -> None:
    text = drawn(change(), change(), change(), limit=1)
    assert text.splitlines()[1:] == ["and 2 more"]


def test_every_kind_has_words() -> None:
    for kind in Kind:
        assert drawn(change(kind=kind)).strip()
    every = [*map(str, Kind), "renamed"]
    assert counted(dict.fromkeys(every, 2)).startswith("2 added, 2 changed, 2 gone from Attio")


def test_a_record_of_another_name_is_renamed_for_scripts_too() -> None:
    assert change_object(change(former_name="Bea"))["kind"] == "renamed"
    assert change_object(change(("x", 1, 2)))["values"] == [{"slug": "x", "before": 1, "after": 2}]


def test_times_of_git_are_utc() -> None:
    assert utc("2026-02-06T14:00:00+02:00") == "2026-02-06T12:00:00Z"


hostile = st.text(st.sampled_from("a\x1b[31m]8;;\x07\x9b\u2028\u202e\u2066\u2069\u200fעא\ud800\n\t[/]{}:"))


@given(hostile, hostile, hostile)
def test_nothing_from_a_crm_controls_the_terminal(name: str, before: str, after: str) -> None:
    text = drawn(change((name, before, [after]), name=name, former_name=before, path=after))
    unseen = {each for each in text if unicodedata.category(each) in ("Cc", "Cf", "Cs", "Co", "Zl", "Zp")}
    assert unseen <= set(f"\n{ISOLATE}{POP}")
