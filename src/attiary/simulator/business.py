"""What the sample's people and companies are in: deals, projects, lists, notes and tasks."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from attiary.simulator import words
from attiary.simulator.accept import location_own, phone_own
from attiary.simulator.casting import FIVE_YEARS, Cast, Owns
from attiary.simulator.stamps import stamp
from attiary.simulator.standard import CREATED, choices, list_table, object_table
from attiary.simulator.tables import Table, View

if TYPE_CHECKING:
    from attiary.simulator.dice import Dice
    from attiary.simulator.kinds import Own
    from attiary.simulator.world import World

_PROJECTS = """record_id text RU | Record ID
title text CQ | Title
client record-reference C > companies | Client
members record-reference MC > people | Members
is_confidential checkbox C | Confidential
score number C | Score
satisfaction rating C | Satisfaction
budget currency C | Budget
kick_off date C | Kick-off
last_review timestamp C | Last review
phase status C | Phase
tags select MC | Tags
site location C | Site
hotline phone-number C | Hotline
lead actor-reference C | Lead
meeting_notes text C | Meeting notes
created_at timestamp R | Created at
created_by actor-reference R | Created by"""

_OUTREACH = """stage status C | Stage
channel select C | Channel
follow_up date C | Follow up
remarks text C | Remarks"""

_SALES = """stage status C | Stage
amount currency C | Amount
confidence rating C | Confidence
account_owner actor-reference C | Account owner
champion record-reference C > people | Champion"""

_REVIEW = """verdict select C | Verdict
is_urgent checkbox C | Urgent
reviewed timestamp C | Reviewed at"""

_CHOICES = {
    ("projects", "phase"): ["Planned", "Running", "Paused", "Delivered"],
    ("projects", "tags"): ["Internal", "Pilot", "Renewal", "Urgent", "Old system"],
    ("outreach", "stage"): ["To contact", "Contacted", "Replied", "Not interested"],
    ("outreach", "channel"): ["Email", "Phone", "Event", "Fax"],
    ("enterprise_sales", "stage"): ["Qualified", "Proposal", "Negotiation", "Signed"],
    ("pipeline_review", "verdict"): ["Keep", "Drop", "Ask again"],
}
_ARCHIVED = ("Old system", "Fax")

_DEALS, _PROJECTS_MADE, _NOTES, _TASKS = 300, 120, 60, 40
_ENTRIES = {"outreach": 700, "enterprise_sales": 500, "pipeline_review": 300}


class Business:
    """Fills a world's other tables around its people and companies, from the same seed."""

    def __init__(self, world: World, cast: Cast) -> None:
        self._world = world
        self._cast = cast

    def fill(self) -> None:
        """Deals first: they are linked from people and companies."""
        people, companies = (len(self._world.objects[slug].order) for slug in ("people", "companies"))
        if not people or not companies:
            return
        self._deals(people, companies)
        self._projects()
        self._lists()
        self._world.notes = [self._note(i) for i in range(_NOTES)]
        self._world.tasks = [self._task(i) for i in range(_TASKS)]

    def _deals(self, people: int, companies: int) -> None:
        table = self._world.objects["deals"]
        rows = []
        for number in range(_DEALS):
            dice = self._cast.dice("deals", number)
            company = ("companies", self._cast.id_of("companies", dice.randrange(companies)))
            persons = {
                ("people", self._cast.id_of("people", dice.randrange(people))): None
                for _ in range(dice.randrange(4))
            }
            here = ("deals", self._cast.id_of("deals", number))
            for _, record_id in (company, *persons):
                self._cast.deals_of.setdefault(record_id, []).append(here)
            rows.append(self._cast.row("deals", number, partial(self._deal, company, list(persons))))
        table.fill(rows)

    def _deal(self, company: Own, persons: list[Own], number: int) -> Owns:
        dice = self._cast.dice("deal values", number)
        first, second = dice.choice(words.COMPANY_FIRST), dice.choice(words.COMPANY_SECOND)
        return {
            "name": [(f"{first} {second}: {dice.choice(['renewal', 'pilot', 'expansion', 'first order'])}",)],
            "stage": self._choice("deals", "stage", dice),
            "owner": [tuple(self._cast.member(number))],
            "value": [("USD", dice.randrange(1, 900) * 500)] if dice.happens(80) else [],
            "associated_people": persons,
            "associated_company": [company],
        }

    def _projects(self) -> None:
        table = object_table(self._world.identities, "projects", ("Project", "Projects"), _PROJECTS)
        self._add_choices(table)
        self._world.objects["projects"] = table
        table.fill([self._cast.row("projects", i, self._project) for i in range(_PROJECTS_MADE)])
        table.attributes["meeting_notes"].description = "What was said, in short."

    def _project(self, number: int) -> Owns:
        dice = self._cast.dice("projects", number)
        moment = stamp(CREATED + dice.randrange(FIVE_YEARS))
        return {
            "title": [(f"Project {dice.choice(words.COMPANY_FIRST)} {number}",)],
            "client": [self._any("companies", dice)],
            "members": list(dict.fromkeys(self._any("people", dice) for _ in range(dice.randrange(5)))),
            "is_confidential": [(dice.happens(30),)],
            "score": [(round(dice.random() * 1000, dice.randrange(5)),)],
            "satisfaction": [(dice.randrange(6),)],
            "budget": [("EUR", dice.randrange(1, 90_000) / 100)],
            "kick_off": [(moment[:10],)],
            "last_review": [(moment,)] if dice.happens(70) else [],
            "phase": self._choice("projects", "phase", dice),
            "tags": [self._choice("projects", "tags", dice)[0]] if dice.happens(80) else [],
            "site": [location_own(locality=dice.choice(words.PLACES)[1] or "")],
            "hotline": [phone_own(f"+44 20 7946 {number:04}", "GB")],
            "lead": [tuple(self._cast.member(number))],
            "meeting_notes": [(dice.choice(words.DESCRIPTIONS),)],
        }

    def _lists(self) -> None:
        for slug, name, parent, attributes in (
            ("outreach", "Outreach", "people", _OUTREACH),
            ("enterprise_sales", "Enterprise sales", "companies", _SALES),
            ("pipeline_review", "Pipeline review / Révision", "deals", _REVIEW),
        ):
            table = list_table(self._world.identities, slug, name, parent, attributes)
            self._add_choices(table)
            self._world.lists[slug] = table
            rows = []
            for number in range(_ENTRIES[slug]):
                dice = self._cast.dice(slug, number)
                make = partial(self._entry, slug)
                rows.append(self._cast.row(slug, number, make, self._any(parent, dice)))
            table.fill(rows)
        sales = self._world.lists["enterprise_sales"]
        view_id = self._world.identities.of("view/signed")
        sales.views.append(View(view_id, "Signed", CREATED, {"stage": "Signed"}))

    def _entry(self, slug: str, number: int) -> Owns:
        dice = self._cast.dice(f"{slug} values", number)
        moment = stamp(CREATED + dice.randrange(FIVE_YEARS))
        if slug == "outreach":
            return {
                "stage": self._choice(slug, "stage", dice),
                "channel": self._choice(slug, "channel", dice),
                "follow_up": [(moment[:10],)] if dice.happens(50) else [],
                "remarks": [(dice.choice(words.DESCRIPTIONS),)] if dice.happens(30) else [],
            }
        if slug == "enterprise_sales":
            return {
                "stage": self._choice(slug, "stage", dice),
                "amount": [("USD", dice.randrange(1, 5000) * 100)],
                "confidence": [(dice.randrange(6),)],
                "account_owner": [tuple(self._cast.member(number))],
                "champion": [self._any("people", dice)] if dice.happens(60) else [],
            }
        return {
            "verdict": self._choice(slug, "verdict", dice),
            "is_urgent": [(dice.happens(20),)],
            "reviewed": [(moment,)],
        }

    def _note(self, number: int) -> dict[str, Any]:
        dice = self._cast.dice("notes", number)
        parent_object, parent_record = self._any(dice.choice(["people", "companies"]), dice)
        text = dice.choice(words.DESCRIPTIONS)
        return {
            "id": {"workspace_id": self._world.id, "note_id": self._cast.id_of("notes", number)},
            "parent_object": parent_object,
            "parent_record_id": parent_record,
            "title": f"Call {number}",
            "meeting_id": None,
            "content_plaintext": text,
            "content_markdown": f"**{text}**",
            "tags": [],
            "created_by_actor": self._cast.member(number)._asdict(),
            "created_at": stamp(CREATED + number * FIVE_YEARS // _NOTES),
        }

    def _task(self, number: int) -> dict[str, Any]:
        dice = self._cast.dice("tasks", number)
        linked_object, linked_record = self._any("people", dice)
        created = CREATED + number * FIVE_YEARS // _TASKS
        is_completed = dice.happens(50)
        member = self._cast.member(number)
        return {
            "id": {"workspace_id": self._world.id, "task_id": self._cast.id_of("tasks", number)},
            "content_plaintext": f"Follow up no. {number}",
            "deadline_at": stamp(created + 864_000_000) if dice.happens(70) else None,
            "is_completed": is_completed,
            "completed_at": stamp(created + 432_000_000) if is_completed else None,
            "linked_records": [{"target_object_id": linked_object, "target_record_id": linked_record}],
            "assignees": [{"referenced_actor_type": member.type, "referenced_actor_id": member.id}],
            "created_by_actor": member._asdict(),
            "created_at": stamp(created),
        }

    def _any(self, slug: str, dice: Dice) -> tuple[str, str]:
        return (slug, dice.choice(self._world.objects[slug].order))

    def _choice(self, slug: str, attribute: str, dice: Dice) -> list[Own]:
        table = self._world.objects.get(slug) or self._world.lists[slug]
        return [(dice.choice(table.attributes[attribute].choices).id,)]

    def _add_choices(self, table: Table) -> None:
        for (slug, name), titles in _CHOICES.items():
            if slug == table.slug:
                attribute = table.attributes[name]
                attribute.choices = choices(self._world.identities, attribute.id, titles)
                for choice in attribute.choices:
                    choice.is_archived = choice.title in _ARCHIVED
                    choice.celebration_enabled = choice.title == "Signed"
