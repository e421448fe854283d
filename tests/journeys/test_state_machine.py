"""Attio moves, imports run, fail, are killed and taken back, the user works on: in any order all agrees.

With ATTIARY_TEST_EXAMPLES and ATTIARY_TEST_STEPS it is as long as they say, and another walk each time.
"""

from __future__ import annotations

import os
from collections import Counter
from typing import TYPE_CHECKING, Any

from crash import (
    A_DATABASE_COMMITS,
    A_FILE_IS_REMOVED,
    A_FILE_IS_WRITTEN,
    A_LOCK_GOES,
    GIT_IS_CALLED,
    THE_DISK_IS_SYNCED,
    THE_INDEX_IS_REPLACED,
    Point,
    run,
)
from extent import TRIES_ALL
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize, precondition, rule, run_state_machine_as_test
from stateful.changing_attio import LIST, MOVES, NUMBER, Move, pick
from stateful.compared import TYPES
from stateful.model import DEPTH, Model
from stateful.user_edits import OWN_FILES

from attiary.services.context import open_app

if TYPE_CHECKING:
    from pathlib import Path

    from forked import Ended
    from user import User

IS_SOAK = "ATTIARY_TEST_EXAMPLES" in os.environ
EXAMPLES = int(os.environ.get("ATTIARY_TEST_EXAMPLES", "40" if TRIES_ALL else "6"))
STEPS = int(os.environ.get("ATTIARY_TEST_STEPS", "15"))

EVERYTHING = ("people", "companies", LIST)
WHAT = st.sampled_from(
    [EVERYTHING, EVERYTHING, EVERYTHING, ("people",), ("companies",), (LIST,), ("people", "companies")]
)
FAULT_KINDS = st.sampled_from(("429 nothing", "429 past", "500", "cut", "truncated", "not json", "revoked"))
EFFECTS = {
    A_FILE_IS_WRITTEN: 6,
    A_FILE_IS_REMOVED: 2,
    THE_DISK_IS_SYNCED: 5,
    GIT_IS_CALLED: 30,
    A_DATABASE_COMMITS: 16,
    THE_INDEX_IS_REPLACED: 1,
    A_LOCK_GOES: 2,
}
"""Kinds of effects, and about how many of each a command has in a small workspace."""
POINT = st.sampled_from(list(EFFECTS)).flatmap(
    lambda effect: st.builds(Point, st.just(effect), st.integers(1, EFFECTS[effect]))
)


def words_for(what: tuple[str, ...]) -> list[str]:
    return ["import", *(word for slug in what for word in (("list", slug) if slug == LIST else (slug,)))]


class Imports(Model):
    """Attio moves and is imported, in whole and in part, with and without trouble."""

    @initialize(has_repository=st.booleans())
    def begins(self, has_repository: bool) -> None:
        self.attio.begin()
        if has_repository:
            self.edits.git("init", "--quiet")
            self.edits.writes(OWN_FILES[0], b"one\n")
            self.edits.stages(OWN_FILES[0])
            self.edits.commits_what_is_staged()
        self.imports(EVERYTHING)

    @rule(moves=MOVES)
    def attio_moves(self, moves: list[Move]) -> None:
        for move in moves:
            self.attio.make(move)
        self.is_fresh = False

    @rule(moves=MOVES, what=WHAT)
    def attio_moves_and_is_imported(self, moves: list[Move], what: tuple[str, ...]) -> None:
        self.attio_moves(moves)
        self.imports(what)

    @rule(what=WHAT)
    def imports(self, what: tuple[str, ...]) -> None:
        if self.run_import(*words_for(what), "--all", "--yes", settles=what).code == 0:
            self.is_as_in_attio(what, is_whole=True)
            self.is_fresh = True

    @rule(what=WHAT)
    def imports_without_being_told_to_mark_many(self, what: tuple[str, ...]) -> None:
        self.run_import(*words_for(what), "--all", settles=what)

    @rule(numbers=st.lists(NUMBER, min_size=1, max_size=3))
    def imports_by_id(self, numbers: list[int]) -> None:
        known = {row["attioRecordId"] for row in self.rows("person")} | {*self.attio.world.ids("people")}
        ids = sorted({pick(sorted(known), number) for number in numbers if known})
        if ids and self.run_import("import", "people", "--id", *ids, "--yes").code == 0:
            self.is_as_in_attio(["people"], ids=ids)

    @rule(text=st.sampled_from(["N1", "twin", "أمل", "zzz"]))
    def imports_what_is_found(self, text: str) -> None:
        self.run_import("import", "people", "--search", text)

    @rule()
    def refreshes(self) -> None:
        rows = [row for row in self.rows() if row["localFilePath"]]
        if rows and self.run_import("import", "--refresh", "--yes").code == 0:
            people = [row["attioRecordId"] for row in rows if row["attioObjectType"] == "person"]
            self.is_as_in_attio(["people"], ids=people)

    @precondition(lambda self: self.is_fresh)
    @rule()
    def imports_again_and_nothing_changes(self) -> None:
        before = self.everything()
        ended = self.run_import("import", "--again", "--yes")
        assert (ended.code, ended.json["commits"]) == (0, []), ended.err
        assert self.everything() == before

    @rule(what=WHAT)
    def looks_what_an_import_would_do(self, what: tuple[str, ...]) -> None:
        before = self.everything()
        self.user.runs(*words_for(what), "--all", "--yes", "--dry-run", "--json")
        assert self.everything() == before

    @rule(what=WHAT, kind=FAULT_KINDS, after=st.integers(0, 8), times=st.integers(1, 3))
    def imports_in_trouble(self, what: tuple[str, ...], kind: str, after: int, times: int) -> None:
        faults = self.user.attio.faults
        faults.plan(kind, after=after, times=times)
        self.run_import(*words_for(what), "--all", "--yes", settles=what)
        self.done[f"trouble: {kind}"] += faults.happened[kind] > 0
        faults.clear()

    @rule(what=WHAT)
    def the_key_is_revoked_and_there_is_a_new_one(self, what: tuple[str, ...]) -> None:
        self.attio.world.revoke_key(self.key)
        assert self.run_import(*words_for(what), "--all", "--yes").code == 1
        self.key = self.attio.world.add_key()
        self.user.patch.setenv("ATTIO_API_KEY", self.key)

    def run_import(self, *words: str, settles: tuple[str, ...] = ()) -> Ended:
        """Run an import; if it comes to its end, it settles what was left half done of these."""
        self.is_fresh = False
        before = self.edits.commits_made()
        ended = self.user.runs(*words, "--json")
        is_nothing = ended.code == 2 and "--refresh" in words
        assert ended.code in {0, 1} or is_nothing, (ended.code, ended.err)
        assert len(set(self.edits.commits_made()) - set(before)) <= 1
        self.edits.finds_nothing_lost()
        status = ended.json.get("status", "failed")
        self.done[f"import: {status}"] += 1
        if status == "failed":
            self.unsettled |= set(EVERYTHING)
        else:
            self.unsettled -= set(settles)
            if status == "complete":
                self.edits.trusts(*(f"attio/{TYPES[slug]}/" for slug in settles))
            self.agrees_if_settled()
        return ended

    def agrees_if_settled(self) -> None:
        if not self.unsettled:
            self.agrees()


class Undoing(Imports):
    """What was imported is taken back, linked to, forgotten, remembered; and any of it is killed."""

    @rule()
    def takes_back(self) -> None:
        was_settled, commits = not self.unsettled, self.edits.commits_made()
        ended = self.user.runs("undo", "--yes", "--json")
        self.is_fresh = False
        self.done["undo"] += ended.code == 0
        self.edits.finds_nothing_lost()
        assert ended.code == 0 or self.edits.commits_made() == commits
        if was_settled and ended.code == 0 and not (ended.json["kept"] or ended.json["forgotten"]):
            self._is_as_before(ended.json["runId"])
        self.agrees_if_settled()

    def _is_as_before(self, run_id: str) -> None:
        git = self.edits.git
        [commit] = git("log", "--format=%H", f"--grep=^Import-Run: {run_id}").decode().split()
        words = ("diff-tree", "--root", "-r", "-z", "--name-only", "--no-commit-id", commit)
        paths = [path for path in git(*words).decode().split("\0") if path.count("/") == DEPTH]
        before, now = self.edits.head(f"{commit}~1"), self.edits.head()
        assert [now.get(path) for path in paths] == [before.get(path) for path in paths]

    @rule(number=NUMBER)
    def forgets(self, number: int) -> None:
        record_id = self._somebody(number)
        if record_id:
            self._forget(record_id, self._about())

    @precondition(lambda self: self.forgotten)
    @rule(number=NUMBER)
    def remembers(self, number: int) -> None:
        record_id = pick(sorted(self.forgotten), number)
        ended = self.user.runs("remember", record_id, "--json")
        assert ended.code == 0 or self.unsure, ended.err
        same = {each for each in self.forgotten if self.attio.are_one(each, record_id)}
        self.forgotten -= same
        self.unsure |= same
        self.is_fresh = False
        self.agrees_if_settled()

    @precondition(lambda self: not self.unsettled)
    @rule(number=NUMBER)
    def links_an_experiment(self, number: int) -> None:
        record_id, link = self._somebody(number), f"experiment-{self.attio.number()}"
        if record_id:
            with open_app(self.user.folder) as app, app.open_folder() as opened:
                app.rows(opened).link_experiment("person", record_id, link)
            self.links[link] = record_id

    @precondition(lambda self: not self.unsettled)
    @rule()
    def indexes_anew(self) -> None:
        self.is_fresh = False
        assert self.user.runs("reindex", "--json").code == 0
        self.agrees()

    @rule(moves=MOVES, what=WHAT, points=st.lists(POINT, min_size=1, max_size=3))
    def imports_are_killed(self, moves: list[Move], what: tuple[str, ...], points: list[Point]) -> None:
        for at, move in zip(points, moves, strict=False):
            self.attio.make(move)
            self._kill([*words_for(what), "--all", "--yes"], at)
        self.unsettled |= set(what)

    @rule(moves=MOVES, what=WHAT, at=POINT)
    def an_import_is_killed_and_goes_on(self, moves: list[Move], what: tuple[str, ...], at: Point) -> None:
        self.attio_moves(moves)
        self._kill([*words_for(what), "--all", "--yes"], at)
        self.imports(what)

    @rule(at=POINT)
    def an_undo_is_killed(self, at: Point) -> None:
        self._kill(["undo", "--yes"], at)
        self.unsettled |= set(EVERYTHING)

    @rule(at=POINT)
    def an_undo_is_killed_and_goes_on(self, at: Point) -> None:
        before = set(self.unsettled)
        self.an_undo_is_killed(at)
        self.takes_back()
        self.unsettled = before
        self.agrees_if_settled()

    @rule(number=NUMBER, at=POINT)
    def a_forgetting_is_killed_and_goes_on(self, number: int, at: Point) -> None:
        record_id, before = self._somebody(number), self._about()
        if record_id:
            self._kill(["forget", record_id, "--yes"], at, loses_nothing=False)
            self._forget(record_id, before)

    def _kill(self, command: list[str], at: Point, *, loses_nothing: bool = True) -> None:
        self.is_fresh = False
        ended = run(self.user.folder, command, at)
        assert ended.code in {0, 1, -9}, ended
        self.done[f"{command[0]}: " + (f"killed: {at.effect}" if ended.code == -9 else "not killed")] += 1
        if loses_nothing:
            self.edits.finds_nothing_lost()

    def _forget(self, record_id: str, before: dict[str, set[str]]) -> None:
        """`before`: by path, what it was about before anything was forgotten."""
        ended = self.user.runs("forget", record_id, "--yes", "--json")
        assert ended.code == 0, ended.err
        self.done["forget"] += 1
        self.forgotten.add(record_id)
        self.is_fresh = False
        head = self.edits.head()
        for path in self.edits.touched() & before.keys():
            is_gone = path not in head and not (self.user.folder / path).exists()
            if is_gone and any(self.attio.are_one(each, record_id) for each in before[path]):
                self.edits.forgets(path)
        self.edits.finds_nothing_lost()
        left = {link for row in self.rows() for link in row["experimentIds"]}
        for link in self.links.keys() - left:
            assert self.attio.are_one(self.links.pop(link), record_id), "another's link went"
        about = {each["attioRecordId"]: path for path, each in self.documents().items()}
        assert about.get(record_id) in {None, *self.edits.touched()}
        self.agrees_if_settled()

    def _about(self) -> dict[str, set[str]]:
        """By path, whom each file of ours tells of, here and in the last commit."""
        found: dict[str, set[str]] = {}
        for path, content in [*self.user.files().items(), *self.edits.head_contents().items()]:
            for record_id in self.edits.ids_in(content):
                found.setdefault(path, set()).add(record_id)
        return found

    def _somebody(self, number: int) -> str | None:
        rows = sorted(row["attioRecordId"] for row in self.rows("person") if row["localFilePath"])
        return pick(rows, number) if rows else None


class Walk(Undoing):
    """And the user works in the folder."""

    @rule(number=NUMBER, then=st.sampled_from(("", "stages", "commits")))
    def edits_a_document(self, number: int, then: str) -> None:
        paths = self.committed_documents()
        if paths:
            path = pick(paths, number)
            self.edits.changes(path)
            if then:
                getattr(self.edits, then)(path)

    @rule(number=NUMBER)
    def removes_a_document(self, number: int) -> None:
        paths = [path for path in self.committed_documents() if path not in self.edits.staged]
        if paths:
            self.edits.removes(pick(paths, number))
            self.is_fresh = False

    @rule(number=NUMBER)
    def takes_an_edit_back(self, number: int) -> None:
        head = self.edits.head()
        paths = sorted(path for path in {*self.edits.tree, *self.edits.staged} if path in head)
        if paths:
            self.edits.takes_back(pick(paths, number))
            self.is_fresh = False

    @rule(number=NUMBER, is_staged=st.booleans())
    def works_on_a_file_of_their_own(self, number: int, is_staged: bool) -> None:
        path = pick(OWN_FILES, number)
        self.edits.writes(path, self.edits.text().encode())
        if is_staged and self.edits.has_repository():
            self.edits.stages(path)

    @precondition(lambda self: self.edits.has_repository())
    @rule()
    def commits_their_work(self) -> None:
        self.edits.commits_what_is_staged()

    @rule(number=NUMBER, name=st.sampled_from(("own", "twin", "ada-lovelace", "person-n1", "person-n7")))
    def puts_a_file_among_ours(self, number: int, name: str) -> None:
        path = f"attio/person/{name}.json"
        if not (self.user.folder / path).exists():
            self.edits.writes(path, pick((b"not JSON", b'{"some": "JSON"}\n', b"[]"), number))

    @rule(number=NUMBER)
    def copies_a_document(self, number: int) -> None:
        paths, path = self.committed_documents(), f"attio/person/copy-{number % 3}.json"
        if paths and not (self.user.folder / path).exists():
            self.edits.writes(path, (self.user.folder / pick(paths, number)).read_bytes())


def test_whatever_happens_in_any_order_nothing_is_lost_and_all_agrees(user: User, tmp_path: Path) -> None:
    tallied: Counter[str] = Counter()
    walk: Any = type("Walked", (Walk,), {"starts_as": user, "place": tmp_path, "done": tallied})
    run_state_machine_as_test(
        walk,
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=STEPS,
            derandomize=not IS_SOAK,
            database=None,
            suppress_health_check=list(HealthCheck),
            phases=[Phase.generate],  # to shrink a walk takes many times as long as to read it
            report_multiple_bugs=False,
        ),
    )
    if IS_SOAK:
        print(dict(sorted(tallied.items())))  # noqa: T201 - whoever lets it run long wants to know
