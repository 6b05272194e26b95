"""Replaces the approval key, or the ledger's, in steps.

Each is safe to stop after: killed, or refused by the database.

1. The new key is made beside the old one and published as *next*; nothing signs with it.
2. The ledger records the rotation, and the commit decides whether it happened.
3. The ring names the new key active and the old one retired, and the new file takes the old one's
   place. Whoever opens the ring between these two finds the new key where it still lies.

While a ledger key is *next*, checkpoints bear both signatures (C2SP signed-note), so that whoever
keeps either key verifies them; the entry of the rotation is waited for to stand under one of these.

Stopped before 2 is over, the old key stays, and the next rotation takes up the key that was made.
Stopped after it, the next start or rotation does 3.
"""

import fcntl
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection

from api.key_ring import (
    APPROVAL,
    LEDGER,
    key_file,
    next_file,
    read_ring,
    ring_file,
    write_ring,
)
from api.settings import Settings
from ledger.canonical import parse
from ledger.entry import Actor, Entry
from ledger.errors import KeyFileError
from ledger.jws import KeyState, PublishedKey
from ledger.kinds import EntryKind
from ledger.signing import Ed25519FileSigner
from ledger.store import append, bodies_of
from ledger.syncing import sync
from storage.database import Database
from storage.scope import SYSTEM


def rotate(
    settings: Settings,
    database: Database,
    *,
    actor: Actor,
    ids: Callable[[], str],
    now: datetime,
    use: str = APPROVAL,
    placed: Callable[[], bool] = lambda: True,
) -> tuple[str, str]:
    """Replace the key of a use; the old one is retired and keeps verifying.

    Args:
        settings: where the keys lie.
        database: the service's.
        actor: who replaces it.
        ids: gives fresh identifiers.
        now: the instant of the act.
        use: which key.
        placed: waits for the entry to get its place, under both keys; asked for the ledger's key,
            and gone on without where it says no, as nothing may be sequencing.

    Returns:
        The names of the old and of the new key.

    Raises:
        KeyFileError: a file is unfit or cannot be written, or another rotation is under way.
    """
    with alone(settings):
        with database.transaction(SYSTEM) as connection:
            settle(settings, connection, now)
        old, new = prepare(settings, now, use)
        with database.transaction(SYSTEM) as connection:
            record(connection, old, new, actor=actor, ident=ids(), now=now, use=use)
        if use == LEDGER:
            placed()
        activate(settings, now, use)
    return old, new


def announce(
    settings: Settings,
    database: Database,
    *,
    actor: Actor,
    ids: Callable[[], str],
    now: datetime,
    use: str = APPROVAL,
) -> str:
    """Publish the key of the next rotation ahead of it, so that whoever keeps keys has it by then.

    Returns:
        The name of the key; the one that waits already, where one does.

    Raises:
        KeyFileError: a file is unfit or cannot be written, or another rotation is under way.
    """
    with alone(settings):
        with database.transaction(SYSTEM) as connection:
            settle(settings, connection, now)
        waiting = _waiting(settings, use)
        if waiting:
            return waiting[0]
        _, new = prepare(settings, now, use)
        entry = key_entry(new, {"use": use, "next": new}, actor=actor, ident=ids(), now=now)
        with database.transaction(SYSTEM) as connection:
            append(connection, entry)
    return new


def prepare(settings: Settings, now: datetime, use: str = APPROVAL) -> tuple[str, str]:
    """Make the next key, unless one is waiting, and publish it; return the old and new names."""
    old = Ed25519FileSigner(key_file(settings, use))
    new = _next_signer(settings, use)
    ring = read_ring(settings)
    if not any(key.kid == new.kid for key in ring):
        added = PublishedKey(public_key=new.public_key, use=use, state=KeyState.NEXT, since=now)
        write_ring(settings, (*ring, added))
    return old.kid, new.kid


def record(
    connection: Connection,
    old: str,
    new: str,
    *,
    actor: Actor,
    ident: str,
    now: datetime,
    use: str = APPROVAL,
) -> None:
    """Write the rotation into the ledger; once this is committed, it happened."""
    body = {"use": use, "retired": old, "active": new}
    append(connection, key_entry(new, body, actor=actor, ident=ident, now=now))


def key_entry(
    kid: str, body: Mapping[str, object], *, actor: Actor, ident: str, now: datetime
) -> Entry:
    """Return the entry that a key changed its state."""
    return Entry(
        id=ident,
        kind=EntryKind.KEY_ROTATED,
        recorded_at=now,
        actor=actor,
        subjects={"key": kid},
        body=body,
    )


def activate(settings: Settings, now: datetime, use: str = APPROVAL) -> None:
    """Let the next key sign, as the ledger says it does."""
    publish(settings, now, use)
    move(settings, use)


def publish(settings: Settings, now: datetime, use: str = APPROVAL) -> None:
    """Name the next key active and the one before it retired."""
    new = Ed25519FileSigner(next_file(settings, use))

    def turned(key: PublishedKey) -> PublishedKey:
        if key.kid == new.kid:
            return replace(key, state=KeyState.ACTIVE, since=now)
        if key.use == use and key.state is KeyState.ACTIVE:
            return replace(key, state=KeyState.RETIRED)
        return key

    write_ring(settings, tuple(map(turned, read_ring(settings))))


def move(settings: Settings, use: str = APPROVAL) -> None:
    """Put the file of the next key in the place of the old one."""
    path = key_file(settings, use)
    next_file(settings, use).replace(path)
    sync(path.parent)


def settle(settings: Settings, connection: Connection, now: datetime) -> str | None:
    """End rotations that the ledger records and the files do not show; return a key of them."""
    settled = [_settle(settings, connection, now, use) for use in (APPROVAL, LEDGER)]
    return next((kid for kid in settled if kid is not None), None)


def _settle(settings: Settings, connection: Connection, now: datetime, use: str) -> str | None:
    path = next_file(settings, use)
    if not path.exists() or not ring_file(settings).exists():
        return None
    if not _waiting(settings, use) and _unread(path):
        return None
    new = Ed25519FileSigner(path)
    state = {key.kid: key.state for key in read_ring(settings)}.get(new.kid)
    if state is KeyState.NEXT and recorded_as_active(connection, new.kid):
        activate(settings, now, use)
    elif state is KeyState.ACTIVE:
        move(settings, use)
    else:
        return None
    return new.kid


def _waiting(settings: Settings, use: str) -> list[str]:
    """Return the names of the keys of a use that are to follow."""
    ring = read_ring(settings)
    return [it.kid for it in ring if it.use == use and it.state is KeyState.NEXT]


def _next_signer(settings: Settings, use: str) -> Ed25519FileSigner:
    path = next_file(settings, use)
    if path.exists():
        if _waiting(settings, use) or not _unread(path):
            return Ed25519FileSigner(path)
        # A file cut off while it was written, of a key that nobody ever heard of.
        path.unlink()
    return Ed25519FileSigner.generate(path)


def _unread(path: Path) -> bool:
    try:
        Ed25519FileSigner(path)
    except KeyFileError:
        return True
    return False


def recorded_as_active(connection: Connection, kid: str) -> bool:
    """Return whether the ledger says of a key that it signs."""
    bodies = (parse(it) for it in bodies_of(connection, EntryKind.KEY_ROTATED))
    # An entry that a key was announced says `next`, and not that it signs.
    return any(it["body"].get("active") == kid for it in bodies)  # type: ignore[index]  # our own entries


@contextmanager
def alone(settings: Settings) -> Iterator[None]:
    """Change keys as the only one that does.

    Raises:
        KeyFileError: somebody else is at it.
    """
    folder = settings.approval_key.parent
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError as error:
        raise KeyFileError(str(folder), "another rotation is under way") from error
    finally:
        os.close(handle)
