"""The answers of a verification, and the first of them: whether the signature holds."""

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum, unique

from ledger.jws import PublishedKey


@unique
class Answer(StrEnum):
    """One of the four answers."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer with a stable code, its reason in two languages, and pointers where some apply."""

    answer: Answer
    code: str
    zh: str
    en: str
    pointers: tuple[str, ...] = ()


def signature_answer(key: PublishedKey, recorded_at: datetime | None, *, looked: bool) -> Answered:
    """Return what a signature that holds is worth, by the state of its key.

    What the ledger recorded before the key was revoked stays good: whoever stole the key later
    cannot put anything there.

    Args:
        key: the key that signed.
        recorded_at: when the ledger recorded the very statement; ``None`` if it did not.
        looked: whether somebody looked into the ledger at all.
    """
    if key.revoked_at is None:
        return Answered(
            Answer.YES,
            "signature-holds",
            f"签名有效(密钥 {key.kid})",
            f"signed by the key {key.kid}",
        )
    since = shown(key.revoked_at)
    if recorded_at is None and looked:
        return Answered(
            Answer.NO,
            "never-recorded",
            f"密钥已于 {since} 吊销,而账本从未记载此签名",
            f"the key was revoked at {since}, and the ledger never recorded this statement",
        )
    if recorded_at is None:
        return Answered(
            Answer.UNKNOWN,
            "key-revoked",
            f"签名密钥已于 {since} 吊销;须以账本证明签名早于该时刻",
            f"the key was revoked at {since}: the ledger has to prove the statement is older",
        )
    if recorded_at < key.revoked_at:
        return Answered(
            Answer.YES,
            "signed-before-revocation",
            f"密钥已于 {since} 吊销,账本在此之前已于 {shown(recorded_at)} 记载此签名",
            f"the key was revoked at {since}; the ledger recorded it before, {shown(recorded_at)}",
        )
    return Answered(
        Answer.NO,
        "signed-after-revocation",
        f"密钥自 {since} 起已吊销,账本记载在其后({shown(recorded_at)})",
        f"the key was revoked as of {since}, and the ledger recorded it after, "
        f"{shown(recorded_at)}",
    )


def shown(instant: datetime | None) -> str:
    """Return an instant as sentences show it: UTC, to the second."""
    return "—" if instant is None else instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
