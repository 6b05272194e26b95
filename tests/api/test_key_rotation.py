"""A rotation stopped at any step: one key signs, and ledger and files agree at the next start."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from threading import Event, Thread

import pytest
from sqlalchemy import Connection

from api.identifiers import new_id
from api.key_ring import make_sure, next_file, open_ring, read_ring, ring_file
from api.key_rotation import move, prepare, publish, record, rotate, settle
from api.live_ring import LiveRing
from api.settings import Settings
from ledger.canonical import parse
from ledger.entry import Actor
from ledger.errors import KeyFileError
from ledger.kinds import EntryKind
from ledger.signing import Ed25519FileSigner
from ledger.store import bodies_of
from storage.database import Database
from storage.scope import SYSTEM, Scope
from tests.api.stage import settings_for

_NOW = datetime(2026, 11, 23, tzinfo=UTC)
_ACTOR = Actor(person="system:operator", role="system", authentication="command-line")


class _CommitLost(Exception):  # noqa: N818 - what happens
    """The connection broke at the commit."""


class _NeverCommits(Database):
    """A database that fails at the commit of a transaction that wrote."""

    def __init__(self, inner: Database) -> None:
        self._inner = inner

    @contextmanager
    def transaction(self, scope: Scope) -> Iterator[Connection]:
        with self._inner.transaction(scope) as connection:
            before = len(bodies_of(connection, EntryKind.KEY_ROTATED))
            yield connection
            if len(bodies_of(connection, EntryKind.KEY_ROTATED)) > before:
                raise _CommitLost


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    made = settings_for(tmp_path)
    make_sure(made, _NOW)
    return made


def _rotate(settings: Settings, database: Database) -> tuple[str, str]:
    return rotate(settings, database, actor=_ACTOR, ids=new_id, now=_NOW)


def _rotations(database: Database) -> list[tuple[str, str]]:
    with database.transaction(SYSTEM) as connection:
        found = [parse(it) for it in bodies_of(connection, EntryKind.KEY_ROTATED)]
    return [(it["body"]["retired"], it["body"]["active"]) for it in found]  # type: ignore[index]  # our own


def _states(settings: Settings) -> dict[str, str]:
    return {key.kid: key.state.value for key in read_ring(settings) if key.use == "approval"}


def _start(settings: Settings, database: Database) -> str:
    """What a start does; the key that signs from then on."""
    with database.transaction(SYSTEM) as connection:
        settle(settings, connection, _NOW)
    assert make_sure(settings, _NOW) == ()
    return open_ring(settings).approval.kid


def test_a_rotated_key_is_retired_and_stays_published(
    settings: Settings, database: Database
) -> None:
    old, new = _rotate(settings, database)
    assert open_ring(settings).approval.kid == new != old
    assert _states(settings) == {old: "retired", new: "active"}
    assert _rotations(database) == [(old, new)]
    assert not next_file(settings).exists()


def test_a_rotation_whose_commit_fails_never_happened(
    settings: Settings, database: Database
) -> None:
    old = open_ring(settings).approval.kid
    with pytest.raises(_CommitLost):
        _rotate(settings, _NeverCommits(database))
    assert _rotations(database) == []
    assert _start(settings, database) == old
    assert _states(settings)[old] == "active"
    # Tried again, the key that was made is taken up, and no other is left lying about.
    assert _rotate(settings, database)[0] == old
    assert sorted(_states(settings).values()) == ["active", "retired"]


def _prepared(settings: Settings, _: Database) -> None:
    prepare(settings, _NOW)


def _recorded(settings: Settings, database: Database) -> None:
    old, new = prepare(settings, _NOW)
    with database.transaction(SYSTEM) as connection:
        record(connection, old, new, actor=_ACTOR, ident=new_id(), now=_NOW)


def _published(settings: Settings, database: Database) -> None:
    _recorded(settings, database)
    publish(settings, _NOW)


def _moved(settings: Settings, database: Database) -> None:
    _published(settings, database)
    move(settings)


@pytest.mark.parametrize(
    ("steps", "happened"),
    [(_prepared, False), (_recorded, True), (_published, True), (_moved, True)],
)
def test_stopped_after_any_step_the_next_start_agrees_with_the_ledger(
    settings: Settings,
    database: Database,
    steps: Callable[[Settings, Database], None],
    happened: bool,  # noqa: FBT001 - the expectation
) -> None:
    old = open_ring(settings).approval.kid
    steps(settings, database)
    # A process that opens the ring before anybody mended it can work, too.
    assert open_ring(settings).approval.kid in _states(settings)
    signs = _start(settings, database)
    assert (signs != old) is happened
    assert _states(settings)[signs] == "active"
    assert [active for _, active in _rotations(database)] == ([signs] if happened else [])
    assert _start(settings, database) == signs
    again = _rotate(settings, database)
    assert again[0] == signs
    assert len(_rotations(database)) == (2 if happened else 1)
    assert list(_states(settings).values()).count("active") == 1


def test_a_key_file_cut_off_while_it_was_made_is_made_again(
    settings: Settings, database: Database
) -> None:
    old = open_ring(settings).approval.kid
    next_file(settings).touch(mode=0o600)
    assert _start(settings, database) == old
    assert _rotate(settings, database)[0] == old


def test_a_damaged_key_that_was_published_is_never_thrown_away(
    settings: Settings, database: Database
) -> None:
    prepare(settings, _NOW)
    next_file(settings).write_bytes(b"")
    with pytest.raises(KeyFileError):
        _rotate(settings, database)
    assert next_file(settings).exists()


def test_a_strangers_file_in_place_of_the_next_key_signs_nothing(
    settings: Settings, database: Database
) -> None:
    old = open_ring(settings).approval.kid
    Ed25519FileSigner.generate(next_file(settings))
    assert _start(settings, database) == old


@pytest.mark.parametrize(
    ("steps", "happened"),
    [(_prepared, False), (_recorded, False), (_published, True), (_moved, True)],
)
def test_a_running_process_signs_by_what_is_published_after_any_step(
    settings: Settings,
    database: Database,
    steps: Callable[[Settings, Database], None],
    happened: bool,  # noqa: FBT001 - the expectation
) -> None:
    running = LiveRing(settings)
    old = running.approval.kid
    steps(settings, database)
    signs = running.approval.kid
    assert (signs != old) is happened
    states = {key.kid: key.state.value for key in running.published}
    assert states[signs] == "active"
    assert len(states) == 3, "old, new and ledger key"


def test_no_process_signs_with_a_key_that_another_does_not_publish(
    settings: Settings, database: Database
) -> None:
    signing, publishing, ended = LiveRing(settings), LiveRing(settings), Event()
    seen: list[tuple[str, bool]] = []

    def sign() -> None:
        while not ended.is_set():
            kid = signing.approval.kid
            seen.append((kid, any(key.kid == kid for key in publishing.published)))

    threads = [Thread(target=sign) for _ in range(2)]
    for thread in threads:
        thread.start()
    rotated = [_rotate(settings, database)[1] for _ in range(10)]
    ended.set()
    for thread in threads:
        thread.join()
    assert {published for _, published in seen} == {True}
    assert signing.approval.kid == publishing.approval.kid == rotated[-1]


def test_keys_that_cannot_be_read_anew_leave_the_former_signing_and_are_told_once(
    settings: Settings, database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    running = LiveRing(settings)
    old, new = _rotate(settings, database)
    settings.approval_key.chmod(0o644)
    assert [running.approval.kid for _ in range(3)] == [old] * 3
    assert new in {key.kid for key in running.published}, "another process may sign with it"
    (told,) = caplog.messages
    assert "its mode is 0644" in told
    settings.approval_key.chmod(0o600)
    assert running.approval.kid == new


def test_a_list_that_is_gone_for_a_moment_is_read_when_it_is_back(
    settings: Settings, database: Database
) -> None:
    running = LiveRing(settings)
    _, new = _rotate(settings, database)
    away = ring_file(settings).rename(settings.data_dir / "away")
    assert running.published
    away.rename(ring_file(settings))
    assert running.approval.kid == new
