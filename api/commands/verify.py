"""Verify a signed approval offline: signature, window, revocation, content.

Exit 0: all that could be looked at holds. 1: something does not. 64: wrong usage. 65: a file is
faulty. The public keys come from the service's /.well-known/jwks.json, kept when you trusted it;
revocations from its status list (/v1/approvals/status-list), which says how old it is.

--print-verifier writes the program that verifies a whole bundle (/v1/approvals/{number}/bundle)
and needs nothing of procheck.
"""

import argparse
import json
from pathlib import Path
from typing import Any

from api.clock import now
from api.commands.faulty import faulty
from api.commands.line import FINE, REFUSED, USAGE, BadData, Parser, complain, read_file, say
from api.commands.trusted_keys import approval_keys
from api.presenting import verification_document
from api.verifier import VERIFIER
from approvals.answered import Answer
from approvals.status_list import read_list
from approvals.verify import ListedRevocations, Verification, verify
from ledger.errors import LedgerError


def describe(parser: Parser) -> None:
    """Declare the arguments."""
    if_asked = parser.add_mutually_exclusive_group(required=True)
    if_asked.add_argument(
        "file", metavar="FILE", type=Path, nargs="?", help="the statement (JWS); - reads stdin"
    )
    if_asked.add_argument(
        "--print-verifier", action="store_true", help="write the verifier of bundles, and end"
    )
    parser.add_argument("--keys", metavar="JWKS", type=Path, help="the public keys you trust")
    parser.add_argument("--order", metavar="FILE", type=Path, help="an order to compare it with")
    parser.add_argument(
        "--status-list", metavar="FILE", type=Path, help="the signed list of dead approvals"
    )
    parser.add_argument(
        "--sandbox", action="store_true", help="a sandbox's, which approves nothing, and no other"
    )
    parser.add_argument("--text", action="store_true", help="for people instead of JSON")


def run(arguments: argparse.Namespace) -> int:
    """Verify a statement, or hand out the verifier of bundles."""
    if arguments.print_verifier:
        say(VERIFIER.decode().rstrip())
        return FINE
    if arguments.keys is None:
        complain("--keys: 缺少所信公钥 / the public keys you trust are needed")
        return USAGE
    try:
        found = _verify(arguments)
    except BadData as error:
        return faulty(error)
    if arguments.text:
        for name in ("signature", "window", "revocation", "content"):
            answered = getattr(found, name)
            say(f"{name:<10} {answered.answer.value:<8} {answered.zh} / {answered.en}")
    else:
        say(json.dumps(verification_document(found), ensure_ascii=False, indent=2))
    answers = (found.signature, found.window, found.revocation, found.content)
    return REFUSED if any(it.answer is Answer.NO for it in answers) else FINE


def _verify(arguments: argparse.Namespace) -> Verification:
    keys = approval_keys(arguments.keys)
    token = read_file(arguments.file).decode("ascii", "replace").strip()
    revocations = None
    if arguments.status_list is not None:
        listed = read_file(arguments.status_list).decode("ascii", "replace").strip()
        try:
            revocations = ListedRevocations(read_list(listed, keys))
        except LedgerError as error:
            raise BadData([f"{arguments.status_list}: {error}"]) from error
    order = None if arguments.order is None else _object(arguments.order)
    return verify(
        token,
        keys=keys,
        now=now(),
        revocations=revocations,
        document=order,
        sandbox=arguments.sandbox,
    )


def _object(path: Path) -> dict[str, Any]:
    try:
        document = json.loads(read_file(path))
    except ValueError as error:
        raise BadData([f"{path} is not JSON: {error}"]) from error
    if not isinstance(document, dict):
        raise BadData([f"{path} should hold an object"])
    return document
