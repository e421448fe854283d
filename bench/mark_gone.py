"""What it costs to mark many records as gone: seconds, and bytes written to the journal.

    uv run python bench/mark_gone.py [--records 100000]

A folder gets so many files of people whom Attio does not have; one other person is there. An import of all
people, told beforehand to mark, marks them 500 at a time. What is written beside the documents is the
journal's, `.attiary/state.db`: it must grow with the records, not with their square. Beside it stands what
checkpoints write that hold the whole result after each page: so it was before lists were only added to.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from attiary.documents.jsonfile import encode
from attiary.folder import Checkpoint
from attiary.importer.recovery.untracked import known_file
from attiary.model.document import Document
from attiary.model.observer import SilentObserver
from attiary.model.run import Gone, Stage, TargetResult
from attiary.model.selection import Options, Selection, Target
from attiary.services.context import open_app
from attiary.services.importing import import_selected
from attiary.simulator.sample import empty_workspace
from attiary.simulator.server import running

if TYPE_CHECKING:
    from attiary.folder import Folder
    from attiary.model.run import Progress

_PAGE = 500
_MEGABYTE = 1_000_000
_ID, _PATH = "00000000-0000-4000-8000-{:012d}", "attio/person/person-{}.json"


class Watch(SilentObserver):
    """Sees when all are marked: then the commit begins."""

    def __init__(self) -> None:
        self.seconds = time.perf_counter()
        self.written = _bytes_written()

    def progress(self, progress: Progress) -> None:
        """Take the difference when the commit begins."""
        if progress.stage is Stage.COMMIT:
            self.seconds = time.perf_counter() - self.seconds
            self.written = _bytes_written() - self.written


def main() -> None:
    """Measure and print it."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--records", type=int, default=100_000)
    records: int = parser.parse_args().records
    world = empty_workspace()
    world.add_record("people", {"name": "Still Here"})
    with tempfile.TemporaryDirectory() as place:
        seconds, written = _whole_results(Path(place), records)
    _say("before", f"journal {written / _MEGABYTE:.1f} MB in {seconds:.1f} s: whole results")
    with tempfile.TemporaryDirectory() as place, running(world) as attio:
        environ = {"ATTIO_API_KEY": attio.api_key, "ATTIO_BASE_URL": attio.base_url}
        with open_app(Path(place), environ) as app:
            with app.open_folder() as folder:
                folder.prepare()
                documents = sum(
                    _write(folder, range(at, min(at + _PAGE, records))) for at in range(0, records, _PAGE)
                )
            watch = Watch()
            people = [Selection(target=Target("people"))]
            run = import_selected(app, people, options=Options(mark_gone=True), observer=watch)
    if len(run.results[0].gone) != records:
        raise SystemExit(f"marked {len(run.results[0].gone)} of {records}")
    _say("marked", f"{records:,} records in {watch.seconds:.1f} s")
    _say("documents", f"{documents / _MEGABYTE:.1f} MB")
    _say("journal", f"{(watch.written - documents) / _MEGABYTE:.1f} MB")


def _whole_results(place: Path, records: int) -> tuple[float, int]:
    """Seconds and bytes of the journal alone, where each checkpoint holds all that was marked until then."""
    result = TargetResult(selection=Selection(target=Target("people")))
    seconds, written = time.perf_counter(), _bytes_written()
    with open_app(place, {}) as app, app.open_folder() as folder:
        for at in range(0, records, _PAGE):
            numbers = range(at, min(at + _PAGE, records))
            result.gone += [Gone(_ID.format(each), _PATH.format(each)) for each in numbers]
            folder.runs.save_checkpoint(
                0, Checkpoint(None, msgspec.json.encode(result).decode(), is_done=False), {}
            )
    return time.perf_counter() - seconds, _bytes_written() - written


def _write(folder: Folder, numbers: range) -> int:
    """Files that the journal knows, as an import would have left them; their bytes, once they are marked."""
    files, size = [], 0
    for number in numbers:
        document = Document(
            imported_at="2026-01-01T00:00:00Z",
            attio_record_id=_ID.format(number),
            attio_web_url=None,
            object_type="person",
            name=f"Person {number}",
            attributes={},
        )
        content, path = encode(document), _PATH.format(number)
        files.append(known_file(document, path, folder.blob_id(content), folder.files.write(path, content)))
        size += len(content) + len(',\n  "goneAt": "2026-01-01T00:00:00Z"')
    with folder.transaction():
        folder.journal.save(files)
    return size


def _bytes_written() -> int:
    """What this process has handed to the system to be written (Linux: proc(5), `wchar`)."""
    lines = Path("/proc/self/io").read_text(encoding="ascii").splitlines()
    return int(dict(line.split(": ") for line in lines)["wchar"])


def _say(what: str, how_much: str) -> None:
    print(f"{what:12} {how_much}", flush=True)  # noqa: T201 - this is what the script is for


if __name__ == "__main__":
    main()
