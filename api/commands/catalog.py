"""The catalogue as released: check its files, show what is listed on a day, import a list.

Exit 0: all is well. 65: faults.
"""

import argparse
import json
from datetime import date
from pathlib import Path

from api.clock import now
from api.commands import catalog_import
from api.commands.faulty import FAULTS, faulty
from api.commands.line import FINE, Parser, day, say
from api.presenting_catalogue import listing_held_document, publication_document
from approvals.legal_day import legal_day
from catalog.catalogue import Catalogue
from catalog.expiry import lapsing
from catalog.seeds import SEEDS, load_seeds


def describe(parser: Parser) -> None:
    """Declare the arguments."""
    actions = parser.add_subparsers(required=True, metavar="ACTION", parser_class=Parser)
    check = actions.add_parser("check", help="load every scheme and publication")
    check.add_argument("folder", metavar="FOLDER", type=Path, nargs="?", default=SEEDS)
    check.set_defaults(action=_check)
    show = actions.add_parser("show", help="what is listed on a day, and what lapses soon")
    show.add_argument("--on", metavar="DATE", type=day, help="the day; today")
    show.add_argument("--scheme", metavar="ID", help="only of this scheme")
    show.add_argument("--publications", action="store_true", help="publications, not listings")
    show.add_argument(
        "--lapsing", metavar="DAYS", type=int, help="only what lapses within so many days"
    )
    show.add_argument("--text", action="store_true", help="for people instead of JSON")
    show.set_defaults(action=_show)
    bring = actions.add_parser(
        "import",
        help="show what an official list would change, and write the document to propose",
        description=catalog_import.__doc__,
    )
    catalog_import.describe(bring)


def run(arguments: argparse.Namespace) -> int:
    """Do the action named."""
    try:
        code: int = arguments.action(arguments)
    except FAULTS as error:
        return faulty(error)
    return code


def _check(arguments: argparse.Namespace) -> int:
    catalogue = load_seeds(arguments.folder)
    entries = list(catalogue.listings())
    proving = sum(entry.listing.proves for entry in entries)
    say(
        f"{len(catalogue.schemes)} schemes, {len(catalogue.publications)} publications,"
        f" {len(entries)} listings of which {proving} can prove something: no faults"
    )
    return FINE


def _show(arguments: argparse.Namespace) -> int:
    catalogue, on = load_seeds(), arguments.on or legal_day(now())
    if arguments.publications:
        documents = [
            publication_document(it, catalogue.schemes)
            for it in catalogue.as_of(on).publications
            if arguments.scheme in {None, it.scheme}
        ]
    else:
        documents = [
            listing_held_document(held)
            for held in catalogue.as_of(on).listings(scheme=arguments.scheme)
            if arguments.lapsing is None
            or held.entry.listing.id in _lapsing(catalogue, on, arguments.lapsing)
        ]
    if not arguments.text:
        say(json.dumps(documents, ensure_ascii=False, indent=2))
        return FINE
    for it in documents:
        say(
            f"{it.get('name', it['id'])}  {it.get('version', '')} {it.get('kernel', '')}"
            f"  {it.get('publication', it['scheme'])}  {it.get('validity', it['evidence'])}"
            f"  {it.get('valid_until', '')}".rstrip()
        )
    return FINE


def _lapsing(catalogue: Catalogue, on: date, days: int) -> frozenset[str]:
    return frozenset(lapse.entry.listing.id for lapse in lapsing(catalogue, on, days))
