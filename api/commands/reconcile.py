"""Compare approvals, quota and events with the ledger; name each disagreement on a line of its own.

Exit 0: all agree. 1: they do not, and every line says in what. It only reads, and may run beside
the service, which does the same every hour and logs what it finds as an error.
"""

import argparse
import os

from api.commands.line import FINE, Parser, complain, say
from api.commands.refusal import REFUSALS, refused
from api.reaching import reached
from api.reconciling import disagreements
from api.settings import Settings
from storage.roles import AUDIT
from storage.scope import Scope

DISAGREES = 1
"""The exit code where rows and record disagree."""

_READER = Scope(role="auditor", person="system:reconcile")


def describe(_: Parser) -> None:
    """Declare no arguments: everything is a setting."""


def run(_: argparse.Namespace) -> int:
    """Compare, as of one moment."""
    found = 0
    try:
        settings = Settings.from_environment(os.environ)
        with reached(settings, AUDIT) as database, database.snapshot(_READER) as connection:
            for line in disagreements(connection):
                say(line)
                found += 1
    except REFUSALS as error:
        return refused(error)
    if found:
        complain(f"rows and record disagree in {found} {'thing' if found == 1 else 'things'}")
        return DISAGREES
    say("approvals, quota and events agree with the ledger")
    return FINE
