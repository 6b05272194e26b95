"""The catalogue: check it, show what is listed and what ends soon, import a list, export it signed.

Everything is read from the files of the release; ``expiring --resting`` and ``export`` read the
database instead, which knows what keepers published since. Exit 0: all is well. 65: faults, or no
such listing, or a file that is there already.
"""

import argparse
import json
import os
from datetime import date
from pathlib import Path

from api.clock import now
from api.commands import catalog_export, catalog_import
from api.commands.faulty import FAULTS, faulty
from api.commands.line import BAD_DATA, FINE, Parser, complain, day, say
from api.commands.refusal import REFUSALS, refused
from api.presenting_catalogue import listing_held_document, publication_document
from api.reaching import reached
from api.sandbox import now_in
from api.settings import Settings
from approvals.legal_day import legal_day
from approvals.reliance import all_relying_on
from approvals.states import OrderState
from catalog.catalogue import Catalogue
from catalog.expiry import Lapse, lapsing
from catalog.seeds import SEEDS, load_seeds
from catalog.shelf import Shelf
from storage.roles import AUDIT
from storage.scope import Scope
from validators.matching import shown

_READER = Scope(role="auditor", person="system:calendar")


def describe(parser: Parser) -> None:
    """Declare the arguments."""
    actions = parser.add_subparsers(required=True, metavar="ACTION", parser_class=Parser)
    check = actions.add_parser("check", help="load every scheme and publication")
    check.add_argument("folder", metavar="FOLDER", type=Path, nargs="?", default=SEEDS)
    check.set_defaults(action=_check)
    show = actions.add_parser("show", help="what is listed on a day, or how one listing stands")
    show.add_argument("listing", metavar="ID", nargs="?", help="only this one, with its events")
    show.add_argument("--on", metavar="DATE", type=day, help="the day; today")
    show.add_argument("--scheme", metavar="ID", help="only of this scheme")
    show.add_argument("--publications", action="store_true", help="publications, not listings")
    show.add_argument(
        "--lapsing", metavar="DAYS", type=int, help="only what lapses within so many days"
    )
    show.add_argument("--text", action="store_true", help="for people instead of JSON")
    show.set_defaults(action=_show)
    expiring = actions.add_parser("expiring", help="which listings end soon, the next first")
    expiring.add_argument("--days", metavar="DAYS", type=int, default=90, help="within so many; 90")
    expiring.add_argument("--on", metavar="DATE", type=day, help="counted from this day; today")
    expiring.add_argument(
        "--resting", action="store_true", help="count what rests on each, from the database"
    )
    expiring.set_defaults(action=_expiring)
    bring = actions.add_parser(
        "import",
        help="show what an official list would change, and write the document to propose",
        description=catalog_import.__doc__,
    )
    catalog_import.describe(bring)
    export = actions.add_parser(
        "export",
        help="write the catalogue in force to one signed file",
        description=catalog_export.__doc__,
    )
    catalog_export.describe(export)


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
    if arguments.listing is not None:
        return _show_one(catalogue, arguments.listing, on, text=arguments.text)
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


def _show_one(catalogue: Catalogue, name: str, on: date, *, text: bool) -> int:
    """Show how one listing stands, whether or not it was published by the day."""
    held = catalogue.as_of(on).held(name)
    if held is None:
        complain(f"no listing has the id {name}")
        return BAD_DATA
    document = listing_held_document(held)
    if not text:
        say(json.dumps(document, ensure_ascii=False, indent=2))
        return FINE
    say(f"{shown(held.entry.listing)}  {on}  {held.standing.state.value}")
    say(f"  {document['why']['zh']} / {document['why']['en']}")
    for it in document.get("events", ()):
        until = f" – {it['until']}" if "until" in it else ""
        doubt = "" if it["proves"] else "  ?"
        say(f"  {it['since']}{until}  {it['kind']}  {it['notice']}{doubt}")
    return FINE


def _expiring(arguments: argparse.Namespace) -> int:
    on = arguments.on or legal_day(now())
    if arguments.resting:
        return _expiring_with_counts(on, arguments.days)
    for lapse in lapsing(load_seeds(), on, arguments.days):
        say(_line(lapse))
    return FINE


def _expiring_with_counts(on: date, days: int) -> int:
    """Say which listings end soon by the database, and what rests on each as of now."""
    try:
        settings = Settings.from_environment(os.environ)
        with reached(settings, AUDIT) as database, database.snapshot(_READER) as connection:
            for lapse in lapsing(Shelf().books(connection).catalogue, on, days):
                name = lapse.entry.listing.id
                resting = list(all_relying_on(connection, name, now=now_in(connection)))
                approvals = sum(it.in_force for it in resting)
                waiting = sum(it.state is not OrderState.APPROVED for it in resting)
                say(f"{_line(lapse)}  {approvals} approvals in force, {waiting} open orders")
    except REFUSALS as error:
        return refused(error)
    return FINE


def _line(lapse: Lapse) -> str:
    return f"{lapse.last_day}  {lapse.days_left:>4}  {shown(lapse.entry.listing)}"


def _lapsing(catalogue: Catalogue, on: date, days: int) -> frozenset[str]:
    return frozenset(lapse.entry.listing.id for lapse in lapsing(catalogue, on, days))
