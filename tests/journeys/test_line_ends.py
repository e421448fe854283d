"""Line ends and a byte order mark are no content: who changes nothing else has edited nothing."""

from __future__ import annotations

import subprocess
from codecs import BOM_UTF8
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from crash import A_COMMIT_IS_MADE, kill

from attiary.services.context import open_app
from attiary.simulator.sample import empty_workspace
from attiary.simulator.server import running

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from user import User

    from attiary.simulator.server import Running

NAMES = [f"Somebody Number{number}" for number in range(6)]
FIRST, SECOND = (f"attio/person/somebody-number{number}.json" for number in range(2))


@pytest.fixture
def attio() -> Iterator[Running]:
    world = empty_workspace()
    for number, name in enumerate(NAMES):
        world.add_record("people", {"name": name, "email_addresses": [f"n{number}@a.example"]})
    world.add_record("companies", {"name": "Engine Ltd", "domains": ["engine.example"]})
    with running(world) as simulator:
        yield simulator


def imports(user: User, *words: str) -> dict[str, Any]:
    ended = user.runs("import", "people", "--all", "--yes", "--json", *words)
    assert ended.code == 0, ended.err
    return ended.json


def changes_first(user: User, title: str = "Changed") -> None:
    record_id = next(iter(user.attio.world.ids("people")))
    user.attio.world.set_values("people", record_id, {"job_title": title})


def with_crlf(content: bytes) -> bytes:
    return content.replace(b"\n", b"\r\n")


def with_mark(content: bytes) -> bytes:
    return BOM_UTF8 + content


def with_both(content: bytes) -> bytes:
    return with_mark(with_crlf(content))


def saves(user: User, path: str, form: Callable[[bytes], bytes]) -> None:
    """An editor writes the file anew, and nothing else in it."""
    file = user.folder / path
    file.write_bytes(form(file.read_bytes()))


def clone(user: User, *options: str) -> User:
    into = user.folder.with_name("clone")
    subprocess.run(["git", "clone", "-q", *options, str(user.folder), str(into)], check=True)
    return replace(user, folder=into)


def by_setting(user: User) -> User:
    return clone(user, "-c", "core.autocrlf=true")


def by_global_setting(user: User) -> User:
    settings = user.folder.with_name("gitconfig")
    settings.write_text("[user]\nname = U\nemail = u@u.example\n[core]\nautocrlf = true\n")
    user.patch.setenv("GIT_CONFIG_GLOBAL", str(settings))
    return clone(user)


def by_attribute(user: User) -> User:
    (user.folder / ".gitattributes").write_text("*.json text eol=crlf\n*.toml text eol=crlf\n")
    user.git("add", ".gitattributes")
    user.git("commit", "-q", "-m", "attributes")
    return clone(user)


def by_guess(user: User) -> User:
    (user.folder / ".gitattributes").write_text("* text=auto\n")
    user.git("add", ".gitattributes")
    user.git("commit", "-q", "-m", "attributes")
    return clone(user, "-c", "core.eol=crlf")


CHECKOUTS = [by_setting, by_global_setting, by_attribute, by_guess]


@pytest.mark.parametrize("checkout", CHECKOUTS)
def test_in_a_checkout_with_crlf_a_changed_record_is_written_and_the_others_are_not_touched(
    user: User, checkout: Callable[[User], User]
) -> None:
    imports(user)
    other = checkout(user)
    assert b"\r\n" in other.files()[FIRST]
    before = other.files()
    changes_first(user)
    counts = imports(other)
    assert (counts["changed"], counts["unchanged"], counts["kept"]) == (1, 5, 0)
    after = other.files()
    assert [path for path in after if after[path] != before.get(path)] == [FIRST]
    assert other.documents()[FIRST]["attributes"]["job_title"] == "Changed"
    assert other.git("status", "--porcelain") == ""
    assert other.git("show", "--name-only", "--format=", "HEAD").splitlines() == [FIRST]
    assert "\r" not in other.git("cat-file", "blob", f"HEAD:{FIRST}")


@pytest.mark.parametrize("checkout", CHECKOUTS)
def test_an_import_of_what_is_all_there_with_crlf_commits_nothing(
    user: User, checkout: Callable[[User], User]
) -> None:
    imports(user)
    other = checkout(user)
    counts = imports(other)
    assert (counts["unchanged"], counts["commits"]) == (6, [])
    assert other.git("status", "--porcelain") == ""


def test_a_folder_that_windows_checked_out_and_linux_opens_is_followed(user: User) -> None:
    imports(user)
    other = by_setting(user)
    other.git("config", "core.autocrlf", "false")
    changes_first(user)
    counts = imports(other)
    assert (counts["changed"], counts["unchanged"], counts["kept"]) == (1, 5, 0)
    assert FIRST not in other.git("status", "--porcelain")


@pytest.mark.parametrize("form", [with_crlf, with_mark, with_both])
def test_a_file_that_an_editor_only_saved_anew_is_written_when_its_record_changes(
    user: User, form: Callable[[bytes], bytes]
) -> None:
    imports(user)
    saves(user, FIRST, form)
    saves(user, SECOND, form)
    saved = user.files()[SECOND]
    changes_first(user)
    counts = imports(user)
    assert (counts["changed"], counts["unchanged"], counts["kept"]) == (1, 5, 0)
    assert user.documents()[FIRST]["attributes"]["job_title"] == "Changed"
    assert user.files()[SECOND] == saved
    assert user.git("status", "--porcelain") == f"M {SECOND}"


@pytest.mark.parametrize("form", [with_crlf, with_mark, with_both])
def test_an_edit_is_an_edit_whatever_its_line_ends(user: User, form: Callable[[bytes], bytes]) -> None:
    imports(user)
    saves(user, FIRST, lambda content: form(content.replace(b"Number0", b"Nobody")))
    edited = user.files()[FIRST]
    changes_first(user)
    assert imports(user)["kept"] == 1
    assert user.files()[FIRST] == edited


@pytest.mark.parametrize("form", [with_crlf, with_mark])
def test_a_file_saved_anew_before_the_commit_is_committed_as_we_wrote_it(
    user: User, form: Callable[[bytes], bytes]
) -> None:
    imports(user)
    for record_id in user.attio.world.ids("people"):
        user.attio.world.set_values("people", record_id, {"job_title": "Changed"})
    kill(user.folder, ["import", "people", "--all"], A_COMMIT_IS_MADE, 1)
    saves(user, FIRST, form)
    counts = imports(user)
    assert (counts["status"], counts["changed"]) == ("complete", 6)
    assert "Changed" in user.git("cat-file", "blob", f"HEAD:{FIRST}")
    assert "\r" not in user.git("cat-file", "blob", f"HEAD:{FIRST}")
    assert "\ufeff" not in user.git("cat-file", "blob", f"HEAD:{FIRST}")


@pytest.mark.parametrize("form", [with_crlf, with_mark])
def test_line_ends_that_the_user_committed_are_left_to_them(
    user: User, form: Callable[[bytes], bytes]
) -> None:
    imports(user)
    saves(user, FIRST, form)
    user.git("commit", "-q", "-am", "other line ends")
    assert imports(user)["commits"] == []
    other = clone(user)
    counts = imports(other)
    assert (counts["unchanged"], counts["commits"]) == (6, [])
    changes_first(user)
    assert imports(other)["changed"] == 1
    assert user.runs("import", "people", "--all").code == 0
    for each in (user, other):
        assert each.git("status", "--porcelain") == ""
        assert b"\r" not in each.files()[FIRST]


@pytest.mark.parametrize("form", [with_crlf, with_mark, with_both])
def test_rows_say_what_a_file_with_other_line_ends_says(user: User, form: Callable[[bytes], bytes]) -> None:
    imports(user)
    before = user.rows()
    for path in user.documents():
        saves(user, path, form)
    assert user.runs("reindex").code == 0
    assert user.rows() == before
    shown = user.runs("show", NAMES[0], "--json")
    assert shown.json["name"] == NAMES[0]


@pytest.mark.parametrize("form", [with_crlf, with_mark, with_both])
def test_config_files_are_read_and_committed_with_any_line_ends(
    user: User, form: Callable[[bytes], bytes]
) -> None:
    imports(user)
    assert user.runs("forget", NAMES[5], "--yes").code == 0
    for path in ("attio/workspace.json", "attio/forgotten.json", "attiary.toml"):
        saves(user, path, form)
    assert user.runs("forget", NAMES[4], "--yes").code == 0
    assert user.runs("fields", "people", "--leave-out", "job_title").code == 0
    assert imports(user)["forgotten"] == 2
    assert "job_title" in user.git("cat-file", "blob", "HEAD:attiary.toml")
    assert user.git("status", "--porcelain") == "M attio/workspace.json"


def test_in_a_checkout_with_crlf_choices_and_the_forgotten_are_committed(user: User) -> None:
    imports(user)
    assert user.runs("forget", NAMES[5], "--yes").code == 0
    other = by_setting(user)
    imports(other)
    assert other.runs("forget", NAMES[4], "--yes").code == 0
    assert other.runs("fields", "people", "--leave-out", "job_title").code == 0
    imports(other)
    assert "job_title" in other.git("cat-file", "blob", "HEAD:attiary.toml")
    assert other.git("status", "--porcelain") == ""


def test_in_a_checkout_with_crlf_an_import_is_taken_back(user: User) -> None:
    imports(user)
    changes_first(user)
    imports(user)
    other = by_setting(user)
    imports(other)
    undone = other.runs("undo", "--yes", "--json")
    assert (undone.code, undone.json["kept"]) == (0, [])
    assert "job_title" not in other.documents()[FIRST]["attributes"]
    assert other.git("status", "--porcelain") == ""


def test_an_import_over_line_ends_that_the_user_committed_is_taken_back(user: User) -> None:
    imports(user)
    saves(user, FIRST, with_crlf)
    user.git("commit", "-q", "-am", "other line ends")
    changes_first(user)
    imports(user)
    undone = user.runs("undo", "--yes", "--json")
    assert (undone.code, undone.json["kept"]) == (0, [])
    assert b"\r\n" in user.files()[FIRST]
    assert user.git("status", "--porcelain") == ""


@pytest.mark.parametrize("form", [with_crlf, with_mark])
def test_who_is_forgotten_goes_from_references_in_files_with_other_line_ends(
    user: User, form: Callable[[bytes], bytes]
) -> None:
    company = next(iter(user.attio.world.ids("companies")))
    person = next(iter(user.attio.world.ids("people")))
    user.attio.world.set_values("people", person, {"company": company})
    imports(user, "companies", "--expand", "company")
    assert b"Engine Ltd" in user.files()[FIRST]
    saves(user, FIRST, form)
    saves(user, "attio/company/engine-ltd.json", form)
    ended = user.runs("forget", "Engine Ltd", "--yes", "--json")
    assert (ended.code, ended.json["references"]) == (0, 1), ended.err
    assert b"Engine Ltd" not in user.files()[FIRST]
    assert user.git("status", "--porcelain") == ""


@pytest.mark.parametrize("form", [with_crlf, with_mark])
def test_files_with_other_line_ends_are_merged_by_hand(user: User, form: Callable[[bytes], bytes]) -> None:
    imports(user)
    saves(user, FIRST, form)
    saves(user, SECOND, form)
    ended = user.runs("merged", NAMES[1], NAMES[0], "--yes", "--json")
    assert ended.code == 0, ended.err
    assert user.git("status", "--porcelain") in {"", f"M {FIRST}"}


@pytest.mark.parametrize("form", [with_crlf, with_mark])
def test_a_file_with_other_line_ends_is_marked_as_gone(user: User, form: Callable[[bytes], bytes]) -> None:
    imports(user)
    saves(user, FIRST, form)
    user.attio.world.delete("people", next(iter(user.attio.world.ids("people"))))
    assert imports(user)["gone"] == 1
    assert "goneAt" in user.documents()[FIRST]
    assert user.git("status", "--porcelain") == ""


@pytest.mark.parametrize("form", [with_crlf, with_mark])
def test_what_a_killed_page_wrote_is_ours_with_other_line_ends(
    user: User, form: Callable[[bytes], bytes]
) -> None:
    imports(user)
    with open_app(user.folder) as app, app.open_folder() as folder:
        content = user.files()[FIRST].replace(b"Number0", b"Nulla")
        folder.journal.write_ahead({FIRST: folder.blob_id(content)})
    (user.folder / FIRST).write_bytes(form(content))
    assert imports(user)["kept"] == 0
    assert user.documents()[FIRST]["name"] == NAMES[0]


@pytest.mark.parametrize("form", [with_crlf, with_mark])
def test_what_the_user_wrote_as_attio_has_it_is_adopted_with_the_line_ends_git_keeps(
    user: User, form: Callable[[bytes], bytes]
) -> None:
    imports(user)
    changes_first(user)
    file = user.folder / FIRST
    imports(user)
    content = file.read_bytes()
    user.git("reset", "-q", "--hard", "HEAD~1")
    changes_first(user, "Changed again")
    file.write_bytes(form(content.replace(b"Changed", b"Changed again")))
    assert imports(user)["kept"] == 0
    assert user.git("status", "--porcelain") == ""
