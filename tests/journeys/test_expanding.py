"""`--expand`: the names of the records that others refer to, in the files themselves."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest

from attiary.simulator.sample import empty_workspace, sample_workspace
from attiary.simulator.server import Running, running
from attiary.simulator.watching import Exchange, watching

if TYPE_CHECKING:
    from collections.abc import Iterator

    from user import User

    from attiary.simulator.world import World


@pytest.fixture
def attio() -> Iterator[Running]:
    with running(sample_workspace(people=30, companies=10)) as simulator:
        yield simulator


def imports(user: User, *arguments: str) -> dict[str, Any]:
    ended = user.runs("import", *arguments, "--yes", "--json")
    assert ended.code == 0, ended.err
    return ended.json


def referring(world: World) -> tuple[str, str]:
    """A person who has a company, and that company."""
    for record_id in world.ids("people"):
        for _, company in world.row(world.object("people"), record_id).owns("company"):
            return record_id, company
    raise LookupError


def document(user: User, record_id: str) -> dict[str, Any]:
    [found] = [each for each in user.documents().values() if each["attioRecordId"] == record_id]
    return found


def company_of(user: User, record_id: str) -> Any:
    return document(user, record_id)["attributes"]["company"]


def names_of(user: User, slug: str) -> set[bool]:
    """Whether the references under a slug have names."""
    found = []
    for each in user.documents().values():
        value = each["attributes"].get(slug, [])
        found += value if isinstance(value, list) else [value]
    return {"name" in reference for reference in found}


def test_names_are_in_the_files_and_stay_there_without_being_asked_for_again(user: User) -> None:
    who, company = referring(user.attio.world)
    imports(user, "people", "--all", "--expand", "company")
    imports(user, "companies", "--id", company)
    name = document(user, company)["name"]
    assert company_of(user, who) == {"objectType": "company", "attioRecordId": company, "name": name}
    assert names_of(user, "company") == {True}
    assert 'expand = [\n    "company",\n]' in (user.folder / "attiary.toml").read_text(encoding="utf-8")
    again = imports(user, "people", "--all")
    assert (again["unchanged"], again["commits"]) == (30, [])
    assert user.git("status", "--porcelain") == ""


def test_names_come_into_files_that_had_none_and_go_when_they_are_taken_out_of_the_choices(
    user: User,
) -> None:
    imports(user, "people", "--all")
    plain = user.files()
    assert imports(user, "people", "--all", "--expand", "company")["changed"] > 0
    assert names_of(user, "company") == {True}
    choices = user.folder / "attiary.toml"
    choices.write_text(
        choices.read_text(encoding="utf-8").replace('    "company",\n', "", 1), encoding="utf-8"
    )
    imports(user, "people", "--all")
    assert names_of(user, "company") == {False}
    for path, content in user.files().items():
        if path.count("/") > 1:
            now, before = json.loads(content), json.loads(plain[path])
            assert now | {"importedAt": ""} == before | {"importedAt": ""}


def test_each_target_has_its_own_choices_and_several_can_be_asked_for(user: User) -> None:
    imports(user, "people", "companies", "--all", "--expand", "company", "team")
    assert names_of(user, "company") == {True}
    assert names_of(user, "team") == {True}
    choices = (user.folder / "attiary.toml").read_text(encoding="utf-8")
    people = choices.index("[objects.people]")
    assert choices.index('"company"') > people
    imports(user, "people", "--all", "--expand", "associated_deals")
    assert names_of(user, "company") == {True}


def test_a_slug_that_refers_to_nothing_is_refused_with_those_that_do(user: User) -> None:
    for slug in ("nonsense", "job_title"):
        ended = user.runs("import", "people", "--all", "--expand", slug)
        assert ended.code == 2
        assert ended.err.splitlines() == [
            f"No attribute called {slug} refers to other records.",
            "  These attributes do: associated_deals, associated_users, company.",
        ]
    assert list(user.folder.iterdir()) == []


def test_where_nothing_refers_to_anything_that_is_said(user: User) -> None:
    ended = user.runs("import", "list", "outreach", "--all", "--expand", "company")
    assert (ended.code, user.documents()) == (2, {})
    assert ended.err.splitlines()[1:] == ["  No attribute here refers to records: leave out --expand."]


def test_a_record_that_is_gone_leaves_the_reference_without_a_name(user: User) -> None:
    who, company = referring(user.attio.world)
    imports(user, "people", "--all", "--expand", "company")
    user.attio.world.delete("companies", company)
    imports(user, "people", "--all")
    assert "name" not in document(user, who)["attributes"].get("company", {})


def test_a_name_that_changes_in_attio_changes_in_the_files(user: User) -> None:
    who, company = referring(user.attio.world)
    imports(user, "people", "--all", "--expand", "company")
    user.attio.world.set_values("companies", company, {"name": "Entirely Renamed"})
    changed = imports(user, "people", "--all")["changed"]
    assert company_of(user, who)["name"] == "Entirely Renamed"
    refer = [
        path
        for path, each in user.documents().items()
        if each["attributes"].get("company", {}).get("attioRecordId") == company
    ]
    assert changed == len(refer) > 0


def test_a_record_that_was_forgotten_is_named_nowhere(user: User) -> None:
    who, company = referring(user.attio.world)
    user.attio.world.set_values("companies", company, {"name": "To Be Forgotten"})
    imports(user, "people", "companies", "--all", "--expand", "company")
    assert company_of(user, who)["name"] == "To Be Forgotten"
    assert user.runs("forget", company, "--yes").code == 0
    imports(user, "people", "companies", "--all")
    assert company_of(user, who) == {"objectType": "company", "attioRecordId": company}
    assert not [path for path, content in user.files().items() if b"To Be Forgotten" in content]


def test_an_import_by_id_has_names_too(user: User) -> None:
    who, _ = referring(user.attio.world)
    imports(user, "people", "--id", who, "--expand", "company")
    assert company_of(user, who)["name"]


def test_a_dry_run_keeps_no_choice(user: User) -> None:
    imports(user, "people", "--all")
    before = user.files(), (user.folder / "attiary.toml").read_bytes()
    assert imports(user, "people", "--all", "--expand", "company", "--dry-run")["changed"] > 0
    assert (user.files(), (user.folder / "attiary.toml").read_bytes()) == before


def crowded(companies: int, people: int) -> World:
    """A workspace in which everybody is somewhere else."""
    world = empty_workspace()
    ids = [world.add_record("companies", {"name": f"Company {number}"}) for number in range(companies)]
    for number in range(people):
        values = {"name": f"Person {number}", "company": ids[number % companies]}
        world.add_record("people", values)
    return world


def test_names_are_fetched_500_at_a_time_and_each_once(user: User, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[list[str]] = []

    def look(exchange: Exchange) -> None:
        if exchange.path.endswith("/companies/records/query"):
            asked.append(json.loads(exchange.body)["filter"]["record_id"]["$in"])

    with running(crowded(companies=700, people=1_100)) as attio, watching(look):
        monkeypatch.setenv("ATTIO_BASE_URL", attio.base_url)
        monkeypatch.setenv("ATTIO_API_KEY", attio.api_key)
        assert imports(user, "people", "--all", "--expand", "company")["added"] == 1_100
    counts = Counter(record_id for ids in asked for record_id in ids)
    assert set(counts.values()) == {1}
    assert (len(counts), len(asked)) == (700, 3)
    assert names_of(user, "company") == {True}
