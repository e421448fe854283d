from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attiary.attio.query.expressions import as_filter
from attiary.attio.query.operators import KINDS
from attiary.attio.query.resolve import Vocabulary
from attiary.errors import AttioError
from attiary.model.crm import Attribute, AttributeId
from attiary.model.selection import Target
from attiary.wording.hint_texts import hint_of

OBJECTS = {"id-people": "people", "id-companies": "companies", "id-deals": "deals"}
ID = "68371392-44b0-5289-bd9e-51467afbb4e3"
EPOCH = "1970-01-01T00:00:00.000000000Z"


def attribute(slug: str, kind: str, title: str = "", allowed: list[str] | None = None) -> Attribute:
    return Attribute(
        id=AttributeId("w", "o", f"id-{slug}"),
        title=title or slug,
        api_slug=slug,
        type=kind,
        config={"currency": None, "record_reference": {"allowed_object_ids": allowed}},
    )


ATTRIBUTES = {
    "people": [
        attribute("name", "personal-name"),
        attribute("email_addresses", "email-address"),
        attribute("job_title", "text", "Role"),
        attribute("company", "record-reference", allowed=["id-companies"]),
        attribute("related", "record-reference"),
        attribute("primary_location", "location"),
        attribute("last_interaction", "interaction"),
        attribute("first_interaction", "interaction"),
        attribute("first_email_interaction", "interaction"),
        attribute("owner", "actor-reference"),
        attribute("mood", "mood"),
        attribute("created_at", "timestamp"),
    ],
    "companies": [
        attribute("name", "text"),
        attribute("domains", "domain"),
        attribute("employees", "number"),
        attribute("founded", "date"),
        attribute("is_public", "checkbox"),
        attribute("tags", "select"),
        attribute("created_at", "timestamp"),
    ],
    "deals": [attribute("value", "currency"), attribute("name", "text")],
    "sales": [attribute("stage", "status", "Stage"), attribute("points", "rating")],
}  # fmt: skip
WORDS = Vocabulary(
    attributes=lambda target: ATTRIBUTES[target.slug],
    parents=lambda _list: ["companies", "deals"],
    objects=lambda: OBJECTS,
)
PEOPLE, COMPANIES, DEALS = Target("people"), Target("companies"), Target("deals")
SALES = Target("sales", is_list=True)


def asked(target: Target, *expressions: str) -> dict[str, Any]:
    return as_filter(target, expressions, WORDS)


def refused(target: Target, expression: str) -> str:
    with pytest.raises(AttioError) as caught:
        asked(target, expression)
    error = caught.value
    return f"{error} {hint_of(error).format(**error.fields)}"


@pytest.mark.parametrize(
    ("target", "expression", "wanted"),
    [
        (PEOPLE, "name~ann", {"name": {"full_name": {"$contains": "ann"}}}),
        (PEOPLE, "name.last_name=Lee", {"name": {"last_name": {"$eq": "Lee"}}}),
        (PEOPLE, "!name^=A", {"$not": {"name": {"full_name": {"$starts_with": "A"}}}}),
        (PEOPLE, "email$=.org", {"email_addresses": {"email_address": {"$ends_with": ".org"}}}),
        (PEOPLE, "email_addresses.email_domain=a.org",
         {"email_addresses": {"email_domain": {"$eq": "a.org"}}}),
        (PEOPLE, "Role~chief", {"job_title": {"value": {"$contains": "chief"}}}),
        (PEOPLE, '"role"~chief', {"job_title": {"value": {"$contains": "chief"}}}),
        (PEOPLE, "id-job_title~x", {"job_title": {"value": {"$contains": "x"}}}),
        (PEOPLE, "primary_location.locality~paris",
         {"primary_location": {"locality": {"$contains": "paris"}}}),
        (PEOPLE, "last_interaction.interacted_at<2026-01-02T08:00:00+02:00",
         {"last_interaction": {"interacted_at": {"$lt": "2026-01-02T06:00:00.000000000Z"}}}),
        (PEOPLE, f"owner={ID}",
         {"owner": {"referenced_actor_type": "workspace-member", "referenced_actor_id": {"$eq": ID}}}),
        (PEOPLE, f"company={ID}", {"company": {"target_object": "companies", "target_record_id": ID}}),
        (PEOPLE, f"company.target_record_id={ID.upper()}", {"company": {"target_record_id": {"$eq": ID}}}),
        (PEOPLE, "company.name~acme",
         {"path": [["people", "company"], ["companies", "name"]],
          "constraints": {"value": {"$contains": "acme"}}}),
        (COMPANIES, "employees>=10", {"employees": {"value": {"$gte": 10}}}),
        (COMPANIES, "employees<1.5", {"employees": {"value": {"$lt": 1.5}}}),
        (COMPANIES, "founded=2020-02-29", {"founded": {"value": {"$eq": "2020-02-29"}}}),
        (COMPANIES, "is_public=yes", {"is_public": {"value": {"$eq": True}}}),
        (COMPANIES, "is_public=False", {"is_public": {"value": {"$eq": False}}}),
        (COMPANIES, "tags=Pilot", {"tags": {"option": {"$eq": "Pilot"}}}),
        (COMPANIES, "tags.active_from>=2026-01-01",
         {"tags": {"active_from": {"$gte": "2026-01-01T00:00:00.000000000Z"}}}),
        (COMPANIES, "domain~acme", {"domains": {"domain": {"$contains": "acme"}}}),
        (DEALS, "value>1e3", {"value": {"currency_value": {"$gt": 1000}}}),
        (SALES, "stage=Lead", {"stage": {"status": {"$eq": "Lead"}}}),
        (SALES, "points>3", {"points": {"value": {"$gt": 3}}}),
    ],
)  # fmt: skip
def test_a_condition_is_asked_for_as_its_type_can_be(
    target: Target, expression: str, wanted: dict[str, Any]
) -> None:
    assert asked(target, expression) == wanted


@pytest.mark.parametrize(
    ("operator", "wanted"),
    [
        ("=", {"$gte": "2026-01-01T00:00:00.000000000Z", "$lt": "2026-01-02T00:00:00.000000000Z"}),
        ("<", {"$lt": "2026-01-01T00:00:00.000000000Z"}),
        ("<=", {"$lt": "2026-01-02T00:00:00.000000000Z"}),
        (">", {"$gte": "2026-01-02T00:00:00.000000000Z"}),
        (">=", {"$gte": "2026-01-01T00:00:00.000000000Z"}),
    ],
)
def test_a_day_compared_with_a_moment_means_the_whole_day(operator: str, wanted: dict[str, str]) -> None:
    assert asked(PEOPLE, f"created_at{operator}2026-01-01") == {"created_at": {"value": wanted}}


def test_a_moment_without_a_zone_is_utc() -> None:
    assert asked(PEOPLE, "created_at>2026-01-01 08:30") == {
        "created_at": {"value": {"$gt": "2026-01-01T08:30:00.000000000Z"}}
    }


def test_several_conditions_must_all_hold() -> None:
    assert asked(PEOPLE, "name~a", "!email?") == {
        "$and": [
            {"name": {"full_name": {"$contains": "a"}}},
            {"$not": {"email_addresses": {"email_address": {"$contains": "@"}}}},
        ]
    }


def test_a_list_is_asked_through_every_parent_that_has_the_attribute() -> None:
    def through(slug: str) -> dict[str, Any]:
        path = [["sales", "parent_record"], [slug, "name"]]
        return {"path": path, "constraints": {"value": {"$contains": "acme"}}}

    assert asked(SALES, "parent.name~acme") == {"$or": [through("companies"), through("deals")]}
    assert asked(SALES, "parent.domains?") == {
        "path": [["sales", "parent_record"], ["companies", "domains"]],
        "constraints": {"domain": {"$not_empty": True}},
    }


def test_a_reference_to_anything_is_followed_to_each_object_that_has_the_attribute() -> None:
    nodes = asked(PEOPLE, "related.name~x")["$or"]
    assert [node["path"][1] for node in nodes] == [
        ["people", "name"],
        ["companies", "name"],
        ["deals", "name"],
    ]
    assert [list(node["constraints"]) for node in nodes] == [["full_name"], ["value"], ["value"]]


@pytest.mark.parametrize(
    ("target", "expression", "wanted"),
    [
        (PEOPLE, "name?", {"name": {"full_name": {"$not_empty": True}}}),
        (PEOPLE, "name.last_name?", {"name": {"last_name": {"$not_empty": True}}}),
        (COMPANIES, "domains?", {"domains": {"domain": {"$not_empty": True}}}),
        (COMPANIES, "employees?",
         {"$or": [{"employees": {"value": {"$gte": 0}}}, {"employees": {"value": {"$lt": 0}}}]}),
        (COMPANIES, "tags?", {"tags": {"active_from": {"$gte": EPOCH}}}),
        (PEOPLE, "last_interaction?", {"last_interaction": {"interaction_type": {"$not_empty": True}}}),
    ],
)  # fmt: skip
def test_whether_there_is_a_value_is_asked_by_what_every_value_fits(
    target: Target, expression: str, wanted: dict[str, Any]
) -> None:
    assert asked(target, expression) == wanted


@pytest.mark.parametrize("expression", ["job_title?", "!owner?", "primary_location?", "mood?"])
def test_what_attio_cannot_tell_is_said_and_never_answered_with_nothing(expression: str) -> None:
    assert "cannot check whether" in refused(PEOPLE, expression)


def test_what_can_be_asked_instead_is_named() -> None:
    assert "It can be compared with: =  <  <=  >  >=" in refused(COMPANIES, "employees~1")
    assert "primary_location.locality" in refused(PEOPLE, "primary_location~paris")
    assert "Name one of its parts: full_name, first_name, last_name" in refused(PEOPLE, "name.middle~x")
    assert "documents no filter" in refused(PEOPLE, "mood=good")
    assert "=  ?" in refused(PEOPLE, "company~acme")


@pytest.mark.parametrize(
    ("expression", "said"),
    [
        ("employees>many", "The value for employees must be a number, not many"),
        ("employees>nan", "The value for employees must be a number, not nan"),
        ("employees>1e999", "must be a number"),
        ("founded>yesterday", "founded must be a date"),
        ("founded>2026-02-30", "founded must be a date"),
        ("created_at>soon", "created_at must be a date or a time"),
        ("created_at<=9999-12-31", "created_at must be a date or a time"),
        ("is_public=maybe", "is_public must be yes or no"),
    ],
)
def test_a_text_that_does_not_fit_the_type_is_refused_in_words(expression: str, said: str) -> None:
    assert said in refused(COMPANIES, expression)


def test_an_attribute_that_is_not_there_comes_with_those_that_are_near() -> None:
    assert "no attribute emial_addresses. Do you mean one of these: email_addresses?" in refused(
        PEOPLE, "emial_addresses?"
    )
    assert "`attiary fields list sales` shows them all" in refused(SALES, "zzz=1")


def test_a_short_form_that_could_be_two_is_refused_with_both() -> None:
    assert "first_interaction, first_email_interaction" in refused(PEOPLE, "first?")


def test_what_is_behind_something_that_leads_nowhere_is_refused() -> None:
    assert "no attribute" in refused(SALES, "parent=x")
    assert "no part name.x" in refused(COMPANIES, "tags.name.x=1")
    assert "has no attribute" in refused(PEOPLE, "company.nothing=1")


@given(
    st.sampled_from(sorted(KINDS)),
    st.sampled_from(["=", "~", "^=", "$=", "<", "<=", ">", ">="]),
    st.text(min_size=1),
)
def test_every_type_answers_or_refuses_in_words(kind: str, symbol: str, text: str) -> None:
    words = WORDS._replace(attributes=lambda _target: [attribute("slug", kind)])
    refusal = None
    try:
        assert as_filter(PEOPLE, [f"slug{symbol}{text}"], words)
    except AttioError as error:
        refusal = error
    assert refusal is None or (str(refusal) and hint_of(refusal).format(**refusal.fields))
