"""Take a real purchase through the whole service and show what it says; nothing is kept."""

import argparse
import sys
import tempfile
from pathlib import Path

from api.commands.line import FINE, INTERNAL, Parser, complain
from api.demo.as_published import Surprise, show_as_published
from api.demo.at_work import show_approval, show_cap, show_refusal, show_tampering
from api.demo.case_retold import show_retold
from api.demo.purchase import read_purchase
from api.demo.running import NotStarted, service
from api.demo.screen import Screen
from catalog.seeds import load_seeds
from validators.standards_file import load_folder


def describe(parser: Parser) -> None:
    """Declare the arguments: there are none."""
    parser.set_defaults()


def run(_: argparse.Namespace) -> int:
    """Show all parts; exit 0 only if every one came out as the facts demand."""
    screen = Screen()
    try:
        purchase, law, catalogue = read_purchase(), load_folder(), load_seeds()
        show_as_published(screen, purchase, law, catalogue)
        show_retold(screen, purchase, law, catalogue)
        with tempfile.TemporaryDirectory(prefix="procheck-demo-") as folder:
            _at_work(screen, Path(folder))
    except NotStarted as error:
        complain("the service did not start; it wrote:", *error.log.splitlines())
        return INTERNAL
    except Surprise as error:
        sys.stdout.flush()
        complain(f"this is not what should have come out: {error}")
        return INTERNAL
    screen.say("\nAll five parts came out as they should.", "bold green")
    return FINE


def _at_work(screen: Screen, folder: Path) -> None:
    screen.say("\nStarting the service with a PostgreSQL of its own …")
    with service(folder / "data") as running:
        show_approval(screen, running)
        show_refusal(screen, running)
        show_cap(screen, running)
        show_tampering(screen, running, folder)
