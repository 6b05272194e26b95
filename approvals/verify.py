"""Verifies an approval: signature, window, revocation, content. Four answers, each with a reason.

Pure, and safe on any input: whatever is handed in, the answer is a value. "Not revoked" is only
said as of an instant; where no source of revocations was asked, that answer is ``unknown``, and an
approval with an unknown answer is not confirmed. (FEATURES insight 3; RELIABILITY §4.5.)
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any, Protocol

from approvals.answered import Answer, Answered, shown, signature_answer
from approvals.changed import changed_members
from approvals.state_words import state_words
from approvals.statement import SANDBOX_TYP, TYP
from approvals.status_list import Snapshot
from ledger.canonical import canonical, digest, parse
from ledger.errors import Flaw, LedgerError, SignatureError
from ledger.jws import PublishedKey, verify_compact
from ledger.reasons import because

MAX_TOKEN = 1 << 20
"""Longest statement looked at, in characters: one of 500 lines has about 300,000."""


BROKEN: Mapping[Flaw, tuple[str, str]] = MappingProxyType(
    {
        Flaw.LENGTH: ("签名文本过长,未查看", "the statement is longer than is looked at"),
        Flaw.FORM: (
            "不是签名文本:应为三段以点号分隔的编码",
            "it is no signed statement: three encoded parts with dots between them are expected",
        ),
        Flaw.HEADER: (
            "签名文本的头部形式不被接受",
            "the header of the statement has a form that is not accepted",
        ),
        Flaw.SANDBOX: (
            "出自沙箱:仅供试用,不是批准",
            "it comes from a sandbox, for trying out, and approves nothing",
        ),
        Flaw.TYPE: ("签名文本不是批准", "the statement is of another kind than an approval"),
        Flaw.ALGORITHM: (
            "签名算法不被接受",
            "the statement is signed by an algorithm that is not accepted",
        ),
        Flaw.KEY: ("不是由所给公钥签署", "it is signed by none of the given keys"),
        Flaw.SIGNATURE: (
            "签名与内容不符:内容被改动,或并非由该密钥签署",
            "the signature is not of this content: it was changed, or another key signed",
        ),
        Flaw.CONTENT: ("所签内容不是批准", "what is signed is no approval"),
    }
)
"""Why a signature does not hold: flaw → (Chinese, English)."""

Narrowed = Callable[[str, str], bool]
"""Tells whether an approval, by number, was narrowed to an order of a content, by digest."""


Recorded = Callable[[str, str], datetime | None]
"""Tells when the ledger recorded an approval, by number, of a statement, by digest; if it did."""


class Revocations(Protocol):
    """Something that knows which approvals were dead, as of an instant."""

    @property
    def as_of(self) -> datetime:
        """The instant its knowledge is of."""

    @property
    def good_until(self) -> datetime | None:
        """From when on it is too old to say that an approval is alive; ``None``: it is not."""

    def dead(self, number: str, index: int) -> str | None:
        """Return why the approval is dead (``revoked``, ``superseded`` …), or ``None``.

        Raises:
            LookupError: it knows nothing of this approval.
        """


@dataclass(frozen=True, slots=True)
class ListedRevocations:
    """What a signed status list knows."""

    snapshot: Snapshot

    @property
    def as_of(self) -> datetime:
        """When the list was signed."""
        return self.snapshot.signed_at

    @property
    def good_until(self) -> datetime:
        """Until when its signer lets it be relied on."""
        return self.snapshot.good_until

    def dead(self, number: str, index: int) -> str | None:
        """Return ``revoked`` where the bit is set."""
        known = self.snapshot.dead(index)
        if known is None:
            raise LookupError(number)
        return "revoked" if known else None


@dataclass(frozen=True, slots=True)
class Verification:
    """The four answers, and what was claimed, if the signature holds.

    ``revocations_as_of`` is how fresh the third answer is.
    """

    signature: Answered
    window: Answered
    revocation: Answered
    content: Answered
    claims: Mapping[str, Any] | None
    revocations_as_of: datetime | None

    @property
    def confirmed(self) -> bool:
        """Whether all that was asked was answered with yes; content may be left unasked."""
        first = (self.signature, self.window, self.revocation)
        return all(it.answer is Answer.YES for it in first) and (
            self.content.answer is Answer.YES or self.content.code == "content-not-asked"
        )


def verify(
    token: str,
    *,
    keys: Iterable[PublishedKey],
    now: datetime,
    revocations: Revocations | None = None,
    document: Mapping[str, Any] | None = None,
    narrowed: Narrowed | None = None,
    recorded: Recorded | None = None,
    sandbox: bool = False,
) -> Verification:
    """Verify a signed approval at the instant ``now``; never raises on what others wrote.

    Args:
        token: the compact JWS.
        keys: trusted public keys of the issuer.
        now: the instant to judge the window by, aware.
        revocations: what is known of dead approvals, if anything is.
        document: an order document to compare with what was approved.
        narrowed: tells whether an approval was narrowed to an order of some content; only those
            who keep the amendments know.
        sandbox: whether a statement of a sandbox is asked for, and none of a service.
        recorded: tells when the ledger recorded a statement; asked where its key was revoked.
    """
    # 1. The signature: nothing unsigned is looked at.
    try:
        claims, key = _claims(token, keys, SANDBOX_TYP if sandbox else TYP)
    except (LedgerError, ValueError, TypeError, KeyError) as error:
        unread = Answered(Answer.UNKNOWN, "signature-first", "签名未通过,未查看", "not looked at")
        broken = Answered(Answer.NO, "signature-broken", *BROKEN[_flaw(error)])
        return Verification(broken, unread, unread, unread, None, None)
    # 2. The window. 3. Revocation. 4. Content.
    return Verification(
        signature=signature_answer(
            key, _recorded_at(token, claims, key, recorded), looked=recorded is not None
        ),
        window=_window(claims, now),
        revocation=_revocation(claims, revocations, now),
        content=_content(claims, document, narrowed),
        claims=claims,
        revocations_as_of=None if revocations is None else revocations.as_of,
    )


def _flaw(error: Exception) -> Flaw:
    if isinstance(error, SignatureError) and error.flaw is not None:
        return error.flaw
    # The signature held, and what it signs cannot be read; or the text is nothing at all.
    return Flaw.CONTENT if isinstance(error, LedgerError) else Flaw.FORM


def _claims(
    token: str, keys: Iterable[PublishedKey], typ: str
) -> tuple[dict[str, Any], PublishedKey]:
    if len(token) > MAX_TOKEN:
        raise SignatureError(because("statement-long", most=MAX_TOKEN), Flaw.LENGTH)
    statement = verify_compact(token, typ=typ, keys=keys)
    claims = parse(statement.payload)
    wanted: dict[str, type] = {"jti": str, "nbf": int, "exp": int, "order": str, "lines": list}
    if not isinstance(claims, dict) or not all(
        isinstance(claims.get(name), kind) for name, kind in wanted.items()
    ):
        raise SignatureError(because("no-approval"), Flaw.CONTENT)
    return claims, statement.key


def _recorded_at(
    token: str, claims: Mapping[str, Any], key: PublishedKey, recorded: Recorded | None
) -> datetime | None:
    if key.revoked_at is None or recorded is None:
        return None
    return recorded(claims["jti"], digest(token.encode()))


def _window(claims: Mapping[str, Any], now: datetime) -> Answered:
    instant = now.timestamp()
    if instant < claims["nbf"]:
        return Answered(Answer.NO, "not-yet-valid", "尚未生效", "it is not valid yet")
    until = claims.get("valid_until")
    if instant >= claims["exp"]:
        return Answered(Answer.NO, "expired", f"已于 {until} 到期", f"it was valid until {until}")
    return Answered(
        Answer.YES, "within-window", f"在有效期内,至 {until}", f"it is valid until {until}"
    )


def _revocation(
    claims: Mapping[str, Any], revocations: Revocations | None, now: datetime
) -> Answered:
    if revocations is None:
        return Answered(
            Answer.UNKNOWN, "revocation-not-asked", "未查询撤销状态", "no revocations looked at"
        )
    seen = shown(revocations.as_of)
    try:
        index = claims["status"]["status_list"]["idx"]
        why = revocations.dead(claims["jti"], int(index))
    except (LookupError, TypeError, ValueError):
        return Answered(
            Answer.UNKNOWN,
            "revocation-unknown",
            f"截至 {seen} 的撤销信息未包含该批准",
            f"what is known of revocations as of {seen} does not cover this approval",
        )
    if why is not None:
        zh, en = state_words("approval", why)
        return Answered(Answer.NO, why, f"截至 {seen} {zh}", f"as of {seen} it is {en}")
    until = revocations.good_until
    if until is not None and now >= until:
        # What was dead stays dead; that it is alive an old list cannot say.
        return Answered(
            Answer.UNKNOWN,
            "revocation-stale",
            f"截至 {seen} 的撤销信息仅在 {shown(until)} 前可用",
            f"what is known of revocations as of {seen} was good until {shown(until)}",
        )
    return Answered(
        Answer.YES, "not-revoked", f"截至 {seen} 未被撤销", f"as of {seen} it is not revoked"
    )


def _content(
    claims: Mapping[str, Any], document: Mapping[str, Any] | None, narrowed: Narrowed | None = None
) -> Answered:
    if document is None:
        return Answered(
            Answer.UNKNOWN, "content-not-asked", "未提交订单内容比对", "no order was handed in"
        )
    try:
        content = digest(canonical(document))
        same = content == claims["order"]
    except LedgerError:
        return Answered(
            Answer.NO, "content-unreadable", "订单内容无法读取", "the order cannot be read"
        )
    if same:
        return Answered(Answer.YES, "content-same", "与批准内容一致", "it is what was approved")
    if narrowed is not None and narrowed(str(claims["jti"]), content):
        return Answered(
            Answer.YES,
            "content-narrowed",
            "在批准范围之内:其后已作缩减性修改",
            "it is less than was approved, by an amendment that is on record",
        )
    where = tuple(changed_members(claims, document)) or ("",)
    shown = ", ".join(it or "/" for it in where)
    return Answered(
        Answer.NO,
        "content-differs",
        f"与批准内容不一致:{shown}",
        f"it is not what was approved: {shown}",
        where,
    )
