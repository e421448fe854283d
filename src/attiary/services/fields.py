"""The attributes of an object or a list, and which of them the files keep."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from attiary.documents.default_choices import left_out_by_default
from attiary.errors import N_, UnknownAttribute
from attiary.hints import Hint
from attiary.services.following import caught_up

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from attiary.folder import Folder
    from attiary.model.crm import Attribute
    from attiary.model.selection import Target
    from attiary.services.context import App


class Field(Struct, frozen=True):
    """An attribute; `is_kept` says whether the next import writes it."""

    slug: str
    title: str
    type: str
    is_multiselect: bool
    is_kept: bool


def choose_fields(
    app: App, target: Target, *, keep: Collection[str] = (), leave_out: Collection[str] = ()
) -> list[Field]:
    """The attributes of a target, once those named are kept or left out; without any, as they are.

    What is named on both sides is left out. Raises AttioError, UnknownAttribute, FolderError.
    """
    attributes = app.attio.fetch_attributes(target.slug, of_list=target.is_list)
    if not (keep or leave_out):
        with app.open_folder() as folder:
            left_out = _left_out(folder, target, attributes)
            return [_field(each, left_out) for each in attributes]
    with caught_up(app) as folder, folder.lock():
        # Read once more under the lock: another command may be writing the same choices.
        left_out = _left_out(folder, target, attributes)
        _refuse_unknown([*keep, *leave_out], {each.api_slug for each in attributes} | set(left_out))
        chosen = dict.fromkeys([*left_out, *leave_out])
        left_out = [slug for slug in chosen if slug not in keep or slug in leave_out]
        folder.config.leave_out(target, left_out)
    return [_field(each, left_out) for each in attributes]


def _left_out(folder: Folder, target: Target, attributes: Sequence[Attribute]) -> list[str]:
    written = folder.config.left_out(target)
    return left_out_by_default(attributes) if written is None else written


def _refuse_unknown(named: Sequence[str], known: Collection[str]) -> None:
    unknown = [slug for slug in named if slug not in known]
    if unknown:
        raise UnknownAttribute(
            N_("These attributes do not exist here: {slugs}."), Hint.LIST_SLUGS, slugs=", ".join(unknown)
        )


def _field(attribute: Attribute, left_out: Collection[str]) -> Field:
    return Field(
        slug=attribute.api_slug,
        title=attribute.title,
        type=attribute.type,
        is_multiselect=attribute.is_multiselect,
        is_kept=attribute.api_slug not in left_out,
    )
