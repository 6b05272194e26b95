"""A portfolio as years leave it: a few orders that were placed and approved, many times over.

Each model is placed through the use cases, so that its rows and the facets it is found by are those
an order writes. Then it is copied within the database, some 50,000 rows a statement: a copy has a
number, an agency, a supplier, a day, a quantity and a price of its own, and is in all else its
model, as long and as wide. What neither searches nor lists of approvals read is not copied:
receipts, ledger entries, movements of the quota. A copy's statement is its model's.
"""

from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection

from api.clock import now
from api.examples import COVERED_ORDER, SUPPLIER
from api.identifiers import new_id
from approvals.ask_waiver import ask_waiver
from approvals.decide_waiver import grant_waiver
from approvals.legal_day import legal_day
from approvals.office import Office
from approvals.policy import Policy
from approvals.stated import Stated
from approvals.states import OrderState
from approvals.submit import submit
from approvals.waiver import Bounds, Wanted
from bench.agencies import register
from catalog.books import Books
from catalog.first_start import publish_seeds
from catalog.shelf import Shelf
from ledger.entry import Actor
from ledger.signing import Ed25519FileSigner
from storage.database import Database
from storage.embedded.provisioning import DATABASE
from storage.embedded.server import Server
from storage.roles import APP
from storage.scope import Scope
from validators.classes import ItemClass

_STEP: Final = 50_000
_OFFICER: Final = Actor(person="bench:officer", role="officer", authentication="bench")
_APPROVER: Final = Actor(person="bench:approver", role="approver", authentication="bench")
_WAIVED_PRICE: Final = "6200.00"
_LINES: Final[tuple[dict[str, Any], ...]] = (
    {},
    {"class": "laptop", "unit_price": "6400.00", "codes": []},
    {"class": "desktop", "unit_price": _WAIVED_PRICE},
    {
        "class": "copier",
        "unit_price": "21000.00",
        **dict.fromkeys(("codes", "processor", "operating_system")),
    },
)
"""How the line of each model differs from that of the example order; the third needs a waiver."""
AGENCY: Final = "11100000000000007X"
SUPPLIER_OF_SOME: Final = "91110000000000007Y"
"""One agency in 500, and one supplier in 2,000, as copies have them."""


class NotApproved(Exception):  # noqa: N818 - a result that ends the benchmark
    """A model was not approved, so that copies of it would be nothing an order writes."""


def place_models(server: Server, folder: Path) -> None:
    """Publish the law, and place the models in an agency of their own.

    Raises:
        NotApproved: one did not pass.
    """
    database, instant = Database(server.url(APP), pool_size=1), now()
    try:
        publish_seeds(database, instant)
        (officer,) = register(server.url(APP), 1)
        signer = Ed25519FileSigner.generate(folder / "approvals.pem")
        office = Office(policy=Policy(issuer="https://bench.example"), signer=signer, ids=new_id)
        scope = Scope(role="officer", person=_OFFICER.person, agency=officer.agency)
        with database.transaction(scope) as connection:
            books = Shelf().books(connection)
            _allow(connection, officer.agency, books, office, instant)
            for number, line in enumerate(_LINES):
                document = _document(officer.agency, number, line)
                found = submit(
                    connection,
                    actor=_OFFICER,
                    stated=Stated.of(document),
                    books=books,
                    office=office,
                    now=instant,
                )
                if found.examination.disposition.state is not OrderState.APPROVED:
                    raise NotApproved(found.examination.verdict)
    finally:
        database.close()


def _document(agency: str, number: int, changes: dict[str, Any]) -> dict[str, Any]:
    (line,) = COVERED_ORDER["lines"]
    return {
        **COVERED_ORDER,
        "agency": agency,
        "supplier": SUPPLIER,
        "reference": f"MODEL-{number}",
        "lines": [{name: it for name, it in {**line, **changes}.items() if it is not None}],
    }


def _allow(
    connection: Connection,
    agency: str,
    books: Books,
    office: Office,
    instant: datetime,
) -> None:
    today = legal_day(instant)
    bounds = Bounds(
        units=10,
        unit_price=Decimal(_WAIVED_PRICE),
        valid_from=today,
        valid_until=today + timedelta(days=30),
    )
    wanted = Wanted(
        rule="unit-price-ceiling",
        item_class=ItemClass.DESKTOP,
        attributes=(),
        edition=None,
        row=None,
        bounds=bounds,
        reason="machines for drawing plans",
        evidence=("example memo 1",),
    )
    asked = ask_waiver(
        connection,
        actor=_OFFICER,
        uscc=agency,
        wanted=wanted,
        law=books.law,
        office=office,
        now=instant,
    )
    grant_waiver(
        connection,
        actor=_APPROVER,
        number=asked.number,
        reason="the plans need them",
        office=office,
        now=instant,
    )


# One order in a thousand is of the rare class, one in fifty passes by a waiver, twenty by each; the
# law is revised every twenty days, and a thousand orders are placed a day.
_MODELS: Final = (
    """
create temporary table model as
select row_number() over (order by o.id) - 1 as k, o.id, o.document, o.placed_by, o.outcome,
  l.class, l.attributes, l.model, l.unit_price, a.statement, a.kid, a.granted_by
from procheck.purchase_order o join procheck.order_line l on l.order_id = o.id
join procheck.approval a on a.order_id = o.id
where o.reference like 'MODEL-%'
""",
    """
create temporary table model_facet as
select facet, order_id from procheck.order_facet where order_id in (select id from model)
""",
    """
create temporary table model_edition as
select * from procheck.edition_set
where 'editions:' || digest in (select facet from model_facet)
""",
)
_AGENCIES: Final = """
insert into procheck.agency (uscc, name, jurisdiction, level, registered_at, registered_by)
select '1110000000000' || lpad(n::text, 4, '0') || 'X', 'Example', 'cn', 'central', now(), 'bench'
from generate_series(1, 500) n
"""
_SINCE: Final = """
select min(o.placed_at) - interval '1001 days' from procheck.purchase_order o join model using (id)
"""
_MADE: Final = """
create temporary table made as
select n, m.*, moment, (moment at time zone 'Asia/Shanghai')::date as placed_on,
  substr(stamp, 1, 8) || '-' || substr(stamp, 9, 4) || '-7' || substr(chance, 1, 3) || '-8'
    || substr(chance, 4, 3) || '-' || substr(chance, 7, 12) as made_id,
  upper('PC-2026-' || substr(chance, 13, 4) || '-' || substr(chance, 17, 4) || '-'
    || substr(chance, 21, 4) || '-' || substr(chance, 25, 4)) as number,
  '1110000000000' || lpad((1 + n %% 500)::text, 4, '0') || 'X' as agency,
  '9111000000000' || lpad((1 + n::bigint * 7919 %% 2000)::text, 4, '0') || 'Y' as supplier,
  1 + n %% 20 as quantity, m.unit_price - n %% 1000 as price
from generate_series(%(low)s::integer, %(high)s::integer) as n
cross join lateral (select %(since)s::timestamptz + n * interval '86.4 seconds' as moment,
  md5(n::text) as chance) as drawn
cross join lateral (select lpad(to_hex((extract(epoch from moment) * 1000)::bigint), 12, '0')
  as stamp) as stamped
join model m on m.k = case when n %% 1000 = 0 then 3 when n %% 50 = 1 then 2 when n %% 3 = 0 then 1
  else 0 end
"""
_COPIED: Final = (
    """
insert into procheck.purchase_order (id, agency, supplier, reference, state, outcome, placed_on,
  placed_at, placed_by, document, content_hash, changed_at)
select made_id, agency, supplier, 'PR-' || lpad(n::text, 8, '0'), 'approved', outcome, placed_on,
  moment, placed_by, document, 'sha256:' || encode(sha256(n::text::bytea), 'hex'), moment from made
""",
    """
insert into procheck.order_line (order_id, line, agency, supplier, class, attributes, model,
  quantity, unit_price, committed)
select made_id, 0, agency, supplier, class, attributes, model, quantity, price, quantity from made
""",
    """
insert into procheck.approval (number, order_id, agency, supplier, statement, kid, granted_at,
  granted_by, valid_from, valid_until, expires_at, status_index)
select number, made_id, agency, supplier, statement, kid, moment, granted_by, placed_on,
  placed_on + 90, moment + interval '90 days', 1000 + n from made
""",
    """
insert into procheck.order_search (order_id, agency, supplier, examination, outcome, placed_on,
  number, amount, fen)
select made_id, agency, supplier, 1, outcome, placed_on, number, quantity * price,
  floor(quantity * price * 100) from made
""",
    """
insert into procheck.order_facet (facet, order_id, examination, agency)
select case when f.facet like 'editions:%'
    then 'editions:' || encode(sha256((f.facet || n / 20000)::bytea), 'hex')
  when f.facet like 'waiver:%'
    then overlay(f.facet placing lpad((n / 1000)::text, 4, '0') from length(f.facet) - 3)
  else f.facet end as facet, made_id, 1, made.agency
from made join model_facet f on f.order_id = made.id
order by 1, 2
""",
    """
insert into procheck.edition_set (edition, digest, revision)
select e.edition, encode(sha256(('editions:' || e.digest || law)::bytea), 'hex'), e.revision + law
from (select distinct n / 20000 as law from made) as revised cross join model_edition e
on conflict do nothing
""",
    """
insert into procheck.edition_set (edition, digest, revision)
select 'example-of-law-' || law, encode(sha256(('editions:' || e.digest || law)::bytea), 'hex'), 1
from (select distinct n / 20000 as law from made) as revised
cross join (select distinct digest from model_edition) as e
on conflict do nothing
""",
    "drop table made",
)


def grow(server: Server, have: int, wanted: int) -> None:
    """Copy the models until there are so many approvals of copies as are wanted."""
    with server.address.connect(database=DATABASE) as connection:
        # Every row refers to one that was written before it; the database need not look again.
        connection.execute("set session_replication_role = replica")
        if not have:
            connection.execute(_AGENCIES)
        for statement in _MODELS:
            connection.execute(statement)
        (since,) = connection.execute(_SINCE).fetchone() or (None,)
        for low in range(have + 1, wanted + 1, _STEP):
            bounds = {"low": low, "high": min(low + _STEP - 1, wanted), "since": since}
            connection.execute(_MADE, bounds)
            for statement in _COPIED:
                connection.execute(statement)
        connection.execute("vacuum analyze")
