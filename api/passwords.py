"""Passwords of people: long enough, kept by Argon2id, and checked in the same time for everybody.

What is asked of one is its length (NIST SP 800-63B-4 §3.1.1.2): rules of composition make passwords
worse, and a change is asked for only where one is known to others.
"""

import secrets
import unicodedata
from functools import cache
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

SHORTEST, LONGEST = 12, 1000
"""Characters of a password."""
_GROUPS: Final = 6
_GROUP: Final = 5
_LETTERS: Final = "abcdefghjkmnpqrstuvwxyz23456789"
"""Without those that are taken for one another."""
_HASHER: Final = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
"""Argon2id with 19 MiB, two passes, one lane (OWASP, Password Storage Cheat Sheet): guesses are
slowed down at the door, and whoever knocks there often is not to use up the memory."""


WORDS: Final = (
    *("procheck", "procurement", "purchase", "approval", "password", "officer", "approver"),
    *("auditor", "supplier", "administrator", "采购", "审批", "审计", "财政", "管理员", "密码"),
)
"""Words that whoever guesses here tries first: of the service, its trade and its roles."""


class WeakPassword(ValueError):  # noqa: N818 - named for what was found
    """A password is too short, too long or too easily guessed."""


def require_fit(password: str, name: str) -> None:
    """Let a new password of an account pass.

    Its name, and the words of the service, count for nothing: what is beside them is to be as long
    as a password (SP 800-63B-4 §3.1.1.2, OWASP ASVS 6.2.11).

    Args:
        password: as it was typed.
        name: what its holder signs in by.

    Raises:
        WeakPassword: it is no fit one.
    """
    rest = _normal(password).casefold()
    for word in sorted((*WORDS, name.casefold()), key=len, reverse=True):
        rest = rest.replace(word, "")
    if len(rest) < SHORTEST:
        raise WeakPassword


def hash_password(password: str) -> str:
    """Return what is kept of a new password.

    Raises:
        WeakPassword: it is no fit one.
    """
    text = _normal(password)
    if not SHORTEST <= len(text) <= LONGEST or len(set(text)) == 1:
        raise WeakPassword
    return _HASHER.hash(text)


def verify_password(kept: str | None, password: str) -> bool:
    """Return whether a password is the one that was kept.

    Args:
        kept: by `hash_password`; ``None`` where there is no account, which takes as long.
        password: as it was typed.
    """
    text = _normal(password[: LONGEST + 1])
    try:
        _HASHER.verify(kept or _nobodys(), text)
    except (VerificationError, InvalidHashError):
        return False
    return kept is not None


def outdated(kept: str) -> bool:
    """Return whether a password was kept with other parameters than new ones are."""
    return _HASHER.check_needs_rehash(kept)


def fresh_password() -> str:
    """Return a password nobody has thought of: six groups of five signs, some 148 bits."""
    groups = ("".join(secrets.choice(_LETTERS) for _ in range(_GROUP)) for _ in range(_GROUPS))
    return "-".join(groups)


@cache
def _nobodys() -> str:
    """Return what is compared with where there is no account."""
    return _HASHER.hash(secrets.token_urlsafe())


def _normal(password: str) -> str:
    # Two keyboards may send one sign in two ways (SP 800-63B-4 §3.1.1.2).
    return unicodedata.normalize("NFKC", password)
