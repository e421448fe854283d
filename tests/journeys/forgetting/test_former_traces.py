"""Who is forgotten goes with every name, address and number there ever was of them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from forget_steps import EMAIL, NAME, SLUG, Subject, forgets, imports, refer_to, says

if TYPE_CHECKING:
    from user import User

NUMBERS = ["+15558675309", "+442079460958"]
FORMER = [NAME, SLUG, EMAIL, NUMBERS[0]]
LATER = ["Zenobia Vale", "zenobia-vale", "z@vale.example", NUMBERS[1]]
EVERYTHING = [*FORMER, *LATER, "555 867 5309", "Zenobia"]


def beside_git(user: User) -> dict[str, list[str]]:
    """What `.attiary` still says of her, by file."""
    kept = {path.name: path.read_bytes() for path in (user.folder / ".attiary").rglob("*") if path.is_file()}
    return {name: said for name, content in kept.items() if (said := says(content, EVERYTHING))}


def searches(user: User, *texts: str) -> None:
    for text in texts:
        assert user.runs("import", "people", "--search", text).code == 0


def filters(user: User, *texts: str) -> None:
    for text in texts:
        assert user.runs("import", "people", "--filter", text).code == 0


def changes_everything(user: User, subject: Subject) -> None:
    first, last = LATER[0].split()
    changed = {
        "name": f"{first} {last}",
        "email_addresses": [LATER[2]],
        "phone_numbers": [{"original_phone_number": NUMBERS[1]}],
    }
    user.attio.world.set_values("people", subject.record_id, changed)


def test_what_past_selections_asked_for_goes_with_the_former_names_too(user: User, subject: Subject) -> None:
    user.attio.world.set_values(
        "people", subject.record_id, {"phone_numbers": [{"original_phone_number": NUMBERS[0]}]}
    )
    refer_to(user, subject)
    imports(user, "--expand", "associated_people")
    searches(user, NAME, EMAIL, "Zenobia")
    filters(
        user, f"name={NAME}", f"email_addresses={EMAIL}", "phone_numbers~555 867 5309", f'{{"name":"{NAME}"}}'
    )
    changes_everything(user, subject)
    imports(user, "--expand", "associated_people")
    searches(user, LATER[0], LATER[2])
    filters(user, f"phone_numbers={NUMBERS[1]}")
    assert {*EVERYTHING} - {*beside_git(user)["state.db"]} <= {SLUG, NUMBERS[0]}

    forgets(user, subject)

    assert beside_git(user) == {}
    assert user.runs("imports", "--json").code == 0


def test_a_name_that_only_another_branch_knows_goes_too(user: User, subject: Subject) -> None:
    imports(user)
    user.git("checkout", "-qb", "aside")
    changes_everything(user, subject)
    imports(user)
    searches(user, LATER[0], LATER[2])
    user.git("checkout", "-q", "main")
    user.attio.world.set_values("people", subject.record_id, {"name": NAME, "email_addresses": [EMAIL]})
    imports(user)
    assert "state.db" in beside_git(user)

    forgets(user, subject)

    assert beside_git(user) == {}


def test_the_names_of_who_was_merged_into_her_go_too(user: User, subject: Subject) -> None:
    world = user.attio.world
    other = world.add_record("people", {"name": LATER[0], "email_addresses": [LATER[2]]})
    imports(user)
    searches(user, LATER[0], LATER[2], NAME)
    survivor = world.merge("people", subject.record_id, other)
    assert imports(user).json["merged"] == 1
    world.set_values("people", survivor, {"name": "Somebody Else"})
    imports(user)

    forgets(user, replace(subject, record_id=survivor))

    assert beside_git(user) == {}


def test_a_selection_that_looks_for_others_stays(user: User, subject: Subject) -> None:
    imports(user)
    searches(user, "Somebody Number3")
    forgets(user, subject)
    kept = (user.folder / ".attiary/state.db").read_bytes()
    assert b"Somebody Number3" in kept
    assert user.runs("import", "--again", "--json").json["read"] == 1


def test_who_shared_an_address_once_and_left_is_not_taken_for_her(user: User, subject: Subject) -> None:
    world, team = user.attio.world, "team@quux.example"
    world.set_values("people", subject.record_id, {"email_addresses": [EMAIL, team]})
    other = world.add_record("people", {"name": "Bea Potter", "email_addresses": [team]})
    imports(user)
    user.git("rm", "-q", "attio/person/bea-potter.json")
    user.git("commit", "-qm", "mine")
    command = forgets(user, subject).json["historyCommand"]
    assert "bea-potter" not in command
    assert other in user.git("log", "-p", "--all")
