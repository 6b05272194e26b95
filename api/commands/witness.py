"""Watch a ledger from outside: keep its newest checkpoint, and accept only what continues it.

Exit 0: it continues what was seen before. 1: it shows another history. 65: a file or key is faulty.
69: the service did not answer as agreed.
"""

import argparse
from pathlib import Path

from api.commands.line import BAD_DATA, FINE, REFUSED, Parser, complain, say
from integrations.errors import ForkError, UnreachableError
from integrations.http import Caller
from integrations.witness import witness
from ledger.errors import MalformedNoteError, SignatureError
from ledger.note import VerifierKey

_UNAVAILABLE = 69
"""The service does not answer (sysexits.h: EX_UNAVAILABLE)."""


def describe(parser: Parser) -> None:
    """Declare the arguments."""
    parser.add_argument("base", metavar="URL", help="address of the service, without /v1")
    parser.add_argument(
        "--key", required=True, metavar="VKEY", help="the ledger's key, got from somewhere else"
    )
    parser.add_argument(
        "--keep", required=True, metavar="FILE", type=Path, help="where the checkpoint is kept"
    )


def run(arguments: argparse.Namespace) -> int:
    """Look once."""
    caller = Caller()
    try:
        key = VerifierKey.parse(arguments.key)
        seen = witness(caller, arguments.base, key, arguments.keep)
    except ForkError as error:
        complain(str(error), f"keep {arguments.keep}: it is evidence")
        return REFUSED
    except UnreachableError as error:
        complain(str(error))
        return _UNAVAILABLE
    except (MalformedNoteError, SignatureError) as error:
        complain(str(error))
        return BAD_DATA
    finally:
        caller.close()
    say(f"{seen.origin}: {seen.size} entries, continuing what was seen before")
    return FINE
