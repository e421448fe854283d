"""Which key and which address a client accepts. Pure."""

from __future__ import annotations

import re
from ipaddress import ip_address
from urllib.parse import urlsplit

from attiary.errors import N_, AddressRefused, KeyMalformed, NotConnected, SettingsError
from attiary.hints import Hint

_KEY = re.compile(r"[A-Za-z0-9._~+/=-]{1,4096}")


def checked_key(api_key: str) -> str:
    """The key, if a request header can carry it (RFC 6750). Raises SettingsError, without the key in it."""
    if not api_key:
        raise NotConnected(N_("There is no Attio API key."), Hint.CONNECT_OR_SET_KEY)
    if not _KEY.fullmatch(api_key):
        raise KeyMalformed(
            N_("The Attio API key contains characters that a key cannot have."),
            Hint.COPY_KEY_AGAIN,
        )
    return api_key


def checked_url(base_url: str) -> str:
    """The address without a slash at its end: https, or plain http to this machine. Raises SettingsError."""
    try:
        parts = urlsplit(base_url)
        host, _port = parts.hostname or "", parts.port
    except ValueError as error:
        raise _refused(base_url) from error
    is_plain = not (parts.username or parts.password or parts.query or parts.fragment)
    is_private = parts.scheme == "https" or (parts.scheme == "http" and _is_loopback(host))
    if not (host and is_plain and is_private and base_url.isprintable() and " " not in base_url):
        raise _refused(base_url)
    return base_url.rstrip("/")


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def _refused(base_url: str) -> SettingsError:
    # Whatever stands before an @ may be a secret.
    shown = base_url.rpartition("@")[2]
    return AddressRefused(
        N_("The API key cannot be sent to {url}."),
        Hint.CORRECT_BASE_URL,
        url="".join(char if char.isprintable() else " " for char in shown)[:200],
    )
