"""The people and the companies of the sample, each made from the seed and its number when first asked for."""

from __future__ import annotations

from functools import cache, partial
from typing import TYPE_CHECKING

from attiary.simulator import hostile, words
from attiary.simulator.accept import domain_own, email_own, location_own, name_own, phone_own
from attiary.simulator.dice import Dice
from attiary.simulator.kinds import Own
from attiary.simulator.stamps import Actor, stamp
from attiary.simulator.standard import CREATED
from attiary.simulator.tables import Room, Row, Table, Value, Values

if TYPE_CHECKING:
    from collections.abc import Callable

    from attiary.simulator.world import World

FIVE_YEARS = 157_680_000_000
"""How long after the workspace was set up its rows were created, at most, in milliseconds."""

_DAY = 86_400_000
_SCATTER = 2_654_435_761
_WITHOUT_NAME = 6
_WITH_NOTHING = 2

Owns = dict[str, list[Own]]


class Cast:
    """Who exists, who works where and who is in which deal; everything else follows from the seed."""

    def __init__(self, world: World, seed: int, *, people: int, companies: int) -> None:
        self._world = world
        self._seed = seed
        self._room = Room()
        self._ids: dict[str, list[str]] = {}
        self.deals_of: dict[str, list[Own]] = {}
        self._employers = self._employ(people, companies)
        self._teams: dict[int, list[int]] = {}
        for person, company in self._employers.items():
            self._teams.setdefault(company, []).append(person)
        for slug, make, many in (("people", self._person, people), ("companies", self._company, companies)):
            world.objects[slug].fill([self.row(slug, number, make) for number in range(many)])

    def id_of(self, slug: str, number: int) -> str:
        """The id of the row of a number."""
        known = self._ids.setdefault(slug, [])
        while len(known) <= number:
            known.append(self._world.identities.of(f"{slug}/{len(known)}"))
        return known[number]

    def dice(self, slug: str, number: int) -> Dice:
        """Chance that is the same for the same seed."""
        return Dice(f"{self._seed}/{slug}/{number}")

    def row(
        self, slug: str, number: int, make: Callable[[int], Owns], parent: tuple[str, str] | None = None
    ) -> Row:
        """The row of a number, created at some moment and by somebody."""
        # Scattered by a prime: neither ids nor numbers are in the order of creation, as in a real workspace.
        created = CREATED + (number * _SCATTER + len(slug) * _DAY) % FIVE_YEARS
        creator = self._creator(number)
        values = partial(_values, make, number, created, creator)
        return Row(self.id_of(slug, number), created, creator, values, parent, self._room)

    def member(self, number: int) -> Actor:
        """One of the workspace's members."""
        members = self._world.members
        return Actor("workspace-member", members[number % len(members)]["id"]["workspace_member_id"])

    def _creator(self, number: int) -> Actor:
        # Each kind of actor that Attio has; `system` has no id, which readers forget (fact sheet, section 2).
        creators = (self._world.owner, Actor("system"), self._app("api-token"), self._app("app"))
        return creators[number % 7 % len(creators)]

    def _app(self, kind: str) -> Actor:
        return Actor(kind, self._world.identities.of(f"actor/{kind}"))

    def _employ(self, people: int, companies: int) -> dict[int, int]:
        dice = self.dice("employers", 0)
        if not companies:
            return {}
        # A few companies employ many: relationships with long arrays are what slows readers.
        return {person: int(companies * dice.random() ** 1.5) for person in range(people) if dice.happens(85)}

    def _person(self, number: int) -> Owns:
        dice = self.dice("people", number)
        nameless = number - len(hostile.NAMES)
        if 0 <= nameless < _WITH_NOTHING:
            return {**self._job(number), **self._deals("people", number)}
        first, last = _names(dice)
        handle = f"{first[1]}.{last[1]}{number}"
        place = dice.choice(words.PLACES)
        owns: Owns = {"email_addresses": _addresses(dice, handle, self._employers.get(number))}
        if number < len(hostile.NAMES):
            owns["name"] = [name_own(*_split(hostile.NAMES[number]), hostile.NAMES[number])]
        elif nameless >= _WITHOUT_NAME:
            owns["name"] = [name_own(first[0], last[0])]
        owns["primary_location"] = [_place(place)]
        if dice.happens(60):
            owns["phone_numbers"] = [_phone(dice, place[4]) for _ in range(1 + (dice.happens(10)))]
        if dice.happens(30):
            owns["linkedin"] = [(f"https://www.linkedin.com/in/{handle}",)]
        if dice.happens(20):
            owns["description"] = [(dice.choice(words.DESCRIPTIONS),)]
        others = {**self._contact("people", number, dice), **self._deals("people", number)}
        return {**owns, **self._job(number), **others}

    def _company(self, number: int) -> Owns:
        dice = self.dice("companies", number)
        team: Owns = {
            "team": [("people", self.id_of("people", each)) for each in self._teams.get(number, ())]
        }
        if number == len(hostile.NAMES):
            return {**team, **self._deals("companies", number)}
        owns: Owns = {
            "domains": [domain_own(_domain(number))],
            "name": [(_company_name(number, dice),)],
            **team,
        }
        if number == len(hostile.NAMES) + 1:
            del owns["name"]
        elif number < len(hostile.NAMES):
            owns["name"] = [(hostile.NAMES[number],)]
        owns["description"] = [(dice.choice(words.DESCRIPTIONS),)]
        owns["categories"] = self._several("companies", "categories", dice)
        owns["primary_location"] = [_place(dice.choice(words.PLACES))]
        owns["foundation_date"] = [(f"{dice.randrange(1890, 2024)}-{dice.randrange(1, 13):02}-15",)]
        owns["employee_range"] = self._one("companies", "employee_range", dice)
        if dice.happens(40):
            owns["funding_raised_usd"] = [("USD", dice.randrange(1, 400) * 100_000)]
            owns["estimated_arr_usd"] = self._one("companies", "estimated_arr_usd", dice)
        if dice.happens(50):
            owns["twitter_follower_count"] = [(dice.randrange(2_000_000),)]
        return {**owns, **self._contact("companies", number, dice), **self._deals("companies", number)}

    def _job(self, number: int) -> Owns:
        employer = self._employers.get(number)
        if employer is None:
            return {}
        title = self.dice("jobs", number).choice(words.JOBS)
        return {"company": [("companies", self.id_of("companies", employer))], "job_title": [(title,)]}

    def _deals(self, slug: str, number: int) -> Owns:
        return {"associated_deals": self.deals_of.get(self.id_of(slug, number), [])}

    def _contact(self, slug: str, number: int, dice: Dice) -> Owns:
        if dice.happens(50):
            return {}
        member = self.member(number)
        first = CREATED + dice.randrange(FIVE_YEARS)
        met = ("meeting", stamp(first), member)
        wrote = ("email", stamp(first + dice.randrange(200) * _DAY), member)
        return {
            "first_calendar_interaction": [met],
            "first_interaction": [met],
            "last_email_interaction": [wrote],
            "last_interaction": [wrote],
            "strongest_connection_strength_legacy": [(round(dice.random() * 100, 4),)],
            "strongest_connection_strength": self._one(slug, "strongest_connection_strength", dice),
            "strongest_connection_user": [tuple(member)],
        }

    def _one(self, slug: str, attribute: str, dice: Dice) -> list[Own]:
        return [(dice.choice(self._table(slug).attributes[attribute].choices).id,)]

    def _several(self, slug: str, attribute: str, dice: Dice) -> list[Own]:
        choices = self._table(slug).attributes[attribute].choices
        return [(choice.id,) for choice in dice.sample(choices, dice.randrange(4))]

    def _table(self, slug: str) -> Table:
        return self._world.objects[slug]


def _values(make: Callable[[int], Owns], number: int, created: int, creator: Actor) -> Values:
    made = make(number).items()
    return {key: [Value(own, created, creator) for own in owns] for key, owns in made if owns}


def _names(dice: Dice) -> tuple[tuple[str, str], tuple[str, str]]:
    script = dice.choice(words.SCRIPTS)
    mixed = dice.choice(words.SCRIPTS) if dice.happens(5) else script
    return dice.choice(words.GIVEN[script]), dice.choice(words.FAMILY[mixed])


def _split(full: str) -> tuple[str, str]:
    first, _, last = full.partition(" ")
    return first, last


def _addresses(dice: Dice, handle: str, employer: int | None) -> list[Own]:
    domain = "example.org" if employer is None else _domain(employer)
    second = [email_own(f"{handle}@example.com")] if dice.happens(15) else []
    return [email_own(f"{handle.title()}@{domain}"), *second]


def _domain(number: int) -> str:
    first = words.COMPANY_FIRST[number % len(words.COMPANY_FIRST)].lower()
    return f"{first}{number}.example.com" if number % 3 else f"www.{first}{number}.example"


def _company_name(number: int, dice: Dice) -> str:
    if dice.happens(8):
        return f"{dice.choice(words.COMPANY_ABROAD)}{dice.choice(words.SUFFIXES)}"
    first = words.COMPANY_FIRST[number % len(words.COMPANY_FIRST)]
    return f"{first} {dice.choice(words.COMPANY_SECOND)}{dice.choice(words.SUFFIXES)}"


@cache
def _place(place: tuple[str | None, ...]) -> Own:
    keys = ("line_1", "locality", "region", "postcode", "country_code", "latitude", "longitude")
    return location_own(**dict(zip(keys, place, strict=True)))


def _phone(dice: Dice, country: str | None) -> Own:
    digits = f"{words.CALLING_CODES[country or 'US']}{dice.randrange(10_000):04}"
    return phone_own(f"+{digits[:2]} {digits[2:5]} {digits[5:]}", country)
