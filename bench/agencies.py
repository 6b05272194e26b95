"""Example agencies for the load: registered through the use cases, each with an officer's key."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection

from api.access_keys import issue
from api.clock import now
from api.examples import SUPPLIER
from api.holders import Holder
from api.identifiers import new_id
from api.roles import Role
from approvals.agencies import (
    NewAgency,
    Provenance,
    record_headcount,
    record_properties,
    register_agency,
)
from approvals.uscc import check_character
from bench.orders import orders
from catalog.shelf import Shelf
from ledger.entry import Actor
from storage.database import Database
from storage.scope import SYSTEM
from validators.evidence import Level
from validators.law import Law

AGENCIES = 200
HEADS = 50_000
"""Large enough that no cap is ever reached: every refused order is refused for what it says."""

_ACTOR = Actor(person="system:bench", role="system", authentication="start")
_PROVENANCE = Provenance(valid_from=date(2026, 1, 1), source="example, not a real document")
_PROPERTIES = {
    "classified": False,
    "field_duty": False,
    "evaluation_bound": True,
}


@dataclass(frozen=True, slots=True)
class Officer:
    """An officer's agency and key."""

    agency: str
    key: str


def register(
    url: str, count: int = AGENCIES, *, heads: int = HEADS, first: int = 0
) -> tuple[Officer, ...]:
    """Register example agencies, and return an officer of each.

    Args:
        url: the service's database as the role that serves.
        count: how many agencies.
        heads: the headcount of each.
        first: the number of the first; agencies of other numbers may be there already.
    """
    database, instant = Database(url, pool_size=1, name="procheck bench"), now()
    try:
        with database.transaction(SYSTEM) as connection:
            law = Shelf().books(connection).law
            numbers = range(first, first + count)
            return tuple(_agency(connection, it, heads, law, instant) for it in numbers)
    finally:
        database.close()


def _agency(
    connection: Connection, number: int, heads: int, law: Law, instant: datetime
) -> Officer:
    body = f"11100000BENCH{number:04d}"
    uscc = body + check_character(body)
    new = NewAgency(
        uscc=uscc, name=f"Example agency {number}", jurisdiction="cn", level=Level.CENTRAL
    )
    register_agency(connection, actor=_ACTOR, new=new, law=law, ids=new_id, now=instant)
    record_headcount(
        connection,
        actor=_ACTOR,
        uscc=uscc,
        basis="filled-establishment",
        value=heads,
        provenance=_PROVENANCE,
        ids=new_id,
        now=instant,
    )
    record_properties(
        connection,
        actor=_ACTOR,
        uscc=uscc,
        values=_PROPERTIES,
        provenance=_PROVENANCE,
        ids=new_id,
        now=instant,
    )
    holder = Holder(person=f"bench:officer-{number}", role=Role.OFFICER, agency=uscc)
    return Officer(uscc, issue(connection, holder, actor=_ACTOR, ids=new_id, now=instant))


def placeable(officers: tuple[Officer, ...], mark: str) -> Iterator[tuple[Officer, dict[str, Any]]]:
    """Yield the generated orders as these officers may place them, each with its officer.

    The agencies in turn; references are unique for each ``mark``. Devices to be replaced are left
    out, since these agencies have none.
    """
    for number, document in enumerate(orders()):
        officer = officers[number % len(officers)]
        lines = [
            {name: it for name, it in line.items() if name != "replaces"}
            for line in document["lines"]
        ]
        yield (
            officer,
            {
                **document,
                "agency": officer.agency,
                "supplier": SUPPLIER,
                "reference": f"{document['reference']}-{mark}",
                "lines": lines,
            },
        )
