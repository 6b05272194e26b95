"""Write the ledger to a folder of plain files that anyone can verify: python -m ledger verify."""

import argparse
import os
from pathlib import Path

from api.commands.line import BAD_DATA, FINE, Parser, complain, say
from api.commands.refusal import REFUSALS, refused
from api.key_ring import LEDGER, open_ring
from api.reaching import reached
from api.settings import Settings
from ledger.errors import LedgerError
from ledger.export import export
from ledger.jws import KeyState
from ledger.note import VerifierKey
from ledger.source import DatabaseSource
from storage.roles import AUDIT
from storage.scope import Scope

_READER = Scope(role="auditor", person="system:export")


def describe(parser: Parser) -> None:
    """Declare the arguments."""
    parser.add_argument(
        "folder",
        metavar="FOLDER",
        type=Path,
        help="a new folder, or an earlier export that is brought up to date",
    )


def run(arguments: argparse.Namespace) -> int:
    """Export the ledger as it stands at its latest checkpoint."""
    try:
        settings = Settings.from_environment(os.environ)
        keys = [
            VerifierKey(settings.origin, key.public_key)
            for key in open_ring(settings).published
            if key.use == LEDGER and key.state is not KeyState.REVOKED
        ]
        with reached(settings, AUDIT) as database:
            written = export(DatabaseSource(database, _READER), arguments.folder, keys=keys)
    except REFUSALS as error:
        return refused(error)
    except (LedgerError, OSError) as error:
        complain(str(error))
        return BAD_DATA
    size = written.checkpoint.size
    say(f"{size} entries are in {arguments.folder}; {written.files} files were written")
    named = " ".join(f"--key {key.text}" for key in keys)
    say(f"verify it with: python -m ledger verify {arguments.folder} {named}")
    return FINE
