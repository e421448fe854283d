"""What becomes of the records that Attio does not have any more: merged into another, or gone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from attiary.documents.identity import addresses
from attiary.documents.jsonfile import decode_or_none, encode
from attiary.errors import N_
from attiary.folder import RowToRemove
from attiary.importer.apply import apply
from attiary.importer.batches import batches
from attiary.importer.decide import Decision, Here
from attiary.importer.deleted.match import match_mergers, naming_slugs, should_ask
from attiary.importer.deleted.merge import former_links, unite
from attiary.importer.plan_write import Intent
from attiary.model.message import Message
from attiary.model.run import Gone, Merger, Outcome, Problem

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

    from attiary.folder import Folder, KnownFile
    from attiary.importer.file_names import Naming
    from attiary.importer.plan_write import WritePlanner
    from attiary.model.crm import Attribute
    from attiary.model.document import Document
    from attiary.model.run import ImportRun, TargetResult

EDITED_AND_GONE = N_("Edited here, and gone from Attio since.")
EDITED_AND_MERGED = N_("Edited here, and merged into another record in Attio since.")

BATCH = 500


class Absent:
    """Settles what a proven reading of one target did not find.

    `ask` is told how many would be marked as gone, of how many, and says whether to; `note` keeps the result
    in the journal, as part of whatever is being kept.
    """

    def __init__(
        self,
        folder: Folder,
        naming: Naming,
        planner: WritePlanner,
        run: ImportRun,
        *,
        links_of: Callable[[str, Collection[str]], Mapping[str, Sequence[str]]],
        ask: Callable[[int, int], bool],
        note: Callable[[], None],
    ) -> None:
        self._folder = folder
        self._naming = naming
        self._planner = planner
        self._run = run
        self._links_of = links_of
        self._ask = ask
        self._note = note
        self._kept: list[KnownFile] = []

    def merge(
        self,
        lost: Sequence[KnownFile],
        new: Mapping[str, Document],
        attributes: Sequence[Attribute],
        result: TargetResult,
    ) -> list[KnownFile]:
        """Let records that came take the place of those that were merged into them; who is left of `lost`."""
        slugs = naming_slugs(attributes)
        files = {file.record_id: file for file in lost}
        former = {
            key: addresses(document, slugs)
            for key, file in files.items()
            if (document := decode_or_none(self._folder.files.read(file.path)))
        }
        found = match_mergers(former, {key: addresses(each, slugs) for key, each in new.items()})
        for record_id, former_ids in found.items():
            whole = [
                files[key] for key in former_ids if not self._is_edited(files[key], EDITED_AND_MERGED, result)
            ]
            if whole:
                self._unite(record_id, whole, result)
        self._note_kept()
        merged = {key for former_ids in found.values() for key in former_ids}
        return [file for file in lost if file.record_id not in merged]

    def mark(self, lost: Sequence[KnownFile], known: int, result: TargetResult) -> None:
        """Give the files of these records the date; where they are too many, only if told to."""
        unmarked = [file for file in lost if not file.gone_at]
        if not unmarked:
            return
        is_empty = not result.reading.records and not result.selection.is_by_id
        if is_empty or (should_ask(len(unmarked), known) and not self._ask(len(unmarked), known)):
            result.unmarked = [Gone(file.record_id, file.path) for file in unmarked]
            return
        for batch in batches(unmarked, BATCH):
            self._mark(batch, result)
        self._note_kept()

    def _mark(self, files: Sequence[KnownFile], result: TargetResult) -> None:
        whole = [file for file in files if not self._is_edited(file, EDITED_AND_GONE, result)]
        intents = [intent for file in whole if (intent := self._tombstone(file))]
        result.gone += [Gone(file.record_id, file.path) for file in whole]
        if self._run.options.dry_run:
            return
        journal = self._folder.journal
        journal.write_ahead({each.path: each.blob_id for each in intents})
        applied = [apply(each, self._folder) for each in intents]
        with self._folder.transaction():
            journal.save([each.file for each in applied if each.file])
            journal.remove(
                RowToRemove(each.object_type, each.record_id) for each in _without_file(whole, intents)
            )
            self._note()

    def _tombstone(self, file: KnownFile) -> Intent | None:
        """What to write into the file of a record that is gone; None where there is no file."""
        document = decode_or_none(self._folder.files.read(file.path))
        if document is None:
            return None
        marked = replace(document, gone_at=self._run.started_at)
        content = encode(marked)
        return Intent(
            document=marked,
            path=file.path,
            last=file,
            is_noted=True,
            decision=Decision.CHANGE,
            content=content,
            blob_id=self._folder.blob_id(content),
        )

    def _unite(self, record_id: str, formers: Sequence[KnownFile], result: TargetResult) -> None:
        object_type = result.selection.target.object_type
        former_ids = tuple(file.record_id for file in formers)
        result.move(Outcome.ADDED, Outcome.MERGED)
        if self._run.options.dry_run:
            result.mergers.append(Merger(former_ids, record_id, formers[0].path))
            return
        heir = self._folder.journal.find(object_type, [record_id])[record_id]
        links = self._links_of(object_type, former_ids)

        def note(united: KnownFile) -> None:
            result.mergers.append(Merger(former_ids, record_id, united.path))
            self._folder.runs.add_merged(self._run.run_id, former_links(formers, record_id, links))
            self._note()

        unite(self._folder, self._naming, heir, formers, note)

    def _is_edited(self, file: KnownFile, reason: str, result: TargetResult) -> bool:
        """Whether the user changed the file, so that it is theirs; then the row says why it stays."""
        if self._planner.look(file, file.path).here is not Here.EDITED or self._run.options.overwrite_edits:
            return False
        result.problems.append(Problem(file.record_id, file.path, Outcome.KEPT, reason))
        self._kept.append(replace(file, problem=Message(reason)))
        return True

    def _note_kept(self) -> None:
        """Let the rows of files that are the user's say why they stay."""
        if not self._run.options.dry_run:
            self._folder.journal.save(self._kept)
        self._kept = []


def _without_file(files: Iterable[KnownFile], intents: Iterable[Intent]) -> list[KnownFile]:
    """Those that nobody can mark, because there is nothing to be marked."""
    marked = {intent.document.attio_record_id for intent in intents}
    return [file for file in files if file.record_id not in marked]
