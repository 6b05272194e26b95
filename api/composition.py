"""Puts together what a web process works with: the one place that knows all parts."""

from collections.abc import Callable
from functools import partial

from sqlalchemy.engine import URL

from api.clock import now
from api.evidence_keys import LiveEvidenceKeys
from api.live_ring import LiveRing
from api.openapi.contract import contract_of
from api.openid import openid_of
from api.rates import Rates
from api.remembering import Remembered
from api.routes.all import resources
from api.sandbox import clock_of
from api.services import KnownFacts, Reading, Services, office_now
from api.settings import Settings
from api.webhook_keys import LiveWebhookKeys
from approvals.office import Office
from approvals.policy import Policy
from catalog.shelf import Shelf
from storage.bell import Bell
from storage.database import Database
from storage.looking import Looks
from storage.scope import SYSTEM
from storage.sitting import Sittings


def policy_of(settings: Settings) -> Policy:
    """Return the office's terms as the settings give them."""
    return Policy(
        issuer=settings.issues_as,
        address=settings.issuer,
        sandbox=settings.sandbox,
        approval_days=settings.approval_days,
        referral_days=settings.referral_days,
        hold_days=settings.hold_days,
        snapshot_hours=settings.snapshot_hours,
    )


def office_of(settings: Settings, ring: LiveRing) -> Callable[[], Office]:
    """Return what gives the office of the moment, with the approval key that signs then."""
    return partial(office_now, policy_of(settings), ring)


def compose(settings: Settings, url: str | URL) -> Services:
    """Return the services of a web process on the database at ``url``.

    Raises:
        KeyFileError: a key file, or that of the provider's secret, cannot be used.
    """
    ring = LiveRing(settings)
    # As many as threads look at once; opened when they are needed.
    looks = Looks(url, SYSTEM, name="procheck looks")
    return Services(
        settings=settings,
        # One connection a thread: a request holds one and never two.
        database=Database(url, pool_size=settings.threads, name="procheck web"),
        looks=looks,
        remembered=Remembered(Bell.beside(url)),
        sittings=Sittings(url, name="procheck sittings"),
        facts=KnownFacts(),
        reading=Reading(Shelf()),
        policy=policy_of(settings),
        ring=ring,
        evidence_keys=LiveEvidenceKeys(settings),
        webhook_keys=LiveWebhookKeys(settings),
        contract=contract_of(resources(sandbox=settings.sandbox), settings.issuer),
        rates=Rates(looks, settings.rate_limit),
        clock=clock_of(settings, url),
        # Keys are of the world outside: they neither expire nor come alive by a sandbox's clock.
        key_clock=now if settings.sandbox else None,
        openid=openid_of(settings),
    )
