from __future__ import annotations

import shlex
import subprocess
from typing import TYPE_CHECKING

from forget_steps import (
    EMAIL,
    NAME,
    SLUG,
    Subject,
    bytes_now,
    forgets,
    history_after,
    imports,
    objects,
    refer_to,
    says,
)

if TYPE_CHECKING:
    from user import User


def test_the_printed_command_takes_a_person_out_of_every_object(user: User, subject: Subject) -> None:
    imports(user)
    user.attio.world.set_values("people", subject.record_id, {"name": "Zenobia Vale"})
    imports(user)
    everything = [*subject.words, "Zenobia Vale", "zenobia-vale", subject.record_id, subject.entry_id]
    assert says(objects(user.folder), everything) == everything

    command = forgets(user, subject).json["historyCommand"]

    assert command.startswith("git filter-repo --invert-paths --path attio/")
    assert says(history_after(user, command), everything) == []


def test_the_name_goes_from_references_here_and_in_the_history(user: User, subject: Subject) -> None:
    refer_to(user, subject)
    expanding = imports(user, "--expand", "associated_people")
    assert expanding.json["added"] > 0
    deal = next(path for path, each in user.documents().items() if each["attioRecordId"] == subject.deal_id)
    before = user.documents()[deal]
    assert [each["name"] for each in before["attributes"]["associated_people"]] == [NAME]

    ended = forgets(user, subject)

    after = user.documents()[deal]
    reference = {"objectType": "person", "attioRecordId": subject.record_id}
    assert after["attributes"] == before["attributes"] | {"associated_people": [reference]}
    assert after["importedAt"] == before["importedAt"]
    assert (ended.json["references"], ended.json["referring"]) == (1, 1)
    assert says(bytes_now(user), subject.words) == []
    assert says(history_after(user, ended.json["historyCommand"]), subject.words) == []
    again = imports(user, "--expand", "associated_people")
    assert again.json["commits"] == []
    assert says(bytes_now(user), subject.words) == []


def test_another_record_at_a_path_she_had_keeps_its_history(user: User, subject: Subject) -> None:
    imports(user)
    world = user.attio.world
    world.set_values("people", subject.record_id, {"name": "Zenobia Vale"})
    imports(user)
    twin = world.add_record("people", {"name": NAME, "email_addresses": ["other@vale.example"]})
    imports(user)
    here = user.documents()[f"attio/person/{SLUG}.json"]
    assert here["attioRecordId"] == twin

    command = forgets(user, subject).json["historyCommand"]

    left = history_after(user, command)
    assert says(left, [EMAIL, subject.record_id, "zenobia-vale"]) == []
    assert says(left, ["other@vale.example"]) == ["other@vale.example"]


def test_who_was_merged_into_her_goes_from_the_history_with_her(user: User, subject: Subject) -> None:
    world = user.attio.world
    other = world.add_record("people", {"name": "Nobia Q", "email_addresses": ["nobia@quux.example"]})
    imports(user)
    survivor = world.merge("people", other, subject.record_id)
    assert imports(user).json["merged"] == 1
    everything = [
        *subject.words,
        "Nobia Q",
        "nobia-q",
        "nobia@quux.example",
        other,
        subject.record_id,
        survivor,
    ]

    command = user.runs("forget", survivor, "--yes", "--json").json["historyCommand"]

    assert says(bytes_now(user), everything) == []
    assert says(history_after(user, command), everything) == []


def test_in_a_larger_repository_the_command_names_paths_from_its_top(user: User, subject: Subject) -> None:
    subprocess.run(["git", "init", "--quiet", str(user.folder.parent)], check=True)
    imports(user)
    command = forgets(user, subject).json["historyCommand"]
    assert f"crm/attio/person/{SLUG}.json" in shlex.split(command)
