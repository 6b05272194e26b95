"""`procheck`: the command line. A command is a module, imported only when it is called."""

import importlib
import sys
import traceback
from collections.abc import Sequence
from typing import Protocol

from api.commands.line import INTERNAL, USAGE, Parser, complain

COMMANDS: dict[str, tuple[str, str]] = {
    "check": ("api.commands.check", "examine an order offline: no database, no network"),
    "read": ("api.commands.read", "which operating system a document or a machine speaks of"),
    "serve": ("api.commands.serve", "run the service, with its database if none is named"),
    "migrate": ("api.commands.migrate", "bring the schema of the database up to date"),
    "keys": ("api.commands.keys", "signing keys and access keys: make, list, rotate, withdraw"),
    "accounts": ("api.commands.accounts", "people who sign in by name and password"),
    "standards": ("api.commands.standards", "the law: check, show, compare"),
    "catalog": ("api.commands.catalog", "the catalogue of certified products: check, show"),
    "verify": ("api.commands.verify", "verify a signed approval offline"),
    "witness": ("api.commands.witness", "watch a ledger from outside, and keep its checkpoint"),
    "export": ("api.commands.export", "write the ledger to a folder of plain files"),
    "replay": ("api.commands.replay", "what a draft edition would have made of recorded orders"),
    "reconcile": ("api.commands.reconcile", "compare approvals, quota and events with the ledger"),
    "demo": ("api.commands.demo", "examine a real purchase from beginning to end"),
}
"""Name → module and what it does, in the order help shows them."""


class Command(Protocol):
    """What a command module offers."""

    def describe(self, parser: Parser) -> None:
        """Declare the arguments."""

    def run(self, arguments: object) -> int:
        """Do it, and return the exit code."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command; return its exit code (0, 1, 2, 64, 65, 70: see the README)."""
    words = list(sys.argv[1:] if argv is None else argv)
    if not words or words[0] in {"-h", "--help"}:
        print(_help())  # noqa: T201 - a command line talks on standard output
        return USAGE if not words else 0
    known = COMMANDS.get(words[0])
    if known is None:
        complain(f"there is no command {words[0]!r}; there are {', '.join(COMMANDS)}")
        return USAGE
    module: Command = importlib.import_module(known[0])
    parser = Parser(prog=f"procheck {words[0]}", description=module.__doc__ or known[1])
    module.describe(parser)
    try:
        return module.run(parser.parse_args(words[1:]))
    except KeyboardInterrupt:
        complain("stopped")
        return INTERNAL
    except BrokenPipeError:
        # Whoever read the output has gone: nothing is left to say.
        sys.stderr.close()
        return 0
    except Exception:  # noqa: BLE001 - Python's own exit code would say "refused"
        traceback.print_exc()
        complain("this should not have happened; please report the lines above")
        return INTERNAL


def _help() -> str:
    lines = [f"  {name:<10} {about}" for name, (_, about) in COMMANDS.items()]
    return "\n".join(
        ["usage: procheck COMMAND …", "", *lines, "", "procheck COMMAND --help tells more"]
    )


if __name__ == "__main__":
    sys.exit(main())
