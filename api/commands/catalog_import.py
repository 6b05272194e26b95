"""Import an official list, offline: show what it would change, write the document to propose.

Nothing takes effect: a keeper proposes the document, and a second one publishes it.
"""

import argparse
import json
from pathlib import Path

from api.commands.line import BAD_DATA, FINE, BadData, complain, read_file, say, write_new
from api.presenting_import import import_document, import_lines
from catalog.seeds import load_seeds
from integrations.errors import FileRefused
from integrations.list_import import Imported, import_list, import_publication, is_document
from integrations.list_notes import ListRefused


def describe(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument(
        "file", metavar="FILE", type=Path, help="the list as XLSX, CSV, JSON or YAML; - reads stdin"
    )
    parser.add_argument(
        "--as",
        dest="statement",
        metavar="STATEMENT",
        type=Path,
        help="which list it is (docs/catalogue.md); a YAML publication says so itself",
    )
    parser.add_argument("--out", metavar="FILE", type=Path, help="write the document here")
    parser.add_argument("--json", action="store_true", help="JSON instead of lines for people")
    parser.set_defaults(action=_import)


def _import(arguments: argparse.Namespace) -> int:
    try:
        made = _made(arguments.file, arguments.statement)
    except (FileRefused, ListRefused) as error:
        complain(*(f"{arguments.file}: {line}" for line in str(error).splitlines()))
        return BAD_DATA
    if arguments.out is not None:
        write_new(arguments.out, made.document)
    if arguments.json:
        say(json.dumps(import_document(made), ensure_ascii=False, indent=2))
    else:
        for line in import_lines(made):
            say(line)
    return FINE


def _made(file: Path, statement: Path | None) -> Imported:
    """Return what becomes of a file.

    Raises:
        BadData: a file cannot be read, or the statement is missing or not needed.
        FileRefused: the list is no table.
        ListRefused: rows are doubted.
        StandardsFault: the statement, or the document, has faults of form.
    """
    data, catalogue = read_file(file), load_seeds()
    if is_document(data):
        if statement is not None:
            raise BadData([f"{file} is a publication itself: leave out --as"])
        return import_publication(file.name, data, catalogue)
    if statement is None:
        raise BadData([f"{file} does not say which list it is: state it with --as"])
    return import_list(data, (statement.name, read_file(statement)), catalogue)
