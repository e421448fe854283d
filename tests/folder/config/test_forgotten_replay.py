"""Who is forgotten, told from histories of a few commits: `after(commit, parents, hashes)`."""

from __future__ import annotations

from attiary.folder.config.forgotten_replay import ForgottenAt, still_forgotten


def after(commit: str, parents: str, hashes: str, *, is_ours: bool = True) -> ForgottenAt:
    return ForgottenAt(commit, tuple(parents), is_ours, frozenset(hashes))


FORGET, REMEMBER = after("a", "", "x"), after("b", "a", "")


def test_a_commit_of_ours_takes_back_what_it_has_seen() -> None:
    assert still_forgotten([FORGET], "a", "") == {"x"}
    assert still_forgotten([FORGET, REMEMBER], "b", "") == set()
    assert still_forgotten([FORGET, REMEMBER, after("c", "b", "x")], "c", "") == {"x"}


def test_nobody_else_takes_anything_back() -> None:
    assert still_forgotten([FORGET, after("b", "a", "", is_ours=False)], "b", "") == {"x"}
    assert still_forgotten([FORGET, after("b", "a", "x"), after("m", "ab", "")], "m", "") == {"x"}


def test_a_remember_holds_where_the_other_branch_only_has_it_still() -> None:
    history = [FORGET, REMEMBER, after("c", "a", "xy"), after("m", "bc", "y")]
    assert still_forgotten(history, "m", "") == {"y"}


def test_of_a_forget_and_a_remember_beside_each_other_the_forget_holds() -> None:
    again = [after("c", "a", ""), after("d", "c", "x")]
    assert still_forgotten([FORGET, REMEMBER, *again, after("m", "bd", "")], "m", "") == {"x"}


def test_what_was_forgotten_on_a_branch_left_behind_holds_and_what_was_remembered_there_does_not() -> None:
    history = [FORGET, after("b", "a", "y"), after("c", "a", "x")]
    assert still_forgotten(history, "c", "b") == {"x", "y"}
    assert still_forgotten([*history, after("d", "b", "")], "c", "d") == {"x"}


def test_a_cut_off_history_begins_with_what_its_first_commit_says() -> None:
    assert still_forgotten([after("b", "a", "x")], "b", "") == {"x"}
