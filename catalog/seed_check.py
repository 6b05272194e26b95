"""What a catalogue document may not say even where its form is right: all faults, none guessed.

First what one document says of itself, then what documents say of one another.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from catalog.cpe_name import parse_cpe
from catalog.notice import Notice
from catalog.notice_check import faults_in_events, faults_of_notices
from catalog.parsed import Document, Parsed, Wrong
from catalog.product_identifiers import CPE_PARTS
from catalog.scheme import Family, Loaded, Publication, Scheme
from catalog.seed_fields import NOTICE, PUBLICATION
from catalog.seed_sentences import wrong
from validators.matching import folded
from validators.standards_fault import Fault, Path
from validators.standards_fields import HowKnown

_LEAP = (2, 29)


def faults_in(loaded: Document) -> Iterator[Wrong]:
    """Yield everything wrong with one loaded document besides its form."""
    yield from _sources(loaded)
    if loaded.get("format") == PUBLICATION:
        yield from _twice(loaded, "listings", "id")
        yield from _twice(loaded, "parts", "kind")
        yield from _parts(loaded)
        yield from _identities(loaded)
        yield from _cpe_parts(loaded)
    elif loaded.get("format") == NOTICE:
        yield from faults_in_events(loaded)
    else:
        yield from _twice(loaded, "families", "id")
        yield from _twice(loaded, "facts", "id")
        yield from _words(loaded)


def faults_between(parsed: Iterable[Parsed]) -> Iterator[Fault]:
    """Yield everything wrong between documents that are right each for itself."""
    documents = list(parsed)
    schemes = {one.value.id: one.value for one in documents if isinstance(one.value, Scheme)}
    seen: dict[tuple[str, str], str] = {}
    for one in documents:
        for path, name in _names(one):
            first = seen.setdefault((str(path[0]), name), one.tree.file)
            if first != one.tree.file:
                yield one.tree.fault(path, wrong("stands-too", name=name, file=first))
        yield from _beneath(one, schemes)
    yield from faults_of_notices(documents)


def faults_beside(
    one: Parsed, schemes: Mapping[str, Scheme], publications: Iterable[Publication]
) -> Iterator[Fault]:
    """Yield everything wrong between one document and those in force, but its own revisions."""
    others = [it for it in publications if it.id != one.value.id]
    listed = {entry.listing.id: it.id for it in others for entry in it.entries}
    documents = {it: it for it in (*schemes, *(other.id for other in others))}
    for path, name in _names(one):
        first = (listed if path[0] == "listings" else documents).get(name)
        if first is not None:
            yield one.tree.fault(path, wrong("stands-too", name=name, file=first))
    yield from _beneath(one, schemes)


def _beneath(one: Parsed, schemes: Mapping[str, Scheme]) -> Iterator[Fault]:
    if isinstance(one.value, Publication | Notice):
        scheme = schemes.get(one.value.scheme)
        if scheme is None:
            unknown = wrong("no-scheme", name=one.value.scheme)
            yield one.tree.fault(("scheme",), unknown)
        elif isinstance(one.value, Publication):
            yield from (one.tree.fault(*it) for it in _under(one, scheme))


def _names(one: Parsed) -> Iterator[tuple[Path, str]]:
    yield ("id",), one.value.id
    for place, row in enumerate(one.loaded.get("listings", ())):
        yield ("listings", place, "id"), row["id"]


def _sources(loaded: Document) -> Iterator[Wrong]:
    named = {source["id"] for source in _maps(loaded.get("sources")) if "id" in source}
    used: set[str] = set()
    for path, part in _known(loaded):
        sources = part.get("sources", ())
        used.update(sources)
        if part.get("evidence") is HowKnown.READ and not sources:
            yield (*path, "sources"), wrong("read-unsourced")
        for place, source in enumerate(sources):
            if source not in named:
                yield (*path, "sources", place), wrong("no-source", name=source)
    for place, source in enumerate(_maps(loaded.get("sources"))):
        if source.get("id") not in used:
            yield ("sources", place), wrong("source-unused")
    yield from _twice(loaded, "sources", "id")


def _known(part: Any, path: Path = ()) -> Iterator[tuple[Path, Document]]:  # noqa: ANN401 - any part of a document
    """Yield every statement that has an evidence mark, with its path."""
    if isinstance(part, Mapping):
        if "evidence" in part:
            yield path, part
        for key, inner in part.items():
            yield from _known(inner, (*path, key))
    elif isinstance(part, list):
        for place, inner in enumerate(part):
            yield from _known(inner, (*path, place))


def _maps(value: Any) -> list[Document]:  # noqa: ANN401 - a list as far as it was understood
    return [one for one in value or () if isinstance(one, Mapping)]


def _twice(loaded: Document, name: str, key: str) -> Iterator[Wrong]:
    seen: set[object] = set()
    for place, part in enumerate(_maps(loaded.get(name))):
        value = part.get(key)
        if value is not None and value in seen:
            yield (name, place, key), wrong("stands-twice", name=value)
        seen.add(value)


def _words(loaded: Document) -> Iterator[Wrong]:
    seen: dict[tuple[object, str], str] = {}
    for place, family in enumerate(_maps(loaded.get("families"))):
        for position, word in enumerate(family.get("words", ())):
            first = seen.setdefault((family.get("kind"), folded(word)), family.get("id", ""))
            if first != family.get("id", ""):
                path = ("families", place, "words", position)
                yield path, wrong("word-taken", family=first)


def _parts(loaded: Document) -> Iterator[Wrong]:
    rows = Counter(row["kind"] for row in _maps(loaded.get("listings")) if "kind" in row)
    spoken = {}
    for place, part in enumerate(_maps(loaded.get("parts"))):
        kind, how, count = part.get("kind"), part.get("loaded"), part.get("count")
        spoken[kind] = how
        path: Path = ("parts", place, "count")
        if how is Loaded.NOTHING and (rows[kind] or count):
            yield path, wrong("nothing-yet", found=rows[kind] or count)
        elif how is Loaded.COMPLETE and count is None:
            yield path, wrong("complete-uncounted")
        elif how is Loaded.COMPLETE and count != rows[kind]:
            yield path, wrong("complete-differs", count=count, found=rows[kind])
        elif how is Loaded.PARTIAL and count is not None and rows[kind] >= count:
            yield path, wrong("partial-whole", count=count, found=rows[kind])
    for place, row in enumerate(_maps(loaded.get("listings"))):
        if "kind" in row and row["kind"] not in spoken:
            yield ("listings", place, "kind"), wrong("part-unspoken")


def _identities(loaded: Document) -> Iterator[Wrong]:
    seen: set[object] = set()
    for place, row in enumerate(_maps(loaded.get("listings"))):
        if "kind" in row and "name" in row:
            parts = (row["name"], row.get("version") or "", row.get("kernel") or "")
            identity = (row["kind"], *map(folded, parts))
            if identity in seen:
                yield ("listings", place, "name"), wrong("identity-twice")
            seen.add(identity)


def _cpe_parts(loaded: Document) -> Iterator[Wrong]:
    """Yield where a CPE name is that of another kind of product than the listing."""
    for place, row in enumerate(_maps(loaded.get("listings"))):
        wanted = CPE_PARTS.get(row["kind"]) if "kind" in row else None
        for at, name in enumerate(row.get("cpe", ())):
            cpe = parse_cpe(name)
            if cpe is not None and wanted not in {None, cpe.part}:
                yield ("listings", place, "cpe", at), wrong("cpe-part", part=wanted)


def _under(one: Parsed, scheme: Scheme) -> Iterator[Wrong]:
    """Yield where a publication does not fit its scheme."""
    families = {family.id: family for family in scheme.families}
    for place, row in enumerate(one.loaded["listings"]):
        here: Path = ("listings", place)
        family = families.get(row["family"])
        if family is None or family.kind is not row["kind"]:
            kind = row["kind"].value
            known = ", ".join(it.id for it in scheme.families if it.kind is row["kind"])
            yield (*here, "family"), wrong("no-family", kind=kind, known=known)
        elif not _called(row, family):
            words = ", ".join(family.words)
            yield (*here, "name"), wrong("no-word", words=words)
        if row.get("level") is not None and row["level"] not in scheme.levels:
            known = ", ".join(scheme.levels)
            yield (*here, "level"), wrong("no-level", known=known)
    if isinstance(one.value, Publication):
        yield from _term(one.value, scheme)


def _called(row: Document, family: Family) -> bool:
    """Return whether a word of the family stands in each name: so texts lead to it."""
    words = [folded(word) for word in family.words]
    return all(any(word in folded(name) for word in words) for name in (row["name"], *row["also"]))


def _term(publication: Publication, scheme: Scheme) -> Iterator[Wrong]:
    since, until = publication.published, publication.valid_until
    if until is None:
        return
    if since is None or since.last > until.first:
        yield ("valid_until",), wrong("valid-before")
    elif scheme.validity_years is not None and since.first == since.last:
        due = _years_later(since.first, scheme.validity_years)
        if due != until.first or due != until.last:
            years = scheme.validity_years
            yield ("valid_until", "day"), wrong("due-other", years=years, due=due)


def _years_later(day: date, years: int) -> date:
    leap = (day.month, day.day) == _LEAP
    return day.replace(year=day.year + years, day=day.day - 1 if leap else day.day)
