"""What an import works with, and the steps it takes: one for each selection."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from attiary.documents.default_choices import left_out_by_default
from attiary.documents.simplify import schema_of
from attiary.errors import N_, AttioApiError, ImportRefused, NotAReference, ScopeMissing
from attiary.hints import Hint
from attiary.importer.file_names import refuse_collision
from attiary.model.proof import Hidden
from attiary.model.selection import Options

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from attiary.attio.client import AttioClient
    from attiary.catalog.bound import BoundCatalog
    from attiary.folder import Folder
    from attiary.importer.follow_git import Erase
    from attiary.model.crm import Attribute
    from attiary.model.document import Schema
    from attiary.model.selection import Selection, Target

DEFAULTS = Options()
NOT_THERE = N_("Attio does not have {slug} any more, or this key cannot see it.")


@dataclass(frozen=True)
class Tools:
    """What an import works with; `rows_of` gives the rows of a project, once it is known which."""

    attio: AttioClient
    folder: Folder
    rows_of: Callable[[str], BoundCatalog]
    erase: Erase | None = None
    """For whom another machine has forgotten."""


@dataclass(frozen=True)
class Step:
    """One selection, the attributes of its target as Attio has them now, and how its documents are made."""

    number: int
    selection: Selection
    attributes: list[Attribute]
    schema: Schema
    expand: tuple[str, ...]

    def unknown_choices(self) -> list[str]:
        """The slugs that the user chose something for, and that the target does not have (any more)."""
        known = {each.api_slug for each in self.attributes}
        return sorted({*self.schema.left_out, *self.expand} - known)


@dataclass(frozen=True)
class Plan:
    """The steps of a run, and the selections that have none, with what says that they cannot be read."""

    steps: list[Step]
    left_out: list[tuple[Selection, Hidden]]


def plan_of(
    selections: Sequence[Selection],
    tools: Tools,
    options: Options,
    hidden: Sequence[Hidden],
    *,
    is_repeat: bool,
) -> Plan:
    """The steps of all selections. Raises AttioError, ImportRefused where a target cannot be read.

    Where `is_repeat` that ends a run only if no target can: what can be read is not to wait for the rest.
    """
    steps: list[Step] = []
    left_out: list[tuple[Selection, Hidden]] = []
    for number, selection in enumerate(selections):
        try:
            refuse_hidden(selection.target, hidden)
            steps.append(step_of(number, selection, tools, options))
        except (AttioApiError, ImportRefused) as error:
            # One deleted list must not keep a nightly refresh from reading all the others.
            is_last_hope = number + 1 == len(selections) and not steps
            if not is_repeat or is_last_hope or not _is_of_target(error):
                raise
            left_out.append((selection, _unreadable(selection.target, error)))
    return Plan(steps, left_out)


def refuse_hidden(target: Target, hidden: Sequence[Hidden]) -> None:
    """Raise ScopeMissing where the key's scopes hide the whole target."""
    for each in hidden:
        if each.is_all and each.slug == target.slug:
            raise ScopeMissing(each.what, each.slug, each.missing)


def _is_of_target(error: AttioApiError | ImportRefused) -> bool:
    """Whether it says that this target cannot be read, and nothing of the others."""
    return isinstance(error, ImportRefused) or error.is_missing or error.is_forbidden


def _unreadable(target: Target, error: AttioApiError | ImportRefused) -> Hidden:
    what = error.sentence if isinstance(error, ImportRefused) else NOT_THERE
    return Hidden(what=what, slug=target.slug, missing=_scopes_of(error), is_all=True)


def _scopes_of(error: AttioApiError | ImportRefused) -> tuple[str, ...]:
    """The scopes that would show it; none for what is not there, whatever a key may."""
    if isinstance(error, AttioApiError):
        return () if error.is_missing else error.scopes
    return error.scopes if isinstance(error, ScopeMissing) else ()


def step_of(number: int, selection: Selection, tools: Tools, options: Options) -> Step:
    """The step of a selection, as Attio and `attiary.toml` have it now. Raises AttioError, ImportRefused."""
    target = selection.target
    refuse_collision(target)
    attributes = tools.attio.fetch_attributes(target.slug, of_list=target.is_list)
    left_out = tools.folder.config.left_out(target)
    if left_out is None:
        left_out = left_out_by_default(attributes)
    asked = [slug for slug in options.expand if slug in references_of(attributes)]
    expand = tuple(dict.fromkeys((*tools.folder.config.expanded(target), *asked)))
    return Step(number, selection, attributes, schema_of(target, attributes, left_out), expand)


def refuse_unknown(expand: Sequence[str], steps: Sequence[Step]) -> None:
    """Raise NotAReference for a slug to expand under which no target has references."""
    known = sorted({slug for step in steps for slug in references_of(step.attributes)})
    for slug in expand:
        if slug not in known:
            raise NotAReference(
                N_("No attribute called {slug} refers to other records."),
                Hint.NAME_A_REFERENCE if known else Hint.LEAVE_EXPAND_OUT,
                slug=slug,
                known=", ".join(known),
            )


def references_of(attributes: Sequence[Attribute]) -> list[str]:
    """The slugs of the attributes that refer to records."""
    return [each.api_slug for each in attributes if each.type == "record-reference"]


def write_choices(folder: Folder, step: Step) -> None:
    """Have `attiary.toml` say how the files of this step are made, where it does not yet."""
    target = step.selection.target
    if folder.config.left_out(target) is None:
        folder.config.leave_out(target, sorted(step.schema.left_out))
    if set(step.expand) - set(folder.config.expanded(target)):
        folder.config.expand(target, step.expand)
