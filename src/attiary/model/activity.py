"""What surrounds records in Attio: memberships, views, members, notes and tasks, in the shape of the wire."""

from __future__ import annotations

from msgspec import Struct, field

from attiary.model.crm import Noun
from attiary.model.values import Actor, Json  # noqa: TC001 - msgspec reads annotations at run time


class Membership(Noun, frozen=True, kw_only=True):
    """That a record is in a list, and the entry by which it is."""

    list_id: str
    list_api_slug: str
    entry_id: str
    created_at: str


class ViewId(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The whole id of a view; of an object or of a list."""

    workspace_id: str
    object_id: str | None = None
    list_id: str | None = None
    view_id: str


class View(Noun, frozen=True, kw_only=True):
    """A filter that somebody saved in Attio for an object or a list."""

    id: ViewId
    title: str
    created_at: str | None = None


class MemberId(Struct, frozen=True, forbid_unknown_fields=True):
    """The whole id of a workspace member."""

    workspace_id: str
    workspace_member_id: str


class Member(Noun, frozen=True, kw_only=True):
    """A person who works in the workspace; never deleted, at most suspended (`access_level`)."""

    id: MemberId
    first_name: str = ""
    last_name: str = ""
    email_address: str = ""
    avatar_url: str | None = None
    access_level: str = ""
    created_at: str | None = None


class NoteId(Struct, frozen=True, forbid_unknown_fields=True):
    """The whole id of a note."""

    workspace_id: str
    note_id: str


class Note(Noun, frozen=True, kw_only=True):
    """What somebody wrote about a record."""

    id: NoteId
    parent_object: str
    parent_record_id: str
    title: str = ""
    content_plaintext: str = ""
    content_markdown: str = ""
    meeting_id: str | None = None
    tags: list[dict[str, Json]] = field(default_factory=list)
    created_by_actor: Actor | None = None
    created_at: str


class TaskId(Struct, frozen=True, forbid_unknown_fields=True):
    """The whole id of a task."""

    workspace_id: str
    task_id: str


class LinkedRecord(Struct, frozen=True, forbid_unknown_fields=True):
    """A record that a task is about; despite its name `target_object_id` holds a slug."""

    target_object_id: str
    target_record_id: str


class Assignee(Struct, frozen=True, forbid_unknown_fields=True):
    """Who is to do a task."""

    referenced_actor_type: str
    referenced_actor_id: str | None = None


class Task(Noun, frozen=True, kw_only=True):
    """Something to be done, by a day (`deadline_at`) and by somebody, about some records."""

    id: TaskId
    content_plaintext: str = ""
    deadline_at: str | None = None
    is_completed: bool = False
    completed_at: str | None = None
    linked_records: list[LinkedRecord] = field(default_factory=list)
    assignees: list[Assignee] = field(default_factory=list)
    created_by_actor: Actor | None = None
    created_at: str
