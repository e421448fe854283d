"""What a CRM may hold against us: names that have broken file systems, terminals and parsers before."""

from __future__ import annotations

from pathlib import PurePosixPath, PureWindowsPath
from typing import TYPE_CHECKING
from unicodedata import category, normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st
from windows import is_reserved

from attiary.documents.filename import base_name, candidates, fold
from attiary.documents.jsonfile import decode, encode

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from attiary.model.document import Document

HOSTILE = [
    # paths
    "../../etc/passwd", "..", ".", "/", "//", "/etc/passwd", "~/.ssh/id_rsa", "a/b\\c", "..\\..\\boot.ini",
    "C:\\Windows\\System32", "C:", "c:evil", "\\\\server\\share", "\\\\?\\C:\\x", "file:///etc/passwd",
    "%2e%2e%2fetc", "\uff0e\uff0e\uff0fetc", "a\u2215b\u2044c", "notes.txt:stream", "::$DATA", ".git",
    ".git/hooks/x", ".GIT\u200c",
    "git~1", ".attiary", ".gitignore", ".gitmodules", "workspace.json",
    # devices
    "CON", "con", "PRN", "AUX", "NUL", "nul.json", "COM1", "com¹", "LPT9.txt", "LPT³", "CONIN$", "CLOCK$",
    " con ", "CON.",
    # ends
    "trailing dot.", "trailing dots...", "trailing space ", " leading", ".hidden", "-rf", "--help", "---",
    # controls and what is not seen
    "", " ", "\x00", "a\x00b", "nul\x00.json", "line\nbreak\r\n", "tab\there", "\x1b[31mred\x1b[0m",
    "\x1b]0;title\x07",
    "\x9b31m", "\x7f", "\x85", "\u2028\u2029", "\ufeffBOM", "zero\u200bwidth", "soft\u00adhyphen",
    "\u2060\u200d\u200c",
    "invoice\u202egnp.exe", "\u2067عمل\u2069", "\u200f\u200e\u061c", "\u3164", "\U000e0041\U000e0042",
    "\ufff9a\ufffb",
    # half of what is text
    "\ud800", "\udfff", "a\udc80b", "\ud83d", "\ufffe\uffff", "\U0010ffff", "\ue000private", "\u0378",
    # length and marks
    "a" * 300, "很" * 300, "🎉" * 300, "é" * 200, "a" + "\u0301" * 400, "\u0301" * 400, "Z̸̧͇̈́a̷̛͎l̵͓̈́g̶̢̈́o̸͙͠" * 40,
    "ﷺ" * 300,
    "ﬃ" * 200, "x" * 100_000, "\U00020000" * 100, "नि" * 200,
    # letters that are more than one when turned
    "İSTANBUL", "ß", "ΟΔΟΣ", "ǅ", "Zoe\u0308", "ŉ", "ᾳ", "ϓ",
    # emoji
    "🎉", "👩\u200d👩\u200d👧", "🏴\U000e0067\U000e0062\U000e007f", "1\ufe0f\u20e3", "❤\ufe0f",
    # other languages than ours
    "$(rm -rf /)", "`id`", "$HOME", "; DROP TABLE people;--", "<script>alert(1)</script>", "{{7*7}}", "%s%n",
    "[red]x[/]",
    '"quoted"', "'", "|", "*", "?", '<>:"|?*', '=HYPERLINK("x")', "null", "None", "true", "0", "NaN",
    "-0", "1e999",
]  # fmt: skip

any_text = st.text(st.characters(), max_size=400) | st.sampled_from(HOSTILE)
tricky = st.text(st.sampled_from("./\\:~ \x00\x1b\u202e\u200d\ud800é\u0301İﷺ🎉conCON1¹-_"), max_size=400)


def file_names(document: Document) -> list[str]:
    return list(candidates(base_name(document), document.attio_record_id))


def assert_harmless(name: str) -> None:
    assert PurePosixPath(name).parts == PureWindowsPath(name).parts == (name,)
    assert name not in {".", ".."}
    assert len(name.encode()) <= 255
    assert not any(category(letter)[0] in "CZ" for letter in name)
    assert not is_reserved(name)
    assert name == normalize("NFC", name)
    assert name.endswith(".json")
    assert name[0] not in ".-~ "
    assert name.removesuffix(".json")[-1] not in ".- "


def test_the_table_is_long_and_nothing_stands_in_it_twice() -> None:
    assert len(set(HOSTILE)) == len(HOSTILE) == 128


@pytest.mark.parametrize("name", HOSTILE, ids=lambda name: ascii(name)[:40])
def test_a_hostile_name_makes_a_harmless_file_that_reads_as_it_was_written(
    document: Callable[..., Document], tmp_path: Path, name: str
) -> None:
    hostile = document(name=name, attributes={name: [name, {name: name}]})
    content = encode(hostile)
    for file_name in file_names(hostile):
        assert_harmless(file_name)
        (tmp_path / file_name).write_bytes(content)
        assert (tmp_path / file_name).parent == tmp_path
    assert {file.name for file in tmp_path.iterdir()} == set(file_names(hostile))
    assert encode(decode(content)) == content
    assert file_names(decode(content)) == file_names(hostile)


@given(any_text | tricky, any_text | tricky)
def test_any_name_and_id_make_a_harmless_file_name_that_stays(
    document: Callable[..., Document], name: str, record_id: str
) -> None:
    names = file_names(document(name=name, attio_record_id=record_id))
    for file_name in names:
        assert_harmless(file_name)
    assert names == file_names(document(name=name, attio_record_id=record_id))
    assert len({fold(file_name) for file_name in names}) == len(names)


@given(any_text | tricky)
def test_a_name_that_went_through_its_file_names_it_alike(
    document: Callable[..., Document], name: str
) -> None:
    hostile = document(name=name)
    assert file_names(decode(encode(hostile))) == file_names(hostile)
