"""Signed quote checks at the edge: given out with a dry run, and held against an order."""

import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from api.faults import ContentFaults, fault
from api.instants import instant
from api.presenting import of_the_quote
from api.roles import Role
from api.services import Services
from approvals.quote_check import HeldAgainst, QuoteCheck, hold_against, read_quote, sign_quote
from approvals.stated import Stated
from approvals.submit import Submission
from catalog.books import Books
from ledger.errors import SignatureError
from ledger.jws import PublishedKey
from validators.finding import Verdict


def signed_quote(
    services: Services, sent: bytes, verdict: Verdict, role: Role, books: Books, now: datetime
) -> dict[str, str]:
    """Return the member of a dry run that holds its signed check, of what the asker is shown."""
    shown = of_the_quote(verdict) if role is Role.SUPPLIER else verdict
    office = services.office
    token = sign_quote(
        json.loads(sent), shown, books=books, policy=office.policy, signer=office.signer, now=now
    )
    return {"quote_check": token}


def quote_of(token: str, keys: Iterable[PublishedKey]) -> QuoteCheck:
    """Return the quote check that is attached to an order.

    Raises:
        ContentFaults: it is none, or another's.
    """
    try:
        return read_quote(token, keys)
    except SignatureError as error:
        raise ContentFaults([fault("/quote_check", "not-a-quote-check")]) from error


def quote_members(
    quote: QuoteCheck | None, made: Submission, stated: Stated, books: Books, now: datetime
) -> dict[str, Any]:
    """Return the member of an order's answer that says how it compares with the quote."""
    if quote is None:
        return {}
    found = hold_against(quote, json.loads(stated.document), made.examination.verdict, books, now)
    zh, en = _words(found)
    return {
        "quote_check": {
            "stands": found.stands,
            "changed": list(found.changed),
            "same_law": found.same_law,
            "same_catalogue": found.same_catalogue,
            "expired": found.expired,
            "outcome": quote.outcome,
            "examined_on": quote.examined_on,
            "checked_at": instant(quote.checked_at),
            "good_until": instant(quote.good_until),
            "message": {"zh": zh, "en": en},
        }
    }


def _words(found: HeldAgainst) -> tuple[str, str]:
    names = ", ".join(found.changed)
    said = (
        (bool(found.changed), f"与报价不同:{names}", f"not as quoted: {names}"),
        (not found.same_law, "所依标准已变", "the law is another than that of the quote"),
        (found.expired, "报价试算已过期", "the check has expired"),
    )
    told = [(zh, en) for applies, zh, en in said if applies]
    if not told:
        return "与试算的报价一致,标准未变", "it is what was quoted, under the same law"
    return ";".join(zh for zh, _ in told), "; ".join(en for _, en in told)
