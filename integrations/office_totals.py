"""Checks rows of totals against the rows they add up."""

from bisect import bisect
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import accumulate
from typing import Final

from integrations.office_columns import Kind
from integrations.office_doubts import Doubt, DoubtCode, doubt
from integrations.office_read import ReadRow
from validators.finding import Message

SUMMED: Final = frozenset({Kind.COUNT, Kind.AMOUNT})

_OF_A_GROUP: Final = frozenset({"小计"})
_OF_EVERYTHING: Final = frozenset({"总计"})


def check_totals(
    data: Sequence[ReadRow],
    totals: Sequence[ReadRow],
    titles: Mapping[str, str],
    unsure: frozenset[str],
) -> Iterator[Doubt]:
    """Yield a doubt for every total that is not the sum of its rows.

    小计 adds up the rows since the total before it, 总计 everything above it; for 合计 and the like
    either is right. A row of totals above all data adds up everything below.

    Args:
        data: rows of data.
        totals: rows of totals, by number.
        titles: heading of each column that is added up, by its name.
        unsure: names of columns of which a value could not be read; they are not added up.
    """
    numbers = [row.number for row in data]
    sums = {name: _running(data, name) for name in titles if name not in unsure}
    before = 0
    for total in totals:
        start, end = bisect(numbers, before), bisect(numbers, total.number)
        for name, said in total.values.items():
            if name not in sums or not isinstance(said.value, int | Decimal):
                continue
            running = sums[name]
            meant = [running[last] - running[first] for first, last in _meant(total, start, end)]
            if not end:
                meant = [running[-1]]
            if said.value not in meant:
                yield doubt(
                    said.place,
                    DoubtCode.TOTAL_DIFFERS,
                    label=Message(total.label or "", f"total ({total.label})"),
                    heading=titles[name],
                    found=_written(said.value),
                    wanted=_written(meant[0]),
                )
        before = total.number


def _meant(total: ReadRow, start: int, end: int) -> list[tuple[int, int]]:
    """Return the stretches of the data that a total may mean, the likeliest first."""
    group, everything = (start, end), (0, end)
    if total.label in _OF_A_GROUP:
        return [group]
    return [everything] if total.label in _OF_EVERYTHING else [everything, group]


def _running(data: Sequence[ReadRow], name: str) -> list[Decimal]:
    """Return the sums of a column's values over no row, the first, the first two and so on."""
    values = (row.values[name].value if name in row.values else 0 for row in data)
    numbers = (Decimal(it) if isinstance(it, int | Decimal) else Decimal(0) for it in values)
    return list(accumulate(numbers, initial=Decimal(0)))


def _written(number: int | Decimal) -> str:
    return f"{Decimal(number):f}"
