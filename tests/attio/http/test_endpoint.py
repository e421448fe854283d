from __future__ import annotations

import pytest

from attiary.attio.http.endpoint import checked_key, checked_url
from attiary.errors import SettingsError


@pytest.mark.parametrize(
    "url",
    ["https://api.attio.com/v2", "http://127.0.0.1:8000/v2", "http://localhost/v2", "http://[::1]:9/v2"],
)
def test_https_and_this_machine_are_accepted(url: str) -> None:
    assert checked_url(url + "/") == url


@pytest.mark.parametrize(
    "url",
    [
        "",
        "api.attio.com/v2",
        "http://api.attio.com/v2",
        "http://127.0.0.1.example.com/v2",
        "http://localhost.example.com/v2",
        "ftp://127.0.0.1/v2",
        "file:///etc/passwd",
        "https://user:secret@api.attio.com/v2",
        "https://api.attio.com/v2?x=1",
        "https://api.attio.com/v2#x",
        "https://api.attio.com:port/v2",
        "https://[::1/v2",
        "https://api.attio.com/v2\r\nx: y",
    ],
)
def test_a_key_is_sent_nowhere_else(url: str) -> None:
    with pytest.raises(SettingsError) as caught:
        checked_url(url)
    assert "secret" not in str(caught.value)
    assert str(caught.value).isprintable()


@pytest.mark.parametrize("key", ["", " ", "a b", "a\n", "a\r\nx-evil: 1", "clé", "a" * 5_000, "\x00"])
def test_a_key_that_no_header_can_carry_is_refused_and_not_shown(key: str) -> None:
    with pytest.raises(SettingsError) as caught:
        checked_key(key)
    assert not key.strip() or key not in str(caught.value)


def test_keys_and_oauth_tokens_are_accepted() -> None:
    assert checked_key("a1" * 32) == "a1" * 32
    assert checked_key("ya29.a-b_c~d+e/f==")
