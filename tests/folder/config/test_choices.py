from __future__ import annotations

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attiary.errors import FolderError
from attiary.folder.config.choices import expand, expanded, leave_out, left_out
from attiary.model.selection import Target
from attiary.wording.hint_texts import hint_of

PEOPLE = Target("people")
SALES = Target("sales", is_list=True)

THEIRS = b"""\
# what we keep
title = "ours"  # not attiary's

[objects.people]   # persons
# they change by themselves
leave_out = [
  "first_interaction",  # noise
  "last_interaction",   # more noise
]
expand = ["company"]  # named

[lists.sales]
leave_out = []

[objects.companies]
other = 1
"""


def test_what_is_left_out_is_said_per_object_and_list() -> None:
    assert left_out(THEIRS, PEOPLE) == ["first_interaction", "last_interaction"]
    assert left_out(THEIRS, SALES) == []


@pytest.mark.parametrize("target", [Target("companies"), Target("deals"), Target("people", is_list=True)])
def test_a_target_the_file_does_not_speak_of_has_no_choice(target: Target) -> None:
    assert left_out(THEIRS, target) is None
    assert left_out(b"", target) is None


def test_writing_keeps_comments_order_and_everything_else() -> None:
    content = leave_out(THEIRS, PEOPLE, ["last_interaction", "strength"])
    assert left_out(content, PEOPLE) == ["last_interaction", "strength"]
    for kept in (b"# what we keep", b"# not attiary's", b"# persons", b"# they change", b"# more noise"):
        assert kept in content
    assert left_out(content, SALES) == []
    assert content.index(b"[objects.people]") < content.index(b"[lists.sales]") < content.index(b"companies")


def test_the_same_choice_again_changes_no_byte() -> None:
    assert leave_out(THEIRS, PEOPLE, ["first_interaction", "last_interaction"]) == THEIRS
    assert expand(THEIRS, PEOPLE, ["company"]) == THEIRS


def test_a_slug_that_stands_there_twice_is_taken_away_whole() -> None:
    twice = b"[objects.people]\nleave_out = ['a', 'b', 'a']\n"
    assert left_out(leave_out(twice, PEOPLE, ["b"]), PEOPLE) == ["b"]


def test_what_is_expanded_is_said_per_object_and_nothing_is_to_begin_with() -> None:
    assert expanded(THEIRS, PEOPLE) == ["company"]
    assert expanded(THEIRS, SALES) == expanded(b"", PEOPLE) == []


def test_expanding_keeps_comments_order_and_what_is_left_out() -> None:
    content = expand(expand(THEIRS, PEOPLE, ["company", "team"]), SALES, ["owner"])
    assert expanded(content, PEOPLE) == ["company", "team"]
    assert expanded(content, SALES) == ["owner"]
    assert left_out(content, PEOPLE) == left_out(THEIRS, PEOPLE)
    for kept in (b"# what we keep", b"# persons", b"# more noise", b"# named"):
        assert kept in content
    assert expanded(expand(content, PEOPLE, []), PEOPLE) == []


def test_a_target_of_which_only_expand_is_said_has_no_choice_of_what_is_left_out() -> None:
    content = expand(b"", PEOPLE, ["company"])
    assert content.startswith(b"# Which attributes Attiary leaves out")
    assert left_out(content, PEOPLE) is None


def test_a_new_file_says_what_it_is_and_gives_each_attribute_a_line() -> None:
    content = leave_out(leave_out(b"", PEOPLE, ["a", "b"]), SALES, [])
    assert content.startswith(b"# Which attributes Attiary leaves out")
    assert b'[objects.people]\nleave_out = [\n    "a",\n    "b",\n]\n' in content
    assert b"[lists.sales]\nleave_out = []\n" in content


def test_a_file_saved_with_a_byte_order_mark_is_read() -> None:
    assert left_out(b"\xef\xbb\xbf" + THEIRS, SALES) == []


@pytest.mark.parametrize(
    ("content", "place"), [(b"a = 1\nb = \n", "line 2"), (b"a = 1\na = 2\n", "line 2"), (b"\xff", "0xff")]
)
def test_a_malformed_file_is_named_with_the_line(content: bytes, place: str) -> None:
    with pytest.raises(FolderError, match=rf"attiary\.toml.*{place}"):
        left_out(content, PEOPLE)
    with pytest.raises(FolderError, match=rf"attiary\.toml.*{place}"):
        leave_out(content, PEOPLE, [])


@pytest.mark.parametrize(
    "content",
    [
        b"objects = 1",
        b"[objects]\npeople = []",
        b"[objects.people]\nleave_out = 'a'",
        b"[objects.people]\nleave_out = [1]",
    ],
)
def test_a_choice_of_the_wrong_shape_is_named(content: bytes) -> None:
    with pytest.raises(FolderError, match=r"`leave_out` of \[objects\.people\]"):
        left_out(content, PEOPLE)
    with pytest.raises(FolderError, match=r"`expand` of \[objects\.people\]") as refused:
        expanded(content.replace(b"leave_out", b"expand"), PEOPLE)
    assert (
        hint_of(refused.value).format(**refused.value.fields).startswith('Write it as expand = ["one_slug"')
    )


SLUGS = st.lists(st.text("abc_-1é.'\" \\\n", min_size=1, max_size=5), unique=True, max_size=4)
BEFORE = st.sampled_from([
    b"", THEIRS, b"[objects]\n", b"objects = {}\n", b"objects.companies.leave_out = []\n",
    b"[objects.people]\n", b"objects = {companies = {leave_out = ['x']}}\n",
    b"[objects.deals]\n[lists.sales]\n[objects.users]\n", b"[[other]]\nx = 1\n", b"leave_out = ['x']",
])  # fmt: skip


@given(before=BEFORE, slug=st.text("abé. '", min_size=1, max_size=4), slugs=SLUGS, others=SLUGS)
def test_what_was_written_is_what_is_read(
    before: bytes, slug: str, slugs: list[str], others: list[str]
) -> None:
    target = Target(slug)
    content = expand(leave_out(leave_out(before, target, others), target, slugs), target, others)
    assert set(left_out(content, target) or ()) == set(slugs)
    assert set(expanded(content, target)) == set(others)
    theirs = tomllib.loads(before.decode())
    assert {
        name: value for name, value in tomllib.loads(content.decode()).items() if name in theirs
    }.keys() == theirs.keys()
