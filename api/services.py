"""What every request works with, put together once a process."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection

from api.clock import now
from api.evidence_keys import LiveEvidenceKeys
from api.examiner import Examiner
from api.identifiers import new_id
from api.identity import Stamp
from api.key_ring import LEDGER
from api.live_ring import LiveRing
from api.rates import Rates
from api.remembering import Remembered
from api.sandbox import SandboxClock
from api.settings import Settings
from api.vocabulary import Vocabulary
from api.webhook_keys import LiveWebhookKeys
from approvals.office import Office
from approvals.policy import Policy
from approvals.told import Facts
from catalog.books import Books
from catalog.catalogue import Catalogue
from catalog.past_catalogue import PastCatalogues
from catalog.past_law import PastLaws
from catalog.shelf import Shelf
from catalog.store import revision_known
from integrations.oidc import OpenId
from ledger.jws import KeyState, PublishedKey
from ledger.note import VerifierKey
from storage.database import Database
from storage.looking import Looks
from storage.sitting import Sittings
from validators.law import Law

_KEPT = 4096
"""How many agencies' facts a process keeps at hand; some kilobytes each."""


class Reading:
    """The books a web process reads from, and their words; looked for again when they change.

    The stamp comes with the key of a request, in the same trip to the database, so that the usual
    request asks for nothing more; the shelf is asked when the stamp is another.
    """

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf
        self._past = PastCatalogues()
        self._laws = PastLaws()
        self._stamped: tuple[Stamp, Books] | None = None
        self._spoken: tuple[str, Vocabulary] | None = None

    def books(self, connection: Connection, stamp: Stamp | None = None) -> Books:
        """Return the books in force, as the transaction sees them."""
        at_hand = self.at_hand(stamp)
        if at_hand is not None:
            return at_hand
        books = self._shelf.books(connection)
        # Kept under what it is and not under what was asked: it may have changed in between.
        self._stamped = ((books.revision, books.law_digest, books.catalogue.digest), books)
        return books

    def catalogue_known(self, connection: Connection, before: datetime) -> Catalogue | None:
        """Return the catalogue as it was known at an instant; None if nothing was published yet."""
        revision = revision_known(connection, before)
        return None if revision is None else self._past.at(connection, revision)

    def laws_of_then(self, connection: Connection) -> Callable[[str], Law]:
        """Return what gives the law of a digest, as it was in force once."""
        return self._laws.by(connection)

    def at_hand(self, stamp: Stamp | None) -> Books | None:
        """Return the books of a stamp, if they are the ones read last."""
        stamped = self._stamped
        return stamped[1] if stamped is not None and stamped[0] == stamp else None

    def last(self) -> Books | None:
        """Return the books that were read last; whether they still hold, only a stamp can tell."""
        stamped = self._stamped
        return None if stamped is None else stamped[1]

    def words(self, books: Books) -> Vocabulary:
        """Return the words of these books' law."""
        spoken = self._spoken
        if spoken is None or spoken[0] != books.law_digest:
            # Two threads may gather them at once; they gather the same.
            spoken = self._spoken = (books.law_digest, Vocabulary.of(books.law))
        return spoken[1]


class KnownFacts:
    """Facts of agencies as they were read last; whoever asks says at which revision they stand.

    For use by many threads: each entry is whole, and one that is lost is read again.
    """

    def __init__(self) -> None:
        self._known: dict[tuple[str, date], Facts] = {}

    def keep(self, on: date, facts: Facts) -> None:
        """Keep the facts of an agency on a day."""
        if len(self._known) >= _KEPT:
            self._known.clear()
        self._known[facts.agency.uscc, on] = facts

    def last(self, uscc: str, on: date) -> Facts | None:
        """Return an agency's facts on a day as they were read last, if they were."""
        return self._known.get((uscc, on))


def office_now(policy: Policy, ring: LiveRing) -> Office:
    """Return the office of this moment, with the approval key that signs now."""
    return Office(policy=policy, signer=ring.approval, ids=new_id)


@dataclass(frozen=True, slots=True)
class Contract:
    """The OpenAPI document as bytes, made once a process, and its entity tag."""

    data: bytes
    etag: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """Database, law, keys, clock: handed to every view."""

    settings: Settings
    database: Database
    looks: Looks
    remembered: Remembered
    sittings: Sittings
    facts: KnownFacts
    reading: Reading
    policy: Policy
    ring: LiveRing
    evidence_keys: LiveEvidenceKeys
    webhook_keys: LiveWebhookKeys
    contract: Contract
    rates: Rates
    openid: OpenId | None = None
    examiner: Examiner | None = None
    """Who takes a part of a long batch, where there is more than this process."""
    clock: Callable[[], datetime] = now
    key_clock: Callable[[], datetime] | None = None
    """What keys and tokens go by, where that is another than the clock of the office."""

    @property
    def key_time(self) -> datetime:
        """The instant by which keys and tokens are alive or not."""
        return (self.key_clock or self.clock)()

    @property
    def office(self) -> Office:
        """The office of this moment; an act takes one and keeps it to its end."""
        return office_now(self.policy, self.ring)

    @property
    def keys(self) -> tuple[PublishedKey, ...]:
        """Every public key, as published at this moment."""
        return self.ring.published

    @property
    def ledger_keys(self) -> tuple[VerifierKey, ...]:
        """The keys that checkpoints are to be trusted by, the one that signs first."""
        trusted = [it for it in self.keys if it.use == LEDGER and it.state is not KeyState.REVOKED]
        trusted.sort(key=lambda it: it.state is not KeyState.ACTIVE)
        return tuple(VerifierKey(self.settings.origin, it.public_key) for it in trusted)

    def close(self) -> None:
        """Close the idle connections; what is asked later opens new ones."""
        self.database.close()
        self.looks.close()
        self.sittings.close()
        if isinstance(self.clock, SandboxClock):
            self.clock.close()
