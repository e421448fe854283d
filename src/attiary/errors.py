"""The tree of errors: one class per situation that a face must tell apart.

An error holds a sentence for translators, its fields, and a hint's id; the edge renders all three.

Error
├── UsageError
│   ├── MalformedCommand
│   ├── MissingArgument
│   ├── ExclusiveOptions
│   ├── OneTargetOnly
│   ├── NothingSelected
│   ├── UnknownTarget
│   ├── UnknownAttribute
│   ├── NotAReference
│   ├── MistakenMerge
│   ├── NotAnId
│   └── NothingImported
├── SettingsError
│   ├── NotConnected
│   ├── KeyNotGiven
│   ├── KeyMalformed
│   ├── AddressRefused
│   ├── SettingRefused
│   ├── SettingUnreadable
│   └── SettingUnwritable
├── AttioError
│   ├── AttioUnreachable
│   │   └── CertificateRefused
│   ├── AttioApiError
│   ├── UnexpectedAnswer
│   │   ├── AnswerTooLarge
│   │   └── NotJson
│   ├── QueryRefused
│   │   ├── UnknownName
│   │   ├── ViewNotFound
│   │   └── AmbiguousView
│   ├── ConnectionClosed
│   └── CursorUnreadable
├── FolderError
│   ├── FileUnusable
│   │   └── DiskRefused
│   ├── LinkInTheWay
│   ├── PathTaken
│   ├── PathOutside
│   ├── FileMissing
│   ├── NotADocument
│   ├── EditedHere
│   ├── UncommittedChanges
│   ├── RecordTooLarge
│   ├── ConfigUnreadable
│   ├── JournalUnusable
│   │   ├── JournalTooNew
│   │   └── JournalTracesLeft
│   ├── NoRepository
│   ├── HistoryIncomplete
│   ├── GitMissing
│   ├── GitFailed
│   ├── FolderBusy
│   │   ├── RepositoryBusy
│   │   └── BranchMoved
│   └── RefusedRepository
│       ├── OtherWorkspace
│       └── SecretTracked
├── CatalogError
│   ├── CatalogUnusable
│   │   └── CatalogBusy
│   ├── CatalogUnsupported
│   ├── CatalogTracesLeft
│   ├── CatalogEmpty
│   ├── RowTooLarge
│   ├── RowNotFound
│   ├── NotYours
│   └── SchemaTooNew
├── ImportRefused
│   ├── ScopeMissing
│   └── SlugRefused
├── NotFound
│   ├── RecordNotFound
│   ├── RevisionNotFound
│   ├── ReceiptNotFound
│   └── NotForgotten
├── AmbiguousRecord
├── NotImportedYet
├── NothingToUndo
├── ReceiptPending
├── MergeRefused
├── ForgetRefused
├── MovedMeanwhile
├── Declined
├── Cancelled
├── Interrupted
└── SystemRefused
    └── PortRefused
"""

from __future__ import annotations

from http import HTTPStatus
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from attiary.hints import Hint

if TYPE_CHECKING:
    from collections.abc import Mapping


def N_(sentence: str) -> str:  # noqa: N802 - gettext's customary marker
    """Mark a sentence for the translators; it is translated where it is shown."""
    return sentence


class Error(Exception):
    """A failure that a person can act on.

    `sentence` says what happened, `hint` what to do about it; both may name `fields`. One that is a tuple is
    said as its first few.
    """

    def __init__(self, sentence: str, hint: Hint | None = None, **fields: object) -> None:
        self.sentence = sentence
        self.hint = hint
        self.fields = fields
        super().__init__(sentence)

    def __reduce__(self) -> tuple[object, ...]:
        """Pickle by what it holds: the constructors of the kinds differ."""
        return _restored, (type(self), self.args, self.__dict__)

    def __str__(self) -> str:
        return self.sentence.format(**self.fields)


class Failure(NamedTuple):
    """What an error says, as a value that can be kept and compared; `kind` is the name of its class."""

    kind: str
    sentence: str
    hint: Hint | None
    fields: Mapping[str, object]


def failure_of(error: Error) -> Failure:
    """The error as a value."""
    return Failure(type(error).__name__, error.sentence, error.hint, MappingProxyType(error.fields))


def _restored(kind: type[Error], args: tuple[object, ...], state: dict[str, object]) -> Error:
    error = kind.__new__(kind, *args)
    error.__dict__.update(state)
    return error


class UsageError(Error):
    """What was asked for is unknown, incomplete or contradicts itself."""


class MalformedCommand(UsageError):
    """A command line that the parser refuses."""


class MissingArgument(UsageError):
    """Something has to be given, and was not, or is blank."""


class ExclusiveOptions(UsageError):
    """Several things were given of which each excludes the others."""


class OneTargetOnly(UsageError):
    """Several objects or lists were named where one is meant."""


class NothingSelected(UsageError):
    """No record was selected."""


class UnknownTarget(UsageError):
    """A word is not the name of an object or a list."""


class UnknownAttribute(UsageError):
    """A slug names no attribute of the target."""


class NotAReference(UsageError):
    """An attribute is to be expanded, and none of this name refers to records."""


class MistakenMerge(UsageError):
    """Records of several types, or a record and itself, are to be merged."""


class NotAnId(UsageError):
    """A text does not have the form of an Attio id."""


class NothingImported(UsageError):
    """What was imported before is asked for, and nothing was."""


class SettingsError(Error):
    """A setting is missing, unreadable or contradicts another."""


class NotConnected(SettingsError):
    """There is no API key."""


class KeyNotGiven(SettingsError):
    """A key was asked for and none came."""


class KeyMalformed(SettingsError):
    """A key contains characters that a key cannot have."""


class AddressRefused(SettingsError):
    """A key may not be sent to this address."""


class SettingRefused(SettingsError):
    """A setting has a value that cannot be used."""


class SettingUnreadable(SettingsError):
    """A file of settings cannot be read."""


class SettingUnwritable(SettingsError):
    """A file of settings cannot be written."""


class AttioError(Error):
    """Reading from Attio failed."""


class AttioUnreachable(AttioError):
    """No usable answer came: the network, a time-out, a cut connection."""


class CertificateRefused(AttioUnreachable):
    """Whoever answered could not show that they are Attio."""


class AttioApiError(AttioError):
    """Attio answered with an error.

    `status` is the HTTP status, `code` Attio's own word (an open set, fact sheet section 8),
    `message` Attio's own sentence; `scopes` are those that the request needs.
    """

    def __init__(
        self, status: int, code: str, message: str, hint: Hint | None = None, scopes: tuple[str, ...] = ()
    ) -> None:
        self.status = status
        self.code = code
        self.message = message
        self.scopes = scopes
        super().__init__(
            N_("Attio refused the request ({status}, {code}): {message}"),
            hint,
            status=status,
            code=code,
            message=message,
            scopes=", ".join(scopes),
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
    """An answer has another form than Attio documents."""


class AnswerTooLarge(UnexpectedAnswer):
    """An answer has more bytes or parts than are taken in."""


class NotJson(UnexpectedAnswer):
    """An answer is not JSON: cut short, or from something between us and Attio."""


class QueryRefused(AttioError):
    """A filter, a sort, a search or a view that Attio cannot be asked for."""


class UnknownName(QueryRefused):
    """A word in a filter or a sort names no attribute, or several."""


class ViewNotFound(QueryRefused):
    """There is no saved view of this title or id."""


class AmbiguousView(QueryRefused):
    """Several saved views have this title."""


class ConnectionClosed(AttioError):
    """The client was closed while a call was under way."""


class CursorUnreadable(AttioError):
    """The place to resume from is not one that this version wrote."""


class FolderError(Error):
    """The folder or its repository cannot be used as asked."""


class FileUnusable(FolderError):
    """The system refused to touch one file or directory."""


class DiskRefused(FileUnusable):
    """The disk takes nothing more: the end of the work, whatever the file."""


class LinkInTheWay(FolderError):
    """A link stands where our own directory belongs."""


class PathTaken(FolderError):
    """A directory, a link or something else stands in a file's place."""


class PathOutside(FolderError):
    """A path leads out of the folder, or cannot name a file."""


class FileMissing(FolderError):
    """A file of ours is not there any more."""


class NotADocument(FolderError):
    """The content of a document's file is not valid any more."""


class EditedHere(FolderError):
    """The user edited a file, so that it is theirs."""


class UncommittedChanges(FolderError):
    """A file has changes of the user's that are not committed."""


class RecordTooLarge(FolderError):
    """A record's file would be larger than any we write."""


class ConfigUnreadable(FolderError):
    """A config file of the folder cannot be read: attiary.toml, workspace.json or forgotten.json."""


class JournalUnusable(FolderError):
    """The journal's database cannot be used."""


class JournalTooNew(JournalUnusable):
    """The journal was written by a later version of Attiary."""


class JournalTracesLeft(JournalUnusable):
    """What was removed can still be read in the journal's files."""


class NoRepository(FolderError):
    """The folder lies in no git repository."""


class HistoryIncomplete(FolderError):
    """git does not have all of the past."""


class GitMissing(FolderError):
    """git is not installed, or too old."""


class GitFailed(FolderError):
    """A git command failed."""


class FolderBusy(FolderError):
    """Another Attiary works in this folder."""


class RepositoryBusy(FolderBusy):
    """Another git command works in this repository."""


class BranchMoved(FolderBusy):
    """The branch moved while a commit was made."""


class RefusedRepository(FolderError):
    """The repository is in a state in which a commit of ours could do harm."""


class OtherWorkspace(RefusedRepository):
    """The folder holds records of another workspace than the key's."""


class SecretTracked(RefusedRepository):
    """git tracks the file that is to hold the key."""


class CatalogError(Error):
    """The catalog cannot be read or written."""


class CatalogUnusable(CatalogError):
    """The database of the catalog refused."""


class CatalogBusy(CatalogUnusable):
    """Another program writes the catalog, and did not end in time."""


class CatalogUnsupported(CatalogError):
    """The database URL names no kind of catalog that this version has."""


class CatalogTracesLeft(CatalogError):
    """What was removed can still be read in the catalog's files."""


class CatalogEmpty(CatalogError):
    """The catalog has no rows, so nothing is found by name."""


class RowTooLarge(CatalogError):
    """A row's attributes are longer than the catalog takes."""


class RowNotFound(CatalogError):
    """The record has no row."""


class NotYours(CatalogError):
    """A row belongs to another owner."""


class SchemaTooNew(CatalogError):
    """The catalog was written by a later version of Attiary."""


class ImportRefused(Error):
    """An import cannot begin."""


class ScopeMissing(ImportRefused):
    """The key lacks `scopes`, which hides a whole target. `what` says so, and names `{slug}`."""

    def __init__(self, what: str, slug: str, scopes: tuple[str, ...]) -> None:
        self.scopes = scopes
        super().__init__(what, Hint.GIVE_SCOPES_AND_IMPORT, slug=slug, scopes=", ".join(scopes))


class SlugRefused(ImportRefused):
    """An object's slug cannot be the name of a directory of ours."""


class NotFound(Error):
    """What a person names is not here."""


class RecordNotFound(NotFound):
    """No imported record has this name or id."""


class RevisionNotFound(NotFound):
    """A name matches no commit of records, or more than one."""


class ReceiptNotFound(NotFound):
    """There is no receipt of such a run."""


class NotForgotten(NotFound):
    """No forgotten record matches."""


class Candidate(NamedTuple):
    """An imported record that a name may mean."""

    record_id: str
    name: str
    path: str


class AmbiguousRecord(Error):
    """Several imported records fit a name: the `candidates`, for a face to let somebody choose."""

    def __init__(self, name: str, candidates: tuple[Candidate, ...]) -> None:
        self.candidates = candidates
        super().__init__(
            N_("Several imported records match {name}."),
            Hint.NAME_A_FILE,
            name=name,
            paths=tuple(each.path for each in candidates),
        )


class NotImportedYet(Error):
    """Nothing was imported into this folder yet."""


class NothingToUndo(Error):
    """No import is left that could be taken back."""


class ReceiptPending(Error):
    """An import is under way, or was interrupted, and has no receipt yet."""


class MergeRefused(Error):
    """Records that cannot have been merged into the one that is named."""


class ForgetRefused(Error):
    """What is named cannot be forgotten by itself."""


class MovedMeanwhile(Error):
    """The folder changed between a preview and its confirmation."""

    def __init__(self) -> None:
        super().__init__(N_("The folder has changed since you were shown this."), Hint.LOOK_AGAIN)


class Declined(Error):
    """A person was asked and did not agree."""


class Cancelled(Error):
    """Whoever watches a run told it to stop."""


class Interrupted(Error):
    """Ctrl-C, or the like."""


class SystemRefused(Error):
    """The system refused something beside the folder: standard output, a port."""


class PortRefused(SystemRefused):
    """A port cannot be listened on."""
