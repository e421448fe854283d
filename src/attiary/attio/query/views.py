"""Which saved view a person means. Pure."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING
from uuid import UUID

from attiary.errors import N_, AmbiguousView, ViewNotFound
from attiary.hints import Hint

if TYPE_CHECKING:
    from collections.abc import Sequence

    from attiary.errors import AttioApiError
    from attiary.model.activity import View

_NO_ROUTE = "could not find endpoint"


def view_id_of(views: Sequence[View], wanted: str, slug: str) -> str:
    """The id of the view with this id or title. Raises AttioError that names the views there are."""
    for found in (
        [each for each in views if each.id.view_id == wanted],
        [each for each in views if each.title == wanted],
        [each for each in views if each.title.casefold() == wanted.strip().casefold()],
    ):
        if len(found) == 1:
            return found[0].id.view_id
        if found:
            raise AmbiguousView(
                N_("{slug} has several saved views called {wanted}."),
                Hint.NAME_VIEW_BY_ID,
                slug=slug,
                number=len(found),
                wanted=wanted,
                ids=", ".join(each.id.view_id for each in found),
            )
    titles = ", ".join(each.title for each in views)
    hint = Hint.CHOOSE_VIEW if views else Hint.NO_VIEWS
    raise ViewNotFound(
        N_("{slug} has no saved view called {wanted}."), hint, slug=slug, wanted=wanted, titles=titles
    )


def is_unlisted(error: AttioApiError) -> bool:
    """Whether Attio does not know this endpoint: it answers 404 as for a thing, its message says so."""
    return error.status == HTTPStatus.NOT_FOUND and error.message.lower().startswith(_NO_ROUTE)


def unlisted_view(wanted: str) -> str:
    """The id of a view where views cannot be listed. Raises AttioError for a title."""
    try:
        return str(UUID(wanted.strip()))
    except ValueError:
        raise ViewNotFound(
            N_("Attio does not list saved views here, so a view cannot be found by its title."),
            Hint.VIEW_ID_OR_FILTER,
        ) from None
