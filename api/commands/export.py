"""Write the ledger to a folder of plain files, or orders as OCDS; check an export of a list.

procheck export FOLDER        the ledger; verify it with python -m ledger verify FOLDER
procheck export ocds FILE     every order as releases of OCDS 1.1, in one package
procheck export verify FILE   check a file of GET /v1/exports/{list}: whole, unaltered, and (with
                              --keys) signed by the service; rows and sums are counted again

A folder that is called verify or ocds is written ./verify. Exit 0: done, or it holds. 1: it does
not hold.
"""

import argparse
import json
import os
from pathlib import Path

from api.clock import now
from api.commands.faulty import faulty
from api.commands.line import (
    BAD_DATA,
    FINE,
    REFUSED,
    USAGE,
    BadData,
    Parser,
    complain,
    say,
    write_new,
)
from api.commands.refusal import REFUSALS, refused
from api.commands.trusted_keys import approval_keys
from api.key_ring import LEDGER, open_ring
from api.reaching import reached
from api.settings import Settings
from approvals.life import every_order, life_of
from integrations.exports.checking import ExportBroken, check_export
from integrations.ocds.packages import head, release_package, releases_of
from ledger.errors import LedgerError
from ledger.export import export
from ledger.note import VerifierKey
from ledger.source import DatabaseSource
from storage.database import let_think
from storage.roles import AUDIT
from storage.scope import Scope

_READER = Scope(role="auditor", person="system:export")
_VERIFY, _OCDS = "verify", "ocds"


def describe(parser: Parser) -> None:
    """Declare the arguments."""
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument(
        "what",
        metavar="FOLDER|verify|ocds",
        help="a new folder for the ledger, or an earlier export that is brought up to date",
    )
    parser.add_argument(
        "file", metavar="FILE", type=Path, nargs="?", help="the file to check or to write"
    )
    parser.add_argument("--keys", metavar="JWKS", type=Path, help="the public keys you trust")


def run(arguments: argparse.Namespace) -> int:
    """Export the ledger as it stands at its latest checkpoint, or check an export."""
    if arguments.what == _VERIFY:
        return _checked(arguments)
    if arguments.what == _OCDS:
        return _ocds(arguments)
    if arguments.file is not None:
        complain("没有这样的用法 / one folder is expected, or verify FILE")
        return USAGE
    return _ledger(Path(arguments.what))


def _checked(arguments: argparse.Namespace) -> int:
    if arguments.file is None:
        complain("FILE: 缺少文件 / the file to check is needed")
        return USAGE
    try:
        keys = None if arguments.keys is None else approval_keys(arguments.keys)
        with arguments.file.open("rb") as file:
            found = check_export(file, keys)
    except BadData as error:
        return faulty(error)
    except OSError as error:
        complain(f"{arguments.file}: {error.strerror}")
        return BAD_DATA
    except ExportBroken as error:
        complain(f"不成立 / does not hold: {error}")
        return REFUSED
    told = {name: found.manifest[name] for name in ("list", "filter", "rows", "sums")}
    say(json.dumps(told, ensure_ascii=False))
    size, root = (found.manifest["ledger"][name] for name in ("size", "root"))
    say(f"账本 / ledger: {size} {root}")
    say(
        "未核验签名:缺 --keys / the signature was not verified: no --keys"
        if found.kid is None
        else f"签名成立 / signed by {found.kid}"
    )
    return FINE


def _ocds(arguments: argparse.Namespace) -> int:
    if arguments.file is None:
        complain("FILE: 缺少文件 / the file to write is needed")
        return USAGE
    try:
        settings = Settings.from_environment(os.environ)
        with reached(settings, AUDIT) as database, database.snapshot(_READER) as connection:
            let_think(connection)
            at = now()
            opening = head(settings.issuer, f"/ocds/{at.isoformat()}", at)
            lives = (life_of(connection, it) for it in every_order(connection))
            releases = (it for life in lives for it in releases_of(life, at))
            write_new(arguments.file, release_package(releases, opening))
    except BadData as error:
        return faulty(error)
    except REFUSALS as error:
        return refused(error)
    return FINE


def _ledger(folder: Path) -> int:
    try:
        settings = Settings.from_environment(os.environ)
        keys = [
            VerifierKey(settings.origin, key.public_key)
            for key in open_ring(settings).published
            if key.use == LEDGER
        ]
        with reached(settings, AUDIT) as database:
            written = export(DatabaseSource(database, _READER), folder, keys=keys)
    except REFUSALS as error:
        return refused(error)
    except (LedgerError, OSError) as error:
        complain(str(error))
        return BAD_DATA
    size = written.checkpoint.size
    say(f"{size} entries are in {folder}; {written.files} files were written")
    for key in keys:
        say(f"verify it with: python -m ledger verify {folder} --key {key.text}")
    return FINE
