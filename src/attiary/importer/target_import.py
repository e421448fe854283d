"""One selection on its way from Attio's pages to files and the journal."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from msgspec.structs import replace

from attiary.documents.jsonfile import decode_or_none
from attiary.errors import N_, Cancelled
from attiary.hints import Hint
from attiary.importer.apply import apply
from attiary.importer.batches import slices
from attiary.importer.deleted.detect import (
    EDITED_AND_GONE,
    EDITED_AND_MERGED,
    find_mergers,
    part_edited,
)
from attiary.importer.deleted.match import should_ask
from attiary.importer.deleted.merge import merge
from attiary.importer.deleted.tombstone import write_tombstones
from attiary.importer.file_names import Naming
from attiary.importer.note import Written, note
from attiary.importer.plan_write import WritePlanner
from attiary.importer.read import Batch, Source, read_by_ids, read_pages
from attiary.importer.recovery.moved import adopt_moved, find_moved
from attiary.importer.recovery.step_notes import Kept, StepNotes
from attiary.importer.recovery.untracked import adopt_untracked, find_untracked
from attiary.importer.simplifier import Simplifier
from attiary.model.crm import Record
from attiary.model.run import (
    Gone,
    HeldBack,
    HoldingBack,
    Merger,
    Outcome,
    Progress,
    Stage,
    TargetResult,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from attiary.attio.client import AttioClient
    from attiary.catalog.bound import BoundCatalog
    from attiary.folder import Folder, KnownFile
    from attiary.importer.plan import Step, Tools
    from attiary.importer.plan_write import Intent
    from attiary.importer.recovery.untracked import Untracked
    from attiary.model.document import Document
    from attiary.model.observer import Observer
    from attiary.model.run import ImportRun
    from attiary.model.selection import Selection, Target

BATCH = 500

_NOTHING_NEW: Mapping[str, bool] = {}


def import_target(
    step: Step, tools: Tools, run: ImportRun, rows: BoundCatalog | None, observer: Observer
) -> TargetResult:
    """Read and write what a step selects, from where an interrupted run left it; the result is final.

    Only a dry run has no `rows`. Raises AttioError, FolderError, CatalogError; and Cancelled, behind a page,
    when the observer says so.
    """
    notes = StepNotes(tools.folder.runs, step.number)
    kept = notes.load(step.selection) if run.resumed else None
    if kept is None:
        kept = Kept(TargetResult(selection=step.selection, unknown_choices=step.unknown_choices()))
    if kept.is_done:
        return kept.result
    return _prepare(step, tools, run, kept, notes=notes, rows=rows, observer=observer).finish()


def _prepare(
    step: Step,
    tools: Tools,
    run: ImportRun,
    kept: Kept,
    *,
    notes: StepNotes,
    rows: BoundCatalog | None,
    observer: Observer,
) -> TargetImport:
    """Look through the target's directory, so that every file in it is known before the first is written."""
    folder, target = tools.folder, step.selection.target
    if run.options.dry_run:
        moved = find_moved(folder, target.object_type)
        untracked = find_untracked(folder, target.object_type)
    else:
        moved = adopt_moved(folder, target.object_type)
        # What a killed run wrote is left to the run that takes it up: that counts it as added or changed.
        untracked = adopt_untracked(folder, target.object_type, include_uncommitted=not run.resumed)
    holders = folder.journal.holders(target.object_type)
    naming = Naming(target.object_type, untracked.holders() | holders, untracked.foreign)
    for survivor_id, merged_ids in folder.runs.merged_ids(target.object_type).items():
        naming.inherit(survivor_id, merged_ids)
    written_ahead = folder.journal.written_ahead()
    known = folder.journal.of_list(target.slug) if target.is_list else set(holders.values())
    return TargetImport(
        step=step,
        attio=tools.attio,
        folder=folder,
        run=run,
        rows=rows,
        observer=observer,
        notes=notes,
        simplifier=Simplifier(step, tools, run.started_at, run.hidden),
        naming=naming,
        planner=WritePlanner(folder, naming, written_ahead, overwrite_edits=run.options.overwrite_edits),
        written_ahead=written_ahead,
        untracked=untracked,
        moved={file.record_id: file for file in moved.files} if run.options.dry_run else {},
        # Who is left out is not asked for: nothing that is not found makes them gone.
        known=known.difference(step.selection.without),
        result=kept.result,
        cursor=kept.cursor,
        seen=kept.seen,
    )


@dataclass(kw_only=True)
class TargetImport:
    """One selection on its way. Stations hand over what they found; here alone it is added to the result."""

    step: Step
    attio: AttioClient
    folder: Folder
    run: ImportRun
    rows: BoundCatalog | None
    observer: Observer
    notes: StepNotes
    simplifier: Simplifier
    naming: Naming
    planner: WritePlanner
    written_ahead: Mapping[str, set[str]]
    """Blob ids, by path, that runs which were killed were about to write."""
    untracked: Untracked
    moved: dict[str, KnownFile]
    """What a dry run leaves the journal to learn, by record id: files that were moved in the work tree."""
    known: set[str]
    """The ids of the target's records that had a file before, but for those that are left out."""
    result: TargetResult
    cursor: str | None
    """Where to go on in Attio's pages, after what the journal knows."""
    seen: dict[str, bool]
    """By id, the records that Attio has, and whether they were new to us."""
    dry_documents: dict[str, Document] = field(default_factory=dict)
    """What a dry run would have added: it has no files to look into."""

    @property
    def selection(self) -> Selection:
        """What is imported."""
        return self.step.selection

    @property
    def target(self) -> Target:
        """Of which object or list."""
        return self.step.selection.target

    def finish(self) -> TargetResult:
        """Walk every page that was not walked before, then look who is missing; the result is final."""
        source = self._source()
        self.result.reading = source.reading
        for batch in source.batches:
            self._import_batch(batch)
            self._report()
            self._go_on()
        missing = self._missing()
        if missing and self.selection.is_everything:
            missing = self._merge(missing)
        self._mark(missing)
        self._keep(is_done=True)
        return self.result

    def _source(self) -> Source:
        ids = self._ids()
        if ids is None:
            return read_pages(self.attio, self.selection, self.cursor)
        return read_by_ids(
            self.attio,
            self.target,
            ids,
            self.cursor,
            so_far=self.result.reading,
            known=self.known,
            gone_before=self.folder.journal.gone(self.target.object_type),
        )

    def _ids(self) -> Collection[str] | None:
        """The ids to be asked for; None where others are to be found."""
        if self.selection.is_known:
            return self.known
        ids = self.selection.ids
        return None if ids is None else set(ids).difference(self.selection.without)

    def _report(self) -> None:
        ids = self._ids()
        read = sum(self.result.outcomes.values())
        self.observer.progress(Progress(Stage.READ, self.target, read, None if ids is None else len(ids)))

    def _go_on(self) -> None:
        """Raise Cancelled where whoever watches does not want to."""
        if self.observer.is_cancelled():
            raise Cancelled(N_("The import was stopped."), Hint.IMPORT_GOES_ON)

    def _import_batch(self, batch: Batch) -> None:
        """Simplify, decide, write, note: the way of one page."""
        self.result.deleted_ids += batch.deleted_ids
        items = list({item.key: item for item in batch.items}.values())
        documents, held_back, cost = self.simplifier.documents(items)
        self.result.reading.add(cost)
        self._hold_back(held_back)
        intents = list(self._plan(documents))
        # A record that comes once more is the same one: counted once, and still new if it was.
        again = self.seen.keys() & {each.document.attio_record_id for each in intents}
        new = {
            record_id: each.is_new or self.seen.get(record_id, False)
            for each in intents
            for record_id in [each.document.attio_record_id]
        }
        # What we hold back ourselves Attio has all the same; of who has no file nothing is to be noted.
        new |= {key: False for each in held_back if (key := each.attio_record_id) in self.known}
        self.seen |= new
        if self.run.options.dry_run:
            self._count(intents, again)
        else:
            self._apply(intents, new, again, batch.cursor)

    def _hold_back(self, held_back: Sequence[HeldBack]) -> None:
        files = self.folder.journal.find(
            self.target.object_type, [each.attio_record_id for each in held_back]
        )
        for each in held_back:
            file = files.get(each.attio_record_id)
            named = replace(each, path=file.path if file else None)
            is_forgotten = each.reason is HoldingBack.FORGOTTEN
            (self.result.forgotten if is_forgotten else self.result.held_back).append(named)
            self.result.add(Outcome.FORGOTTEN)

    def _plan(self, documents: Sequence[Document]) -> Iterator[Intent]:
        ids = [document.attio_record_id for document in documents]
        known = self.untracked.documents | self.folder.journal.find(self.target.object_type, ids) | self.moved
        for document in documents:
            record_id = document.attio_record_id
            yield self.planner.plan_write(
                document, known.get(record_id), self.untracked.uncommitted.get(record_id)
            )

    def _count(self, intents: Sequence[Intent], again: Collection[str]) -> None:
        for intent in intents:
            if intent.document.attio_record_id not in again:
                self.result.add(intent.decision.outcome)
            if intent.is_new:
                self.dry_documents[intent.document.attio_record_id] = intent.document

    def _apply(
        self, intents: Sequence[Intent], new: Mapping[str, bool], again: Collection[str], cursor: str | None
    ) -> None:
        # Before the first file: after a kill, what a page was about to write is known for ours.
        self.folder.journal.write_ahead({each.path: each.blob_id for each in intents if each.writes})
        applied = [apply(intent, self.folder) for intent in intents]
        for intent, each in zip(intents, applied, strict=True):
            if intent.document.attio_record_id not in again:
                self.result.add(each.outcome)
        self.result.problems += [each.problem for each in applied if each.problem]
        self.cursor = cursor
        written = Written(
            files=[each.file for each in applied if each.file and not each.is_theirs],
            theirs=[each.file for each in applied if each.file and each.is_theirs],
            removed=dict(each.removed for each in applied if each.removed),
        )
        note(self.folder, written, lambda: self._keep(new))

    def _keep(self, new: Mapping[str, bool] = _NOTHING_NEW, *, is_done: bool = False) -> None:
        if not self.run.options.dry_run:
            self.notes.keep(self.result, self.cursor, new, is_done=is_done)

    def _missing(self) -> list[KnownFile]:
        """The files of records that Attio does not have any more, where that is certain."""
        ids: Collection[str] = ()
        if self.selection.is_by_id:
            ids = self.result.deleted_ids
        elif self.selection.is_everything and self.result.is_proven:
            ids = self.known - self.seen.keys()
        return list(self.folder.journal.find(self.target.object_type, sorted(ids)).values())

    def _merge(self, missing: Sequence[KnownFile]) -> list[KnownFile]:
        """Let records that are new take the place of those that were merged into them; who is left."""
        withheld = self._withheld()
        found = find_mergers(self.folder, missing, self._new_documents(), withheld, self.step.attributes)
        for survivor_id, files in found.items():
            if survivor_id in withheld:
                self._leave_merged(survivor_id, files)
                continue
            whole = self._without_edited(files, EDITED_AND_MERGED)
            if whole:
                self._merge_into(survivor_id, whole)
        merged = {file.record_id for files in found.values() for file in files}
        return [file for file in missing if file.record_id not in merged]

    def _withheld(self) -> dict[str, Record]:
        """The records that Attio handed out, and that have no file: held back, failed, or left out."""
        new = [record_id for record_id, is_new in self.seen.items() if is_new]
        files = self.folder.journal.find(self.target.object_type, new)
        failed = {key for key in new if key not in files or not files[key].blob_id}
        ids = {each.attio_record_id for each in self.result.held_back}
        ids |= (failed | set(self.selection.without)) - self.dry_documents.keys()
        fetched = self.attio.fetch_by_ids(self.target, sorted(ids)) if ids else None
        if fetched is None:
            return {}
        self.result.reading.add(fetched.cost)
        return {each.key: each for each in fetched.items if isinstance(each, Record)}

    def _leave_merged(self, survivor_id: str, files: Sequence[KnownFile]) -> None:
        """Say of these records that they are in one that is held back: they are not gone."""
        self.result.held_back += [
            HeldBack(file.record_id, HoldingBack.MERGED, survivor_id, file.path) for file in files
        ]

    def _merge_into(self, survivor_id: str, merged: Sequence[KnownFile]) -> None:
        self.result.move(Outcome.ADDED, Outcome.MERGED)
        if self.rows is None:
            ids = tuple(file.record_id for file in merged)
            self.result.mergers.append(Merger(ids, survivor_id, merged[0].path))
            return
        object_type, ids_of_all = self.target.object_type, [survivor_id, *(each.record_id for each in merged)]
        survivor = self.folder.journal.find(object_type, [survivor_id])[survivor_id]
        done = merge(self.folder, self.naming, survivor, merged, self.rows.links(object_type, ids_of_all))
        self.result.mergers.append(done.merger)

        def keep() -> None:
            self.folder.runs.add_merged(self.run.run_id, done.merged_records)
            self._keep()

        note(self.folder, done.written, keep)

    def _new_documents(self) -> dict[str, Document]:
        """What this step brought that was not known before."""
        ids = [record_id for record_id, is_new in self.seen.items() if is_new]
        files = self.folder.journal.find(self.target.object_type, ids)
        read = {key: decode_or_none(self.folder.files.read(file.path)) for key, file in files.items()}
        return self.dry_documents | {key: document for key, document in read.items() if document}

    def _mark(self, missing: Sequence[KnownFile]) -> None:
        """Give the files of these records the date; where they are too many, only if told to beforehand."""
        unmarked = [file for file in missing if not file.gone_at]
        # A table that is suddenly empty is a mistake, in Attio or with the key, whatever was said beforehand.
        is_empty = not self.result.reading.records and not self.selection.is_by_id
        is_many = should_ask(len(unmarked), len(self.known)) and not self.run.options.mark_gone
        if is_empty or is_many:
            self.result.unmarked = [Gone(file.record_id, file.path) for file in unmarked]
            return
        for batch in slices(unmarked, BATCH):
            self._go_on()
            whole = self._without_edited(batch, EDITED_AND_GONE)
            if self.run.options.dry_run:
                self.result.gone += [Gone(file.record_id, file.path) for file in whole]
                continue
            done = write_tombstones(self.folder, whole, self.run.started_at)
            self.result.gone += done.gone
            self.result.problems += done.problems
            note(self.folder, done.written, self._keep)

    def _without_edited(self, files: Sequence[KnownFile], reason: str) -> Sequence[KnownFile]:
        """Those that are not the user's. Of the others the receipt and the row say why they stay."""
        if self.run.options.overwrite_edits:
            return files
        parted = part_edited(self.folder, files, self.written_ahead, reason)
        # A run that was interrupted right after this has named them already.
        named = {each.attio_record_id for each in self.result.problems}
        self.result.problems += [each for each in parted.problems if each.attio_record_id not in named]
        if parted.edited and not self.run.options.dry_run:
            note(self.folder, Written(theirs=parted.edited), self._keep)
        return parted.whole
