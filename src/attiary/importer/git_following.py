"""What is to be known of files that git moved, brought or took away: who wrote them, where records are. Pure.

The journal is one machine's; the commits are everybody's. What a commit of ours wrote is ours, on whatever
machine it was made and whoever brought it back; all else somebody edited.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from typing import TYPE_CHECKING

from msgspec import Struct

from attiary.folder import KnownFile

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

    from attiary.documents.paths import Key
    from attiary.folder import OurCommit


class Place(Struct, frozen=True):
    """A file at HEAD that holds a record."""

    file: KnownFile
    is_ours: bool
    """Whether we wrote what is in it."""
    is_our_path: bool
    """Whether a commit of ours put the record there, or the journal knew it there: it is no copy."""

    @property
    def path(self) -> str:
        """Where it is."""
        return self.file.path


def written_by_us(commits: Sequence[OurCommit], known: Collection[str], trusted: Collection[str]) -> set[str]:
    """The blob ids that commits of ours wrote: these, oldest first. `known` was ours before them.

    `trusted` are ids of commits that this machine made, or saw before.
    """
    ours, originals = set(known), _originals(commits, trusted)
    for commit in commits:
        revision = commit.revision
        name = revision.run_id or revision.undoes or revision.forgets
        for file in commit.files:
            if file.after is None or commit.is_cut_off:
                continue
            # An amended, rebased or picked commit says whose it was, and may hold what somebody put into it.
            original = originals[name]
            if original is not commit and file.after not in {each.after for each in original.files}:
                continue
            # An undo gives back what the user had, too; a forget takes a name out of whoever's text.
            if revision.run_id or (revision.forgets and (file.before is None or file.before in ours)):
                ours.add(file.after)
    return ours


def _originals(commits: Sequence[OurCommit], trusted: Collection[str]) -> dict[str, OurCommit]:
    """By the name of a run, the one of its commits that was there first."""
    found: dict[str, OurCommit] = {}
    for each in commits:
        name = each.revision.run_id or each.revision.undoes or each.revision.forgets
        if name not in found or _age(each, trusted) < _age(found[name], trusted):
            found[name] = each
    return found


def _age(commit: OurCommit, trusted: Collection[str]) -> tuple[bool, datetime]:
    return commit.revision.id not in trusted, datetime.fromisoformat(commit.revision.time)


def choose(places: Sequence[Place], fits: Callable[[KnownFile], bool]) -> tuple[Place, list[Place]]:
    """Which file is a record's, and which others are to go; every machine chooses alike.

    A copy that the user made is neither.
    """
    ranked = sorted(
        places,
        key=lambda each: (
            each.is_our_path,
            each.file.imported_at,
            fits(each.file),
            [-ord(letter) for letter in each.path],
        ),
        reverse=True,
    )
    first, *others = ranked
    return first, [each for each in others if each.is_our_path and each.is_ours]


def removals(commits: Iterable[OurCommit]) -> dict[str, OurCommit]:
    """By path, the last commit of ours that removed its file or gave it to another record; newest first."""
    found: dict[str, OurCommit] = {}
    for commit in commits:
        for file in commit.files:
            if file.before:
                found.setdefault(file.path, commit)
    return found


def versions_by_path(commits: Iterable[OurCommit], ours: Collection[str]) -> dict[str, list[str]]:
    """By path, the blob ids of ours that were there, newest first, as the commits are."""
    found: dict[str, list[str]] = defaultdict(list)
    for commit in commits:
        for file in commit.files:
            if file.after and file.after in ours and file.after not in found[file.path]:
                found[file.path].append(file.after)
    return found


def places_by_key(places: Iterable[Place]) -> Mapping[Key, list[Place]]:
    """The files of each record."""
    found: dict[Key, list[Place]] = defaultdict(list)
    for each in places:
        found[each.file.object_type, each.file.record_id].append(each)
    return found
