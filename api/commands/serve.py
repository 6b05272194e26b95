"""Run the service: HTTP, sequencer and jobs, with a PostgreSQL of its own unless one is named."""

import argparse
import os

from api.commands.faulty import faulty
from api.commands.line import CONFIGURATION, Parser, complain
from api.commands.refusal import REFUSALS, refused
from api.processes.logs import set_up
from api.sandbox import WrongKind
from api.serving import CannotStart
from api.serving import run as run_service
from api.settings import Settings
from validators.standards_fault import StandardsFault


def describe(parser: Parser) -> None:
    """Declare the arguments."""
    parser.add_argument(
        "--demo", action="store_true", help="put example agencies in, and a key for each role"
    )


def run(arguments: argparse.Namespace) -> int:
    """Serve until a signal comes."""
    set_up("procheck")
    try:
        settings = Settings.from_environment(os.environ)
        return run_service(settings, demo=arguments.demo)
    except (CannotStart, WrongKind) as error:
        complain(str(error))
        return CONFIGURATION
    except StandardsFault as error:
        return faulty(error)
    except REFUSALS as error:
        return refused(error)
