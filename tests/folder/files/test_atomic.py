from __future__ import annotations

import os
import resource
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attiary.errors import FolderError
from attiary.folder.files.atomic import Files
from attiary.folder.files.fd_io import Stamp

PATH = "attio/person/jane.json"


@pytest.fixture
def files(tmp_path: Path) -> Files:
    return Files(tmp_path / "folder")


def test_a_file_is_read_as_it_was_written(files: Files) -> None:
    with files:
        stamp = files.write(PATH, b"{}\n")
        assert files.read(PATH) == b"{}\n"
        assert files.stamp(PATH) == stamp
        found = (files.root / PATH).stat()
        assert stamp == Stamp(3, found.st_mtime_ns, found.st_ino)


def test_opening_and_reading_write_nothing(files: Files) -> None:
    with files:
        assert files.read(PATH) is None
        assert files.stamp(PATH) is None
        assert files.names("attio/person") == []
        files.remove(PATH)
    assert not files.root.exists()


def test_an_old_file_is_replaced_whole_and_nothing_is_left_beside_it(files: Files) -> None:
    with files:
        files.write(PATH, b"old\n")
        with (files.root / PATH).open("rb") as reader:
            files.write(PATH, b"new and longer\n")
            assert reader.read() == b"old\n"
        assert files.read(PATH) == b"new and longer\n"
        assert files.names("attio/person") == ["jane.json"]
        assert (files.root / ".attiary/.gitignore").read_bytes() == b"*\n"


def test_a_removed_file_is_gone_and_may_be_removed_again(files: Files) -> None:
    with files:
        files.write(PATH, b"{}\n")
        files.remove(PATH)
        files.remove(PATH)
        assert files.read(PATH) is None


def test_a_directory_replaced_meanwhile_is_found_again(files: Files) -> None:
    with files:
        files.write(PATH, b"{}\n")
        (files.root / "attio/person").rename(files.root / "aside")
        assert files.read(PATH) is None
        files.write(PATH, b"[]\n")
    assert (files.root / PATH).read_bytes() == b"[]\n"
    assert (files.root / "aside/jane.json").read_bytes() == b"{}\n"


def test_nothing_is_written_through_a_linked_file(files: Files, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_bytes(b"mine\n")
    with files:
        files.write("attio/person/other.json", b"{}\n")
        (files.root / PATH).symlink_to(secret)
        with pytest.raises(FolderError, match=PATH):
            files.write(PATH, b"{}\n")
        assert files.read(PATH) is None
        assert files.stamp(PATH) is None
    assert secret.read_bytes() == b"mine\n"
    assert (files.root / PATH).is_symlink()


@pytest.mark.parametrize("linked", ["attio", "attio/person"])
def test_nothing_is_written_through_a_linked_directory(files: Files, tmp_path: Path, linked: str) -> None:
    (tmp_path / "elsewhere").mkdir()
    (files.root / linked).parent.mkdir(parents=True)
    (files.root / linked).symlink_to(tmp_path / "elsewhere")
    with files:
        with pytest.raises(FolderError):
            files.write(PATH, b"{}\n")
        with pytest.raises(FolderError):
            files.remove(PATH)
    assert list((tmp_path / "elsewhere").iterdir()) == []


def test_a_folder_that_is_itself_a_link_is_the_users_choice(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "real")
    with Files(tmp_path / "link") as files:
        files.write("a.json", b"1")
        files.write("a.json", b"2")
    assert (tmp_path / "real/a.json").read_bytes() == b"2"


def test_what_is_no_regular_file_counts_as_none_and_is_not_overwritten(files: Files) -> None:
    with files:
        files.write("attio/person/other.json", b"{}\n")
        os.mkfifo(files.root / PATH)
        (files.root / "attio/person/dir.json").mkdir()
        for path in (PATH, "attio/person/dir.json"):
            assert files.read(path) is None
            assert files.stamp(path) is None
            with pytest.raises(FolderError):
                files.write(path, b"{}\n")


@pytest.mark.parametrize(
    "path",
    ["", "/etc/x", "../x", "attio/../../x", "attio//x", "attio/.", "attio/..", "a\0b", "a\ud800", "x/"],
)
def test_a_path_that_leads_out_of_the_folder_is_refused(files: Files, path: str) -> None:
    with files, pytest.raises(FolderError) as refusal:
        files.write(path, b"{}\n")
    assert str(refusal.value).isprintable()


def test_names_that_are_not_utf8_are_passed_over(files: Files) -> None:
    with files:
        files.write(PATH, b"{}\n")
        Path(os.fsdecode(os.fsencode(files.root / "attio/person") + b"/\xff.json")).touch()
        assert files.names("attio/person") == ["jane.json"]


def test_a_file_that_does_not_fit_is_not_begun_and_the_old_one_stays(files: Files) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    with files:
        files.write(PATH, b"old\n")
        resource.setrlimit(resource.RLIMIT_FSIZE, (8, hard))
        try:
            for path in (PATH, "attio/person/new.json"):
                with pytest.raises(FolderError, match=path):
                    files.write(path, b"longer than the limit\n")
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        assert files.read(PATH) == b"old\n"
        assert files.names("attio/person") == ["jane.json"]


def test_a_root_that_is_no_folder_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with Files(tmp_path / "file") as files, pytest.raises(FolderError):
        files.write(PATH, b"{}\n")


@given(contents=st.lists(st.binary(max_size=64), min_size=1, max_size=5))
def test_the_last_writing_is_what_is_read(
    tmp_path_factory: pytest.TempPathFactory, contents: list[bytes]
) -> None:
    with Files(tmp_path_factory.mktemp("folder")) as files:
        for content in contents:
            files.write(PATH, content)
        assert files.read(PATH) == contents[-1]
