"""A sequencer in a process of its own, to be killed: URL, key file and memory file as arguments."""

import sys
import threading
from pathlib import Path

from ledger.memory import CheckpointFile
from ledger.running import run
from ledger.sequencing import Sequencer
from ledger.signing import Ed25519FileSigner
from storage.database import Database
from tests.ledger.builders import ORIGIN, START


def main(url: str, key_file: str, memory: str) -> None:
    signer = Ed25519FileSigner(Path(key_file))
    sequencer = Sequencer(
        Database(url),
        lambda: (signer,),
        ORIGIN,
        memory=CheckpointFile(Path(memory)),
        limit=7,
    )
    run(sequencer, clock=lambda: START, stop=threading.Event())


if __name__ == "__main__":
    main(*sys.argv[1:])
