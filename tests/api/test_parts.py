"""Small parts of the edge: identifiers, keys on disk, jobs, entity tags, problems."""

import json
import stat
import uuid
from datetime import UTC, datetime
from pathlib import Path
from string import Formatter

import pytest

from api import demo_data
from api.conditions import etag_of, idempotency_key, matches
from api.fault_sentences import SENTENCES
from api.identifiers import new_id
from api.jobs import end_due
from api.key_ring import make_sure, open_ring, ring_file
from api.presenting import AGENCY_ONLY
from api.problem import Refused
from api.problems import TABLE, problem_of
from api.roles import Role
from approvals import errors as approving
from catalog import errors as cataloguing
from ledger.errors import KeyFileError
from ledger.signing import Ed25519FileSigner
from storage.scope import SYSTEM
from tests.api.stage import Stage, settings_for
from validators.rulebook import RULES

_NOW = datetime(2026, 11, 23, tzinfo=UTC)


def test_identifiers_are_uuids_of_version_7_and_sort_by_time() -> None:
    drawn = [new_id() for _ in range(1000)]
    assert all(uuid.UUID(it).version == 7 for it in drawn)
    assert all(uuid.UUID(it).variant == uuid.RFC_4122 for it in drawn)
    assert len(set(drawn)) == 1000
    assert [it[:13] for it in drawn] == sorted(it[:13] for it in drawn)


def test_keys_are_made_once_for_their_owner_alone(tmp_path: Path) -> None:
    settings = settings_for(tmp_path)
    assert len(make_sure(settings, _NOW)) == 5
    ring = open_ring(settings)
    assert make_sure(settings, _NOW) == ()
    assert open_ring(settings).published == ring.published
    assert stat.S_IMODE(settings.approval_key.stat().st_mode) == 0o600
    assert stat.S_IMODE(settings.approval_key.parent.stat().st_mode) == 0o700


def test_a_signing_key_nobody_published_is_refused(tmp_path: Path) -> None:
    settings = settings_for(tmp_path)
    make_sure(settings, _NOW)
    settings.approval_key.unlink()
    Ed25519FileSigner.generate(settings.approval_key)
    with pytest.raises(KeyFileError, match="does not list the approval key"):
        open_ring(settings)


def test_one_key_for_both_uses_is_refused(tmp_path: Path) -> None:
    settings = settings_for(tmp_path)
    make_sure(settings, _NOW)
    settings.ledger_key.write_bytes(settings.approval_key.read_bytes())
    with pytest.raises(KeyFileError, match="two keys"):
        open_ring(settings)


def test_a_damaged_list_of_keys_is_refused(tmp_path: Path) -> None:
    settings = settings_for(tmp_path)
    make_sure(settings, _NOW)
    ring_file(settings).write_text("{}")
    with pytest.raises(KeyFileError, match="no list of public keys"):
        open_ring(settings)


def test_the_clocks_job_ends_what_nobody_ended(stage: Stage) -> None:
    made = stage.place(operating_system={"preloaded": True, "name": "麒麟"})
    end_due(stage.services.database, stage.clock)
    path = f"/v1/orders/{made['id']}"
    assert stage.call("GET", path, "officer").json["state"] == "held"
    with stage.clock.later(days=200):
        assert end_due(stage.services.database, stage.clock) >= 1
        assert end_due(stage.services.database, stage.clock) == 0
    ended = stage.call("GET", path, "officer").json
    assert (ended["state"], ended["ended"]) == ("cancelled", "lapsed")


def test_demo_data_done_again_changes_nothing_and_keeps_the_keys(stage: Stage) -> None:
    file = stage.folder / demo_data.CREDENTIALS
    before = file.read_bytes()
    with stage.services.database.transaction(SYSTEM) as connection:
        books = stage.services.reading.books(connection)
    with stage.unchanged():
        demo_data.put_in(
            stage.services.database, books.law, stage.folder, ids=new_id, now=stage.clock()
        )
    assert file.read_bytes() == before
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert list(json.loads(before)) == [role.value for role in Role]


def test_lost_credentials_are_made_anew_and_work(stage: Stage, tmp_path: Path) -> None:
    with stage.services.database.transaction(SYSTEM) as connection:
        law = stage.services.reading.books(connection).law
    file = demo_data.put_in(stage.services.database, law, tmp_path, ids=new_id, now=stage.clock())
    key = json.loads(file.read_text())["auditor"]
    assert stage.call("GET", "/v1/me", headers={"Authorization": f"Bearer {key}"}).status == 200


@pytest.mark.parametrize(
    ("header", "key"),
    [("abc", "abc"), ('"abc"', "abc"), ("  a-b_c  ", "a-b_c"), ("k" * 64, "k" * 64)],
)
def test_a_bare_and_a_quoted_key_are_one_value(header: str, key: str) -> None:
    assert idempotency_key(header) == key


@pytest.mark.parametrize("header", ["", None, '""', '"a', "a b", "é", "k" * 65, '"a" b', "a;b c"])
def test_a_malformed_key_is_refused(header: str | None) -> None:
    with pytest.raises(Refused):
        idempotency_key(header)


def test_entity_tags_match_by_value_in_any_spelling() -> None:
    etag = etag_of("order", 1)
    assert etag == etag_of("order", 1) != etag_of("order", 2)
    assert etag_of("a", "bc") != etag_of("ab", "c")
    assert matches("*", etag)
    assert matches(f'W/{etag}, "other"', etag)
    assert not matches('"other"', etag)


def test_every_error_of_the_packages_below_has_its_problem() -> None:
    families = (approving.ActRefused, cataloguing.CatalogError)
    # What a caller cannot cause: receipts and laws are ours, and the release is the operator's.
    ours = {
        "MalformedUscc",
        "UnknownEngine",
        "UnknownLaw",
        "MalformedReceipt",
        "MalformedHistory",
        "UnknownLawError",
        "WrongSavedReplay",
        # An invariant of ours; and what a file's rows break is told with the file.
        "LedgersDisagree",
        "LedgerActRefused",
        # Routes tell these as faults of their own bodies.
        "WaiverMisstated",
        "LicenceMisstated",
        "WrongDays",
        "UnknownJurisdiction",
        "ReleaseChangedError",
        "NothingPublishedError",
        "BooksAlteredError",
    }
    missing = {
        it.__name__
        for family in families
        for it in family.__subclasses__()
        if it not in TABLE and it.__name__ not in ours
    }
    assert missing == set()


def test_what_nobody_foresaw_is_no_known_problem() -> None:
    assert problem_of(RuntimeError("x")) is None


def test_every_sentence_shows_the_same_values_in_both_languages() -> None:
    for code, (zh, en) in SENTENCES.items():
        names = [{name for _, name, _, _ in Formatter().parse(it) if name} for it in (zh, en)]
        assert names[0] == names[1], code


def test_what_suppliers_are_not_shown_are_rules_there_are() -> None:
    assert {rule.id for rule in RULES} >= AGENCY_ONLY


def test_an_unforeseen_fault_is_answered_without_its_text(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    canary = "canary-text"

    def broken(*_: object, **__: object) -> None:
        raise RuntimeError(canary)

    monkeypatch.setattr("approvals.store.order", broken)
    path = "/v1/orders/01a20a90-0000-7000-8000-000000000000"
    with stage.unchanged():
        answer = stage.call("GET", path, "officer")
    assert (answer.status, answer.json["type"]) == (500, "/problems/internal")
    assert canary not in answer.data.decode()
    assert answer.json["incident"] in caplog.text
    assert "Traceback" not in answer.data.decode()
