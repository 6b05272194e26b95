"""How the text of a setting is read: a value, or a `ValueError` that says what is expected."""

import re
from collections.abc import Callable
from ipaddress import ip_address
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})

WAYS: Final = frozenset({"provider", "password", "key"})
"""How people may sign in."""


def database_url(text: str) -> str:
    """Read the address of a PostgreSQL database.

    Raises:
        ValueError: it is none; the message says what is expected.
    """
    parts = urlsplit(text)
    if parts.scheme not in {"postgresql", "postgres", "postgresql+psycopg"} or not parts.path[1:]:
        raise ValueError(_expected("a URL such as postgresql://user@host:5432/procheck"))
    return text


def folder(text: str) -> Path:
    """Read the path of a folder or a file.

    Raises:
        ValueError: it is none; the message says what is expected.
    """
    if "\0" in text:
        raise ValueError(_expected("the path of a folder"))
    return Path(text).absolute()


def host(text: str) -> str:
    """Read an address or host name to listen on.

    Raises:
        ValueError: it is none; the message says what is expected.
    """
    if not re.fullmatch(r"[A-Za-z0-9.:-]+", text):
        raise ValueError(_expected("an address or host name to listen on, such as 127.0.0.1"))
    return text


def public_url(text: str) -> str:
    """Read a public address.

    Raises:
        ValueError: it is none; the message says what is expected.
    """
    parts = urlsplit(text)
    if parts.scheme not in {"http", "https"} or not parts.netloc or parts.query or parts.fragment:
        raise ValueError(
            _expected("the service's public address, such as https://procheck.example")
        )
    return text.rstrip("/")


def origin(text: str) -> str:
    """Read the name of a ledger.

    Raises:
        ValueError: it is none; the message says what is expected.
    """
    # C2SP signed-note: a key name is not empty and has neither blanks nor plus signs.
    if not re.fullmatch(r"[^\s+]{1,200}", text) or "://" in text:
        raise ValueError(_expected("a name without scheme, such as procheck.example/ledger"))
    return text


def host_names(text: str) -> tuple[str, ...]:
    """Read host names with commas between them.

    Raises:
        ValueError: it is none; the message says what is expected.
    """
    return tuple(_host_name(part.strip()) for part in text.split(","))


def _host_name(text: str) -> str:
    if ":" in text:
        try:
            return str(ip_address(text.removeprefix("[").removesuffix("]")))
        except ValueError:
            raise ValueError(_expected("a host without port, such as procheck.example")) from None
    if not re.fullmatch(r"[A-Za-z0-9.-]+", text):
        raise ValueError(_expected("host names with commas between them, such as procheck.example"))
    return text


def provider_url(text: str) -> str:
    """Read the address of a provider of identities, as it names itself: nothing is left off.

    Raises:
        ValueError: it is none; the message says what is expected.
    """
    parts = urlsplit(text)
    secure = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOOPBACK)
    if not secure or not parts.netloc or parts.query or parts.fragment:
        raise ValueError(_expected("https, as the provider names itself (its `issuer`)"))
    return text


def word(text: str) -> str:
    """Read a text of visible signs.

    Raises:
        ValueError: it is none; the message says what is expected.
    """
    if not re.fullmatch(r"[!-~]{1,200}", text):
        raise ValueError(_expected("up to 200 visible ASCII signs"))
    return text


def words(text: str) -> tuple[str, ...]:
    """Read texts of visible signs, separated by blanks.

    Raises:
        ValueError: one of them is none; the message says what is expected.
    """
    return tuple(word(it) for it in text.split())


def ways(text: str) -> frozenset[str]:
    """Read the ways in which people may sign in.

    Raises:
        ValueError: one of them is none; the message says what is expected.
    """
    found = frozenset(text.split(","))
    if not found <= WAYS:
        raise ValueError(_expected(f"one or more of {', '.join(sorted(WAYS))}, between commas"))
    return found


def flag(text: str) -> bool:
    """Read yes or no.

    Raises:
        ValueError: it is none; the message says what is expected.
    """
    if text not in {"yes", "no"}:
        raise ValueError(_expected("yes or no"))
    return text == "yes"


def number(low: int, high: int) -> Callable[[str], int]:
    """Return what reads a whole number within bounds, both inclusive, or raises `ValueError`."""

    def read(text: str) -> int:
        if not re.fullmatch(r"[0-9]{1,9}", text) or not low <= int(text) <= high:
            raise ValueError(_expected(f"a whole number from {low} to {high}"))
        return int(text)

    return read


def _expected(what: str) -> str:
    return f"{what} is expected"
