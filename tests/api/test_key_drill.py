"""The drills of keys: one is replaced in time, and one is stolen. (docs/keys.md.)"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest

from api.commands import keys as command
from api.commands.line import Parser
from api.identifiers import new_id
from api.key_revocation import KeyNotRevocable, revoke_key, settle_revocations
from api.key_ring import APPROVAL, read_ring, write_ring
from api.key_rotation import announce, rotate
from ledger.canonical import canonical
from ledger.entry import Actor, read_entry
from ledger.jws import KeyState, sign_compact
from ledger.kinds import EntryKind
from ledger.signing import Ed25519FileSigner
from ledger.store import bodies_of
from ledger.verify_approval import Broken, Keys, Proven, read_keys, verify
from storage.embedded.server import Address
from storage.scope import SYSTEM
from tests.api.stage import START, Stage, build, stocked

ACTOR = Actor(person="system:operator", role="system", authentication="command-line")
_DAY = timedelta(days=1)


@dataclass
class Drill:
    """A service of its own, whose keys are changed, and what a supplier keeps of it."""

    stage: Stage
    bundles: dict[str, bytes] = field(default_factory=dict)

    def grant(self) -> str:
        number: str = self.stage.place(quantity=1)["approval"]["number"]
        self.stage.sequence()
        return number

    def bundle(self, number: str) -> bytes:
        return self.stage.call("GET", f"/v1/approvals/{number}/bundle", "supplier").data

    def keys(self) -> Keys:
        return read_keys(self.stage.call("GET", "/.well-known/jwks.json").data)

    def states(self) -> list[str]:
        return sorted(
            it["state"] for it in self.keys().values() if it["procheck_use"] == "approval"
        )

    def judged(self, data: bytes, kept: Keys | None = None) -> Proven:
        return verify(data, self.keys() if kept is None else kept, self.stage.clock())

    def online(self, number: str) -> tuple[str, str]:
        statement = self.stage.call("GET", f"/v1/approvals/{number}/statement", "supplier").data
        return self.verified(statement.decode())

    def verified(self, statement: str) -> tuple[str, str]:
        body = {"statement": statement}
        found = self.stage.call("POST", "/v1/approvals/verification", None, body).json["signature"]
        return found["answer"], found["code"]

    def announce(self, use: str = APPROVAL) -> str:
        services = self.stage.services
        return announce(
            services.settings,
            services.database,
            actor=ACTOR,
            ids=new_id,
            now=self.stage.clock(),
            use=use,
        )

    def rotate(self, use: str = APPROVAL, *, sequenced: bool = True) -> tuple[str, str]:
        services = self.stage.services

        def placed() -> bool:
            if sequenced:
                self.stage.sequence()
            return sequenced

        return rotate(
            services.settings,
            services.database,
            actor=ACTOR,
            ids=new_id,
            now=self.stage.clock(),
            use=use,
            placed=placed,
        )

    def revoke(self, kid: str, at: datetime) -> None:
        services = self.stage.services
        revoke_key(
            services.settings,
            services.database,
            kid=kid,
            at=at,
            reason="the drill",
            actor=ACTOR,
            ids=new_id,
            now=self.stage.clock(),
        )

    def recorded(self) -> list[dict[str, object]]:
        with self.stage.services.database.transaction(SYSTEM) as connection:
            found = bodies_of(connection, EntryKind.KEY_ROTATED)
            return [dict(read_entry(it).body) for it in found]


@pytest.fixture
def drill(server: Address, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Drill]:
    with stocked(server, "drill") as made:
        stage = build(made, tmp_path_factory.mktemp("drill"))
        yield Drill(stage)
        stage.close()


@contextmanager
def not_revocable(reason: str) -> Iterator[None]:
    with pytest.raises(KeyNotRevocable) as refused:
        yield
    assert reason in refused.value.en
    assert refused.value.zh


def test_a_key_that_was_announced_is_known_to_those_who_keep_keys_when_it_signs(
    drill: Drill,
) -> None:
    first = drill.bundle(drill.grant())
    announced = drill.announce()
    assert drill.announce() == announced, "one waits at a time"
    kept = drill.keys()
    assert kept[announced]["state"] == "next"
    with drill.stage.clock.later(days=7):
        old, new = drill.rotate()
        assert new == announced
        second = drill.bundle(drill.grant())
        # Keys fetched a week ago do for what the new key signed; those of today do for the old.
        assert drill.judged(second, kept).doubts == ()
        assert drill.judged(first, kept).number == drill.judged(first).number
        assert drill.states() == ["active", "retired"]
        drill.rotate()
        assert drill.states() == ["active", "retired", "retired"], "no public key is ever dropped"
    assert drill.recorded()[:2] == [
        {"use": "approval", "next": new},
        {"use": "approval", "retired": old, "active": new},
    ]


def test_a_stolen_key_is_revoked_and_only_what_was_proven_before_stays(drill: Drill) -> None:
    clock, settings = drill.stage.clock, drill.stage.services.settings
    stolen = Ed25519FileSigner(settings.approval_key)
    early = drill.grant()
    kept_early = drill.bundle(early)
    with clock.later(days=2):
        late = drill.grant()
        kept_late = drill.bundle(late)
        # It signs, so it is replaced first; then it is revoked as of the day between.
        with not_revocable("it is the key that signs"):
            drill.revoke(stolen.kid, clock() - _DAY)
        assert drill.rotate()[0] == stolen.kid
        drill.revoke(stolen.kid, clock() - _DAY)
        assert drill.states() == ["active", "revoked"]
        # 1. Proven before: issued still, by the bundle of then and by one fetched now.
        doubts = [en for _, en in drill.judged(kept_early).doubts]
        assert doubts[0] == "the key of the list is revoked"
        assert drill.judged(drill.bundle(early)).doubts == ()
        assert drill.online(early) == ("yes", "signed-before-revocation")
        # 2. Signed after: refused, by name.
        for data in (kept_late, drill.bundle(late)):
            with pytest.raises(Broken) as refused:
                drill.judged(data)
            assert refused.value.part == "statement"
        assert drill.online(late) == ("no", "signed-after-revocation")
        # 3. What the thief signs, however he dates it, is in no ledger.
        parts = json.loads(drill.bundle(early))
        number = drill.judged(canonical(parts)).number
        claims = {**drill.judged(canonical(parts)).claims, "amount": "1.00"}
        forged = sign_compact(canonical(claims), typ="approval+jws", signer=stolen)
        with pytest.raises(Broken) as refused:
            drill.judged(canonical({**parts, "statement": forged}))
        assert refused.value.part == "entry"
        assert drill.verified(forged) == ("no", "never-recorded")
        # 4. What is granted from now on is well.
        assert drill.judged(drill.bundle(drill.grant())).doubts == ()
        assert drill.online(number)[0] == "yes"
    revoked = [it for it in drill.recorded() if "revoked" in it]
    assert [(it["revoked"], it["reason"]) for it in revoked] == [(stolen.kid, "the drill")]


def test_a_key_is_revoked_once_within_its_life_and_by_its_name(drill: Drill) -> None:
    old, new = drill.rotate()
    ledger = next(it.kid for it in read_ring(drill.stage.services.settings) if it.use == "ledger")
    for kid, at, reason in (
        ("nobody", START, "there is no key"),
        (ledger, START, "run `procheck keys rotate --use ledger` first"),
        (new, START, "it is the key that signs"),
        (old, START - _DAY, "has to lie between"),
        (old, START + timedelta(seconds=1), "has to lie between"),
    ):
        with not_revocable(reason):
            drill.revoke(kid, at)
    drill.revoke(old, START)
    with not_revocable("its state is revoked"):
        drill.revoke(old, START)
    assert len([it for it in drill.recorded() if "revoked" in it]) == 1


def test_a_revocation_stopped_after_its_commit_is_shown_by_the_next_start(drill: Drill) -> None:
    settings = drill.stage.services.settings
    old, _ = drill.rotate()
    before = read_ring(settings)
    drill.revoke(old, START)
    write_ring(settings, before)
    assert drill.states() == ["active", "retired"]
    with drill.stage.services.database.transaction(SYSTEM) as connection:
        assert settle_revocations(settings, connection) == (old,)
        assert settle_revocations(settings, connection) == ()
    (shown,) = [it for it in read_ring(settings) if it.state is KeyState.REVOKED]
    assert (shown.kid, shown.revoked_at) == (old, START)


@pytest.mark.parametrize("as_of", ["yesterday", "2026-12-01", "2026-12-01T08:00:00"])
def test_the_command_wants_an_instant_with_its_time_zone(
    as_of: str, capsys: pytest.CaptureFixture[str]
) -> None:
    parser = Parser(prog="procheck keys")
    command.describe(parser)
    with pytest.raises(SystemExit) as ended:
        parser.parse_args(["revoke", "KID", "--as-of", as_of, "--reason", "lost"])
    assert ended.value.code == 64
    assert "--as-of" in capsys.readouterr().err
    good = ["revoke", "KID", "--as-of", "2026-12-01T08:00:00+08:00", "--reason", "lost"]
    assert parser.parse_args(good).as_of == datetime.fromisoformat(good[3])
