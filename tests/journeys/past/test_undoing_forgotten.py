from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from undo_steps import assert_files_commit_and_rows_agree, undone

from attiary.simulator.sample import empty_workspace
from attiary.simulator.server import running
from attiary.simulator.standard import list_table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from user import User

    from attiary.simulator.server import Running

ADA, ALEX, ENGINES = "Ada Moreau", "Alex Kim", "Unforgettable Engines"


@pytest.fixture
def attio() -> Iterator[Running]:
    """Two people in one company, both on a list."""
    world = empty_workspace()
    world.lists["outreach"] = list_table(world.identities, "outreach", "Outreach", "people", "")
    company = world.add_record("companies", {"name": ENGINES})
    reference = {"target_object": "companies", "target_record_id": company}
    for name in (ADA, ALEX):
        world.add_entry("outreach", world.add_record("people", {"name": name, "company": [reference]}))
    with running(world) as simulator:
        yield simulator


def imports(user: User, *what: str) -> None:
    ended = user.runs("import", *what, "--all", "--yes")
    assert ended.code == 0, ended.err


def forgets(user: User, record_id: str) -> None:
    ended = user.runs("forget", record_id, "--yes")
    assert ended.code == 0, ended.err


def ids(user: User) -> dict[str, str]:
    return {
        row["name"]: row["attioRecordId"] for row in user.rows() if row["attioObjectType"] != "list_entry"
    }


def texts(user: User) -> str:
    return "".join(content.decode() for content in user.files().values())


def test_who_was_merged_by_mistake_is_not_forgotten_with_the_other(user: User) -> None:
    imports(user, "people")
    before = user.files()
    assert user.runs("merged", ADA, ALEX, "--yes").code == 0
    undone(user)
    assert user.files() == before

    forgets(user, ids(user)[ALEX])

    assert ids(user).keys() == {ADA}
    assert_files_commit_and_rows_agree(user)
    imports(user, "people")
    assert ids(user).keys() == {ADA}


def test_the_list_entries_of_somebody_forgotten_do_not_come_back(user: User) -> None:
    imports(user, "people", "list", "outreach")
    alex = ids(user)[ALEX]
    user.attio.world.set_values("people", alex, {"name": "Alexandra Kimberly"})
    imports(user, "people", "list", "outreach")
    forgets(user, alex)
    before = user.files()

    shown = user.runs("undo", "--yes")

    assert shown.code == 0
    assert "Alex" not in shown.out
    assert "forgotten" in shown.out
    assert user.files() == before
    assert alex not in str(user.rows())
    assert_files_commit_and_rows_agree(user)


def test_a_name_that_was_forgotten_does_not_come_back_into_references(user: User) -> None:
    imports(user, "people", "companies", "--expand", "company")
    known = ids(user)
    world = user.attio.world
    world.set_values("people", known[ADA], {"company": [], "job_title": "Wizard"})
    world.set_values("people", known[ALEX], {"job_title": "Witch"})
    imports(user, "people", "companies")
    forgets(user, known[ENGINES])
    assert ENGINES not in texts(user)

    shown = user.runs("undo", "--yes")

    assert shown.code == 0
    assert ENGINES not in shown.out + texts(user)
    references = [each["attributes"]["company"] for each in user.documents().values()]
    assert [known[ENGINES] in str(each) for each in references] == [True, True]
    assert "Wi" not in texts(user)
    assert_files_commit_and_rows_agree(user)


def test_nobody_who_was_forgotten_since_is_brought_back_or_named(user: User) -> None:
    imports(user, "people")
    known = ids(user)
    for each in (known[ADA], known[ALEX]):
        user.attio.world.set_values("people", each, {"job_title": "Wizard"})
    imports(user, "people")
    forgets(user, known[ALEX])

    ended = user.runs("undo", "--yes")

    assert ended.code == 0
    assert ALEX not in ended.out
    assert "1 record that was forgotten" in ended.out
    assert ids(user).keys() == {ADA}
    assert user.git("log", "-1", "--format=%s") == "Undo import of people: 1 changed"
    assert_files_commit_and_rows_agree(user)
