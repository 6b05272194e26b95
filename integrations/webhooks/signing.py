"""Signatures of what is sent to subscriptions (Standard Webhooks 1.0): symmetric and asymmetric.

The secrets are kept nowhere: each is derived (HKDF, RFC 5869) from a key of the installation that
is used for nothing else, the subscription, and the number of the secret. So no database and no
backup of one holds what would let anybody sign, and an answer can be checked in two ways:

- ``v1``: HMAC-SHA256 under a secret (``whsec_``) that receiver and sender share;
- ``v1a``: Ed25519, of which the receiver has the public key alone (``whpk_``), so that he can show
  to others what he was sent.
"""

import base64
import hashlib
import hmac
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

OVERLAP = timedelta(hours=24)
"""How long a secret goes on signing beside the one that replaced it."""

_BYTES = 32
"""Length of a secret; Standard Webhooks asks for 24 to 64."""


@dataclass(frozen=True, slots=True)
class WebhookKey:
    """A key of the installation that secrets are derived from."""

    id: str
    secret: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class SecretMade:
    """That a subscription has a secret of this number, from which key, and since when."""

    serial: int
    key: str
    made_at: datetime


@dataclass(frozen=True, slots=True)
class Secret:
    """The two keys one secret of a subscription comes to."""

    shared: bytes
    private: Ed25519PrivateKey

    @property
    def text(self) -> str:
        """The shared secret as receivers' libraries take it."""
        return "whsec_" + base64.b64encode(self.shared).decode()

    @property
    def public_text(self) -> str:
        """The public key as receivers' libraries take it."""
        return "whpk_" + base64.b64encode(self.private.public_key().public_bytes_raw()).decode()

    def signatures(self, content: bytes) -> tuple[str, str]:
        """Return both signatures of a content."""
        shared = hmac.new(self.shared, content, hashlib.sha256).digest()
        return (
            "v1," + base64.b64encode(shared).decode(),
            "v1a," + base64.b64encode(self.private.sign(content)).decode(),
        )


class UnknownKeyError(Exception):
    """A secret was derived from a key that is no longer there: it has to be replaced."""

    def __init__(self, key: str) -> None:
        self.key = key
        super().__init__(f"the webhook key {key} is not there: rotate the subscription's secret")


def derived(keys: Iterable[WebhookKey], subscription: str, made: SecretMade) -> Secret:
    """Return a secret of a subscription.

    Raises:
        UnknownKeyError: the key it was derived from is not there.
    """
    for key in keys:
        if key.id == made.key:
            about = f"{subscription}/{made.serial}"
            return Secret(
                shared=_stretched(key.secret, f"procheck webhook v1 {about}"),
                private=Ed25519PrivateKey.from_private_bytes(
                    _stretched(key.secret, f"procheck webhook v1a {about}")
                ),
            )
    raise UnknownKeyError(made.key)


def signing(made: Sequence[SecretMade], now: datetime) -> tuple[SecretMade, ...]:
    """Return the secrets that sign at an instant, the newest first.

    One that was replaced signs on for `OVERLAP`, so that no receiver need change over in a moment.
    """
    newest_first = sorted(made, key=lambda it: it.serial, reverse=True)
    found = newest_first[:1]
    for newer, it in pairwise(newest_first):
        if newer.made_at + OVERLAP <= now:
            break
        found.append(it)
    return tuple(found)


def signed_headers(
    message: str, sent_at: datetime, body: bytes, secrets: Iterable[Secret]
) -> Mapping[str, str]:
    """Return the headers of one attempt.

    Args:
        message: the ``webhook-id``: the same for every attempt of one event.
        sent_at: the instant of the attempt; receivers refuse what is five minutes off.
        body: the very bytes that are sent.
        secrets: every one that signs.
    """
    stamp = str(int(sent_at.timestamp()))
    content = b".".join((message.encode(), stamp.encode(), body))
    return {
        "webhook-id": message,
        "webhook-timestamp": stamp,
        "webhook-signature": " ".join(
            signature for secret in secrets for signature in secret.signatures(content)
        ),
    }


def _stretched(secret: bytes, about: str) -> bytes:
    kdf = HKDF(algorithm=SHA256(), length=_BYTES, salt=None, info=about.encode())
    return kdf.derive(secret)
