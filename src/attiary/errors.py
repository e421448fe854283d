"""The tree of errors. An error holds a sentence for translators and its fields; the edge renders it.

A room may derive kinds of its own from these, for itself alone.

Error
├── UsageError
├── SettingsError
├── AttioError
│   ├── AttioUnreachable
│   ├── AttioApiError
│   └── UnexpectedAnswer
├── FolderError
│   ├── GitFailed
│   ├── FolderBusy
│   └── RefusedRepository
├── CatalogError
│   ├── NotYours
│   └── SchemaTooNew
└── ImportRefused
"""

from __future__ import annotations

from http import HTTPStatus


def N_(sentence: str) -> str:  # noqa: N802 - gettext's customary marker
    """Mark a sentence for the translators; it is translated where it is shown."""
    return sentence


class Error(Exception):
    """A failure that a person can act on: one sentence, what to do, and the fields both name."""

    def __init__(self, sentence: str, hint: str = "", **fields: object) -> None:
        self.sentence = sentence
        self.hint = hint
        self.fields = fields
        super().__init__(sentence)

    def __reduce__(self) -> tuple[object, ...]:
        """Pickle by what it holds: the constructors of the kinds differ."""
        return _restored, (type(self), self.args, self.__dict__)

    def __str__(self) -> str:
        return self.sentence.format(**self.fields)


def _restored(kind: type[Error], args: tuple[object, ...], state: dict[str, object]) -> Error:
    error = kind.__new__(kind, *args)
    error.__dict__.update(state)
    return error


class UsageError(Error):
    """The command was called in a way that cannot be meant."""


class SettingsError(Error):
    """A setting is missing, unreadable or contradicts another."""


class AttioError(Error):
    """Reading from Attio failed."""


class AttioUnreachable(AttioError):
    """No usable answer came: the network, a time-out, a cut connection."""


class AttioApiError(AttioError):
    """Attio answered with an error.

    `status` is the HTTP status, `code` Attio's own word (an open set, fact sheet section 8),
    `message` Attio's own sentence.
    """

    def __init__(self, status: int, code: str, message: str, hint: str = "") -> None:
        self.status = status
        self.code = code
        self.message = message
        super().__init__(
            N_("Attio refused the request ({status}, {code}): {message}"),
            hint,
            status=status,
            code=code,
            message=message,
        )

    @property
    def is_unauthorized(self) -> bool:
        """Whether the key itself is the reason: unknown or revoked."""
        return self.status == HTTPStatus.UNAUTHORIZED

    @property
    def is_forbidden(self) -> bool:
        """Whether the key lacks a scope for this."""
        return self.status == HTTPStatus.FORBIDDEN

    @property
    def is_missing(self) -> bool:
        """Whether the thing asked for is not there."""
        return self.status == HTTPStatus.NOT_FOUND


class UnexpectedAnswer(AttioError):
    """An answer came that is not what Attio documents."""


class FolderError(Error):
    """The folder or its repository cannot be used as asked."""


class GitFailed(FolderError):
    """A git command failed."""


class FolderBusy(FolderError):
    """Another import, or another git command, works in this folder."""


class RefusedRepository(FolderError):
    """The repository is in a state in which a commit of ours could do harm."""


class CatalogError(Error):
    """The catalog cannot be read or written."""


class NotYours(CatalogError):
    """A row belongs to another owner."""


class SchemaTooNew(CatalogError):
    """The catalog was written by a later version of Attiary."""


class ImportRefused(Error):
    """An import cannot begin."""
