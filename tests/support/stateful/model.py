"""The model of a stateful test: a workspace, a folder, a user, what is known of each, how they compare."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from contextlib import ExitStack
from dataclasses import replace
from hashlib import sha1
from typing import TYPE_CHECKING, Any

from hypothesis.stateful import RuleBasedStateMachine

from attiary.services.context import open_app
from attiary.simulator.server import running
from stateful.changing_attio import ChangingAttio
from stateful.compared import TYPES, in_attio, in_document
from stateful.user_edits import UserEdits

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from pathlib import Path

    from user import User

DEPTH = 2

Documents = dict[str, dict[str, Any]]
"""By path."""


class Model(RuleBasedStateMachine):
    """What is known, and what must hold. `unsettled`: types that a run which was stopped left half done.

    `links`: by experiment the record it was linked to. `forgotten`: ids that must not come back; `unsure`:
    those that may. `done` counts what happened.
    """

    starts_as: User
    place: Path
    done: Counter[str]
    walks = 0

    def __init__(self) -> None:
        super().__init__()
        self._stack = ExitStack()
        self.attio = ChangingAttio()
        simulator = self._stack.enter_context(running(self.attio.world))
        Model.walks += 1
        folder = self.place / str(self.walks)
        folder.mkdir()
        self.user = replace(self.starts_as, folder=folder, attio=simulator)
        self.user.connects()
        self.user.patch.setenv("ATTIARY_PATIENCE_SECONDS", "0")
        self.key = simulator.api_key
        self.edits = UserEdits(folder)
        self.links: dict[str, str] = {}
        self.forgotten: set[str] = set()
        self.unsure: set[str] = set()
        self.unsettled: set[str] = set()
        self.is_fresh = False

    def teardown(self) -> None:
        self._stack.close()

    def rows(self, kind: str | None = None) -> list[dict[str, Any]]:
        return [row for row in self.user.rows() if kind in {None, row["attioObjectType"]}]

    def documents(self) -> Documents:
        """Those of ours: not what the user put there and git does not know."""
        head = self.edits.head()
        return {
            path: json.loads(content)
            for path, content in self.user.files().items()
            if self.edits.ids_in(content) and (path in head or path not in self.edits.tree)
        }

    def committed_documents(self) -> list[str]:
        """Paths of what the last commit has and is there."""
        paths = (path for path in self.edits.head() if path.startswith("attio/") and path.count("/") == DEPTH)
        return sorted(path for path in paths if (self.user.folder / path).exists())

    def everything(self) -> tuple[Any, ...]:
        """All that a person can see, to the byte."""
        return self.user.files(), self.rows(), self.edits.commits_made(), self.edits.head()

    def agrees(self) -> None:
        """Files, last commit, journal and rows are one; and nothing of the user's is lost."""
        edits, documents = self.edits, self.documents()
        edits.finds_nothing_lost()
        edits.sees_theirs_alone()
        assert edits.git("fsck", "--strict", "--no-dangling") == b""
        self._journal_is_of(documents)
        self._rows_are_of(documents)
        self._links_are_there()

    def _journal_is_of(self, documents: Documents) -> None:
        with open_app(self.user.folder) as app, app.open_folder() as opened:
            known = {path: blob_id for path, blob_id, _ in opened.journal.blobs()}
            pending = opened.journal.uncommitted()
        head, touched = self.edits.head(), self.edits.touched()
        left = {path for path, blob_id in pending.items() if blob_id or path in head}
        assert left <= touched, pending
        for path in documents.keys() - touched:
            content = (self.user.folder / path).read_bytes()
            blob_id = sha1(b"blob %d\0%s" % (len(content), content)).hexdigest()  # noqa: S324 - git's
            assert (head.get(path), known.get(path)) == (blob_id, blob_id), path

    def _rows_are_of(self, documents: Documents) -> None:
        rows, touched = self.rows(), self.edits.touched()
        keys = [(row["attioObjectType"], row["attioRecordId"]) for row in rows]
        assert len(set(keys)) == len(keys)
        for row in rows:
            path = row["localFilePath"]
            assert row["syncStatus"] == "synced" or path in touched | self.edits.taken_back, row
            if path not in documents:
                assert path in touched or row["experimentIds"], row
            elif path not in touched:
                told = row["attioRecordId"], row["name"], row["goneAt"], row["listSlug"]
                each = documents[path]
                assert told == (each["attioRecordId"], each["name"], each.get("goneAt"), each.get("listSlug"))
        there = [row["localFilePath"] for row in rows if row["localFilePath"] in documents]
        assert len(set(there)) == len(there)
        assert documents.keys() - touched <= set(there)

    def _links_are_there(self) -> None:
        linked = {link: row["attioRecordId"] for row in self.rows() for link in row["experimentIds"]}
        for link, record_id in self.links.items():
            assert link in linked, "an experiment's link is lost"
            assert self.attio.are_one(linked[link], record_id), "an experiment's link is another's"

    def is_as_in_attio(
        self, slugs: Collection[str], *, ids: Collection[str] | None = None, is_whole: bool = False
    ) -> None:
        """Each record that was asked for has one document, and that says what Attio says.

        `is_whole`: all were asked for, so the others are gone.
        """
        documents, touched = self.documents(), self.edits.touched()
        ours = {path: each for path, each in documents.items() if path not in touched}
        for slug in slugs:
            theirs = in_attio(self.user.attio.base_url, self.key, slug)
            rows = {row["attioRecordId"]: row["localFilePath"] for row in self.rows(TYPES[slug])}
            paths: dict[str, list[str]] = defaultdict(list)
            for path, each in ours.items():
                if each["objectType"] == TYPES[slug]:
                    paths[each["attioRecordId"]].append(path)
            for record_id in theirs if ids is None else theirs.keys() & ids:
                if self._is_wanted(record_id, theirs[record_id], paths) and rows[record_id] not in touched:
                    assert paths[record_id] == [rows[record_id]]
                    self._says(slug, ours[rows[record_id]], theirs[record_id])
            if is_whole and theirs:
                for record_id in paths.keys() - theirs.keys():
                    assert all("goneAt" in ours[path] for path in paths[record_id]), paths[record_id]

    def _is_wanted(self, record_id: str, theirs: Mapping[str, Any], paths: Mapping[str, list[str]]) -> bool:
        """Whether it must be there; it must not where it, or what an entry stands for, was forgotten."""
        owner = theirs.get("parent", record_id)
        if owner in self.forgotten:
            assert not paths[record_id], "somebody who was forgotten is back"
            return False
        return not any(self.attio.are_one(owner, each) for each in self.forgotten | self.unsure)

    def _says(self, slug: str, document: Mapping[str, Any], theirs: Mapping[str, Any]) -> None:
        assert in_document(slug, document) == theirs
        assert "goneAt" not in document
