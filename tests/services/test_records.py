from __future__ import annotations

from typing import TYPE_CHECKING

from attiary.model.revision import ValueChange
from attiary.model.selection import Selection, Target
from attiary.services.fields import choose_fields
from attiary.services.forgetting import confirm_forget, preview_forget
from attiary.services.importing import import_selected
from attiary.services.records import find_changes, read_from_attio, read_record
from tests.services.conftest import PEOPLE, import_people

if TYPE_CHECKING:
    from attiary.services.context import App
    from attiary.simulator.world import World


def test_a_record_from_attio_is_what_an_import_would_write(app: App, ids: dict[str, str]) -> None:
    choose_fields(app, PEOPLE, leave_out=["company"])
    ada = ids["Ada Lovelace"]
    shown = read_from_attio(app, PEOPLE, [ada])[ada]
    import_people(app)
    stored = read_record(app, ada).document
    assert (shown.document.attributes, shown.document.name) == (stored.attributes, stored.name)
    assert "company" not in shown.document.attributes
    assert shown.types["email_addresses"] == "email-address"


def test_who_is_gone_or_was_forgotten_is_not_shown(app: App, world: World, ids: dict[str, str]) -> None:
    import_people(app)
    shown = preview_forget(app, "Bea Potter")
    confirm_forget(app, shown.record_id, shown.fingerprint)
    world.delete("people", ids["Cleo Nile"])
    asked = [ids["Bea Potter"], ids["Cleo Nile"], ids["Dora Maar"]]
    assert list(read_from_attio(app, PEOPLE, asked)) == [ids["Dora Maar"]]


def test_what_attio_changed_since_is_told_of_those_that_have_a_file(
    app: App, world: World, ids: dict[str, str]
) -> None:
    ada, bea, cleo = ids["Ada Lovelace"], ids["Bea Potter"], ids["Cleo Nile"]
    import_people(app, without=(cleo,))
    for record_id in (bea, cleo):
        world.set_values("people", record_id, {"job_title": "Author"})
    changes = find_changes(app, PEOPLE, [ada, bea, cleo])
    assert list(changes) == [bea]
    assert changes[bea].values == [ValueChange("job_title", None, "Author", type="text")]


def test_an_entry_changes_as_its_record_is_renamed(app: App, world: World, ids: dict[str, str]) -> None:
    outreach = Target("outreach", is_list=True)
    import_selected(app, [Selection(target=outreach)])
    [entry_id] = world.ids("outreach")
    assert find_changes(app, outreach, [entry_id]) == {}
    world.set_values("people", ids["Ada Lovelace"], {"name": "Ada King"})
    assert find_changes(app, outreach, [entry_id])[entry_id].name == "Ada King"
