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

from validators.agency_facts import AgencyFacts
from validators.amending import amended
from validators.bound import Doubt, missing, name_of, open_day
from validators.bound_names import properties_in
from validators.code_index import CodeIndex
from validators.edition import CodeTable, Day, Edition, Jurisdiction, Status
from validators.evidence import Level
from validators.finding import EditionUsed
from validators.first_words import first_said
from validators.in_force import KEPT, LawInForce
from validators.messages import Said, say
from validators.provisions import EditionInForce
from validators.reckoning import holds

_WHY = {
    "": "edition-holds",
    "edition-day-open": "edition-may-hold",
    "fact-missing": "edition-may-bind",
}
_UNKNOWN: Mapping[str, bool] = MappingProxyType({})
_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Law:
    """Every edition, code table and jurisdiction the service examines under."""

    editions: tuple[Edition, ...]
    jurisdictions: Mapping[str, Jurisdiction]
    codes: Mapping[str, CodeIndex]
    _scoping: tuple[str, ...]
    _held: dict[tuple[str, Level, date, tuple[bool | None, ...]], LawInForce]

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
        whole = amended(latest)
        return cls(
            whole,
            MappingProxyType({place.id: place for place in jurisdictions}),
            MappingProxyType(
                {name: CodeIndex.of(table, tables.values()) for name, table in tables.items()}
            ),
            _scoping(whole),
            {},
        )

    def with_edition(self, edition: Edition) -> "Law":
        """Return this law with ``edition`` beside the others, in the place of one of its id."""
        editions = {it.id: it for it in self.editions} | {edition.id: edition}
        whole = amended(editions)
        return Law(whole, self.jurisdictions, self.codes, _scoping(whole), {})

    def in_force(
        self, place: str, level: Level, on: date, properties: Mapping[str, bool] = _UNKNOWN
    ) -> LawInForce:
        """Return what holds for agencies of ``level`` in ``place`` on the day ``on``.

        Args:
            place: the id of a jurisdiction.
            level: the tier of government.
            on: the day.
            properties: what is known of the agency; some editions bind only some kinds of agencies.

        Raises:
            KeyError: ``place`` is no known jurisdiction.
        """
        told = tuple([properties.get(name) for name in self._scoping])
        known = self._held.get((place, level, on, told))
        if known is None:
            if len(self._held) >= KEPT:
                self._held.clear()
            facts = AgencyFacts({}, properties)
            known = LawInForce(on, tuple(self._hold(place, level, on, facts)), self.codes)
            self._held[place, level, on, told] = known
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

    def _hold(
        self, place: str, level: Level, on: date, facts: AgencyFacts
    ) -> Iterator[EditionInForce]:
        by_id = {edition.id: edition for edition in self.editions}
        rank = {name: nearness for nearness, name in enumerate(self.path(place))}
        nearest: dict[str, int] = {}
        standing: list[tuple[Edition, tuple[Doubt, ...]]] = []
        for edition in self.editions:
            if edition.jurisdiction not in rank or edition.status is Status.DRAFT:
                continue
            if level not in edition.binds:
                continue
            bound = {name_of(test): holds(test, facts) for test in edition.binds_when}
            stands = _stands(edition.since, self.last_day(edition), on)
            if stands is False or False in bound.values():
                continue
            day = () if stands else (open_day(f"{edition.id}: {edition.since.text}"),)
            unknown = tuple(missing(name) for name, known in bound.items() if known is None)
            standing.append((edition, (*day, *unknown)))
            here = rank[edition.jurisdiction]
            nearest[edition.series] = min(here, nearest.get(edition.series, here))
        for edition, doubts in standing:
            if rank[edition.jurisdiction] == nearest[edition.series]:
                why = say(
                    _WHY[doubts[0].code if doubts else ""],
                    series=edition.series,
                    place=edition.jurisdiction,
                    title=edition.title,
                    where=self.jurisdictions[edition.jurisdiction].title,
                    since=edition.since.text,
                    on=on.isoformat(),
                )
                amended_by = say("edition-amended", by=edition.id, title=edition.title)
                earlier = tuple(_used(by_id[name], amended_by) for name in edition.merged)
                yield EditionInForce(edition, doubts, _used(edition, why), earlier)


def _scoping(editions: Iterable[Edition]) -> tuple[str, ...]:
    """Return the properties that tell which agencies some edition binds."""
    return tuple(sorted({name for it in editions for name in properties_in(it.binds_when)}))


def _used(edition: Edition, why: Said) -> EditionUsed:
    return EditionUsed(
        edition.id, edition.revision, edition.digest, why.told(), first_said(why).told()
    )


def _stands(since: Day, until: Day | None, on: date) -> bool | None:
    """Return whether ``on`` lies within; ``None`` where the dates are too coarse to tell."""
    if on < since.first or (until is not None and on > until.last):
        return False
    return True if on >= since.last and (until is None or on <= until.first) else None
