import json
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.canonical import canonical
from ledger.entry import FORMAT, MAX_BYTES, Actor, Entry, Tenant, read_entry, recorded_at_of
from ledger.errors import (
    EntryTooLargeError,
    MalformedEntryError,
    NaiveInstantError,
    NotCanonicalError,
)
from ledger.kinds import EntryKind
from ledger.merkle import leaf_hash
from tests.ledger.builders import an_entry

_text = st.text(st.characters(codec="utf-8"), min_size=1, max_size=20)
_instants = st.datetimes(datetime(1970, 1, 1), datetime(9999, 12, 30), timezones=st.just(UTC))


def _envelope(**changes: object) -> dict[str, Any]:
    value: dict[str, Any] = json.loads(an_entry().seal().data)
    return {**value, **changes}


@given(
    _text,
    st.sampled_from(EntryKind),
    _instants,
    st.dictionaries(_text, _text, max_size=3),
    st.none() | _text,
)
def test_an_entry_reads_back_from_its_bytes(
    identifier: str,
    kind: EntryKind,
    recorded_at: datetime,
    subjects: dict[str, str],
    agency: str | None,
) -> None:
    entry = Entry(
        id=identifier,
        kind=kind,
        recorded_at=recorded_at,
        actor=Actor(person="p", role="officer", authentication="api-key"),
        tenant=Tenant(agency=agency),
        subjects=subjects,
        body={"amount": "1.00"},
    )
    sealed = entry.seal()
    assert read_entry(sealed.data) == entry
    assert recorded_at_of(sealed.data) == recorded_at


def test_the_bytes_of_an_entry_never_change() -> None:
    # A release that fails here has broken every proof made before it.
    sealed = an_entry(7, subjects={"order": "o-7"}).seal()
    assert sealed.data == (
        b'{"actor":{"authentication":"api-key","person":"person-7","role":"officer"},'
        b'"body":{"number":7,"outcome":"conforming","total":"4940.00"},"format":1,'
        b'"id":"entry-000007","kind":"order.examined",'
        b'"recorded_at":"2026-06-01T09:00:07.000000Z","subjects":{"order":"o-7"},'
        b'"tenant":{"agency":"11100000MB0000001X","supplier":null}}'
    )
    assert sealed.leaf_hash == leaf_hash(sealed.data)
    assert FORMAT == 1


def test_the_instant_is_kept_in_utc_to_the_microsecond() -> None:
    shanghai = timezone(timedelta(hours=8))
    entry = an_entry(recorded_at=datetime(2026, 6, 1, 17, 0, 0, 5, tzinfo=shanghai))
    assert b'"recorded_at":"2026-06-01T09:00:00.000005Z"' in entry.seal().data


def test_an_instant_without_a_zone_is_refused() -> None:
    with pytest.raises(NaiveInstantError, match="has no time zone"):
        an_entry(recorded_at=datetime(2026, 6, 1)).seal()


def test_an_entry_of_the_greatest_length_is_sealed_and_one_byte_more_is_not() -> None:
    room = MAX_BYTES - len(an_entry(body={"pad": ""}).seal().data)
    assert len(an_entry(body={"pad": "x" * room}).seal().data) == MAX_BYTES
    with pytest.raises(EntryTooLargeError) as caught:
        an_entry(body={"pad": "x" * (room + 1)}).seal()
    assert (caught.value.size, caught.value.limit) == (MAX_BYTES + 1, MAX_BYTES)


def test_a_body_that_json_cannot_say_is_refused() -> None:
    with pytest.raises(NotCanonicalError):
        an_entry(body={"amount": float("nan")}).seal()


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"format": 2}, "format 2"),
        ({"format": True}, "format True"),
        ({"format": "1"}, "format '1'"),
        ({"surplus": 1}, "surplus"),
        ({"kind": "order.eaten"}, "order.eaten"),
        ({"kind": 3}, "kind is not a text"),
        ({"id": ""}, "id is not a text"),
        ({"recorded_at": "2026-06-01"}, "2026-06-01"),
        ({"recorded_at": "2026-06-01T09:00:00Z"}, "to the microsecond"),
        ({"recorded_at": "2026-13-01T09:00:00.000000Z"}, "2026-13-01"),
        ({"recorded_at": "2026-06-01T09:00:00.000000+00:00"}, "to the microsecond"),
        ({"recorded_at": None}, "recorded_at is not a text"),
        ({"actor": {"person": "p", "role": "r"}}, "authentication"),
        ({"actor": {"person": "p", "role": "r", "authentication": None}}, "actor.authentication"),
        ({"tenant": []}, "tenant is not an object"),
        ({"tenant": {"agency": 1, "supplier": None}}, "tenant.agency"),
        ({"subjects": {"order": 1}}, "subjects.order"),
        ({"body": "text"}, "body is not an object"),
    ],
    ids=str,
)
def test_another_form_is_refused_and_the_reason_said(changes: dict[str, object], said: str) -> None:
    with pytest.raises(MalformedEntryError) as caught:
        read_entry(canonical(_envelope(**changes)))
    assert said in str(caught.value)


@pytest.mark.parametrize("data", [b"", b"[]", b"{}", b"null", b"\xff", b"[" * 9999, b'{"id":1}'])
def test_bytes_that_are_no_entry_are_refused_by_both_readers(data: bytes) -> None:
    with pytest.raises(MalformedEntryError):
        read_entry(data)
    with pytest.raises(MalformedEntryError):
        recorded_at_of(data)


def test_a_missing_member_is_named() -> None:
    envelope = _envelope()
    del envelope["tenant"]
    with pytest.raises(MalformedEntryError, match="tenant"):
        read_entry(canonical(envelope))


def test_the_kinds_ever_written_can_still_be_read() -> None:
    # A value that disappears from here makes old entries unreadable: add, never rename.
    assert {kind.value for kind in EntryKind} >= {
        "edition.published",
        "publication.recorded",
        "catalogue.published",
        "agency.registered",
        "headcount.recorded",
        "asset.recorded",
        "asset.disposed",
        "order.examined",
        "order.cancelled",
        "order.lapsed",
        "order.decided",
        "approval.granted",
        "approval.revoked",
        "approval.expired",
        "approval.superseded",
        "waiver.granted",
        "key.rotated",
        "review.closed",
        "review.opened",
        "auditor.read",
    }


def test_every_kind_is_a_subject_and_what_became_of_it() -> None:
    for kind in EntryKind:
        subject, _, fact = kind.value.partition(".")
        assert subject.isalpha()
        assert fact.isalpha()
        assert kind.name == f"{subject}_{fact}".upper()
