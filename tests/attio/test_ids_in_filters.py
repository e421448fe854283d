from __future__ import annotations

from typing import Any

import pytest

from attiary.attio.client import AttioClient
from attiary.attio.query.grammar import parse_filter
from attiary.errors import AttioError
from attiary.model.selection import Target
from attiary.simulator.sample import sample_workspace
from attiary.simulator.server import running
from attiary.wording.hint_texts import hint_of

PEOPLE, OUTREACH = Target("people"), Target("outreach", is_list=True)


def refused(target: Target, expression: str) -> str:
    with (
        running(sample_workspace(people=3, companies=3)) as simulated,
        AttioClient(simulated.api_key, base_url=simulated.base_url) as attio,
        pytest.raises(AttioError) as caught,
    ):
        attio.filter_of(target, [expression])
    return f"{caught.value} {hint_of(caught.value).format(**caught.value.fields)}"


@pytest.mark.parametrize(
    ("target", "expression", "said"),
    [
        (PEOPLE, "company=Acme", "write for example company.name~Acme"),
        (PEOPLE, "company.target_record_id=Acme", "write for example company.name~Acme"),
        (PEOPLE, "record_id=x", "The value for record_id must be the id of a record or an entry, not x"),
        (
            PEOPLE,
            "company.record_id=x",
            "The value for record_id must be the id of a record or an entry, not x",
        ),
        (OUTREACH, "entry_id=x", "The value for entry_id must be the id of a record or an entry, not x"),
        (OUTREACH, "parent.record_id=x", "The value for record_id must be the id"),
        (PEOPLE, "created_by=x", "The value for created_by must be the id of a workspace member, not x"),
        (PEOPLE, "last_email_interaction.owner_member_id=x", "must be the id of a workspace member"),
    ],
)
def test_what_is_no_id_is_refused_and_never_answered_with_nothing(
    target: Target, expression: str, said: str
) -> None:
    assert said in refused(target, expression)


def test_an_id_is_asked_for_as_it_is(attio: AttioClient, simulator: Any) -> None:
    wanted = simulator.world.ids("people")[0]
    chosen = attio.filter_of(PEOPLE, [f"record_id={wanted.upper()}"])
    assert [each.key for each in attio.fetch_people(chosen)] == [wanted]


@pytest.mark.parametrize("source", ["name==Acme", "name = =Acme", "value>==1"])
def test_two_signs_of_equality_are_refused(source: str) -> None:
    with pytest.raises(AttioError, match="two equals signs") as caught:
        parse_filter(source)
    assert "Write one =" in hint_of(caught.value)
