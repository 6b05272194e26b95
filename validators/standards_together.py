"""What documents of the law may not say of one another: faults of the law as a whole."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from typing import Any

from validators.bound import Condition
from validators.bound_names import COMMON_PROPERTIES, counts_in, properties_in, tests_in
from validators.edition import CodeTable, Edition, Status
from validators.finding import Message
from validators.law import Law
from validators.selector import Selector
from validators.standards_check import ASPECTS, rows_overlap
from validators.standards_fault import Fault, Path
from validators.standards_sentences import wrong
from validators.standards_values import Places, Value
from validators.standards_yaml import Tree


@dataclass(frozen=True, slots=True)
class Parsed:
    """A document without faults of its own: its tree, its loaded map and its value."""

    tree: Tree
    loaded: Mapping[str, Any]
    value: Value


def identity(value: Value) -> tuple[str, str, int]:
    """Return what tells documents apart: kind, name and revision."""
    if isinstance(value, Edition):
        return "edition", value.id, value.revision
    if isinstance(value, CodeTable):
        return "code table", value.scheme, value.revision
    return "places", "places", value.revision


def law_of(parsed: Iterable[Parsed]) -> Law:
    """Return the law that documents without faults make."""
    values = [one.value for one in parsed]
    places = max(
        (value for value in values if isinstance(value, Places)),
        key=lambda value: value.revision,
        default=Places((), 0, ""),
    )
    return Law.of(
        [value for value in values if isinstance(value, Edition)],
        places.places,
        [value for value in values if isinstance(value, CodeTable)],
    )


def faults_between(parsed: list[Parsed]) -> Iterator[Fault]:
    """Yield everything wrong between documents that are right each for itself."""
    yield from _twice(parsed)
    law = law_of(parsed)
    latest = {(edition.id, edition.revision, edition.digest) for edition in law.editions}
    # Told by their bytes: an edition of the law may hold parts of one it amends besides its own.
    editions = [
        one
        for one in parsed
        if isinstance(one.value, Edition)
        and (one.value.id, one.value.revision, one.value.digest) in latest
    ]
    yield from _references(editions, law)
    yield from _amendments(editions, law)
    yield from _tables(parsed, law)
    yield from _kinds(editions)
    for one, other in combinations(editions, 2):
        yield from _contradiction(one, other, law)


def _twice(parsed: list[Parsed]) -> Iterator[Fault]:
    seen: dict[tuple[str, str, int], str] = {}
    for one in parsed:
        kind, name, revision = identity(one.value)
        first = seen.setdefault((kind, name, revision), one.tree.file)
        if first != one.tree.file:
            key = "scheme" if kind == "code table" else "id"
            twice = wrong("revision-twice", revision=revision, name=name, file=first)
            yield one.tree.fault((key,), twice)


def _references(editions: list[Parsed], law: Law) -> Iterator[Fault]:
    by_id = {edition.id: edition for edition in law.editions}
    for one in editions:
        edition = _edition(one)
        if edition.jurisdiction not in law.jurisdictions:
            nowhere = wrong("no-place", name=edition.jurisdiction)
            yield one.tree.fault(("jurisdiction",), nowhere)
        for place, name in enumerate(edition.supersedes):
            amended = name == edition.amends
            path: Path = ("amends",) if amended else ("supersedes", place)
            if name not in by_id:
                yield one.tree.fault(path, wrong("no-edition", name=name))
            elif by_id[name].since.first > edition.since.last:
                yield one.tree.fault(path, wrong("begins-later", name=name))


def _amendments(editions: list[Parsed], law: Law) -> Iterator[Fault]:
    """Yield what an edition removes that is not there, and facts neither of the two describes."""
    by_id = {edition.id: edition for edition in law.editions}
    for one in editions:
        edition = _edition(one)
        earlier = by_id.get(edition.amends or "")
        if earlier is None:
            continue
        there = {row.id for row in earlier.rows} | {cap.id for cap in earlier.caps}
        there |= {clause.id for clause in earlier.clauses}
        there |= {duty.id for duty in earlier.requirements}
        for place, name in enumerate(edition.removes):
            # What a table known by its title alone has is not known.
            if earlier.rows and name not in there:
                yield one.tree.fault(("removes", place), wrong("nothing-to-remove", name=name))
        whole = by_id[edition.id]
        limits = [cap.limit for cap in whole.caps]
        limits += [row.price.ceiling for row in whole.rows if row.price is not None]
        for limit in limits:
            for name in (*counts_in(limit), *properties_in(tests_in(limit))):
                if name not in whole.facts and name not in COMMON_PROPERTIES:
                    yield one.tree.fault(("amends",), wrong("not-described", name=name))


def _tables(parsed: list[Parsed], law: Law) -> Iterator[Fault]:
    for one in parsed:
        if isinstance(one.value, CodeTable):
            for place, name in enumerate(one.value.supersedes):
                path: Path = ("supersedes", place)
                if name not in law.codes:
                    yield one.tree.fault(path, wrong("no-table", name=name))
                elif name == one.value.scheme:
                    yield one.tree.fault(path, wrong("table-itself"))


def _edition(one: Parsed) -> Edition:
    assert isinstance(one.value, Edition)  # noqa: S101 - only editions are handed here
    return one.value


def _kinds(editions: list[Parsed]) -> Iterator[Fault]:
    """Yield attributes that hold answers in one place, and names or numbers in another."""
    first: dict[str, tuple[type, str]] = {}
    for one in editions:
        for path, selector in _selectors(one.loaded):
            for name, values in selector.attributes:
                for kind in {type(value) for value in values}:
                    known, file = first.setdefault(name, (kind, one.tree.file))
                    if known is not kind:
                        yield one.tree.fault(
                            (*path, "where", name),
                            wrong("other-kind", here=_NAMES[kind], file=file, there=_NAMES[known]),
                        )


def _selectors(loaded: Mapping[str, Any]) -> Iterator[tuple[Path, Selector]]:
    for name, key in (("rows", "selects"), ("caps", "counts"), ("clauses", "touches")):
        for place, part in enumerate(loaded[name]):
            for position, selector in enumerate(part[key]):
                yield (name, place, key, position), selector


def _contradiction(one: Parsed, other: Parsed, law: Law) -> Iterator[Fault]:
    """Yield figures of two editions of one series and place for one thing on one day."""
    mine, its = _edition(one), _edition(other)
    if (mine.series, mine.jurisdiction) != (its.series, its.jurisdiction):
        return
    if Status.DRAFT in (mine.status, its.status) or not _for_one_agency(mine, its):
        return
    if not _together(mine, its, law):
        return
    for row in one.loaded["rows"]:
        for place, against in enumerate(other.loaded["rows"]):
            if rows_overlap(row, against):
                for aspect in ASPECTS:
                    if aspect in row and aspect in against:
                        yield other.tree.fault(
                            ("rows", place, aspect),
                            wrong(
                                "contradiction", file=one.tree.file, aspect=aspect, row=row["id"]
                            ),
                        )


def _for_one_agency(one: Edition, other: Edition) -> bool:
    """Return whether there can be an agency that both bind."""
    answers = {(it.property, it.value) for it in one.binds_when if isinstance(it, Condition)}
    apart = any(
        isinstance(it, Condition) and (it.property, not it.value) in answers
        for it in other.binds_when
    )
    return bool(one.binds & other.binds) and not apart


def _together(one: Edition, other: Edition, law: Law) -> bool:
    """Return whether there is a day on which both are surely in force."""
    ends = [last.first for last in map(law.last_day, (one, other)) if last is not None]
    return max(one.since.last, other.since.last) <= min(ends, default=date.max)


_NAMES: Mapping[type, Message] = {
    bool: Message('是否回答("yes"/"no")', 'an answer ("yes"/"no")'),
    int: Message("数字", "a number"),
    str: Message("名称", "a name"),
}
