"""Revokes a former approval or ledger key as of an instant: it is trusted no longer.

What was proven before stays.

The ledger records it first, and the commit decides whether it happened; then the ring shows it.
Stopped in between, the next start or change of keys reads it off the ledger.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection

from api.instants import instant
from api.key_ring import read_ring, ring_file, write_ring
from api.key_rotation import alone, key_entry, settle
from api.settings import Settings
from ledger.entry import Actor, read_entry
from ledger.jws import KeyState, PublishedKey
from ledger.kinds import EntryKind
from ledger.store import append, bodies_of
from storage.database import Database
from storage.scope import SYSTEM


class KeyNotRevocable(Exception):  # noqa: N818 - named for what was found
    """The key cannot be revoked like this, for a reason in Chinese and English."""

    def __init__(self, zh: str, en: str) -> None:
        self.zh, self.en = zh, en
        super().__init__(f"{zh} / {en}")


def revoke_key(
    settings: Settings,
    database: Database,
    *,
    kid: str,
    at: datetime,
    reason: str,
    actor: Actor,
    ids: Callable[[], str],
    now: datetime,
) -> None:
    """Revoke a key that signed approvals, as of the instant from which it is not to be trusted.

    Args:
        settings: where the keys lie.
        database: the service's.
        kid: the name of the key.
        at: the aware instant; what the ledger recorded earlier under this key stays good.
        reason: why, for the ledger.
        actor: who revokes.
        ids: gives fresh identifiers.
        now: the instant of the act.

    Raises:
        KeyNotRevocable: no such approval key, it signs still, it is revoked already, or the
            instant is not between its first use and now.
        KeyFileError: a file is unfit or cannot be written, or somebody else changes keys.
    """
    with alone(settings):
        with database.transaction(SYSTEM) as connection:
            settle(settings, connection, now)
            settle_revocations(settings, connection)
        ring = read_ring(settings)
        hindrance = _hindrance(ring, kid, at, now)
        if hindrance is not None:
            raise KeyNotRevocable(*hindrance)
        (use,) = {it.use for it in ring if it.kid == kid}
        body = {"use": use, "revoked": kid, "revoked_at": at.isoformat(), "reason": reason}
        with database.transaction(SYSTEM) as connection:
            append(connection, key_entry(kid, body, actor=actor, ident=ids(), now=now))
        with database.transaction(SYSTEM) as connection:
            settle_revocations(settings, connection)


def settle_revocations(settings: Settings, connection: Connection) -> tuple[str, ...]:
    """Show in the ring what the ledger records as revoked; return the keys that were not shown.

    Raises:
        KeyFileError: the ring is unfit, or cannot be written.
    """
    if not ring_file(settings).exists():
        return ()
    revoked: dict[str, datetime] = {}
    for data in bodies_of(connection, EntryKind.KEY_ROTATED):
        body = read_entry(data).body
        if "revoked" in body:
            revoked[str(body["revoked"])] = datetime.fromisoformat(str(body["revoked_at"]))
    ring = read_ring(settings)
    late = tuple(it.kid for it in ring if it.kid in revoked and it.state is not KeyState.REVOKED)
    if late:
        write_ring(settings, tuple(_turned(it, revoked) if it.kid in late else it for it in ring))
    return late


def _turned(key: PublishedKey, revoked: dict[str, datetime]) -> PublishedKey:
    return replace(key, state=KeyState.REVOKED, revoked_at=revoked[key.kid])


def _hindrance(
    ring: tuple[PublishedKey, ...], kid: str, at: datetime, now: datetime
) -> tuple[str, str] | None:
    key = next((it for it in ring if it.kid == kid), None)
    if key is None:
        return f"没有密钥 {kid}", f"there is no key {kid}"
    if key.state is KeyState.ACTIVE:
        return (
            f"该密钥仍在签署:先执行 `procheck keys rotate --use {key.use}`",
            f"it is the key that signs: run `procheck keys rotate --use {key.use}` first",
        )
    if key.state is not KeyState.RETIRED:
        state = key.state.value
        return f"该密钥状态为 {state},不是 retired", f"its state is {state} and not retired"
    if not key.since <= at <= now:
        since, until = instant(key.since), instant(now)
        return (
            f"吊销时刻须在 {since} 与 {until} 之间",
            f"the instant of revocation has to lie between {since} and {until}",
        )
    return None
