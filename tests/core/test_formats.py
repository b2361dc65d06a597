"""The forms of URLs, e-mail addresses and time zones."""

from __future__ import annotations

import pytest

from core.formats import NO_URL, email_fault, timezone_fault, url_fault


@pytest.mark.parametrize(
    "url",
    [
        "https://example.com",
        "HTTP://example.com:8080/a?b=c#d",
        "https://bücher.example/ü.png",
        "http://[::1]/a",
        "https://example.com/a%20b",
    ],
)
def test_urls(url: str) -> None:
    assert url_fault(url) is None


@pytest.mark.parametrize(
    "url",
    [
        "",
        "example.com",
        "//example.com/a",
        "ftp://example.com",
        "javascript:alert(1)",
        "https:example.com",
        "https:/example.com",
        "https:\\\\example.com",
        "https://",
        "https://example.com:99999",
        " https://example.com",
        "https://example.com\n",
        "https://exam\nple.com",
        "https://example.com/a b",
        "https://example.com/\u00a0",
        "\x01https://example.com",
        "https://example.com/\x7f",
        'https://example.com/"onerror=',
        "https://example.com/<a>",
    ],
)
def test_what_is_no_url(url: str) -> None:
    assert url_fault(url) == NO_URL


@pytest.mark.parametrize("address", ["a@example.com", "É.a+b@bücher.example", "a@xn--bcher-kva.ch"])
def test_addresses(address: str) -> None:
    assert email_fault(address) is None


@pytest.mark.parametrize(
    "address", ["", "a", "a@", "@example.com", "a@example", "a b@example.com", "a@example.com\n"]
)
def test_what_is_no_address(address: str) -> None:
    fault = email_fault(address)
    assert fault is not None
    assert fault.startswith("This is no e-mail address: ")


def test_time_zones() -> None:
    assert timezone_fault("Asia/Karachi") is None
    for name in ("", "asia/karachi", "Asia/", "../etc/passwd", "Mars/Olympus"):
        assert timezone_fault(name) == (
            "This is no IANA time zone; one is, for example, Asia/Karachi."
        )
