"""The ledger entry: one act, who did it, what it concerned, as canonical bytes.

The bytes are made once, hashed and stored as they are, and never serialised again. They hold no
personal data beyond a person's identifier: names are kept where they can be erased.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from ledger.canonical import canonical, parse
from ledger.errors import (
    EntryTooLargeError,
    MalformedEntryError,
    NaiveInstantError,
    NotCanonicalError,
)
from ledger.kinds import EntryKind
from ledger.merkle import leaf_hash
from ledger.reasons import because

FORMAT = 1
"""Version of the envelope below; a changed envelope is a new number beside this one."""

MAX_BYTES = 60_000
"""Longest entry in bytes; the 16-bit length prefix of an entry bundle leaves some room above."""

_INSTANT = "%Y-%m-%dT%H:%M:%S.%fZ"
_INSTANT_TEXT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z", re.ASCII)
_MEMBERS = frozenset({"format", "id", "kind", "recorded_at", "actor", "subjects", "tenant", "body"})
_ACTOR = frozenset({"person", "role", "authentication"})
_TENANT = frozenset({"agency", "supplier"})

_SHOWN = 40
"""Characters of what was found that a reason shows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Who acted: the person's identifier (never a name), in which role, and how authenticated."""

    person: str
    role: str
    authentication: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Tenant:
    """Whose affair an entry is: the agency and the supplier that may read it, by USCC."""

    agency: str | None = None
    supplier: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One recorded act.

    Attributes:
        id: identifier drawn by the caller; two entries never share one, so no two entries have
            the same bytes.
        kind: what happened.
        recorded_at: the aware instant at which it was recorded; kept in UTC to the microsecond.
        actor: who did it.
        tenant: which agency and supplier may read it.
        subjects: identifiers of what it concerns, by kind (`order`, `approval`, `edition` …).
        body: the facts, as a JSON object; amounts are strings.
    """

    id: str
    kind: EntryKind
    recorded_at: datetime
    actor: Actor
    body: Mapping[str, object]
    tenant: Tenant = field(default_factory=Tenant)
    subjects: Mapping[str, str] = field(default_factory=dict)

    def seal(self) -> "SealedEntry":
        """Fix the entry as canonical bytes.

        Raises:
            NotCanonicalError: if the body has no canonical JSON form.
            EntryTooLargeError: if it is longer than MAX_BYTES.
            NaiveInstantError: if `recorded_at` has no time zone.
        """
        if self.recorded_at.utcoffset() is None:
            raise NaiveInstantError(self.recorded_at)
        data = canonical(
            {
                "format": FORMAT,
                "id": self.id,
                "kind": self.kind.value,
                "recorded_at": self.recorded_at.astimezone(UTC).strftime(_INSTANT),
                "actor": {
                    "person": self.actor.person,
                    "role": self.actor.role,
                    "authentication": self.actor.authentication,
                },
                "tenant": {"agency": self.tenant.agency, "supplier": self.tenant.supplier},
                "subjects": dict(self.subjects),
                "body": dict(self.body),
            }
        )
        if len(data) > MAX_BYTES:
            raise EntryTooLargeError(len(data), MAX_BYTES)
        return SealedEntry(self, data, leaf_hash(data))


@dataclass(frozen=True, slots=True)
class SealedEntry:
    """An entry, its bytes, and the hash of the leaf they make in the tree."""

    entry: Entry
    data: bytes
    leaf_hash: bytes


def read_entry(data: bytes) -> Entry:
    """Read an entry from its bytes, strictly.

    Raises:
        MalformedEntryError: if they are not an entry of this format, saying why.
    """
    try:
        value = parse(data)
    except NotCanonicalError as error:
        raise MalformedEntryError(error.reason) from error
    envelope = _object(value, "the entry", _MEMBERS)
    if envelope["format"] != FORMAT or isinstance(envelope["format"], bool):
        raise MalformedEntryError(because("format", found=envelope["format"], known=FORMAT))
    actor = _object(envelope["actor"], "actor", _ACTOR)
    tenant = _object(envelope["tenant"], "tenant", _TENANT)
    subjects = _object(envelope["subjects"], "subjects")
    return Entry(
        id=_text(envelope["id"], "id"),
        kind=_kind(envelope["kind"]),
        recorded_at=_instant(envelope["recorded_at"]),
        actor=Actor(**{name: _text(actor[name], f"actor.{name}") for name in _ACTOR}),
        tenant=Tenant(**{name: _optional(tenant[name], f"tenant.{name}") for name in _TENANT}),
        subjects={name: _text(item, f"subjects.{name}") for name, item in subjects.items()},
        body=_object(envelope["body"], "body"),
    )


def recorded_at_of(data: bytes) -> datetime:
    """When an entry says it was recorded.

    A quicker and less strict look than `read_entry`, for going through a million entries.

    Raises:
        MalformedEntryError: if the bytes have not the outline of an entry.
    """
    try:
        envelope = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise MalformedEntryError(because("no-json")) from error
    if type(envelope) is not dict or envelope.keys() != _MEMBERS:
        raise MalformedEntryError(because("no-members"))
    return _instant(envelope["recorded_at"])


def _object(value: object, name: str, members: frozenset[str] | None = None) -> dict[str, object]:
    if not isinstance(value, dict):
        raise MalformedEntryError(because("no-object", name=name))
    if members is not None and value.keys() != members:
        odd = ", ".join(sorted(value.keys() ^ members))
        raise MalformedEntryError(because("odd-members", name=name, odd=odd))
    return value


def _text(value: object, name: str) -> str:
    if not isinstance(value, str) or not value:
        raise MalformedEntryError(because("no-text", name=name))
    return value


def _optional(value: object, name: str) -> str | None:
    return None if value is None else _text(value, name)


def _kind(value: object) -> EntryKind:
    try:
        return EntryKind(_text(value, "kind"))
    except ValueError as error:
        raise MalformedEntryError(because("kind", found=value)) from error


def _instant(value: object) -> datetime:
    text = _text(value, "recorded_at")
    # fromisoformat alone would take many more spellings than the one this format has.
    if _INSTANT_TEXT.fullmatch(text):
        try:
            return datetime.fromisoformat(text)
        except ValueError:
            pass  # such as month 13: told like any other that is no instant
    raise MalformedEntryError(because("instant", found=text[:_SHOWN]))
