"""What the steps of a path name: an attribute, part of its value, the way there through references. Pure."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING, NamedTuple

from msgspec import Struct

from attiary.attio.query.operators import REFERENCE, kind_of
from attiary.errors import N_, UnknownName
from attiary.hints import Hint
from attiary.model.crm import Attribute
from attiary.model.selection import Target

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from attiary.attio.query.grammar import Step

PARENT = "parent"
_PARENT_RECORD = "parent_record"


class Vocabulary(NamedTuple):
    """What may be named: attributes of a target, the parent objects of a list, slugs of objects by id."""

    attributes: Callable[[Target], Sequence[Attribute]]
    parents: Callable[[str], Sequence[str]]
    objects: Callable[[], Mapping[str, str]]


class Named(Struct, frozen=True):
    """An attribute at the end of a path of (object or list, attribute), and the part of its value, if named.

    `objects` are those that a reference may lead to.
    """

    path: tuple[tuple[str, str], ...]
    attribute: Attribute
    part: str | None = None
    objects: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """How a person would call it."""
        return self.attribute.api_slug if self.part is None else f"{self.attribute.api_slug}.{self.part}"


def resolve(target: Target, steps: Sequence[Step], words: Vocabulary) -> list[Named]:
    """All that the steps may name: several where a reference leads to several objects that have it.

    Raises AttioError for a step that names nothing, or more than one thing.
    """
    return _from(target, (), steps, words)


def _from(
    target: Target, path: tuple[tuple[str, str], ...], steps: Sequence[Step], words: Vocabulary
) -> list[Named]:
    step, rest = steps[0], steps[1:]
    if target.is_list and rest and step.text == PARENT and not step.is_title:
        here = (*path, (target.slug, _PARENT_RECORD))
        return _from_any(words.parents(target.slug), here, rest, words)
    attribute = _find(step, words.attributes(target), target)
    here = (*path, (target.slug, attribute.api_slug))
    objects = _objects_of(attribute, words)
    if not rest:
        return [Named(here, attribute, objects=objects)]
    if attribute.type == REFERENCE and rest[0].text not in kind_of(REFERENCE).properties:
        return _from_any(objects, here, rest, words)
    return [Named(here, attribute, _part(attribute, rest))]


def _from_any(
    objects: Sequence[str], path: tuple[tuple[str, str], ...], steps: Sequence[Step], words: Vocabulary
) -> list[Named]:
    found: list[Named] = []
    unknown = UnknownName(N_("{slug} does not refer to an object that can be read."), slug=path[-1][1])
    # An attribute that refers to several objects is asked through each that has what follows: people may have
    # a job title where companies have none.
    for slug in objects:
        try:
            found += _from(Target(slug), path, steps, words)
        except UnknownName as error:
            unknown = error
    if not found:
        raise unknown
    return found


def _objects_of(attribute: Attribute, words: Vocabulary) -> tuple[str, ...]:
    if attribute.type != REFERENCE:
        return ()
    allowed = ((attribute.config or {}).get("record_reference") or {}).get("allowed_object_ids")
    slugs = words.objects()
    return tuple(slug for object_id, slug in slugs.items() if allowed is None or object_id in allowed)


def _find(step: Step, attributes: Sequence[Attribute], target: Target) -> Attribute:
    found: list[Attribute] = []
    for fits in (_is_title,) if step.is_title else (_is_exactly, _is_title, _begins):
        found = [each for each in attributes if fits(step.text, each)]
        if found:
            break
    if len(found) != 1:
        raise _unknown(step, target, attributes, found)
    return found[0]


def _is_exactly(text: str, attribute: Attribute) -> bool:
    return text in (attribute.api_slug, attribute.id.attribute_id)


def _is_title(text: str, attribute: Attribute) -> bool:
    return text.casefold() == attribute.title.casefold()


def _begins(text: str, attribute: Attribute) -> bool:
    """Whether a short form such as `email` or `domain` means this one."""
    return attribute.api_slug == f"{text}s" or attribute.api_slug.startswith(f"{text}_")


def _unknown(
    step: Step, target: Target, attributes: Sequence[Attribute], ambiguous: Sequence[Attribute]
) -> UnknownName:
    near = [each.api_slug for each in ambiguous] or _close(step.text, attributes)
    sentence = (
        N_("{slug} has several attributes called {name}.")
        if ambiguous
        else N_("{slug} has no attribute {name}.")
    )
    hint = Hint.DID_YOU_MEAN if near else Hint.LIST_FIELDS
    named = f"list {target.slug}" if target.is_list else target.slug
    return UnknownName(sentence, hint, slug=target.slug, name=step.text, near=", ".join(near), target=named)


def _close(text: str, attributes: Sequence[Attribute]) -> list[str]:
    slugs = {name: each.api_slug for each in attributes for name in (each.title.lower(), each.api_slug)}
    return list(
        dict.fromkeys(slugs[name] for name in get_close_matches(text.lower(), slugs, n=5, cutoff=0.5))
    )


def _part(attribute: Attribute, steps: Sequence[Step]) -> str:
    parts = kind_of(attribute.type).properties
    name = ".".join(step.text for step in steps)
    if name not in parts:
        raise UnknownName(
            N_("{slug} has no part {name}."),
            Hint.NAME_A_PART if parts else Hint.TYPE_CANNOT_BE_FILTERED,
            slug=attribute.api_slug,
            name=name,
            parts=", ".join(parts),
        )
    return name
