"""Read which operating system a document or a machine speaks of. Nothing is written.

Several files are read as of one machine: os-release, os-version and the output of "uname -srm".

Exit 0: it was read; the answer says what it establishes. 64: wrong usage. 65: it is refused.
"""

import argparse
import json
from pathlib import Path

from api.clock import now
from api.commands.faulty import FAULTS, faulty
from api.commands.line import BAD_DATA, FINE, Parser, complain, day, read_file, say
from api.established import established
from approvals.legal_day import legal_day
from catalog.seeds import load_seeds
from integrations.errors import FileRefused
from integrations.machine.door import of_one_machine, read_machine_document


def describe(parser: Parser) -> None:
    """Declare the arguments."""
    parser.add_argument(
        "files", metavar="FILE", type=Path, nargs="+", help="the document; - reads stdin"
    )
    parser.add_argument("--on", metavar="DATE", type=day, help="the day of the lists; today")


def run(arguments: argparse.Namespace) -> int:
    """Read the document."""
    try:
        texts = [read_file(path) for path in arguments.files]
        reading = read_machine_document(texts[0] if len(texts) == 1 else of_one_machine(*texts))
        on = arguments.on or legal_day(now())
        document = established(reading, load_seeds(), on)
    except FileRefused as error:
        place = "" if error.place is None else f" {error.place}:"
        complain(f"{arguments.files[0]}:{place} {error.message.zh} / {error.message.en}")
        return BAD_DATA
    except FAULTS as error:
        return faulty(error)
    say(json.dumps(document, ensure_ascii=False, indent=2))
    return FINE
