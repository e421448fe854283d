"""What has caught others who read Attio: renamed, merged, deleted, empty, of two directions."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from rich.cells import cell_len

from attiary.simulator.sample import empty_workspace
from attiary.simulator.server import Running, running
from attiary.simulator.standard import list_table, object_table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from forked import Ended
    from user import User

NAMES = ["Ada King", "Bo Li", "أمل حداد", "Éloïse Lefèvre", "王小明", "Amal أمل حداد (Paris)"]
ISOLATES = re.compile("[\u2068\u2069]")


@pytest.fixture
def attio() -> Iterator[Running]:
    world = empty_workspace()
    world.lists["sales"] = list_table(world.identities, "sales", "Sales", "people", "note text | Note\n")
    for number, name in enumerate(NAMES):
        record_id = world.add_record("people", {"name": name, "job_title": f"Title {number}"})
        world.add_entry("sales", record_id, {"note": f"Note {number}"})
    with running(world) as simulator:
        yield simulator


def imported(user: User, *words: str) -> dict[str, int]:
    """What an import that went well did, without what it did not."""
    ended = user.runs("import", *(words or ("people",)), "--all", "--yes", "--json")
    assert ended.code == 0, ended.err
    words_of = ("added", "changed", "unchanged", "renamed", "merged", "kept", "failed", "gone")
    return {word: ended.json[word] for word in words_of if ended.json[word]}


def is_one_sentence(ended: Ended) -> bool:
    return ended.code == 1 and len(ended.err.splitlines()) == 2 and ended.err.splitlines()[1].startswith("  ")


def test_a_list_of_a_new_name_is_the_same_list(user: User) -> None:
    imported(user, "list", "sales")
    user.attio.world.rename_list("sales", "Ventes")
    assert imported(user, "list", "sales") == {"unchanged": 6}


def test_a_list_of_a_new_slug_keeps_its_files_and_tells_under_which_slug_it_was_read(user: User) -> None:
    imported(user, "list", "sales")
    before = user.files().keys()
    user.attio.world.rename_list("sales", "Sales", api_slug="ventes")

    assert is_one_sentence(user.runs("import", "list", "sales", "--all"))
    assert is_one_sentence(user.runs("import", "--again"))
    assert imported(user, "list", "ventes") == {"changed": 6}

    assert user.files().keys() == before
    shown = user.runs("show", "attio/list_entry/ada-king.json", "--json").json
    assert shown["listSlug"] == "ventes"
    assert {row["listSlug"] for row in user.rows()} == {"ventes"}
    assert user.runs("undo", "--yes").code == 0
    assert {row["listSlug"] for row in user.rows()} == {"sales"}


def test_an_attribute_of_a_new_title_changes_no_file_and_of_a_new_slug_each(user: User) -> None:
    imported(user)
    before = user.files()
    user.attio.world.rename_attribute("people", "job_title", title="Role")
    assert imported(user) == {"unchanged": 6}

    user.attio.world.rename_attribute("people", "job_title", title="Role", api_slug="role")
    assert imported(user) == {"changed": 6}

    document = user.documents()["attio/person/ada-king.json"]
    assert document["attributes"]["role"] == "Title 0"
    assert "job_title" not in document["attributes"]
    assert "Title 0" in user.runs("show", "Ada King").out
    user.runs("undo", "--yes")
    assert user.files() == before


def test_a_record_that_is_being_merged_is_waited_for(user: User) -> None:
    user.attio.faults.plan("merge in progress", times=2, path="/people/records/query")
    ended = user.runs("import", "people", "--all", "--json")
    assert (ended.code, ended.json["added"]) == (0, 6)
    assert "Attio is merging this record" in ended.err


@pytest.mark.parametrize("is_merged", [False, True], ids=["deleted", "merged"])
def test_a_record_that_is_no_more_keeps_its_file_and_is_marked_only_when_that_is_proven(
    user: User, *, is_merged: bool
) -> None:
    imported(user)
    world = user.attio.world
    one, other = world.ids("people")[:2]
    names = {row["attioRecordId"]: row["localFilePath"] for row in user.rows()}
    if is_merged:
        world.merge("people", one, other)
    else:
        world.delete("people", one)

    by_id = user.runs("import", "people", "--id", one)
    assert by_id.code == 1
    assert f"{names[one]}: gone from Attio, not marked" in by_id.out
    assert "goneAt" not in user.documents()[names[one]]
    counts = imported(user)

    assert counts["gone"] == 1 + is_merged
    assert "goneAt" in user.documents()[names[one]]
    assert user.runs("show", names[one]).code == 0
    assert user.runs("undo", "--yes").code == 0
    assert "goneAt" not in user.documents()[names[one]]


@pytest.mark.parametrize("slug", ["con", "nul", "aux", "workspace", "forgotten", "deal_2"])
def test_an_object_of_an_odd_slug_is_imported_shown_and_taken_back(user: User, slug: str) -> None:
    make_object(user, slug)
    assert imported(user, slug) == {"added": 1}
    assert user.runs("show", "Alpha", "--json").json["objectType"] == slug
    assert user.runs("undo", "--yes").code == 0
    assert user.documents() == {}


@pytest.mark.parametrize("slug", ["list_entry", "été", "workspace.json", "lists"])
def test_an_object_of_a_slug_that_no_directory_may_have_is_refused(user: User, slug: str) -> None:
    make_object(user, slug)
    ended = user.runs("import", slug, "--all")
    assert ended.code in (1, 2)
    assert len(ended.err.splitlines()) == 2
    assert user.documents() == {}


@pytest.mark.parametrize("slug", ["company", "person"])
def test_an_object_whose_slug_is_our_word_for_another_is_never_taken_for_it(user: User, slug: str) -> None:
    make_object(user, slug)
    user.runs("import", slug, "--all")
    assert all(document["name"] != "Alpha" for document in user.documents().values())


def make_object(user: User, slug: str) -> None:
    world = user.attio.world
    world.objects[slug] = object_table(world.identities, slug, ("Thing", "Things"), "name text | Name\n")
    world.add_record(slug, {"name": "Alpha"})


def test_names_of_every_script_are_files_and_found_by_name(user: User) -> None:
    imported(user)
    assert set(user.documents()) == {
        f"attio/person/{slug}.json"
        for slug in ("ada-king", "bo-li", "أمل-حداد", "éloïse-lefèvre", "王小明", "amal-أمل-حداد-paris")
    }
    for name in NAMES:
        for command in ("show", "history"):
            shown = user.runs(command, name).out
            assert name in ISOLATES.sub("", shown), command


@pytest.mark.parametrize("command", [["imports"], ["browse", "people"], ["log"]])
def test_columns_stand_below_each_other_whatever_the_script(
    user: User, monkeypatch: pytest.MonkeyPatch, command: list[str]
) -> None:
    imported(user)
    for width in ("", "60", "100"):
        if width:
            monkeypatch.delenv("NO_COLOR", raising=False)
            monkeypatch.setenv("FORCE_COLOR", "1")
            monkeypatch.setenv("COLUMNS", width)
        lines = [plain(line) for line in user.runs(*command).out.splitlines()]
        rule = next(number for number, line in enumerate(lines) if set(line) == {"─"})
        rows = [line for line in lines[rule + 1 :] if "   " in line]
        assert len(rows) == (1 if command == ["log"] else len(NAMES))
        assert {cell_len(row) for row in rows} == {len(lines[rule])}
        assert max(map(cell_len, lines)) <= int(width or 10_000)


def plain(line: str) -> str:
    return ISOLATES.sub("", re.sub(r"\x1b\[[0-9;]*m|\x1b\]8;.*?\x1b\\", "", line))


def test_a_diff_reads_from_left_to_right_whatever_was_written(user: User) -> None:
    imported(user)
    first, arabic = user.attio.world.ids("people")[0], "مديرة المبيعات"
    user.attio.world.set_values("people", first, {"job_title": arabic, "name": "Ada أدا"})
    imported(user)
    for command in (["diff"], ["history", "Ada أدا"]):
        shown = user.runs(*command).out
        (line,) = [line for line in shown.splitlines() if "job_title" in line]
        assert re.search(rf"job_title  .*Title \d → \u2068{arabic}\u2069$", line)
    assert user.git("log", "--format=%B").isascii()
