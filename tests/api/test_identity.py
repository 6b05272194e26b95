"""Keys: their form, their end, and that only their hash is kept."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from api.access_keys import UnknownKey, issue, known, new_key_text, withdraw
from api.holders import Holder, WrongHolder
from api.identifiers import new_id
from api.identity import secret_hash, split_key
from api.roles import Role
from api.tables import access_key
from ledger.entry import Actor
from storage.scope import SYSTEM
from tests.api.stage import Stage, fresh

_ACTOR = Actor(person="system:test", role="system", authentication="test")


def _issued(stage: Stage, holder: Holder | None = None, days: int = 30) -> str:
    holder = holder or Holder(person=fresh("auditor"), role=Role.AUDITOR)
    with stage.services.database.transaction(SYSTEM) as connection:
        return issue(connection, holder, actor=_ACTOR, ids=new_id, now=stage.clock(), days=days)


def _me(stage: Stage, text: str) -> int:
    return stage.call("GET", "/v1/me", headers={"Authorization": f"Bearer {text}"}).status


def test_a_key_has_256_secret_bits_and_no_two_are_alike() -> None:
    halves = [split_key(new_key_text()) for _ in range(100)]
    assert all(halves)
    assert len({half[1] for half in halves if half}) == 100
    assert all(len(half[1]) == 43 for half in halves if half)


def test_only_the_hash_of_the_secret_is_kept(stage: Stage) -> None:
    text = _issued(stage)
    public, secret = split_key(text) or ("", "")
    with stage.services.database.transaction(SYSTEM) as connection:
        row = connection.execute(select(access_key).where(access_key.c.id == public)).one()
    assert bytes(row.secret_hash) == secret_hash(secret)
    assert secret not in str(row)


def test_a_wrong_secret_with_a_known_public_half_is_refused(stage: Stage) -> None:
    text = _issued(stage)
    assert _me(stage, text) == 200
    flipped = text[:-1] + ("A" if text[-1] != "A" else "B")
    assert _me(stage, flipped) == 401


def test_a_key_ends_at_its_time_and_not_before(stage: Stage) -> None:
    text = _issued(stage, days=2)
    with stage.clock.later(days=2, microseconds=-1):
        assert _me(stage, text) == 200
    with stage.clock.later(days=2):
        assert _me(stage, text) == 401


def test_a_withdrawn_key_is_refused_at_once_and_stays_withdrawn(stage: Stage) -> None:
    text = _issued(stage)
    public = text.split("_")[1]
    assert _me(stage, text) == 200
    with stage.services.database.transaction(SYSTEM) as connection:
        withdraw(connection, public, actor=_ACTOR, ids=new_id, now=stage.clock())
    assert _me(stage, text) == 401
    with (
        pytest.raises(UnknownKey),
        stage.services.database.transaction(SYSTEM) as connection,
    ):
        withdraw(connection, public, actor=_ACTOR, ids=new_id, now=stage.clock())


def test_the_database_takes_no_withdrawal_back(stage: Stage) -> None:
    public = _issued(stage).split("_")[1]
    with stage.services.database.transaction(SYSTEM) as connection:
        withdraw(connection, public, actor=_ACTOR, ids=new_id, now=stage.clock())
    with (
        pytest.raises(IntegrityError, match="stays withdrawn"),
        stage.services.database.transaction(SYSTEM) as connection,
    ):
        connection.execute(
            access_key.update().where(access_key.c.id == public).values(revoked_at=None)
        )


def test_a_role_taken_away_is_gone_in_the_next_request(stage: Stage) -> None:
    text = _issued(stage, Holder(person=fresh("admin"), role=Role.ADMINISTRATOR))
    headers = {"Authorization": f"Bearer {text}"}
    path = "/v1/agencies/11100000EXAMPLE01N"
    assert stage.call("GET", path, headers=headers).status == 200
    with stage.made.address.connect(database=stage.made.name) as owner:
        owner.execute(
            "update procheck.access_key set role = 'standards-keeper' where id = %s",
            (text.split("_")[1],),
        )
    assert stage.call("GET", path, headers=headers).status == 403


@pytest.mark.parametrize(
    "holder",
    [
        Holder(person="x", role=Role.OFFICER),
        Holder(person="x", role=Role.APPROVER),
        Holder(person="x", role=Role.SUPPLIER),
        Holder(person="x", role=Role.AUDITOR, agency="11100000EXAMPLE01N"),
        Holder(person="x", role=Role.AUDITOR, supplier="91110000EXAMPLE01J"),
    ],
)
def test_a_key_names_what_its_role_belongs_to_and_nothing_else(
    stage: Stage, holder: Holder
) -> None:
    with pytest.raises(WrongHolder):
        _issued(stage, holder)


def test_each_key_issued_and_withdrawn_is_in_the_ledger(stage: Stage) -> None:
    public = _issued(stage).split("_")[1]
    with stage.services.database.transaction(SYSTEM) as connection:
        withdraw(connection, public, actor=_ACTOR, ids=new_id, now=stage.clock())
    stage.sequence()
    seen = []
    path: str | None = "/v1/ledger/entries?limit=200"
    while path:
        answer = stage.call("GET", path, "auditor")
        seen += [it["kind"] for it in answer.json["items"] if it["subjects"].get("key") == public]
        link = answer.headers.get("Link")
        path = link.split(">")[0].lstrip("<") if link else None
    assert seen == ["access.granted", "access.revoked"]


def test_the_last_use_is_written_once_an_hour(stage: Stage) -> None:
    text = _issued(stage)

    def last() -> object:
        with stage.services.database.transaction(SYSTEM) as connection:
            return {it.id: it.last_used_at for it in known(connection)}[text.split("_")[1]]

    _me(stage, text)
    first = last()
    assert first == stage.clock()
    with stage.clock.later(minutes=59):
        _me(stage, text)
        assert last() == first
    with stage.clock.later(minutes=60):
        _me(stage, text)
        assert last() == stage.clock()
    assert last() == first + timedelta(hours=1)  # type: ignore[operator]  # an instant
