"""One selection on its way from Attio's pages to files and the journal."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
from msgspec.structs import replace

from attiary.documents.jsonfile import decode_or_none
from attiary.folder import Checkpoint
from attiary.importer.apply import apply
from attiary.importer.decide import Verb
from attiary.importer.deleted.detect import Absent
from attiary.importer.file_names import Naming
from attiary.importer.plan_write import WritePlanner
from attiary.importer.read import read_by_id, read_pages
from attiary.importer.recovery.untracked import adopt_untracked, find_untracked
from attiary.importer.simplifier import Simplifier
from attiary.model.crm import LIST_ENTRY
from attiary.model.run import Outcome, Progress, Stage, TargetResult
from attiary.model.selection import Selection, Target

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from attiary.attio.client import Page
    from attiary.catalog.bound import BoundCatalog
    from attiary.folder import KnownFile
    from attiary.importer.plan import Listeners, Step, Tools
    from attiary.importer.plan_write import Intent
    from attiary.model.crm import Entry, Record
    from attiary.model.document import Document
    from attiary.model.run import ImportRun

_NOTHING_NEW: Mapping[str, bool] = {}
_THE_STEPS = Selection(target=Target(""))
"""In a checkpoint: the run has it, and ids may be many."""


class Walk:
    """One selection on its way from pages to the journal. A dry run has no `rows`."""

    def __init__(
        self, step: Step, tools: Tools, run: ImportRun, rows: BoundCatalog | None, listeners: Listeners
    ) -> None:
        self._step = step
        self._selection = step.selection
        self._target = step.selection.target
        self._tools = tools
        self._folder = tools.folder
        self._run = run
        self._rows = rows
        self._listeners = listeners
        self._simplifier = Simplifier(step, tools, run)
        self._result = TargetResult(selection=self._selection, unknown_choices=step.unknown_choices())
        self._cursor: str | None = None
        self._seen: dict[str, bool] = {}
        self._new_documents: dict[str, Document] = {}

    def result(self) -> TargetResult:
        """Walk every page that was not walked before; the result is final."""
        if self._take_up_where_left():
            return self._result
        self._prepare()
        for batch in self._batches():
            self._write(batch)
            self._report()
        self._settle_absent()
        self._keep(is_done=True)
        return self._result

    def _take_up_where_left(self) -> bool:
        """Go on from where a run that was interrupted left the step; whether that was its end."""
        saved = self._folder.runs.checkpoint(self._step.number) if self._run.resumed else None
        if saved is None or not (saved.cursor or saved.is_done):
            return False
        kept = msgspec.json.decode(saved.result, type=TargetResult)
        self._result = replace(kept, selection=self._selection)
        self._cursor = saved.cursor
        self._seen = self._folder.runs.seen(self._step.number)
        return saved.is_done

    def _prepare(self) -> None:
        object_type, journal = self._target.object_type, self._folder.journal
        if self._run.options.dry_run:
            untracked = find_untracked(self._folder, object_type)
        else:
            untracked = adopt_untracked(self._folder, object_type, include_uncommitted=not self._run.resumed)
        self._untracked, self._uncommitted = untracked.documents, untracked.uncommitted
        holders = journal.holders(object_type)
        self._known = self._known_ids(set(holders.values()))
        self._naming = Naming(object_type, untracked.holders() | holders, untracked.foreign)
        for record_id, former_ids in self._folder.runs.merged_ids(object_type).items():
            self._naming.inherit(record_id, former_ids)
        self._planner = WritePlanner(
            self._folder,
            self._naming,
            journal.written_ahead(),
            overwrite_edits=self._run.options.overwrite_edits,
        )

    def _known_ids(self, of_type: set[str]) -> set[str]:
        """What the folder has of all that was selected; who was left out can be neither read nor gone."""
        is_list = self._target.object_type == LIST_ENTRY
        known = self._folder.journal.of_list(self._target.slug) if is_list else of_type
        return known.difference(self._selection.without)

    def _asked_ids(self) -> set[str] | None:
        """The ids to be asked for; None where others are to be found."""
        if self._selection.is_known:
            return self._known
        ids = self._selection.ids
        return None if ids is None else set(ids).difference(self._selection.without)

    def _batches(self) -> Iterator[Page[Record | Entry]]:
        ids = self._asked_ids()
        if ids is None:
            return read_pages(self._tools.attio, self._selection, self._result, self._cursor)
        return read_by_id(
            self._tools.attio,
            self._result,
            ids,
            self._cursor,
            known=self._known,
            gone_before=self._folder.journal.gone(self._target.object_type),
        )

    def _write(self, batch: Page[Record | Entry]) -> None:
        documents, forgotten, cost = self._simplifier.documents(batch.items)
        self._result.reading.add(cost)
        for _ in range(forgotten):
            self._result.add(Outcome.FORGOTTEN)
        intents = [self._planner.plan_write(*triple) for triple in self._with_last(documents)]
        new = {each.document.attio_record_id: each.is_new for each in intents}
        self._seen |= new
        if self._run.options.dry_run:
            self._count(intents)
        else:
            self._apply(intents, new, batch.cursor)

    def _with_last(
        self, documents: Sequence[Document]
    ) -> Iterator[tuple[Document, KnownFile | None, KnownFile | None]]:
        ids = [document.attio_record_id for document in documents]
        known = self._untracked | self._folder.journal.find(self._target.object_type, ids)
        for document in documents:
            record_id = document.attio_record_id
            yield document, known.get(record_id), self._uncommitted.get(record_id)

    def _count(self, intents: Sequence[Intent]) -> None:
        for intent in intents:
            self._result.add(intent.decision.outcome)
            if intent.is_new:
                self._new_documents[intent.document.attio_record_id] = intent.document

    def _apply(self, intents: Sequence[Intent], new: Mapping[str, bool], cursor: str | None) -> None:
        folder = self._folder
        folder.journal.write_ahead(
            {each.path: each.blob_id for each in intents if each.decision.verb is Verb.WRITE}
        )
        applied = [apply(intent, folder) for intent in intents]
        for each in applied:
            self._result.add(each.outcome)
            if each.problem:
                self._result.problems.append(each.problem)
        removed = {each.removed.path: each.removed.blob_id for each in applied if each.removed}
        is_first, self._cursor = self._cursor is None, cursor
        with folder.transaction():
            folder.journal.save([each.file for each in applied if each.file], removed)
            self._keep(new, afresh=is_first)
        for path in removed:
            folder.files.remove(path)

    def _keep(
        self, new: Mapping[str, bool] = _NOTHING_NEW, *, afresh: bool = False, is_done: bool = False
    ) -> None:
        if self._run.options.dry_run:
            return
        kept = replace(self._result, selection=_THE_STEPS)
        result = msgspec.json.encode(kept).decode()
        checkpoint = Checkpoint(self._cursor, result, is_done)
        self._folder.runs.save_checkpoint(self._step.number, checkpoint, new, afresh=afresh)

    def _settle_absent(self) -> None:
        lost = self._lost()
        if not lost:
            return
        absent = Absent(
            self._folder,
            self._naming,
            self._planner,
            self._run,
            links_of=self._links_of,
            ask=lambda gone, known: self._listeners.on_gone(self._target, gone, known),
            note=self._keep,
        )
        if self._selection.is_everything:
            lost = absent.merge(lost, self._new(), self._step.attributes, self._result)
        absent.mark(lost, len(self._known), self._result)

    def _lost(self) -> list[KnownFile]:
        """The files of records that Attio does not have any more, where that is certain."""
        ids: Collection[str] = ()
        if self._selection.is_by_id:
            ids = self._result.lost
        elif self._selection.is_everything and self._result.is_proven:
            ids = self._known - self._seen.keys()
        return list(self._folder.journal.find(self._target.object_type, sorted(ids)).values())

    def _new(self) -> dict[str, Document]:
        """What this step brought that was not known before."""
        ids = [record_id for record_id, is_new in self._seen.items() if is_new]
        files = self._folder.journal.find(self._target.object_type, ids)
        read = {key: decode_or_none(self._folder.files.read(file.path)) for key, file in files.items()}
        return self._new_documents | {key: document for key, document in read.items() if document}

    def _links_of(self, object_type: str, ids: Collection[str]) -> Mapping[str, Sequence[str]]:
        return self._rows.links(object_type, ids) if self._rows else {}

    def _report(self) -> None:
        ids = self._asked_ids()
        total = None if ids is None else len(ids)
        read = sum(self._result.outcomes.values())
        self._listeners.on_progress(Progress(Stage.READ, self._target, read, total))
