from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from forget_steps import (
    EMAIL,
    NAME,
    SLUG,
    Subject,
    bytes_now,
    forgets,
    imports,
    link,
    refer_to,
    says,
)

if TYPE_CHECKING:
    from user import User


def test_nothing_of_a_forgotten_person_is_left_but_in_the_history(user: User, subject: Subject) -> None:
    imports(user)
    user.runs("import", "people", "--id", subject.record_id)
    user.runs("import", "people", "--search", NAME)
    user.runs("import", "people", "--filter", f"name={NAME}")
    everything = [*subject.words, subject.record_id, subject.entry_id, "an experiment"]
    link(user, subject, "an experiment")
    (user.folder / ".attiary" / "part-1").write_text(f"{NAME}, as a killed run was writing")
    assert says(bytes_now(user), everything) == everything

    ended = forgets(user, subject)

    assert says(bytes_now(user), everything) == []
    assert {key: ended.json[key] for key in ("files", "rows", "links", "references")} == {
        "files": 2,
        "rows": 2,
        "links": 1,
        "references": 0,
    }
    assert says(ended.json["historyCommand"].encode(), everything) == [SLUG]
    assert ended.json["commit"] == user.git("rev-parse", "HEAD")
    message = user.git("log", "-1", "--format=%B")
    assert message.splitlines()[0] == "Forget a record"
    assert user.git("reflog", "-1", "--format=%gs") == "attiary: forget"
    assert says(message.encode(), everything) == []
    assert user.git("status", "--porcelain") == ""


def test_no_import_brings_a_forgotten_person_back(user: User, subject: Subject) -> None:
    imports(user)
    forgets(user, subject)
    again = imports(user)
    assert (again.json["forgotten"], again.json["added"], again.json["commits"]) == (2, 0, [])
    by_id = user.runs("import", "people", "--id", subject.record_id, "--json")
    assert (by_id.json["forgotten"], by_id.json["added"]) == (1, 0)
    world = user.attio.world
    other = world.add_record("people", {"name": "Z.", "email_addresses": ["z@vale.example"]})
    world.merge("people", other, subject.record_id)
    assert imports(user).json["added"] == 0
    assert says(bytes_now(user), subject.words) == []


def test_made_anew_in_attio_under_another_id_a_person_stays_forgotten(user: User, subject: Subject) -> None:
    imports(user)
    forgets(user, subject)
    user.attio.world.delete("people", subject.record_id)
    user.attio.world.add_record("people", {"name": NAME, "email_addresses": [EMAIL.upper()]})
    assert imports(user).json["forgotten"] == 1
    assert says(bytes_now(user), subject.words) == []


@pytest.mark.parametrize("known_by", ["id", "email"])
def test_who_is_remembered_comes_back_with_the_next_import(
    user: User, subject: Subject, known_by: str
) -> None:
    imports(user)
    forgets(user, subject)
    text = subject.record_id if known_by == "id" else EMAIL.title()
    assert user.runs("remember", text, "--json").json == {"commit": user.git("rev-parse", "HEAD")}
    assert user.git("log", "-1", "--format=%s") == "Remember a record"
    assert user.git("reflog", "-1", "--format=%gs") == "attiary: remember"
    assert imports(user).json["added"] == 2
    assert user.runs("remember", text).code == 1


def test_without_a_terminal_and_without_yes_it_says_what_would_go_and_changes_nothing(
    user: User, subject: Subject
) -> None:
    imports(user)
    before, head = user.files(), user.git("rev-parse", "HEAD")
    ended = user.runs("forget", subject.record_id)
    assert ended.code == 1
    assert f"attio/person/{SLUG}.json" in ended.err
    assert "--yes" in ended.err
    assert (user.files(), user.git("rev-parse", "HEAD")) == (before, head)


def test_an_edited_file_goes_too_and_other_work_stays(user: User, subject: Subject) -> None:
    imports(user)
    edited = user.folder / f"attio/person/{SLUG}.json"
    edited.write_text(edited.read_text().replace(EMAIL, "zq@quux.example"))
    user.git("add", edited.relative_to(user.folder).as_posix())
    edited.write_text("no JSON any more: zq@quux.example")
    other = next(path for path in sorted((user.folder / "attio/person").iterdir()) if path != edited)
    other.write_text(other.read_text().replace('"name"', '"mine": 1, "name"'))
    (user.folder / "staged.txt").write_text("staged\n")
    user.git("add", "staged.txt")
    theirs = user.git("status", "--porcelain").splitlines()

    shown = user.runs("forget", subject.record_id).err
    forgets(user, subject)

    assert "with your changes" in shown
    assert says(bytes_now(user), [*subject.words, "zq@quux.example"]) == []
    left = [line for line in theirs if SLUG not in line]
    assert user.git("status", "--porcelain").splitlines() == left


def test_a_name_in_an_edited_file_is_refused_with_what_to_do(user: User, subject: Subject) -> None:
    refer_to(user, subject)
    imports(user, "--expand", "associated_people")
    deal = next(path for path, each in user.documents().items() if each["attioRecordId"] == subject.deal_id)
    file = user.folder / deal
    file.write_text(file.read_text().replace('"name"', '"mine": "a note", "name"', 1))
    refused = user.runs("forget", subject.record_id, "--yes")
    assert refused.code == 1
    assert "Commit or discard" in refused.err
    user.git("commit", "-qam", "mine")
    forgets(user, subject)
    assert '"mine": "a note"' in file.read_text()
    assert says(bytes_now(user), subject.words) == []
    assert user.git("status", "--porcelain") == ""
