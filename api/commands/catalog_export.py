"""Write the catalogue in force to one signed file, for examinations without the service.

It is the file of ``GET /v1/catalog/file``, made from the database with the installation's own key.
"""

import argparse
import os
from pathlib import Path

from api.catalogue_file import signed_catalogue
from api.commands.line import BAD_DATA, FINE, complain, say, write_new
from api.commands.refusal import REFUSALS, refused
from api.key_ring import open_ring
from api.reaching import reached
from api.sandbox import now_in
from api.settings import Settings
from catalog.errors import CatalogError
from catalog.shelf import Shelf
from storage.roles import AUDIT
from storage.scope import Scope

_READER = Scope(role="auditor", person="system:export")


def describe(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("file", metavar="FILE", type=Path, help="a new file")
    parser.set_defaults(action=_export)


def _export(arguments: argparse.Namespace) -> int:
    try:
        settings = Settings.from_environment(os.environ)
        signer = open_ring(settings).approval
        with reached(settings, AUDIT) as database, database.snapshot(_READER) as connection:
            books = Shelf().books(connection)
            lines = signed_catalogue(
                connection, books, issuer=settings.issues_as, now=now_in(connection), signer=signer
            )
    except REFUSALS as error:
        return refused(error)
    except CatalogError as error:
        complain(str(error))
        return BAD_DATA
    write_new(arguments.file, lines)
    say(
        f"catalogue {books.revision} {books.catalogue.digest} is in {arguments.file}, signed by"
        f" {settings.issues_as} with the key {signer.kid}"
    )
    return FINE
