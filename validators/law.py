"""The law as a whole, and which of it holds in one place on one day.

Which edition holds is decided here once, at the top of an examination, so that no rule can pick
the wrong day: of each series the most specific edition in force on the day holds; an edition that
has ended never comes back; on a day for which a date of law is known too coarsely the edition is
there but not ``certain``, and nothing it says can decide.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from types import MappingProxyType

from validators.code_index import CodeIndex
from validators.edition import CodeTable, Day, Edition, Jurisdiction, Status
from validators.evidence import Level
from validators.finding import EditionUsed
from validators.in_force import KEPT, LawInForce
from validators.messages import say
from validators.provisions import EditionInForce

_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Law:
    """Every edition, code table and jurisdiction the service examines under."""

    editions: tuple[Edition, ...]
    jurisdictions: Mapping[str, Jurisdiction]
    codes: Mapping[str, CodeIndex]
    _held: dict[tuple[str, Level, date], LawInForce]

    @classmethod
    def of(
        cls,
        editions: Iterable[Edition],
        jurisdictions: Iterable[Jurisdiction],
        code_tables: Iterable[CodeTable],
    ) -> "Law":
        """Gather the latest revision of each edition and table into one law."""
        latest: dict[str, Edition] = {}
        for edition in editions:
            if edition.id not in latest or latest[edition.id].revision < edition.revision:
                latest[edition.id] = edition
        tables: dict[str, CodeTable] = {}
        for table in code_tables:
            if table.scheme not in tables or tables[table.scheme].revision < table.revision:
                tables[table.scheme] = table
        return cls(
            tuple(latest[name] for name in sorted(latest)),
            MappingProxyType({place.id: place for place in jurisdictions}),
            MappingProxyType(
                {name: CodeIndex.of(table, tables.values()) for name, table in tables.items()}
            ),
            {},
        )

    def with_edition(self, edition: Edition) -> "Law":
        """Return this law with ``edition`` beside the others, in the place of one of its id."""
        others = (it for it in self.editions if it.id != edition.id)
        editions = tuple(sorted((*others, edition), key=lambda it: it.id))
        return Law(editions, self.jurisdictions, self.codes, {})

    def in_force(self, place: str, level: Level, on: date) -> LawInForce:
        """Return what holds for agencies of ``level`` in ``place`` on the day ``on``.

        Raises:
            KeyError: ``place`` is no known jurisdiction.
        """
        known = self._held.get((place, level, on))
        if known is None:
            if len(self._held) >= KEPT:
                self._held.clear()
            known = LawInForce(on, tuple(self._hold(place, level, on)), self.codes)
            self._held[place, level, on] = known
        return known

    def path(self, place: str) -> tuple[str, ...]:
        """Return ``place`` and all places above it, the most specific first.

        Raises:
            KeyError: ``place`` is no known jurisdiction.
        """
        path, here = [], self.jurisdictions[place]
        while True:
            path.append(here.id)
            if here.parent is None:
                return tuple(path)
            here = self.jurisdictions[here.parent]

    def last_day(self, edition: Edition) -> Day | None:
        """Return the last day of an edition: its own, or the day before its successor begins."""
        ends = [edition.until] if edition.until is not None else []
        ends += [
            Day(other.since.first - _ONE_DAY, other.since.last - _ONE_DAY, other.since.evidence)
            for other in self.editions
            if edition.id in other.supersedes and other.status is not Status.DRAFT
        ]
        return min(ends, key=lambda day: (day.first, day.last)) if ends else None

    def _hold(self, place: str, level: Level, on: date) -> Iterator[EditionInForce]:
        rank = {name: nearness for nearness, name in enumerate(self.path(place))}
        nearest: dict[str, int] = {}
        standing: list[tuple[Edition, bool]] = []
        for edition in self.editions:
            if edition.jurisdiction not in rank or edition.status is Status.DRAFT:
                continue
            if level not in edition.binds:
                continue
            certain = _stands(edition.since, self.last_day(edition), on)
            if certain is False:
                continue
            standing.append((edition, certain is True))
            here = rank[edition.jurisdiction]
            nearest[edition.series] = min(here, nearest.get(edition.series, here))
        for edition, certain in standing:
            if rank[edition.jurisdiction] == nearest[edition.series]:
                why = say(
                    "edition-holds" if certain else "edition-may-hold",
                    series=edition.series,
                    place=edition.jurisdiction,
                    since=edition.since.text,
                    on=on.isoformat(),
                )
                used = EditionUsed(
                    id=edition.id, revision=edition.revision, digest=edition.digest, why=why
                )
                yield EditionInForce(edition, certain, used)


def _stands(since: Day, until: Day | None, on: date) -> bool | None:
    """Return whether ``on`` lies within; ``None`` where the dates are too coarse to tell."""
    if on < since.first or (until is not None and on > until.last):
        return False
    return True if on >= since.last and (until is None or on <= until.first) else None
