"""Held against Attio's OpenAPI document: parameters and body of a request, status and body of an answer."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

import jsonschema_rs
import orjson

from conformance.corrections import corrected, error_schema

if TYPE_CHECKING:
    from pathlib import Path

    from attiary.simulator.watching import Exchange

Json = dict[str, Any]

_MISSING = 404
_NUMBER = re.compile(r"-?\d+(\.\d+)?")


@dataclass(frozen=True)
class _Operation:
    """One method on one path."""

    pattern: re.Pattern[str]
    method: str
    raw: Json
    components: Json

    def body(self) -> jsonschema_rs.Validator | None:
        """What a request's body must be; None where there is none."""
        return self._bodies.get("request")

    def answer(self, status: int) -> jsonschema_rs.Validator | None:
        """What an answer's body must be; None for a status that is not declared."""
        return self._bodies.get(str(status))

    @cached_property
    def parameters(self) -> dict[str, Json]:
        """The parameters of the query string."""
        return {each["name"]: each for each in self.raw.get("parameters", []) if each["in"] == "query"}

    @cached_property
    def _bodies(self) -> dict[str, jsonschema_rs.Validator]:
        parts = {**self.raw["responses"], "request": self.raw.get("requestBody", {})}
        found = {key: part.get("content", {}).get("application/json") for key, part in parts.items()}
        return {
            key: validator({**part["schema"], "components": self.components})
            for key, part in found.items()
            if part
        }


def validator(schema: Json) -> jsonschema_rs.Validator:
    """Checks a decoded JSON value, formats included."""
    return jsonschema_rs.validator_for(
        {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}, validate_formats=True
    )


class OpenApiDocument:
    """The document, with its known faults corrected."""

    def __init__(self, path: Path) -> None:
        document = corrected(orjson.loads(path.read_bytes()))
        operations = [
            _Operation(_pattern(template), method.upper(), raw, document["components"])
            for template, methods in document["paths"].items()
            for method, raw in methods.items()
            if method != "parameters"
        ]
        self._operations = sorted(operations, key=lambda each: each.pattern.pattern.count("[^/]+"))

    def complaints(self, exchange: Exchange, *, asked_well: bool) -> list[str]:
        """What the document objects to; a request is judged only where it was meant well."""
        operation = self._operation(exchange)
        if operation is None:
            unknown = ["the document does not know this call"] if asked_well else []
            return [*unknown, *_errors(validator(error_schema(_MISSING)), exchange.answer, "answer")]
        request = [*_parameters(operation, exchange), *_body(operation, exchange)] if asked_well else []
        return [*request, *_answer(operation, exchange)]

    def _operation(self, exchange: Exchange) -> _Operation | None:
        return next(
            (
                each
                for each in self._operations
                if each.method == exchange.method and each.pattern.fullmatch(exchange.path)
            ),
            None,
        )


def _pattern(template: str) -> re.Pattern[str]:
    named = template.replace("{target}", "(objects|lists)")
    return re.compile(re.sub(r"{\w+}", "[^/]+", named))


def _parameters(operation: _Operation, exchange: Exchange) -> list[str]:
    given = dict(parse_qsl(exchange.query, keep_blank_values=True))
    known = operation.parameters
    unknown = [f"parameter {name}: not in the document" for name in given if name not in known]
    lacking = [f"parameter {name}: missing" for name, each in known.items() if _lacks(each, given)]
    unfit = [
        f"parameter {name}: {text!r} is not allowed"
        for name, text in given.items()
        if name in known and not _fits(known[name]["schema"], text)
    ]
    return [*unknown, *lacking, *unfit]


def _lacks(parameter: Json, given: dict[str, str]) -> bool:
    return bool(parameter["required"]) and parameter["name"] not in given


def _fits(schema: Json, text: str) -> bool:
    meanings: list[Any] = [text]
    if text in ("true", "false"):
        meanings.append(text == "true")
    if _NUMBER.fullmatch(text):
        meanings.append(float(text) if "." in text else int(text))
    return any(jsonschema_rs.is_valid(schema, meaning) for meaning in meanings)


def _body(operation: _Operation, exchange: Exchange) -> list[str]:
    expected = operation.body()
    if expected is None:
        return ["body: the document has none"] if exchange.body else []
    return _errors(expected, exchange.body, "body")


def _answer(operation: _Operation, exchange: Exchange) -> list[str]:
    expected = operation.answer(exchange.status)
    if expected is None:
        return [f"answer: status {exchange.status} is not declared"]
    return _errors(expected, exchange.answer, "answer")


def _errors(expected: jsonschema_rs.Validator, body: bytes, part: str) -> list[str]:
    try:
        value = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        return [f"{part}: not JSON: {error}"]
    return [
        f"{part}: {'/'.join(map(str, error.instance_path))}: {error.message[:300]}"
        for error in expected.iter_errors(value)
    ]
