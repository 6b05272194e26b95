"""Which addresses may be named for webhooks: told by the text alone, before anything is looked up.

What a name leads to is checked at each attempt, on the very address that is then connected to
(`integrations.webhooks.sending`); a name that is harmless today may lead elsewhere tomorrow.
"""

import re
from dataclasses import dataclass
from enum import StrEnum, unique
from urllib.parse import urlsplit

from validators.finding import Message

LONGEST = 500
"""Characters of an address."""

_PORT = 443
_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_NAME = re.compile(rf"(?:{_LABEL}\.)+{_LABEL}\Z", re.ASCII)
_NUMBER = re.compile(r"(?:[0-9]+|0x[0-9a-f]*)\Z", re.ASCII)
_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
_HERE = ("localhost", "local", "internal", "home.arpa", "onion", "invalid", "test")
"""Ends of names that lead nowhere outside (RFC 6761, 6762, 8375, 7686; ICANN on `internal`)."""


@unique
class Unfit(StrEnum):
    """Why an address is not one that is sent to."""

    NOT_A_URL = "not-a-url"
    NOT_HTTPS = "not-https"
    CREDENTIALS = "credentials"
    FRAGMENT = "fragment"
    PORT = "port"
    NUMBER = "number"
    NAME = "name"


WORDS = {
    Unfit.NOT_A_URL: Message("不是网址", "it is no URL"),
    Unfit.NOT_HTTPS: Message("必须是 https", "it must be https"),
    Unfit.CREDENTIALS: Message("不得含用户名或密码", "it holds a user name or a password"),
    Unfit.FRAGMENT: Message("不得含 # 部分", "it holds a fragment"),
    Unfit.PORT: Message("只能用 443 端口", "only port 443 is called"),
    Unfit.NUMBER: Message(
        "须用主机名,不得用 IP 地址", "it names an IP address and not a host name"
    ),
    Unfit.NAME: Message(
        "不是公网主机名", "its host is not a name that leads anywhere on the public network"
    ),
}


@dataclass(eq=False)
class UnfitAddress(Exception):  # noqa: N818 - named for what was found
    """An address that is not sent to, and why."""

    why: Unfit


def check_address(url: str, *, loopback: bool) -> None:
    """Let an address pass that may be named.

    Args:
        url: as it was stated.
        loopback: whether this machine itself may be named as well, at any port and without TLS: for
            trying out, never in service.

    Raises:
        UnfitAddress: it may not.
    """
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise UnfitAddress(Unfit.NOT_A_URL) from None
    if not url.isascii() or not url.isprintable() or " " in url or not host:
        raise UnfitAddress(Unfit.NOT_A_URL)
    if parts.username is not None or parts.password is not None:
        raise UnfitAddress(Unfit.CREDENTIALS)
    if parts.fragment or url.endswith("#"):
        raise UnfitAddress(Unfit.FRAGMENT)
    if loopback and parts.scheme in {"http", "https"} and host in _LOOPBACK:
        return
    if parts.scheme != "https":
        raise UnfitAddress(Unfit.NOT_HTTPS)
    _check_host(host.removesuffix("."))
    if port not in {None, _PORT}:
        raise UnfitAddress(Unfit.PORT)


def _check_host(host: str) -> None:
    # The URL standard takes every host whose last label is a number for an IPv4 address, in
    # whichever spelling; what holds a colon is IPv6.
    if ":" in host or _NUMBER.match(host.rpartition(".")[2]):
        raise UnfitAddress(Unfit.NUMBER)
    if not _NAME.match(host) or host.endswith(tuple(f".{it}" for it in _HERE)):
        raise UnfitAddress(Unfit.NAME)
