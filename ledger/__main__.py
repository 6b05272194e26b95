"""`python -m ledger verify FOLDER --key KEY`: an auditor's tool, without server or database."""

import argparse
import json
import sys
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import NoReturn

from ledger.chronology import TOLERANCE
from ledger.errors import MalformedNoteError
from ledger.folder import CHECKPOINT, read_file
from ledger.note import VerifierKey
from ledger.reasons import because
from ledger.verification import MAX_SMALL_FILE, Kept, Verification

CLEAN = 0
DISCREPANCIES = 1
USAGE = 64
UNREADABLE = 65


class _Parser(argparse.ArgumentParser):
    """Ends with exit code 64 on wrong usage, as every command of this project does."""

    def error(self, message: str) -> NoReturn:
        """Say what is wrong and end."""
        self.print_usage(sys.stderr)
        self.exit(USAGE, f"{self.prog}: {message}\n")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command.

    Returns:
        0 if everything holds, 1 if there are discrepancies, 64 for wrong usage (raised as
        SystemExit by the argument parser), 65 if the folder or a key cannot be read.
    """
    options = _parser().parse_args(arguments)
    try:
        verification = Verification(
            folder=options.folder,
            keys=[key for text in options.key for key in _keys(text)],
            previous=[_kept(path) for path in options.previous],
            tolerance=timedelta(seconds=options.tolerance),
        )
        return _report(verification, as_json=options.json, language=options.language)
    except FileNotFoundError as error:
        if str(error) != CHECKPOINT:
            return _unreadable(str(error))
        return _unreadable(
            f"{options.folder} has no file named {CHECKPOINT}: it is no export of a ledger, or one "
            "that was not finished"
        )
    except (OSError, MalformedNoteError) as error:
        return _unreadable(str(error))


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="python -m ledger", description="Verifies a copy of the ledger.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND", parser_class=_Parser)
    verify = commands.add_parser(
        "verify",
        help="check a folder that the ledger was exported to",
        epilog="Exit: 0 all holds, 1 discrepancies, 64 wrong usage, 65 something is unreadable.",
    )
    verify.add_argument("folder", type=Path, metavar="FOLDER")
    verify.add_argument(
        "--key",
        action="append",
        required=True,
        help="public key of the ledger (NAME+KEYID+BASE64), or a file with one on each line; take "
        "it from a source you trust, not from the folder itself; may be given again",
    )
    verify.add_argument(
        "--previous",
        action="append",
        default=[],
        type=Path,
        metavar="CHECKPOINT",
        help="a checkpoint file kept from an earlier copy; may be given again",
    )
    verify.add_argument(
        "--tolerance",
        type=float,
        default=TOLERANCE.total_seconds(),
        metavar="SECONDS",
        help="how far an entry's time may be behind that of an earlier one (default: %(default)s)",
    )
    verify.add_argument("--json", action="store_true", help="one JSON object on each line")
    verify.add_argument("--language", choices=("en", "zh"), default="en", help="of the sentences")
    return parser


def _keys(text: str) -> list[VerifierKey]:
    """Keys given as text or in a file; a key has two plus signs, which no sensible path has.

    Raises:
        MalformedNoteError: if a key is malformed or the file holds none.
        OSError: if it is no key and no readable file.
    """
    try:
        return [VerifierKey.parse(text)]
    except MalformedNoteError:
        path = Path(text)
        if not path.exists():
            raise
        try:
            lines = path.read_text(encoding="utf-8").split("\n")
        except UnicodeDecodeError as error:
            raise MalformedNoteError(because("key-file-encoding", path=path)) from error
    keys = [VerifierKey.parse(line.strip()) for line in lines if line.strip()]
    if not keys:
        raise MalformedNoteError(because("key-file-empty", path=path))
    return keys


def _kept(path: Path) -> Kept:
    data = read_file(path, MAX_SMALL_FILE)
    if data is None:
        message = f"{path} is not a file"
        raise FileNotFoundError(message)
    return Kept(str(path), data)


def _report(verification: Verification, *, as_json: bool, language: str) -> int:
    count = 0
    for found in verification.discrepancies():
        count += 1
        text = json.dumps(found.as_json(), ensure_ascii=False)
        sys.stdout.write(f"{text if as_json else found.sentence(language)}\n")
    checkpoint = verification.checkpoint
    size = checkpoint.size if checkpoint else 0
    if as_json:
        summary = {
            "outcome": "discrepancies" if count else "verified",
            "origin": checkpoint.origin if checkpoint else None,
            "size": size,
            "root": checkpoint.root.hex() if checkpoint else None,
            "entries": verification.entries,
            "discrepancies": count,
        }
        sys.stdout.write(json.dumps(summary, ensure_ascii=False) + "\n")
    elif count:
        english = "1 discrepancy." if count == 1 else f"{count} discrepancies."
        sys.stdout.write(_words(language, english, f"共 {count} 处不符。"))
    elif checkpoint:
        english = f"Verified: all {size} entries of {checkpoint.origin} are as signed."
        chinese = f"核验通过:{checkpoint.origin} 的 {size} 条记录均与签名一致。"
        sys.stdout.write(_words(language, english, chinese))
    return DISCREPANCIES if count else CLEAN


def _words(language: str, english: str, chinese: str) -> str:
    return (chinese if language == "zh" else english) + "\n"


def _unreadable(message: str) -> int:
    sys.stderr.write(f"python -m ledger: {message}\n")
    return UNREADABLE


if __name__ == "__main__":
    sys.exit(main())
