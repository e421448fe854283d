"""One selection on its way from Attio's pages to files and the journal."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from attiary.documents.simplify import changes_by_itself, schema_of, simplify_entry, simplify_record
from attiary.importer.decide import Verb
from attiary.importer.naming import Naming
from attiary.importer.parents import Parents
from attiary.importer.plan import batches
from attiary.importer.selected import filter_for
from attiary.importer.settle import Scales, Settled, carry_out
from attiary.importer.strays import find_strays, take_up
from attiary.model.crm import Entry, Record
from attiary.model.imports import Progress, TargetResult

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from attiary.attio.client import AttioClient
    from attiary.catalog import Catalog
    from attiary.folder import Folder, KnownFile
    from attiary.model.crm import Attribute
    from attiary.model.document import Document, Schema
    from attiary.model.imports import ImportRun, Reading, Selection

BATCH = 500


@dataclass(frozen=True)
class Tools:
    """What an import works with; `owner` is whose rows they are. A dry run opens no catalog."""

    attio: AttioClient
    folder: Folder
    open_catalog: Callable[[], Catalog]
    owner: str


@dataclass(frozen=True)
class Step:
    """One selection and the attributes of its target, as Attio has them now."""

    selection: Selection
    attributes: list[Attribute]


class Walk:
    """One selection on its way from pages to the journal."""

    def __init__(
        self, step: Step, tools: Tools, run: ImportRun, on_progress: Callable[[Progress], None]
    ) -> None:
        self._selection = step.selection
        self._target = step.selection.target
        self._tools = tools
        self._folder = tools.folder
        self._run = run
        self._on_progress = on_progress
        self._parents = Parents(
            tools.attio, are_hidden=any(each.slug == step.selection.target.slug for each in run.hidden)
        )
        self._schema = self._schema_of(step.attributes)
        holders = self._folder.journal.holders(self._target.object_type)
        strays = find_strays(self._folder, self._target.object_type, holders)
        if not run.options.dry_run:
            take_up(self._folder, strays)
        self._strays = strays.documents
        held = {file.path: record_id for record_id, file in strays.documents.items()}
        naming = Naming(self._target.object_type, held | holders, strays.foreign)
        self._scales = Scales(
            self._folder,
            naming,
            self._folder.journal.intended(),
            overwrite_edits=run.options.overwrite_edits,
        )

    def result(self) -> TargetResult:
        """Walk every page; the result is final."""
        result = TargetResult(selection=self._selection)
        for items in self._pages(result):
            self._write_page(items, result)
            self._report(result)
        return result

    def _write_page(self, items: Sequence[Record | Entry], result: TargetResult) -> None:
        intents = [
            self._scales.weigh(*pair) for pair in self._with_last(self._simplify(items, result.reading))
        ]
        if self._run.options.dry_run:
            for intent in intents:
                result.add(intent.decision.outcome)
            return
        journal = self._folder.journal
        journal.intend({each.path: each.blob_id for each in intents if each.decision.verb is Verb.WRITE})
        settled: list[Settled] = []
        try:
            settled.extend(carry_out(intent, self._folder) for intent in intents)
        finally:
            self._keep(settled)
        for each in settled:
            result.add(each.outcome)
            if each.problem:
                result.problems.append(each.problem)

    def _schema_of(self, attributes: Sequence[Attribute]) -> Schema:
        target = self._target
        left_out = self._folder.left_out(target)
        if left_out is None:
            left_out = [each.api_slug for each in attributes if changes_by_itself(each)]
            if not self._run.options.dry_run:
                self._folder.leave_out(target, left_out)
        return schema_of(target, attributes, left_out)

    def _pages(self, result: TargetResult) -> Iterator[Sequence[Record | Entry]]:
        if self._selection.ids is not None:
            yield from self._pages_by_id(result, self._selection.ids)
            return
        attio = self._tools.attio
        chosen = filter_for(attio, self._selection)
        pages = attio.pages(self._target, filter=chosen, view=self._selection.view)
        result.reading = pages.reading
        for page in pages:
            yield page.items

    def _pages_by_id(self, result: TargetResult, ids: Sequence[str]) -> Iterator[Sequence[Record | Entry]]:
        reading = result.reading
        for batch in batches(ids, BATCH):
            found = self._tools.attio.fetch_by_ids(self._target, batch, reading=reading)
            reading.pages += 1
            reading.records += len(found)
            reading.last_page_length = len(found)
            reading.missing_ids.extend(sorted(set(batch) - {item.key for item in found}))
            yield found
        reading.is_unbroken = True

    def _simplify(self, items: Sequence[Record | Entry], reading: Reading) -> Iterator[Document]:
        self._parents.learn([item for item in items if isinstance(item, Entry)], reading)
        for item in items:
            if isinstance(item, Record):
                yield simplify_record(item, self._schema, self._run.started_at)
            else:
                found = self._parents.of(item)
                yield simplify_entry(item, self._schema, found.parent, found.web_url, self._run.started_at)

    def _with_last(self, documents: Iterator[Document]) -> Iterator[tuple[Document, KnownFile | None]]:
        page = list(documents)
        ids = [document.attio_record_id for document in page]
        known = self._folder.journal.find(self._target.object_type, ids)
        for document in page:
            record_id = document.attio_record_id
            yield document, known.get(record_id) or self._strays.get(record_id)

    def _keep(self, settled: Sequence[Settled]) -> None:
        removed = {each.removed.path: each.removed.blob_id for each in settled if each.removed}
        self._folder.journal.save([each.file for each in settled if each.file], removed)
        for path in removed:
            self._folder.remove(path)

    def _report(self, result: TargetResult) -> None:
        ids = self._selection.ids
        total = None if ids is None else len(ids)
        self._on_progress(Progress("read", self._target, sum(result.outcomes.values()), total))
