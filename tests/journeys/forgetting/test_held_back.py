"""What an import holds back is neither gone nor merged, and nobody is held back for somebody else."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from forget_steps import EMAIL, NAME, SLUG, Subject, forgets, imports, says

from attiary.simulator.standard import object_table

if TYPE_CHECKING:
    from user import User

TEAM = "team@acme.example"
PEOPLE = ("import", "people", "--all", "--yes", "--json")


def held_back(run: dict[str, Any]) -> list[tuple[str, str]]:
    receipts = [each["receipt"] for each in run.get("objects", [run])]
    return [(each["attioRecordId"], each["reason"]) for receipt in receipts for each in receipt["heldBack"]]


def assert_nobody_left(run: dict[str, Any]) -> None:
    assert {key: run[key] for key in ("status", "gone", "unmarked", "merged")} == {
        "status": "complete",
        "gone": 0,
        "unmarked": 0,
        "merged": 0,
    }


def document_of(user: User, record_id: str) -> dict[str, Any]:
    (found,) = [each for each in user.documents().values() if each["attioRecordId"] == record_id]
    return found


def test_who_shares_an_address_with_a_forgotten_person_is_imported_as_ever(
    user: User, subject: Subject
) -> None:
    world = user.attio.world
    world.set_values("people", subject.record_id, {"email_addresses": [EMAIL, TEAM]})
    other = world.add_record("people", {"name": "Bea Potter", "email_addresses": [TEAM]})
    entry = world.add_entry("outreach", other)
    imports(user)

    forgets(user, subject)
    world.set_values("people", other, {"job_title": "Gardener"})
    run = imports(user).json

    assert_nobody_left(run)
    assert held_back(run) == [(subject.record_id, "forgotten"), (subject.entry_id, "forgotten")]
    assert document_of(user, other)["attributes"]["job_title"] == "Gardener"
    assert document_of(user, entry)["name"] == "Bea Potter"
    clone = replace(user, folder=user.folder.parent / "clone")
    subprocess.run(["git", "clone", "-q", str(user.folder), str(clone.folder)], check=True)
    assert_nobody_left(imports(clone).json)
    assert clone.documents().keys() == user.documents().keys()


def test_one_who_joins_a_shared_address_later_is_imported(user: User, subject: Subject) -> None:
    world = user.attio.world
    world.set_values("people", subject.record_id, {"email_addresses": [EMAIL, TEAM]})
    world.add_record("people", {"name": "Bea Potter", "email_addresses": [TEAM]})
    imports(user)
    forgets(user, subject)
    third = world.add_record("people", {"name": "Cleo Nile", "email_addresses": [TEAM]})
    assert imports(user).json["added"] == 1
    assert document_of(user, third)["name"] == "Cleo Nile"


def test_an_address_handed_on_to_a_colleague_makes_nobody_of_them(user: User, subject: Subject) -> None:
    world = user.attio.world
    colleague = world.add_record("people", {"name": "Bea Potter", "email_addresses": ["b@quux.example"]})
    entry = world.add_entry("outreach", colleague)
    imports(user)
    forgets(user, subject)
    world.delete("people", subject.record_id)
    world.set_values("people", colleague, {"email_addresses": ["b@quux.example", EMAIL]})

    run = imports(user).json

    assert_nobody_left(run)
    assert (run["changed"], held_back(run)) == (1, [])
    assert document_of(user, entry)["parent"]["name"] == "Bea Potter"
    refreshed = user.runs("import", "--refresh", "--json").json
    assert_nobody_left(refreshed)


def test_a_domain_of_two_companies_is_neithers_alone_and_no_other_objects(user: User) -> None:
    world = user.attio.world
    texts = "name text | Name\ndomains domain MU | Domains\n"
    world.objects["sites"] = object_table(world.identities, "sites", ("Site", "Sites"), texts)
    first = world.add_record("companies", {"name": "Acme Iron", "domains": ["acme.example"]})
    second = world.add_record("companies", {"name": "Acme Steel", "domains": ["acme.example"]})
    lone = world.add_record("companies", {"name": "Lone Star", "domains": ["lone.example"]})
    before = world.add_record("sites", {"name": "A site", "domains": ["lone.example"]})
    selected = ("import", "companies", "sites", "--all", "--yes", "--json")
    assert user.runs(*selected).code == 0
    for each in (first, lone):
        assert user.runs("forget", each, "--yes").code == 0
    later = world.add_record("sites", {"name": "Another site", "domains": ["lone.example"]})
    world.set_values("companies", second, {"description": "Steel"})

    run = user.runs(*selected).json

    assert_nobody_left(run)
    assert {each["attioRecordId"] for each in user.documents().values()} >= {second, before, later}
    assert document_of(user, second)["attributes"]["description"] == "Steel"


def test_who_is_new_with_the_address_of_the_forgotten_is_named_and_can_be_let_in(
    user: User, subject: Subject
) -> None:
    imports(user)
    forgets(user, subject)
    world = user.attio.world
    world.delete("people", subject.record_id)
    survivor = world.add_record("people", {"name": "Bea Potter", "email_addresses": [EMAIL]})

    run = user.runs(*PEOPLE)
    assert held_back(run.json) == [(survivor, "address")]
    assert f"attiary remember {survivor}" in user.runs("import", "people", "--all").out
    again = user.runs("receipt", "--json").json
    assert held_back(again) == [(survivor, "address")]

    assert user.runs("remember", survivor, "--json").json["commit"] == user.git("rev-parse", "HEAD")
    assert user.runs("remember", survivor).code == 1
    assert user.runs(*PEOPLE).json["added"] == 1
    assert document_of(user, survivor)["name"] == "Bea Potter"
    world.add_record("people", {"name": NAME, "email_addresses": [EMAIL]})
    assert user.runs(*PEOPLE).json["forgotten"] == 1
    forgets(user, replace(subject, record_id=survivor))
    assert held_back(user.runs(*PEOPLE).json)[0] == (survivor, "forgotten")


def test_no_receipt_keeps_the_id_of_who_was_forgotten(user: User, subject: Subject) -> None:
    imports(user)
    forgets(user, subject)
    run = imports(user).json
    assert (subject.record_id, "forgotten") in held_back(run)
    kept = {path.name: path.read_bytes() for path in (user.folder / ".attiary").iterdir()}
    gone = [*subject.words, subject.record_id, subject.entry_id]
    assert {name: said for name, content in kept.items() if (said := says(content, gone))} == {}


def test_a_colleague_merged_into_the_forgotten_is_left_and_named(user: User, subject: Subject) -> None:
    world = user.attio.world
    colleague = world.add_record("people", {"name": "Bea Potter", "email_addresses": ["b@quux.example"]})
    imports(user)
    forgets(user, subject)
    survivor = world.merge("people", colleague, subject.record_id)

    for _ in range(2):
        run = user.runs(*PEOPLE).json
        assert_nobody_left(run)
        assert held_back(run) == [(survivor, "address"), (colleague, "merged")]
        assert run["receipt"]["heldBack"][1]["path"] == "attio/person/bea-potter.json"
        assert "goneAt" not in document_of(user, colleague)


def test_a_record_merged_into_one_that_has_no_file_is_not_gone(user: User) -> None:
    world = user.attio.world
    ids = [
        world.add_record("people", {"name": f"Bea {number}", "email_addresses": [f"b{number}@x.example"]})
        for number in range(2)
    ]
    imports(user)
    survivor = world.merge("people", *ids)
    world.set_values("people", survivor, {"description": "x" * 17_000_000})
    run = user.runs(*PEOPLE).json
    assert (run["failed"], run["gone"], run["unmarked"]) == (1, 0, 0)
    assert held_back(run) == [(each, "merged") for each in sorted(ids)]
    assert not any("goneAt" in each for each in user.documents().values())


@pytest.mark.parametrize("edits", [True, False])
def test_a_file_that_is_still_there_of_who_was_forgotten_elsewhere_is_not_gone(
    user: User, subject: Subject, edits: bool
) -> None:
    imports(user)
    clone = replace(user, folder=user.folder.parent / "clone")
    subprocess.run(["git", "clone", "-q", str(user.folder), str(clone.folder)], check=True)
    imports(clone)
    forgets(user, subject)
    shutil.copy(user.folder / "attio/forgotten.json", clone.folder / "attio/forgotten.json")
    if edits:
        file = clone.folder / f"attio/person/{SLUG}.json"
        file.write_text(file.read_text().replace("Quux", "Vale"))
    run = imports(clone).json
    assert (run["gone"], run["unmarked"], run["status"]) == (0, 0, "complete")
    assert "goneAt" not in "".join(map(str, clone.documents().values()))


def test_an_import_taken_back_brings_back_the_colleague_to_whom_an_address_was_handed(
    user: User, subject: Subject
) -> None:
    world = user.attio.world
    colleague = world.add_record("people", {"name": "Bea Potter", "email_addresses": ["b@quux.example"]})
    imports(user)
    forgets(user, subject)
    world.delete("people", subject.record_id)
    world.set_values("people", colleague, {"email_addresses": [EMAIL]})
    assert imports(user).json["changed"] == 1
    taken_back = user.runs("undo", "--yes", "--json").json
    assert (taken_back["counts"], taken_back["forgotten"]) == ({"changed": 1}, 0)
    assert document_of(user, colleague)["attributes"]["email_addresses"] == ["b@quux.example"]
