"""A signed quote check: what an order was answered when it was tried out, for the order to come.

A supplier has his quote examined, signed, and hands it to the officer, who attaches it to the
order. The order is examined anew all the same: the check says whether it is still what was quoted,
under the law it was quoted under. It is no approval, holds none of an approval's claims, and names
its kind in its header, so that no verifier takes it for one. It lives for a few days.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from approvals.policy import Policy
from catalog.books import Books
from ledger.canonical import canonical, digest, parse
from ledger.errors import Flaw, LedgerError, SignatureError
from ledger.jws import KeyState, PublishedKey, sign_compact, verify_compact
from ledger.reasons import because
from ledger.signing import Signer
from validators.finding import Verdict

TYP = "quote-check+jws"
"""The ``typ`` header of a signed quote check."""

NOTICE = {
    "zh": "报价试算结果:不是批准,不占额度",
    "en": "the check of a quote: it is no approval and reserves nothing",
}
"""What it says of itself to whoever decodes it."""

_OWN = frozenset({"reference", "on", "quote_check"})
"""Members of an order that are its sender's own and no part of what is bought."""


@dataclass(frozen=True, slots=True, kw_only=True)
class QuoteCheck:
    """What a signed quote check says.

    Attributes:
        content: digest of each member of the order that was tried out, by its name.
        outcome: the verdict's outcome.
        examined_on: the day it was examined for, as text.
        editions: digests of the editions it rests on, by id and revision.
        catalogue: digest of the catalogue.
        checked_at: when it was signed.
        good_until: from when on it says nothing any more.
    """

    content: Mapping[str, str]
    outcome: str
    examined_on: str
    editions: Mapping[str, str]
    catalogue: str
    checked_at: datetime
    good_until: datetime


def sign_quote(
    document: Mapping[str, Any],
    verdict: Verdict,
    *,
    books: Books,
    policy: Policy,
    signer: Signer,
    now: datetime,
) -> str:
    """Return the signed check of an order that was tried out.

    Args:
        document: the order as it was sent.
        verdict: what the asker is shown, for a supplier without the agency's own affairs.
        books: what it was examined under.
        policy: for how long the check lives, and who issues it.
        signer: the approval key.
        now: the instant of the act.
    """
    signed = int(now.timestamp())
    claims = {
        "kind": "quote-check",
        "notice": NOTICE,
        "iss": policy.issuer,
        "iat": signed,
        "exp": signed + int(timedelta(days=policy.quote_days).total_seconds()),
        "content": _content(document),
        "outcome": verdict.outcome.value,
        "examined_on": verdict.examined_on.isoformat(),
        "engine": verdict.engine,
        "editions": _editions(verdict),
        "catalogue": books.catalogue.digest,
    }
    return sign_compact(canonical(claims), typ=TYP, signer=signer)


def read_quote(token: str, keys: Iterable[PublishedKey]) -> QuoteCheck:
    """Read and verify a signed quote check.

    Raises:
        SignatureError: the signature does not hold, its key is revoked, or it is another thing.
    """
    statement = verify_compact(token, typ=TYP, keys=keys)
    if statement.key.state is KeyState.REVOKED:
        # A check lives for days, and no ledger has it: nothing proves that it is older.
        raise SignatureError(because("jws-key", kid=statement.key.kid), Flaw.KEY)
    try:
        claims: Any = parse(statement.payload)
        return QuoteCheck(
            content=dict(claims["content"]),
            outcome=str(claims["outcome"]),
            examined_on=str(claims["examined_on"]),
            editions=dict(claims["editions"]),
            catalogue=str(claims["catalogue"]),
            checked_at=datetime.fromtimestamp(claims["iat"], UTC),
            good_until=datetime.fromtimestamp(claims["exp"], UTC),
        )
    except (KeyError, TypeError, ValueError, LedgerError) as error:
        raise SignatureError(because("no-approval"), Flaw.CONTENT) from error


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldAgainst:
    """How an order compares with the quote that was checked.

    ``changed`` are the members of the order that are not as quoted; ``same_law`` says whether the
    same revisions of the same editions were held against it, ``same_catalogue`` whether the
    catalogue is the one of then.
    """

    quote: QuoteCheck
    changed: tuple[str, ...]
    same_law: bool
    same_catalogue: bool
    expired: bool

    @property
    def stands(self) -> bool:
        """Return whether what was quoted is what is ordered, under the law of then, in time."""
        return not self.changed and self.same_law and not self.expired


def hold_against(
    quote: QuoteCheck,
    document: Mapping[str, Any],
    verdict: Verdict,
    books: Books,
    now: datetime,
) -> HeldAgainst:
    """Compare an order, and the verdict it was given, with a quote check."""
    content = _content(document)
    names = sorted(content.keys() | quote.content.keys())
    return HeldAgainst(
        quote=quote,
        changed=tuple(it for it in names if content.get(it) != quote.content.get(it)),
        same_law=_editions(verdict) == quote.editions,
        same_catalogue=books.catalogue.digest == quote.catalogue,
        expired=now >= quote.good_until,
    )


def _content(document: Mapping[str, Any]) -> dict[str, str]:
    return {name: digest(canonical(value)) for name, value in document.items() if name not in _OWN}


def _editions(verdict: Verdict) -> dict[str, str]:
    return {f"{it.id}@{it.revision}": it.digest for it in verdict.editions}
