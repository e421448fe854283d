"""Attio's standard objects: their attributes in the recorded order (fact sheet section 7)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attiary.simulator.tables import Attribute, Choice, Table

if TYPE_CHECKING:
    from collections.abc import Iterable

    from attiary.simulator.stamps import Identities

CREATED = 1_609_459_200_000
"""When the workspace was set up: 2021-01-01, in milliseconds."""

_SOCIAL = """
angellist text | AngelList
facebook text | Facebook
instagram text | Instagram
linkedin text | LinkedIn
twitter text | Twitter
twitter_follower_count number R | Twitter follower count
"""

_CONTACT = """
first_calendar_interaction interaction R | First calendar interaction
last_calendar_interaction interaction R | Last calendar interaction
next_calendar_interaction interaction R | Next calendar interaction
first_email_interaction interaction R | First email interaction
last_email_interaction interaction R | Last email interaction
first_interaction interaction R | First interaction
last_interaction interaction R | Last interaction
next_interaction interaction R | Next interaction
strongest_connection_strength_legacy number R | Connection strength (legacy)
strongest_connection_strength select R | Connection strength
strongest_connection_user actor-reference R | Strongest connection
"""

_FIRST = "record_id text RU | Record ID\n"

_LAST = """
created_at timestamp R | Created at
created_by actor-reference R | Created by
"""

PEOPLE = f"""{_FIRST}
name personal-name | Name
email_addresses email-address MU | Email addresses
description text | Description
company record-reference > companies.team | Company
job_title text | Job title
avatar_url text R | Avatar URL
phone_numbers phone-number M | Phone numbers
primary_location location | Primary location
{_SOCIAL}{_CONTACT}
associated_deals record-reference M > deals.associated_people | Associated deals
associated_users record-reference M > users.person | Associated users
{_LAST}"""

COMPANIES = f"""{_FIRST}
domains domain MU | Domains
name text | Name
description text | Description
team record-reference M > people.company | Team
categories select M | Categories
primary_location location | Primary location
logo_url text R | Logo URL
{_SOCIAL}
estimated_arr_usd select | Estimated ARR
funding_raised_usd currency | Funding raised
foundation_date date | Foundation date
employee_range select | Employee range
{_CONTACT}
associated_deals record-reference M > deals.associated_company | Associated deals
associated_workspaces record-reference M > workspaces.company | Associated workspaces
{_LAST}"""

DEALS = f"""{_FIRST}
name text Q | Deal name
stage status Q | Deal stage
owner actor-reference Q | Deal owner
value currency | Deal value
associated_people record-reference M > people.associated_deals | Associated people
associated_company record-reference > companies.associated_deals | Associated company
{_LAST}"""

USERS = f"""{_FIRST}
person record-reference > people.associated_users | Person
primary_email_address email-address QU | Primary email address
user_id text QU | User ID
workspace record-reference M > workspaces.users | Workspace
{_LAST}"""

WORKSPACES = f"""{_FIRST}
workspace_id text QU | Workspace ID
name text | Name
users record-reference M > users.workspace | Users
company record-reference > companies.associated_workspaces | Company
avatar_url text | Avatar URL
{_LAST}"""

_CHOICES = {
    "categories": "B2B|B2C|SaaS|Marketplace|E-commerce|Finance|Health|Education|Manufacturing|Publishing",
    "estimated_arr_usd": "$0-$100K|$100K-$1M|$1M-$10M|$10M-$50M|$50M-$100M|$100M+",
    "employee_range": "1-10|11-50|51-250|251-1K|1K-5K|5K-10K|10K+",
    "strongest_connection_strength": "Very weak|Weak|Good|Strong|Very strong",
    "stage": "Lead|In Progress|Won 🎉|Lost",
}


def standard_objects(identities: Identities) -> dict[str, Table]:
    """People, companies, deals, users and workspaces, empty."""
    tables = [
        object_table(identities, "people", ("Person", "People"), PEOPLE),
        object_table(identities, "companies", ("Company", "Companies"), COMPANIES),
        object_table(identities, "deals", ("Deal", "Deals"), DEALS),
        object_table(identities, "users", ("User", "Users"), USERS),
        object_table(identities, "workspaces", ("Workspace", "Workspaces"), WORKSPACES),
    ]
    return {table.slug: table for table in tables}


def object_table(identities: Identities, slug: str, nouns: tuple[str, str], attributes: str) -> Table:
    """An object without records; its attributes one per line, as in this module."""
    table = Table("objects", identities.of(f"object/{slug}"), slug, *nouns, created=CREATED)
    table.attributes = _attributes(identities, slug, attributes)
    return table


def list_table(identities: Identities, slug: str, name: str, parent: str, attributes: str) -> Table:
    """A list without entries; its attributes one per line, after the entry's own."""
    table = Table(
        "lists", identities.of(f"list/{slug}"), slug, name, name, created=CREATED, parents=(parent,)
    )
    table.attributes = _attributes(identities, slug, f"entry_id text RU | Entry ID\n{attributes}\n{_LAST}")
    return table


def _attributes(identities: Identities, owner: str, lines: str) -> dict[str, Attribute]:
    made = (_attribute(identities, owner, line) for line in lines.splitlines() if line)
    return {attribute.slug: attribute for attribute in made}


def _attribute(identities: Identities, owner: str, line: str) -> Attribute:
    """`slug type FLAGS > object.other_side | Title`: Read-only, Multiple, Unique, Custom, Q for required."""
    front, title = line.split(" | ")
    named, _, other = front.partition(" > ")
    slug, kind, flags = (*named.split(), "", "")[:3]
    other_object, _, other_slug = other.partition(".")
    attribute_id = identities.of(f"attribute/{owner}/{slug}")
    return Attribute(
        id=attribute_id,
        slug=slug,
        title=title,
        type=kind,
        created=CREATED,
        is_system="C" not in flags,
        is_writable="R" not in flags,
        is_required="Q" in flags,
        is_unique="U" in flags,
        is_multiselect="M" in flags,
        targets=(other_object,) if other else (),
        other_side=(other_object, other_slug) if other_slug else None,
        currency="USD" if kind == "currency" else None,
        choices=choices(identities, attribute_id, _CHOICES.get(slug, "").split("|")),
    )


def choices(identities: Identities, attribute_id: str, titles: Iterable[str]) -> list[Choice]:
    """Options or statuses of an attribute, one per title."""
    return [Choice(identities.of(f"{attribute_id}/{title}"), title) for title in titles if title]
