"""What an import proves, in the words of its commit. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attiary.folder import Trailer, with_trailer
from attiary.model.run import ImportRun, Outcome, TargetResult

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from attiary.model.selection import Selection

_DEPTH = 2  # attio/person/ada.json
_IN_COMMIT = (Outcome.ADDED, Outcome.CHANGED, Outcome.RENAMED, Outcome.MERGED)


def documents_of(changes: Mapping[str, str | None]) -> dict[str, str | None]:
    """Those of a commit's changes that are documents."""
    return {path: blob_id for path, blob_id in changes.items() if path.count("/") == _DEPTH}


def count_changes(
    changes: Mapping[str, str | None], committed: Mapping[str, str], results: Sequence[TargetResult]
) -> dict[Outcome, int]:
    """What becomes of documents in a commit of `changes` (blob ids by path, None: removed).

    What mergers and marks did is not counted once more as added, changed or renamed.
    """
    documents = documents_of(changes)
    removed = sum(blob_id is None and path in committed for path, blob_id in documents.items())
    changed = sum(
        blob_id is not None and committed.get(path, blob_id) != blob_id for path, blob_id in documents.items()
    )
    added = sum(bool(blob_id) and path not in committed for path, blob_id in documents.items())
    mergers = [each for result in results for each in result.mergers]
    in_place = sum(each.path in committed for each in mergers)
    added -= len(mergers) - in_place
    changed -= in_place + sum(len(result.gone) for result in results)
    removed -= sum(len(each.former_ids) for each in mergers) - in_place
    renamed = max(0, min(added, removed))
    return {
        Outcome.ADDED: max(0, added - renamed),
        Outcome.CHANGED: max(0, changed),
        Outcome.RENAMED: renamed,
        Outcome.MERGED: len(mergers),
    }


def commit_message(run: ImportRun) -> str:
    """The words of the commit, in English: what changed, what was read, a trailer that names the run."""
    gone = sum(len(result.gone) for result in run.results)
    counts = [(run.written.get(each, 0), str(each)) for each in _IN_COMMIT] + [(gone, "gone from Attio")]
    what = ", ".join(f"{number} {word}" for number, word in counts if number) or "no record changed"
    touched = [result for result in run.results if _has_changed(result)]
    lines = [f"Import {_named(touched or run.results)}: {what}", ""]
    lines += [_line(result) for result in run.results]
    return with_trailer("\n".join(lines), Trailer.IMPORT_RUN, run.run_id)


def _has_changed(result: TargetResult) -> bool:
    return bool(result.gone) or any(result.number(each) for each in _IN_COMMIT)


def _named(results: Iterable[TargetResult]) -> str:
    targets = [result.selection.target for result in results]
    names = [target.slug for target in targets if not target.is_list]
    lists = [target.slug for target in targets if target.is_list]
    if len(lists) == 1:
        names.append(f"list {lists[0]}")
    elif lists:
        names.append(f"{len(lists)} lists")
    return ", ".join(names)


def _line(result: TargetResult) -> str:
    """The receipt of one target in a line. What a person typed is not in it: it could feign a trailer."""
    target = result.selection.target
    name = f"list {target.slug}" if target.is_list else target.slug
    return f"{name}{_found_by(result.selection)}: {result.state}, {', '.join(_proof(result))}"


def _found_by(selection: Selection) -> str:
    ways = {"search": selection.search, "filter": selection.filters, "view": selection.view}
    found_by = [way for way, asked in ways.items() if asked]
    how = [f"by {' and '.join(found_by)}"] if found_by else []
    how += [f"all but {len(selection.without)}"] if selection.without else []
    return f" ({', '.join(how)})" if how else ""


def _proof(result: TargetResult) -> Iterator[str]:
    reading, is_by_id = result.reading, result.selection.is_by_id
    if not (reading.pages or reading.is_unbroken):
        yield "not read"
        return
    pages = f"{reading.pages} page" if reading.pages == 1 else f"{reading.pages} pages"
    yield f"{reading.records} read {'by id ' if is_by_id else ''}in {pages}"
    if not is_by_id:
        yield f"{reading.links_checked} links checked, {reading.links_repaired} repaired"
        yield f"last page {reading.last_page_length}, chain {'un' if reading.is_unbroken else ''}broken"
    counts = {
        "read twice": reading.repeats,
        "created meanwhile": reading.created_meanwhile,
        "not found": len(reading.missing_ids),
        "unreadable": len(reading.unreadable),
    }
    yield from (f"{number} {what}" for what, number in counts.items() if number)
