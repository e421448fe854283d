"""A key and an address, ready for calls."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from attiary.attio.http.endpoint import checked_key, checked_url
from attiary.attio.http.rate_limit import OF_THIS_PROCESS, Pace
from attiary.attio.http.timing import REAL_TIME, Timing
from attiary.attio.http.transport import Transport
from attiary.attio.paging.reader import Reader
from attiary.attio.wire.decode import unknown_key
from attiary.errors import N_, AttioApiError, SettingRefused, SettingsError
from attiary.hints import Hint

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Self

    from attiary.model.crm import Workspace
    from attiary.model.proof import UnknownFields

BASE_URL = "https://api.attio.com/v2"


class Connection:
    """A context manager, safe to share between threads. Every method raises AttioError.

    `ahead` pages are fetched ahead of their reader. What can be retried is, for `patience_seconds` per call;
    `on_wait(seconds, why)` is told of each wait, in the thread that waits; `why` is for translators. All
    clients of a process keep one `pace`. Raises SettingsError for what cannot be used.
    """

    _base_url = ""

    def __init__(
        self,
        api_key: str,
        *,
        base_url: str = BASE_URL,
        ahead: int = 4,
        patience_seconds: float = 120,
        on_wait: Callable[[float, str], None] | None = None,
        pace: Pace = OF_THIS_PROCESS,
        timing: Timing = REAL_TIME,
    ) -> None:
        try:
            self._base_url = checked_url(base_url)
            checked_key(api_key)
            _check_numbers(ahead, patience_seconds)
        except SettingsError as error:
            # Whoever prints a traceback may print its variables.
            del api_key
            raise error.with_traceback(None) from None
        self._transport = Transport(
            api_key,
            self._base_url,
            connections=ahead + 4,
            patience_seconds=patience_seconds,
            on_wait=on_wait or _say_nothing,
            pace=pace,
            timing=timing,
        )
        self._reader = Reader(self._transport, ahead=ahead, epoch=timing.epoch)

    @property
    def unknown(self) -> UnknownFields:
        """Everything that no document of Attio's names, as far as this client has seen it."""
        return self._reader.unknown

    def __repr__(self) -> str:
        return f"{type(self).__name__}(base_url={self._base_url!r})"

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End what is under way; the client is of no more use."""
        self._transport.close()

    def identify(self) -> Workspace:
        """The workspace of the key, and the key's scopes. Raises AttioApiError 401 for a key nobody knows."""
        try:
            return self._reader.fetch_workspace()
        except AttioApiError as error:
            if error.status == HTTPStatus.BAD_REQUEST:  # so /v2/self answers a key of wrong form
                raise unknown_key(error.message) from error
            raise

    def test_connection(self) -> bool:
        """Whether the key works. Trouble of the network or of Attio still raises."""
        try:
            self.identify()
        except AttioApiError as error:
            if error.is_unauthorized:
                return False
            raise
        return True


def _check_numbers(ahead: int, patience_seconds: float) -> None:
    if ahead < 1:
        raise SettingRefused(
            N_("{number} pages cannot be fetched ahead."), Hint.GIVE_ONE_OR_MORE, number=ahead
        )
    # Nothing is less or more than NaN.
    if not patience_seconds >= 0:
        raise SettingRefused(
            N_("Nobody can be patient for {number} seconds."),
            Hint.GIVE_ZERO_OR_MORE,
            number=patience_seconds,
        )


def _say_nothing(_seconds: float, _why: str) -> None:
    pass
