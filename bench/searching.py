"""How searching and exporting grow with what was approved: from 10,000 approvals to a million.

The rows are those of `bench.portfolio`, in a database of their own. What is measured are the
queries, through the walls, as the serving role and an auditor.
"""

import subprocess
import sys
from collections.abc import Iterator, Mapping
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter
from types import MappingProxyType
from typing import Final, NamedTuple

from sqlalchemy import Connection

from approvals.searching import Found, found_page, totals
from approvals.sought import EVERYTHING, Sought
from bench.figures import Figure
from bench.portfolio import AGENCY, SUPPLIER_OF_SOME, grow, place_models
from storage.database import Database
from storage.embedded.server import Server, running
from storage.migrating import upgrade
from storage.roles import APP, OWNER
from storage.scope import Scope

FEW, MANY = 10_000, 1_000_000
_PAGE = 50
_ROUNDS = 7
_AUDITOR = Scope(role="auditor", person="bench")
_MEBIBYTE = 1.048576
_RULE: Final = "unit-price-ceiling"
# Nothing that is only read is lost by it, and rows are made sooner.
_HASTY: Final = MappingProxyType(
    {
        "fsync": "off",
        "full_page_writes": "off",
        "synchronous_commit": "off",
        "max_wal_size": "4GB",
    }
)


def searches(connection: Connection) -> Mapping[str, Sought]:
    """Return what is searched for, by its name: every word by itself, and some together.

    Of what is older, the oldest: the newest is found at once.
    """
    ask = connection.exec_driver_sql
    first, middle = ask(_DAYS).one()
    waiver, article = (
        str(ask(_OLDEST, (f"{kind}:%",)).scalar_one()).removeprefix(f"{kind}:")
        for kind in ("waiver", "article")
    )
    week = timedelta(days=7)
    return MappingProxyType(
        {
            "everything": EVERYTHING,
            "an agency": Sought(agency=AGENCY),
            "a supplier": Sought(supplier=SUPPLIER_OF_SOME),
            "a class of two thirds": Sought(item_class="desktop"),
            "a class of 1 in 1,000": Sought(item_class="copier"),
            "an article": Sought(article=article),
            "a finding (its rule)": Sought(rule=_RULE),
            "waived": Sought(waived=True),
            "a waiver": Sought(waiver=waiver),
            "an amount": Sought(amount_from=Decimal("9030.00"), amount_to=Decimal("9045.00")),
            "a large amount": Sought(amount_from=Decimal("90000.00")),
            "the oldest week": Sought(placed_to=first + week),
            "a week half-way": Sought(placed_from=middle, placed_to=middle + week),
            "an edition of all": Sought(edition="cn-central-mof-2016-27"),
            "an edition of the oldest": Sought(edition="example-of-law-0"),
            "a rule and a class, none": Sought(rule=_RULE, item_class="laptop"),
            "a class in the oldest week": Sought(item_class="desktop", placed_to=first + week),
            "a class and an amount": Sought(
                item_class="desktop", amount_from=Decimal("9030.00"), amount_to=Decimal("9045.00")
            ),
            "a supplier and a class": Sought(supplier=SUPPLIER_OF_SOME, item_class="laptop"),
            "an agency, a class and an amount": Sought(
                agency=AGENCY, item_class="desktop", amount_from=Decimal("30000.00")
            ),
        }
    )


_DAYS: Final = """
select min(placed_on), percentile_disc(0.5) within group (order by placed_on)
from procheck.order_search
"""
_OLDEST: Final = """
select facet from procheck.order_facet where facet like %s order by order_id, facet limit 1
"""
_EMPTY: Final = "a rule and a class, none"
"""The search that has to find nothing: then all of it was looked through."""


class Searched(NamedTuple):
    """Milliseconds that the first page of each search takes, and its sums: medians, by its name."""

    took: dict[str, float]
    sums: dict[str, float]

    @property
    def typical(self) -> float:
        """Return the median over all searches."""
        return median(self.took.values())

    @property
    def slowest(self) -> str:
        """Return the name of the search whose first page takes longest."""
        return max(self.took, key=lambda it: self.took[it])


class Exported(NamedTuple):
    """An export by a process of its own: its seconds, and its most mebibytes."""

    rows: int
    seconds: float
    peak: float


def figures(bench: object) -> Iterator[Figure]:
    """Yield the figures; rows are made once for searches and exports."""
    with (
        TemporaryDirectory(prefix="procheck-bench-") as name,
        running(Path(name), settings=_HASTY) as server,
    ):
        folder = Path(name)
        upgrade(server.url(OWNER))
        place_models(server, folder)
        grow(server, 0, FEW)
        small, exported_few = searched(server), exported(server, folder / "few.zip")
        grow(server, FEW, MANY)
        large, exported_many = searched(server), exported(server, folder / "many.zip")
    bench.screen.table(  # type: ignore[attr-defined]  # the bench of `bench.__main__`
        ("first page of", f"ms of {FEW:,}", f"ms of {MANY:,}", "ms, sums of all"),
        [
            (it, f"{small.took[it]:.1f}", f"{large.took[it]:.1f}", f"{large.sums[it]:.0f}")
            for it in large.took
        ],
    )
    slowest = f"{large.slowest} {large.took[large.slowest]:.0f} ms"
    yield Figure(
        name=f"search over {MANY:,} approvals, first page",
        measured=f"median of {len(large.took)} searches; slowest: {slowest}",
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
        name="the sums of all that is sought",
        measured=f"the slowest of them, over {MANY:,} approvals",
        value=max(large.sums.values()) / 1e3,
        target=8,
        at_most=True,
        unit="s",
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


def searched(server: Server) -> Searched:
    """Return how long the first page of each search takes, and its sums.

    Raises:
        LookupError: one found nothing that should, so that its time means nothing; or the sums are
            of fewer than the page shows.
    """
    database = Database(server.url(APP), pool_size=1)
    took, sums = {}, {}
    with database.transaction(_AUDITOR) as connection:
        asked = searches(connection)
    for name, sought in asked.items():
        times: list[float] = []
        found: tuple[Found, ...] = ()
        for _ in range(_ROUNDS):
            with database.transaction(_AUDITOR) as connection:
                begun = perf_counter()
                found = found_page(connection, sought, limit=_PAGE, approved=True)
                times.append((perf_counter() - begun) * 1e3)
        with database.transaction(_AUDITOR) as connection:
            begun = perf_counter()
            summed = totals(connection, sought)
            sums[name] = (perf_counter() - begun) * 1e3
        if (not found) is not (name == _EMPTY) or min(summed.approvals, _PAGE) != len(found):
            raise LookupError(name)
        took[name] = median(times)
    database.close()
    return Searched(took, sums)


# A process counts its own peak: what the system tells a parent of a child includes the parent's.
_EXPORTER = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from approvals.export_lists import LISTS
from approvals.export_reading import batches
from approvals.exported import Asked, LedgerState, Tally, manifest
from bench.memory import own_peak
from integrations.exports.checking import check_export
from integrations.exports.forms import ExportForm
from integrations.exports.package import Table, packed
from storage.database import Database
from storage.scope import Scope
url, path = sys.argv[1:]
listed, asked = LISTS["approval-lines"], Asked(now=datetime.now(UTC))
tally = Tally(listed.columns)
def rows(connection):
    for some in batches(connection, listed, asked):
        tally.add(some)
        yield some
def told(files):
    state = LedgerState(size=0, root=b"", checkpoint=b"", pending=0)
    return manifest(listed, asked, identifier="bench", reader={}, state=state, tally=tally,
        file=files[0])
with Database(url).snapshot(Scope(role="auditor", person="bench")) as connection:
    table = Table(listed.name, listed.columns, rows(connection))
    pieces = packed(ExportForm.JSONL, [table], told, str)
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
