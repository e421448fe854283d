"""What Attio's OpenAPI document of April 2026 and the models of `attio` 0.26.1 get wrong or do not know yet.

The document's faults are one table, mended when it is read; the models' follow at the end.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

Json = dict[str, Any]


@dataclass(frozen=True)
class Correction:
    """What is wrong, how that is known (a section of the fact sheet, or a recording), and what mends it."""

    fault: str
    source: str
    mend: Callable[[Json], None]


def corrected(document: Json) -> Json:
    """The document, mended in place."""
    for correction in CORRECTIONS:
        correction.mend(document)
    return document


def _schemas(node: Any) -> Iterator[Json]:
    """Every schema in the document, inner ones last; examples and texts are none."""
    if isinstance(node, list):
        for part in node:
            yield from _schemas(part)
    elif isinstance(node, dict):
        if isinstance(node.get("type"), str | list) or "$ref" in node:
            yield node
        for key, part in node.items():
            if key not in ("example", "examples", "default", "enum"):
                yield from _schemas(part)


def _allow_null(schema: Json) -> None:
    kinds = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    schema["type"] = [*kinds, "null"] if "null" not in kinds else kinds


def _nullable(document: Json) -> None:
    for schema in _schemas(document):
        if schema.pop("nullable", False):
            _allow_null(schema)


def _null_in_enums(document: Json) -> None:
    for schema in _schemas(document):
        if "enum" in schema and "null" in schema["type"] and None not in schema["enum"]:
            schema["enum"] = [*schema["enum"], None]


def _timestamps(document: Json) -> None:
    for schema in _schemas(document):
        parts = schema.get("properties", {})
        if parts.get("attribute_type", {}).get("enum") == ["timestamp"]:
            parts["value"]["format"] = "date-time"


def _open_enums(document: Json) -> None:
    for schema in _schemas(document):
        for name in ("currency_code", "default_currency_code", "interaction_type"):
            schema.get("properties", {}).get(name, {}).pop("enum", None)


def _written_values(document: Json) -> None:
    for schema in _schemas(document):
        if schema.get("additionalProperties") == {"type": "array"}:
            schema["additionalProperties"] = True


def _task_times(document: Json) -> None:
    task = document["components"]["schemas"]["task"]
    task["properties"]["completed_at"] = {"type": ["string", "null"], "format": "date-time"}
    for parameter in document["paths"]["/v2/tasks"]["get"]["parameters"]:
        if parameter["name"] == "sort":
            parameter["schema"]["enum"] += ["completed_at:asc", "completed_at:desc"]


def _token_level(document: Json) -> None:
    for schema in _schemas(document["paths"]["/v2/self"]):
        if "iss" in schema.get("properties", {}):
            schema["properties"]["token_level"] = {"enum": ["workspace", "user"]}
            schema["required"] = [
                key for key in schema["required"] if key != "authorized_by_workspace_member_id"
            ]


def _merge(document: Json) -> None:
    text = {"type": "string", "format": "uuid"}
    asked = _object({"data": _object({"primary_record_id": text, "secondary_record_id": text})})
    answered = _content(_object({"data": _object({"new_record_id": text})}))
    document["paths"]["/v2/objects/{object}/records/merge"] = {
        "post": {
            "parameters": [{"name": "object", "in": "path", "required": True, "schema": {"type": "string"}}],
            "requestBody": {"required": True, **_content(asked)},
            "responses": {"200": answered, "202": answered},
        }
    }


def _object(properties: Json) -> Json:
    return {"type": "object", "properties": properties, "required": list(properties)}


def _content(schema: Json) -> Json:
    return {"content": {"application/json": {"schema": schema}}}


_REQUEST = "invalid_request_error"
_CODES: dict[int, tuple[str, str]] = {
    400: (
        _REQUEST,
        """validation_type filter_error unknown_filter_attribute_slug value_not_found missing_value
        immutable_value multiple_match_results system_edit_unauthorized uniqueness_conflict self_merge
        duplicate_values multiple_values_for_single_value_attribute formula_edit_unauthorized limit_reached
        quota_exceeded particle_gate_violation standard_object_disabled""",
    ),
    401: ("auth_error", "unauthorized"),
    403: ("auth_error", "unauthorized billing_error quota_exceeded"),
    404: (_REQUEST, "not_found merge_in_progress value_not_found"),
    409: (_REQUEST, "slug_conflict uniqueness_conflict concurrent_write_conflict"),
    413: (_REQUEST, "validation_type"),
    429: ("rate_limit_error", "rate_limit_exceeded"),
}


def _errors(document: Json) -> None:
    answers = {str(status): _content(error_schema(status)) for status in _CODES}
    for operations in document["paths"].values():
        for method, operation in operations.items():
            if method != "parameters":
                operation["responses"] |= answers


def error_schema(status: int) -> Json:
    """The body of an error (fact sheet, section 8)."""
    kind, codes = _CODES[status]
    problem = _object({"code": {"type": "string"}, "path": {"type": "array"}, "message": {"type": "string"}})
    problem["additionalProperties"] = True
    error = _object(
        {
            "status_code": {"const": status},
            "type": {"const": kind},
            "code": {"enum": codes.split()},
            "message": {"type": "string", "minLength": 1},
        }
    )
    error["properties"] |= {
        "validation_errors": {"type": "array", "items": problem, "minItems": 1},
        "path": {"type": "array", "items": {"type": "string"}},
    }
    return error


def _closed(document: Json) -> None:
    for schema in _schemas(document):
        if "properties" in schema:
            schema.setdefault("additionalProperties", False)


CORRECTIONS = (
    Correction("`nullable: true`, of OpenAPI 3.0, in a 3.1 document: null is allowed", "14", _nullable),
    Correction("enums lack the null that the type beside them allows", "14", _null_in_enums),
    Correction("the value of a timestamp has the format of a date", "14", _timestamps),
    Correction("currencies and interaction types have grown since, and may again", "6", _open_enums),
    Correction("a single value may be written bare, as the text beside it says", "6", _written_values),
    Correction("a task says when it was completed, and may be sorted by it", "14, REC-N", _task_times),
    Correction("a token has a level, and not always a member behind it", "11, 14", _token_level),
    Correction("records may be merged", "9, attio 0.26.1", _merge),
    Correction("401, 403, 429 and many codes are undeclared", "8, 14", _errors),
    Correction("a key that is not named in the document is no part of an answer", "our own rule", _closed),
)


_TYPES = (
    "text",
    "number",
    "checkbox",
    "currency",
    "date",
    "timestamp",
    "rating",
    "status",
    "select",
    "record-reference",
    "actor-reference",
    "location",
    "domain",
    "email-address",
    "phone-number",
    "interaction",
    "personal-name",
)


def without_inventions(answer: Any) -> Any:
    """An answer without the values and attributes of types that a test made up, to be ahead of Attio."""
    if isinstance(answer, dict):
        return {key: without_inventions(inner) for key, inner in answer.items()}
    if isinstance(answer, list):
        return [without_inventions(inner) for inner in answer if not _is_invented(inner)]
    return answer


def _is_invented(item: Any) -> bool:
    if not isinstance(item, dict):
        return False
    is_attribute = "is_system_attribute" in item
    return (item.get("type") if is_attribute else item.get("attribute_type", "text")) not in _TYPES


UNKNOWN_IN_ERRORS = ("validation_errors", "path")
"""What the models do not know of an error's body (section 8)."""


def spelt_out(body: Any) -> Any:
    """A body with bare values put into arrays, which Attio takes (section 6) and the models do not."""
    data = body.get("data") if isinstance(body, dict) else None
    if not isinstance(data, dict):
        return body
    arrays = {
        key: {slug: each if isinstance(each, list) else [each] for slug, each in data[key].items()}
        for key in ("values", "entry_values")
        if isinstance(data.get(key), dict)
    }
    return {**body, "data": {**data, **arrays}}


def is_forgiven(status: int, place: tuple[str | int, ...], value: Any) -> bool:
    """Whether the models are wrong to object to a value: they know too few codes of errors (8, 14)."""
    return place[-1] == "code" and value in _CODES.get(status, ("", ""))[1].split()
