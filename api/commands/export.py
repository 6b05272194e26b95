"""Write the ledger to a folder of plain files, or orders as OCDS; check an export of a list.

procheck export FOLDER        the ledger; verify it with python -m ledger verify FOLDER
procheck export ocds FILE     every order as releases of OCDS 1.1, in one package
procheck export pack FILE --order ID   the evidence pack of an order
procheck export sample FILE --seed TEXT [--method M] [--size N] [--by COLUMN]
                              the sample the service draws, again, from an export (JSON Lines)
procheck export verify FILE   check a file of GET /v1/exports/{list}: whole, unaltered, and (with
                              --keys) signed by the service; rows and sums are counted again

A folder of such a name is written ./verify. Exit 0: done, or it holds. 1: it does not hold.
"""

import argparse
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from sqlalchemy import Connection

from api.clock import now
from api.commands.export_sample import sampled
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
from api.verifier import PACK_VERIFIER
from approvals.errors import OrderNotFound
from approvals.evidence_pack import files_of, packed
from approvals.life import every_order, life_of
from approvals.sample_reading import STRATA
from approvals.sampling import Method
from integrations.exports.checking import ExportBroken, check_export
from integrations.ocds.packages import head, release_package, releases_of
from ledger.errors import LedgerError
from ledger.export import export
from ledger.jws import KeyState
from ledger.note import VerifierKey
from ledger.source import DatabaseSource
from storage.database import let_read
from storage.roles import AUDIT
from storage.scope import Scope

_READER = Scope(role="auditor", person="system:export")
_BACK: Final = 10
"""The niceness of an export: it takes a core for minutes, and orders are answered beside it."""
_VERIFY, _OCDS, _PACK, _SAMPLE = "verify", "ocds", "pack", "sample"


def describe(parser: Parser) -> None:
    """Declare the arguments."""
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument(
        "what",
        metavar="FOLDER|verify|ocds|pack|sample",
        help="a new folder for the ledger, or an earlier export that is brought up to date",
    )
    parser.add_argument(
        "file", metavar="FILE", type=Path, nargs="?", help="the file to check or to write"
    )
    parser.add_argument("--order", metavar="ID", help="the order a pack is made of")
    parser.add_argument("--seed", metavar="TEXT", help="the seed of a sample")
    parser.add_argument("--method", choices=list(Method), default=Method.SIMPLE.value)
    parser.add_argument("--size", type=int, default=25, help="how many rows or points; 25")
    parser.add_argument("--by", choices=STRATA, help="the column of the strata")
    parser.add_argument("--keys", metavar="JWKS", type=Path, help="the public keys you trust")


def run(arguments: argparse.Namespace) -> int:
    """Export the ledger as it stands at its latest checkpoint, or check an export."""
    if arguments.what == _VERIFY:
        return _checked(arguments)
    if arguments.what == _SAMPLE:
        return sampled(arguments)
    if arguments.what in {_OCDS, _PACK}:
        return _written(arguments)
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
    shown = ("list", "extract", "filter", "rows", "sums")
    told = {name: found.manifest[name] for name in shown if name in found.manifest}
    if tables := found.manifest.get("tables"):
        told["tables"] = {it["name"]: {"rows": it["rows"], "sums": it["sums"]} for it in tables}
    say(json.dumps(told, ensure_ascii=False))
    size, root = (found.manifest["ledger"][name] for name in ("size", "root"))
    say(f"账本 / ledger: {size} {root}")
    say(
        "未核验签名:缺 --keys / the signature was not verified: no --keys"
        if found.kid is None
        else f"签名成立 / signed by {found.kid}"
    )
    return FINE


def _written(arguments: argparse.Namespace) -> int:
    if arguments.file is None or (arguments.what == _PACK) != (arguments.order is not None):
        complain("FILE, --order: 参数不符 / a file to write is needed, and of a pack its order")
        return USAGE
    try:
        settings = Settings.from_environment(os.environ)
        with reached(settings, AUDIT) as database, database.snapshot(_READER) as connection:
            let_read(connection)
            _stand_back()
            write_new(arguments.file, _pieces(connection, settings, arguments.order))
    except BadData as error:
        return faulty(error)
    except REFUSALS as error:
        return refused(error)
    except (OrderNotFound, LedgerError) as error:
        complain(str(error))
        return BAD_DATA
    return FINE


def _pieces(connection: Connection, settings: Settings, order_id: str | None) -> Iterator[bytes]:
    at = now()
    if order_id is not None:
        ring = open_ring(settings)
        files = files_of(connection, life_of(connection, order_id), PACK_VERIFIER)
        yield packed(files, order_id, ring.published, ring.approval, at)
        return
    opening = head(settings.issuer, f"/ocds/{at.isoformat()}", at)
    lives = (life_of(connection, it) for it in every_order(connection))
    yield from release_package((it for life in lives for it in releases_of(life, at)), opening)


def _stand_back() -> None:
    here = os.PRIO_PROCESS, 0
    os.setpriority(*here, max(_BACK, os.getpriority(*here)))


def _ledger(folder: Path) -> int:
    try:
        settings = Settings.from_environment(os.environ)
        keys = [
            VerifierKey(settings.origin, key.public_key)
            for key in open_ring(settings).published
            if key.use == LEDGER and key.state is not KeyState.REVOKED
        ]
        with reached(settings, AUDIT) as database:
            _stand_back()
            written = export(DatabaseSource(database, _READER), folder, keys=keys)
    except REFUSALS as error:
        return refused(error)
    except (LedgerError, OSError) as error:
        complain(str(error))
        return BAD_DATA
    size = written.checkpoint.size
    say(f"{size} entries are in {folder}; {written.files} files were written")
    named = " ".join(f"--key {key.text}" for key in keys)
    say(f"verify it with: python -m ledger verify {folder} {named}")
    return FINE
