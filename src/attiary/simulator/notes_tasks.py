"""The endpoints that read what surrounds records: members, notes and tasks."""

from __future__ import annotations

from typing import Any

from attiary.simulator.api_errors import invalid, not_found
from attiary.simulator.calls import Call, endpoint
from attiary.simulator.unsettled import NOTES_LIMIT, TASKS_LIMIT

Json = dict[str, Any]


def _members(call: Call) -> Json:
    call.asked()
    return {"data": call.world.members}


def _member(call: Call) -> Json:
    call.asked()
    return {"data": _one(call.world.members, "workspace_member_id", call.path["id"], "Workspace member")}


def _note(call: Call) -> Json:
    call.asked()
    return {"data": _one(call.world.notes, "note_id", call.path["id"], "Note")}


def _task(call: Call) -> Json:
    call.asked()
    return {"data": _one(call.world.tasks, "task_id", call.path["id"], "Task")}


def _one(items: list[Json], key: str, wanted: str, noun: str) -> Json:
    found = next((item for item in items if item["id"][key] == wanted), None)
    if found is None:
        raise not_found(f'{noun} with ID "{wanted}" not found.')
    return found


def _notes(call: Call) -> Json:
    asked = call.asked("limit", "offset", "parent_object", "parent_record_id")
    notes = (
        [note for note in call.world.notes if _is_about(call, note)]
        if "parent_object" in asked
        else call.world.notes
    )
    if "parent_record_id" in asked:
        notes = [note for note in notes if note["parent_record_id"] == asked["parent_record_id"]]
    start, limit = call.number("offset"), call.number("limit", NOTES_LIMIT)
    return {"data": notes[start : start + limit]}


def _is_about(call: Call, note: Json) -> bool:
    return bool(note["parent_object"] == call.world.object(call.query["parent_object"]).slug)


_TASK_SORTS = {"created_at:asc", "created_at:desc", "completed_at:asc", "completed_at:desc"}


def _tasks(call: Call) -> Json:
    asked = call.asked(
        "limit", "offset", "sort", "linked_object", "linked_record_id", "assignee", "is_completed"
    )
    sort = asked.get("sort", "created_at:asc")
    if sort not in _TASK_SORTS:
        raise invalid(
            "Query", ("sort",), "Invalid enum value", "invalid_enum_value", options=sorted(_TASK_SORTS)
        )
    # Documented as a pair: an id is unique within its object only.
    if ("linked_object" in asked) != ("linked_record_id" in asked):
        raise invalid("Query", ("linked_object",), "linked_object and linked_record_id belong together")
    moment, _, direction = sort.partition(":")
    found = [task for task in call.world.tasks if _is_wanted(call, task)]
    found.sort(key=lambda task: task[moment] or "", reverse=direction == "desc")
    start, limit = call.number("offset"), call.number("limit", TASKS_LIMIT)
    return {"data": found[start : start + limit]}


def _is_wanted(call: Call, task: Json) -> bool:
    asked = call.query
    if "is_completed" in asked and task["is_completed"] != call.flag("is_completed"):
        return False
    if "linked_record_id" in asked:
        linked = {"target_object_id": asked["linked_object"], "target_record_id": asked["linked_record_id"]}
        if linked not in task["linked_records"]:
            return False
    return "assignee" not in asked or _is_assigned(call, task, asked["assignee"])


def _is_assigned(call: Call, task: Json, assignee: str) -> bool:
    # So Attio spells "of nobody" in a query string (fact sheet, section 2).
    if assignee in ("", "null"):
        return not task["assignees"]
    emails = {each["id"]["workspace_member_id"]: each["email_address"] for each in call.world.members}
    ids = [each["referenced_actor_id"] for each in task["assignees"]]
    return assignee in ids or assignee in (emails.get(each) for each in ids)


_NOTE = "note:read object_configuration:read record_permission:read"
_TASK = "task:read object_configuration:read record_permission:read user_management:read"

NOTES_TASKS = (
    endpoint("GET", "/workspace_members", _members, "user_management:read"),
    endpoint("GET", "/workspace_members/{id}", _member, "user_management:read"),
    endpoint("GET", "/notes", _notes, _NOTE),
    endpoint("GET", "/notes/{id}", _note, _NOTE),
    endpoint("GET", "/tasks", _tasks, _TASK),
    endpoint("GET", "/tasks/{id}", _task, _TASK),
)
