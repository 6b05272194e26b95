"""The sequencer process: gives ledger entries their places, and signs checkpoints."""

import logging
import os
import signal
import sys
from threading import Event

from api.live_ring import LiveRing
from api.processes.logs import set_up
from api.sandbox import clock_of
from api.settings import Settings
from ledger.errors import LedgerError
from ledger.memory import CheckpointFile
from ledger.running import run
from ledger.sequencing import Sequencer
from storage.database import Database

_FAILED = 70


def main() -> int:
    """Sequence until asked to stop; return the exit code."""
    set_up("sequencer")
    settings = Settings.from_environment(os.environ)
    stop = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    # Where an entry stands in the ledger is nothing that an order is examined on.
    database = Database(
        settings.database_url or "", pool_size=1, name="procheck sequencer", rings=False
    )
    memory = CheckpointFile(settings.data_dir / "last-checkpoint")
    signers = LiveRing(settings).checkpoint_signers
    sequencer = Sequencer(database, signers, settings.origin, memory=memory)
    try:
        run(sequencer, clock=clock_of(settings, settings.database_url or ""), stop=stop)
    except LedgerError as error:
        logging.getLogger(__name__).critical("%s", error)
        return _FAILED
    return 0


if __name__ == "__main__":
    sys.exit(main())
