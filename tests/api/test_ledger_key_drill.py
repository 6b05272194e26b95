"""The drills of the ledger's key: replaced in time, and stolen. (docs/keys.md.)"""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from api.key_ring import LEDGER, next_file, open_ring, read_ring, write_ring
from api.key_rotation import prepare, publish, record, settle
from api.live_ring import LiveRing
from ledger.__main__ import main
from ledger.checkpoint import Checkpoint
from ledger.export import export
from ledger.jws import KeyState
from ledger.note import Note, VerifierKey, sign_note
from ledger.signing import Ed25519FileSigner, ed25519_kid
from ledger.source import DatabaseSource
from ledger.verify_approval import Broken
from storage.database import Database
from storage.scope import SYSTEM, Scope
from tests.api.test_key_drill import ACTOR, Drill, drill

__all__ = ("drill",)

_WEEK = timedelta(days=7)
_AUDITOR = Scope(role="auditor", person="person-9")


def _keys(drill: Drill) -> list[str]:
    keys: list[str] = drill.stage.call("GET", "/v1/ledger/keys").json["keys"]
    return keys


def _kid(text: str) -> str:
    """The name of a verifier key, as JWKS have it."""
    return ed25519_kid(VerifierKey.parse(text).public_key)


def _signed_by(drill: Drill, keys: list[str]) -> list[str]:
    """Which of these keys signed the checkpoint of this moment."""
    note = Note.parse(drill.stage.call("GET", "/v1/ledger/checkpoint").data)
    signed = {(it.name, it.key_id) for it in note.signatures}
    read = [VerifierKey.parse(it) for it in keys]
    return [it.text for it in read if (it.name, it.key_id) in signed]


def _exported(drill: Drill, folder: Path) -> Path:
    database = Database(drill.stage.made.audit_url, pool_size=1)
    source = DatabaseSource(database, _AUDITOR)
    export(source, folder, keys=drill.stage.services.ledger_keys)
    database.close()
    return folder


def _audited(folder: Path, keys: list[str], *previous: Path) -> int:
    named = [word for key in keys for word in ("--key", key)]
    earlier = [word for path in previous for word in ("--previous", str(path))]
    return main(["verify", str(folder), *named, *earlier])


def test_over_the_change_both_keys_sign_and_nobody_fails(drill: Drill, tmp_path: Path) -> None:
    (old,) = _keys(drill)
    first = drill.bundle(drill.grant())
    before = drill.keys()
    then = _exported(drill, tmp_path / "then")
    drill.announce(LEDGER)
    during = drill.bundle(drill.grant())
    announced, kept = _keys(drill), drill.keys()
    new = announced[1]
    # 1. Announced: checkpoints bear both signatures, and whoever keeps the old key alone goes on.
    assert announced[0] == old, "the one that signs stands first"
    assert _signed_by(drill, announced) == [old, new]
    assert drill.judged(during, before).doubts == ()
    seen = _exported(drill, tmp_path / "during")
    assert _audited(seen, [old], then / "checkpoint") == _audited(seen, [new]) == 0
    with drill.stage.clock.later(days=_WEEK.days):
        # 2. Replaced: the entry that says so stands under both, what follows under the new one.
        drill.rotate(LEDGER)
        assert _signed_by(drill, announced) == [old, new]
        after = drill.bundle(drill.grant())
        assert _keys(drill) == [new, old]
        assert _signed_by(drill, announced) == [new]
        # 3. Proofs of all three times verify by keys fetched a week ago, and by those of today.
        for data in (first, during, after):
            for keys in (kept, drill.keys()):
                assert drill.judged(data, keys).number
        assert drill.judged(after, kept).doubts == ()
        now = _exported(drill, tmp_path / "now")
        assert _audited(now, [old, new], then / "checkpoint", seen / "checkpoint") == 0
        assert _audited(now, [new], seen / "checkpoint") == 0
        assert _audited(now, [old]) == 1, "the old key signs no more"
    assert [it for it in drill.recorded() if it["use"] == LEDGER] == [
        {"use": "ledger", "next": _kid(new)},
        {"use": "ledger", "retired": _kid(old), "active": _kid(new)},
    ]


def test_a_stolen_ledger_key_proves_nothing_and_the_ledger_goes_on(
    drill: Drill, tmp_path: Path
) -> None:
    settings, clock = drill.stage.services.settings, drill.stage.clock
    stolen, (old,) = Ed25519FileSigner(settings.ledger_key), _keys(drill)
    number = drill.grant()
    then, kept = drill.bundle(number), drill.keys()
    audited = _exported(drill, tmp_path / "audited")
    with clock.later(days=1):
        drill.rotate(LEDGER, sequenced=False)
        drill.revoke(stolen.kid, clock() - timedelta(hours=1))
        drill.stage.sequence()
        # 1. It is trusted nowhere: not among the verifier keys, and revoked in the JWKS.
        (new,) = _keys(drill)
        assert new != old
        assert drill.keys()[stolen.kid]["state"] == "revoked"
        # 2. A proof kept from before verifies by keys of then; by those of now it is refused, and
        #    what is fetched now verifies: the same entry in the same place, under the new key.
        known = drill.judged(then, kept)
        with pytest.raises(Broken) as refused:
            drill.judged(then)
        assert refused.value.part == "checkpoint"
        again = drill.judged(drill.bundle(number))
        assert (again.doubts, again.number, again.index) == ((), number, known.index)
        # 3. The auditor's own checkpoint of before holds the ledger to its history.
        now = _exported(drill, tmp_path / "now")
        assert _audited(now, [new, old], audited / "checkpoint") == _audited(now, [new]) == 0
        # 4. What the thief signs is another history, and no key in force is under it.
        checkpoint = Checkpoint.parse(Note.parse((now / "checkpoint").read_bytes()).text)
        forged = replace(checkpoint, root=bytes(32))
        note = sign_note(forged.text, name=checkpoint.origin, signer=stolen)
        (now / "checkpoint").write_bytes(note.encode())
        assert _audited(now, [new]) == 1
        assert _audited(now, [new, old], audited / "checkpoint") == 1


def test_a_ledger_rotation_that_was_stopped_is_ended_by_the_next_start(drill: Drill) -> None:
    settings, now = drill.stage.services.settings, drill.stage.clock()
    old, new = prepare(settings, now, LEDGER)
    signers = LiveRing(settings).checkpoint_signers
    with drill.stage.services.database.transaction(SYSTEM) as connection:
        # Announced and not recorded, it signs beside the other and never alone.
        assert settle(settings, connection, now) is None
        assert [it.kid for it in signers()] == [old, new]
        record(connection, old, new, actor=ACTOR, ident="stopped", now=now, use=LEDGER)
    ring = read_ring(settings)
    # Taken out of the list again, it would sign nothing.
    write_ring(settings, tuple(it for it in ring if it.state is not KeyState.NEXT))
    assert [it.kid for it in signers()] == [old]
    write_ring(settings, ring)
    publish(settings, now, LEDGER)
    # Stopped between the list and the file, the key is found where it lies, and signs.
    assert [it.kid for it in signers()] == [new]
    with drill.stage.services.database.transaction(SYSTEM) as connection:
        assert settle(settings, connection, now) == new
        assert settle(settings, connection, now) is None
    assert (open_ring(settings).ledger.kid, open_ring(settings).ledger_next) == (new, None)
    assert not next_file(settings, LEDGER).exists()
