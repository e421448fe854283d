"""What a person asks for in the language of filters, as a filter that Attio understands. Pure."""

from __future__ import annotations

import json
from math import isfinite
from typing import TYPE_CHECKING, Any, TypeGuard

from attiary.attio.query.filters import all_of, any_of
from attiary.attio.query.grammar import Expression, parse_filter
from attiary.attio.query.operators import (
    AN_ID,
    OPERATORS,
    REFERENCE,
    Constraint,
    Property,
    kind_of,
)
from attiary.attio.query.resolve import Named, Vocabulary, resolve
from attiary.errors import N_, AttioError, QueryRefused
from attiary.hints import Hint

if TYPE_CHECKING:
    from collections.abc import Sequence

    from attiary.attio.requests import Filter
    from attiary.model.selection import Target

_JUNCTIONS = ("$and", "$or")
_ACTOR = "actor-reference"
_CORRECT = Hint.CORRECT_FILTER
_IDS = ("record_id", "entry_id")


def as_filter(target: Target, expressions: Sequence[str], words: Vocabulary) -> Filter:
    """What fits all of the expressions; one that begins with `{` is Attio's own JSON.

    Raises AttioError for one that cannot be understood, or that Attio cannot answer.
    """
    if not expressions:
        raise QueryRefused(N_("No filter was given."), Hint.FILTER_EXAMPLE)
    return all_of([_as_filter(target, each, words) for each in expressions])


def _as_filter(target: Target, source: str, words: Vocabulary) -> Filter:
    if source.lstrip().startswith("{"):
        return _raw(source)
    expression = parse_filter(source)
    found = any_of(
        [node for named in resolve(target, expression.steps, words) for node in _nodes(named, expression)]
    )
    return {"$not": found} if expression.is_negated else found


def _nodes(named: Named, expression: Expression) -> list[Filter]:
    """The nodes of which a row must fit one."""
    if expression.symbol == "?":
        return _presence(named)
    if named.part is None and named.attribute.type == REFERENCE:
        return [_node(named.path, each) for each in _references(named, expression)]
    return [_node(named.path, _comparison(named, expression))]


def _node(path: Sequence[tuple[str, str]], constraint: Constraint) -> Filter:
    if len(path) == 1:
        return {path[0][1]: constraint}
    return {"path": [list(step) for step in path], "constraints": constraint}


def _comparison(named: Named, expression: Expression) -> Constraint:
    part = named.part or kind_of(named.attribute.type).implicit
    if part is None:
        raise _no_part(named)
    asked = kind_of(named.attribute.type).properties[part]
    if expression.symbol not in asked.symbols:
        raise _no_operator(named, expression.symbol, asked.symbols)
    operators = _read(AN_ID if _is_id(named, expression) else asked, named, expression)
    # Attio asks for both parts of an actor together; only members are ever chosen by hand.
    actor = {"referenced_actor_type": "workspace-member"} if named.attribute.type == _ACTOR else {}
    return actor | {part: operators}


def _is_id(named: Named, expression: Expression) -> bool:
    """Whether a whole id is asked for; Attio says of ids that they are texts."""
    attribute = named.attribute
    return expression.symbol == "=" and attribute.is_system_attribute and attribute.api_slug in _IDS


def _read(asked: Property, named: Named, expression: Expression) -> dict[str, Any]:
    try:
        return asked.read(OPERATORS[expression.symbol], expression.text)
    except (ValueError, OverflowError) as error:
        raise QueryRefused(
            asked.complaint,
            Hint.FILTER_BY_NAME if asked is AN_ID else _CORRECT,
            name=named.name,
            text=expression.text,
            source=expression.source,
            example=_by_name(named, expression.text),
        ) from error


def _by_name(named: Named, text: str) -> str:
    is_reference = named.attribute.type == REFERENCE
    return f"{named.attribute.api_slug}.name~{text}" if is_reference else f"name~{text}"


def _references(named: Named, expression: Expression) -> list[Constraint]:
    if expression.symbol != "=":
        raise _no_operator(named, expression.symbol, ("=", "?"))
    wanted = _read(AN_ID, named, expression)["$eq"]
    return [{"target_object": slug, "target_record_id": wanted} for slug in named.objects]


def _presence(named: Named) -> list[Filter]:
    """Attio tells this of some types only; of others because a value always fits one of a few constraints."""
    kind = kind_of(named.attribute.type)
    # `$not_empty` exists for a few properties alone, and not for e-mail addresses (pages on attribute types).
    if named.part is not None and kind.properties[named.part].tells_presence:
        return [_node(named.path, {named.part: {"$not_empty": True}})]
    if named.part in (None, kind.implicit) and kind.presence:
        return [_node(named.path, each) for each in kind.presence]
    if named.part is None and named.objects:
        # Every record has a time of creation, so whatever is referred to can be reached by it.
        everything = kind_of("timestamp").presence
        return [
            _node((*named.path, (slug, "created_at")), each) for slug in named.objects for each in everything
        ]
    raise QueryRefused(
        N_("Attio cannot check whether {name} has a value, because its type is {type}."),
        Hint.ASK_FOR_VALUE,
        name=named.name,
        type=named.attribute.type,
        possible=", ".join(_examples(named)) or "—",
    )


def _examples(named: Named) -> list[str]:
    kind = kind_of(named.attribute.type)
    parts = [named.part] if named.part else [kind.implicit] if kind.implicit else list(kind.properties)
    slug = named.attribute.api_slug
    return [
        f"{slug if part in (None, kind.implicit) else f'{slug}.{part}'}{kind.properties[part].symbols[0]}…"
        for part in parts
    ]


def _no_part(named: Named) -> AttioError:
    parts = kind_of(named.attribute.type).properties
    return QueryRefused(
        N_("{name} cannot be compared as a whole, because its type is {type}."),
        Hint.NAME_A_PART if parts else Hint.TYPE_CANNOT_BE_FILTERED,
        name=named.name,
        type=named.attribute.type,
        parts=", ".join(f"{named.attribute.api_slug}.{part}" for part in parts),
    )


def _no_operator(named: Named, symbol: str, symbols: Sequence[str]) -> AttioError:
    return QueryRefused(
        N_("Attio cannot compare {name} with {symbol}, because its type is {type}."),
        Hint.USE_OTHER_OPERATOR,
        name=named.name,
        type=named.attribute.type,
        symbol=symbol,
        symbols="  ".join(symbols),
    )


def _raw(source: str) -> Filter:
    try:
        said = json.loads(
            source, parse_constant=_refuse, parse_float=_finite, object_pairs_hook=_without_repeats
        )
        filter_ = said if _is_node(said) else None
    except (ValueError, RecursionError) as error:
        raise QueryRefused(
            N_("This filter is not valid JSON: {source}"),
            Hint.CORRECT_JSON_FILTER,
            source=source,
        ) from error
    if filter_ is None:
        raise QueryRefused(
            N_("Attio does not accept this JSON as a filter: {source}"),
            Hint.SEE_FILTER_GUIDE,
            source=source,
        )
    return filter_


def _refuse(name: str) -> None:
    raise ValueError(name)


def _finite(written: str) -> float:
    number = float(written)
    if not isfinite(number):
        raise ValueError(written)
    return number


def _without_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Of two keys of one name JSON keeps the last, and half of the filter would be gone."""
    said = dict(pairs)
    if len(said) != len(pairs):
        raise ValueError(pairs)
    return said


def _is_node(said: Any) -> TypeGuard[Filter]:
    if not isinstance(said, dict) or not said:
        return False
    if "path" in said and "constraints" in said:
        has_no_more = said.keys() == {"path", "constraints"}
        return has_no_more and isinstance(said["path"], list) and isinstance(said["constraints"], dict)
    return all(_is_condition(key, value) for key, value in said.items())


def _is_condition(key: str, value: Any) -> bool:
    if key in _JUNCTIONS:
        return isinstance(value, list) and bool(value) and all(map(_is_node, value))
    if key == "$not":
        return _is_node(value)
    return not key.startswith("$") and not isinstance(value, list) and value is not None
