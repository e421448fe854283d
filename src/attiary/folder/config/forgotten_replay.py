"""Whom the whole history has as forgotten, whatever became of `attio/forgotten.json` since. Pure.

A person stays forgotten until a commit of ours takes that back that has seen it. Merging, reverting or
removing the file takes nothing back, and a `remember` on one branch nothing of a `forget` beside it.
This is an observed-remove set (https://arxiv.org/abs/1806.10254): what is removed are additions, by name.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

Addition = tuple[str, str]
"""A hash, and the commit that brought it."""

_NOTHING: frozenset[Addition] = frozenset()


class ForgottenAt(Struct, frozen=True):
    """What the file says at a commit, and the commits before that did something to it."""

    commit: str
    parents: Sequence[str]
    is_ours: bool
    hashes: frozenset[str]


class _State(Struct, frozen=True):
    added: frozenset[Addition] = _NOTHING
    removed: frozenset[Addition] = _NOTHING


def still_forgotten(commits: Iterable[ForgottenAt], head: Collection[str], seen: Collection[str]) -> set[str]:
    """The hashes that hold, of commits in an order that has parents first.

    `head` are the commits that HEAD goes back to, of these, and `seen` those that this machine saw last. What
    it forgot on a branch that was left behind since stays forgotten; what it remembered there does not count.
    """
    at: dict[str, ForgottenAt] = {}
    states: dict[str, _State] = {}
    for each in commits:
        at[each.commit] = each
        states[each.commit] = _after(each, at, states)
    here, there = (_joined(states[each] for each in tips if each in states) for tips in (head, seen))
    lost = (there.added - here.added) - there.removed
    return {each for each, _ in (here.added - here.removed) | lost}


def _after(each: ForgottenAt, at: Mapping[str, ForgottenAt], states: Mapping[str, _State]) -> _State:
    before = _joined(states[parent] for parent in each.parents if parent in states)
    named = frozenset().union(*(at[parent].hashes for parent in each.parents if parent in at))
    added = before.added | {(new, each.commit) for new in each.hashes - named}
    # A merge removes nothing, whoever made it: a line that it lost was a conflict's, or a mistake.
    is_remember = each.is_ours and len(each.parents) == 1
    gone = named - each.hashes if is_remember else frozenset()
    return _State(added, before.removed | {every for every in before.added if every[0] in gone})


def _joined(states: Iterable[_State]) -> _State:
    found = list(states)
    return _State(
        _NOTHING.union(*(each.added for each in found)), _NOTHING.union(*(each.removed for each in found))
    )
