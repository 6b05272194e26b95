"""How searching and exporting grow with what was approved: from 10,000 approvals to a million.

Rows are made up in a database of their own: orders of one line in 500 agencies, with the facets
their examinations would have had. Nothing of it is a receipt or a statement; what is measured are
the queries, through the walls, as the serving role and an auditor.
"""

import subprocess
import sys
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter
from types import MappingProxyType
from typing import NamedTuple

import psycopg

from approvals.searching import Found, found_page
from approvals.sought import EVERYTHING, Sought
from bench.figures import Figure
from storage.database import Database
from storage.embedded.server import Server, running
from storage.migrating import upgrade
from storage.roles import APP, OWNER
from storage.scope import Scope

FEW, MANY = 10_000, 1_000_000
_STEP = 50_000
_PAGE = 50
_ROUNDS = 7
_AUDITOR = Scope(role="auditor", person="bench")
_AGENCY = "11100000000000007X"
_MEBIBYTE = 1.048576

SEARCHES = MappingProxyType(
    {
        "everything": EVERYTHING,
        "an agency": Sought(agency=_AGENCY),
        "a class of 1 in 1,000": Sought(item_class="shredder"),
        "a rule and a class": Sought(rule="unit-price-ceiling", item_class="laptop"),
        "an edition": Sought(edition="example-edition-0"),
        "waived": Sought(waived=True),
        "an amount": Sought(amount_from=Decimal("4999.00"), amount_to=Decimal("5001.00")),
        "an agency, a class and an amount": Sought(
            agency=_AGENCY, item_class="desktop", amount_from=Decimal("30000.00")
        ),
    }
)
"""What is searched for: the first page, of the newest orders."""

# One agency in 500 has each order; one class in a thousand is rare, one order in 50 is waived.
_ROWS = (
    """
insert into procheck.agency (uscc, name, jurisdiction, level, registered_at, registered_by)
select '1110000000000' || lpad(n::text, 4, '0') || 'X', 'Example', 'cn', 'central', now(), 'bench'
from generate_series(1, 500) n on conflict do nothing
""",
    """
create temporary table made as select n, '0190' || lpad(to_hex(n), 8, '0') as id,
  '1110000000000' || lpad((1 + n %% 500)::text, 4, '0') || 'X' as agency,
  case when n %% 1000 = 0 then 'shredder' when n %% 3 = 0 then 'laptop' else 'desktop' end as class,
  1 + n %% 20 as quantity, (3000 + n %% 3000)::numeric as price, n %% 50 = 0 as waived
from generate_series(%(low)s::integer, %(high)s::integer) n
""",
    """
insert into procheck.purchase_order (id, agency, reference, state, outcome, placed_on, placed_at,
  placed_by, document, content_hash, changed_at)
select id, agency, id, 'approved', 'conforming', current_date, now(), 'bench', '{}',
  'sha256:' || repeat('0', 64), now() from made
""",
    """
insert into procheck.order_line (order_id, line, agency, class, attributes, model, quantity,
  unit_price, committed)
select id, 0, agency, class, '{}', 'Example ' || n, quantity, price, quantity from made
""",
    """
insert into procheck.approval (number, order_id, agency, statement, kid, granted_at, granted_by,
  valid_from, valid_until, expires_at, status_index)
select 'PC-' || id, id, agency, '', '', now(), 'bench', current_date, current_date + 90,
  now() + interval '90 days', n from made
""",
    """
insert into procheck.order_search (order_id, agency, examination, outcome, placed_on, number,
  amount, fen)
select id, agency, 1, 'conforming', current_date, 'PC-' || id, quantity * price,
  floor(quantity * price * 100) from made
""",
    """
insert into procheck.order_facet (facet, order_id, examination, agency)
select f, id, 1, agency from made cross join lateral (values ('class:' || class),
  ('editions:' || encode(sha256((n / 20000)::text::bytea), 'hex')),
  (case when waived then 'finding:waived' end),
  (case when waived then 'rule:unit-price-ceiling' end)) as v(f) where f is not null
""",
    """
insert into procheck.edition_set (edition, digest, revision)
select distinct 'example-edition-' || n / 20000 %% 10, encode(sha256((n / 20000)::text::bytea),
  'hex'), 1 from made on conflict do nothing
""",
    "drop table made",
)


class Searched(NamedTuple):
    """Milliseconds each search takes, medians, by its name."""

    took: dict[str, float]

    @property
    def typical(self) -> float:
        """Return the median over all searches."""
        return median(self.took.values())


class Exported(NamedTuple):
    """An export by a process of its own: its seconds, and its most mebibytes."""

    rows: int
    seconds: float
    peak: float


def figures(bench: object) -> Iterator[Figure]:
    """Yield the figures of both sections; rows are made once for both."""
    with TemporaryDirectory(prefix="procheck-bench-") as folder, running(Path(folder)) as server:
        upgrade(server.url(OWNER))
        grow(server, 0, FEW)
        small, exported_few = searched(server), exported(server, Path(folder) / "few.zip")
        grow(server, FEW, MANY)
        large, exported_many = searched(server), exported(server, Path(folder) / "many.zip")
    bench.screen.table(  # type: ignore[attr-defined]  # the bench of `bench.__main__`
        ("first page of", f"ms of {FEW:,}", f"ms of {MANY:,}"),
        [(name, f"{small.took[name]:.1f}", f"{large.took[name]:.1f}") for name in SEARCHES],
    )
    yield Figure(
        name=f"search over {MANY:,} approvals, first page",
        measured=f"median of {len(SEARCHES)} searches; slowest {max(large.took.values()):.0f} ms",
        value=large.typical,
        target=300,
        at_most=True,
        unit="ms",
    )
    yield Figure(
        name="the same, how it grows",
        measured=f"from {FEW:,}: {small.typical:.1f} ms",
        value=large.typical / small.typical,
        target=10,
        at_most=True,
    )
    yield Figure(
        name=f"export of {exported_many.rows:,} lines, memory",
        measured=f"JSON Lines, a process of its own, {exported_many.seconds:.0f} s, digest checked",
        value=exported_many.peak * _MEBIBYTE,
        target=250,
        at_most=True,
        unit="MB",
    )
    yield Figure(
        name="the same, how its memory grows",
        measured=f"from {exported_few.rows:,} lines",
        value=exported_many.peak / exported_few.peak,
        target=1.2,
        at_most=True,
    )


def grow(server: Server, have: int, wanted: int) -> None:
    """Make up rows until there are as many approvals as wanted."""
    with psycopg.connect(server.url(OWNER).replace("+psycopg", "")) as connection:
        connection.execute("select set_config('procheck.role', 'system', false)")
        for low in range(have + 1, wanted + 1, _STEP):
            bounds = {"low": low, "high": min(low + _STEP - 1, wanted)}
            for statement in _ROWS:
                connection.execute(statement, bounds)
            connection.commit()
        connection.autocommit = True
        connection.execute("vacuum analyze")


def searched(server: Server) -> Searched:
    """Return how long the first page of each search takes."""
    database = Database(server.url(APP), pool_size=1)
    took = {}
    for name, sought in SEARCHES.items():
        times: list[float] = []
        found: tuple[Found, ...] = ()
        for _ in range(_ROUNDS):
            with database.transaction(_AUDITOR) as connection:
                begun = perf_counter()
                found = found_page(connection, sought, limit=_PAGE, approved=True)
                times.append((perf_counter() - begun) * 1e3)
        if not found:
            raise LookupError(name)
        took[name] = median(times)
    database.close()
    return Searched(took)


# A process counts its own peak: what the system tells a parent of a child includes the parent's.
_EXPORTER = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from approvals.export_lists import LISTS
from approvals.export_reading import batches
from approvals.exported import LedgerState, Tally, manifest
from approvals.sought import EVERYTHING
from bench.memory import own_peak
from integrations.exports.checking import check_export
from integrations.exports.forms import ExportForm
from integrations.exports.package import packed
from storage.database import Database
from storage.scope import Scope
url, path = sys.argv[1:]
listed, now = LISTS["approval-lines"], datetime.now(UTC)
tally = Tally(listed.columns)
def rows(connection):
    for some in batches(connection, listed, EVERYTHING, now):
        tally.add(some)
        yield some
def told(file):
    state = LedgerState(size=0, root=b"", checkpoint=b"", pending=0)
    return manifest(listed, EVERYTHING, identifier="bench", reader={}, at=now, state=state,
        tally=tally, file=file)
with Database(url).snapshot(Scope(role="auditor", person="bench")) as connection:
    pieces = packed(ExportForm.JSONL, listed.name, listed.columns, rows(connection), told, str)
    with Path(path).open("wb") as file:
        file.writelines(pieces)
peak = own_peak()
with Path(path).open("rb") as file:
    assert check_export(file).manifest["rows"] == tally.rows
print(tally.rows, peak)
"""


def exported(server: Server, path: Path) -> Exported:
    """Export all lines, and check the file.

    Raises:
        CalledProcessError: it broke down, or the file is not what its manifest says.
    """
    begun = perf_counter()
    done = subprocess.run(  # noqa: S603 - the project's own command, with arguments made here
        [sys.executable, "-c", _EXPORTER, server.url(APP), str(path)],
        cwd=Path(__file__).parent.parent,
        capture_output=True,
        text=True,
        check=True,
    )
    rows, peak = done.stdout.split()
    return Exported(int(rows), perf_counter() - begun, float(peak))
