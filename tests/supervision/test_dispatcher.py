"""The dispatcher as a process: killed while it sends, it sends again under the same id."""

from pathlib import Path

from sqlalchemy import text

from api.identifiers import new_id
from api.key_ring import make_sure
from api.settings import Settings
from api.webhook_keys import LiveWebhookKeys
from integrations.webhooks.subscribe import Wanted, subscribe
from ledger.entry import Actor, Tenant
from ledger.sequencing import Sequencer
from ledger.signing import Ed25519FileSigner
from storage.database import Database
from storage.scope import SYSTEM
from tests.api.events import LOOPBACK
from tests.api.stage import Clock
from tests.cluster import TestDatabase
from tests.receivers import Answer, Received, Receiver, receiver
from tests.supervision.processes import SECONDS, running, wait_for

_ACTOR = Actor(person="test", role="supplier", authentication="test")
_SUPPLIER = "91110000EXAMPLE01J"


def test_killed_in_the_middle_of_sending_it_sends_again_under_the_same_id(
    fresh_database: TestDatabase, tmp_path: Path
) -> None:
    settings = Settings.from_environment({"PROCHECK_DATA_DIR": str(tmp_path), **LOOPBACK})
    make_sure(settings, Clock()())
    environment = {
        **LOOPBACK,
        "PROCHECK_DATA_DIR": str(tmp_path),
        "PROCHECK_DATABASE_URL": fresh_database.app_url,
    }
    database = Database(fresh_database.app_url, pool_size=1)
    with receiver() as shop:
        _hang_the_first(shop)
        _subscribed(database, shop, settings)
        _sequenced(fresh_database, settings)
        with running("dispatcher", environment):
            wait_for(lambda: bool(shop.received))
        # The time a killed dispatcher has left is over: nobody waits a minute for it here.
        with database.transaction(SYSTEM) as connection:
            left = connection.execute(
                text("update subscription set busy_until = now() where busy_until is not null")
            )
        assert left.rowcount == 1
        with running("dispatcher", environment):
            wait_for(lambda: len(shop.received) > 1)
            wait_for(lambda: _delivered(database))
        first, second = shop.received
        assert first.id == second.id
        assert first.body == second.body
    database.close()


def _hang_the_first(shop: Receiver) -> None:
    def answer(_: Received) -> Answer:
        if len(shop.received) == 1:
            shop.released.wait(SECONDS)
        return 200, {}, b""

    shop.answer = answer


def _subscribed(database: Database, shop: Receiver, settings: Settings) -> None:
    """A subscription, whose own entry is the first event it is told of."""
    with database.transaction(SYSTEM) as connection:
        subscribe(
            connection,
            actor=_ACTOR,
            tenant=Tenant(supplier=_SUPPLIER),
            wanted=Wanted(url=shop.url),
            key=LiveWebhookKeys(settings).newest,
            loopback=True,
            ids=new_id,
            now=Clock()(),
        )


def _sequenced(made: TestDatabase, settings: Settings) -> None:
    database = Database(made.sequencer_url, pool_size=1)
    signer = Ed25519FileSigner(settings.ledger_key)
    Sequencer(database, lambda: (signer,), settings.origin).run_once(Clock()())
    database.close()


def _delivered(database: Database) -> bool:
    with database.transaction(SYSTEM) as connection:
        states = connection.scalars(text("select state from webhook_delivery")).all()
    return list(states) == ["delivered"]
