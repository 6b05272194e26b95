"""An official list as an office publishes it, made the document of a publication.

Nothing takes effect here and nothing is stored. What comes out goes the usual way: one person
proposes the document, a second publishes it, and only a later publication undoes it. A list is
taken whole or not at all; every row is a listing, or is doubted where it is printed.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from catalog.catalogue import Catalogue
from catalog.difference import Difference, difference
from catalog.list_statement import ListStatement, read_statement
from catalog.scheme import Publication
from catalog.seed_writing import written
from catalog.seeds import read_beside
from integrations.confined import DEFAULT_BOUNDS, Bounds
from integrations.errors import Place
from integrations.list_file import ListFile, read_list
from integrations.list_near import near
from integrations.list_notes import ListCode, ListNote, ListRefused, faults_of, note
from integrations.list_rows import Frame, Key, Listed, key_of, listed
from integrations.signs import shown
from validators.standards_fault import Fault, StandardsFault
from validators.standards_fault import key_of as path_key

_DOCUMENT: Final = re.compile(rb"^format:[ \t]", re.MULTILINE)
_LOOKED_AT: Final = 4096
_NUMBER: Final = re.compile(r"[0-9]{4}\s*年\s*第\s*[0-9]{1,3}\s*号")
_LISTING: Final = re.compile(r"listings\[([0-9]+)\](?:\.(.*))?")
_OF_ALL_ROWS: Final = frozenset({ListCode.KIND_UNSTATED, ListCode.KIND_UNSPOKEN})
_TOLD_OF_TWICE: Final = frozenset({"id", "name"})
_NAME: Final = "import.yaml"

MOST_ROWS: Final = 1_000
"""Rows of one list; official ones have some dozens. Each takes about 2 ms of the asker's time."""


@dataclass(frozen=True, slots=True)
class Imported:
    """A list that can be proposed.

    Attributes:
        document: the publication as YAML.
        publication: the same as a value.
        difference: what it says otherwise than the revision in force.
        told: what a keeper should look at first; none of it is a fault.
    """

    document: bytes
    publication: Publication
    difference: Difference
    told: tuple[ListNote, ...]


def is_document(data: bytes) -> bool:
    """Return whether a file is the document of a publication itself, and needs no statement."""
    return bool(_DOCUMENT.search(data[:_LOOKED_AT]))


def import_publication(name: str, data: bytes, catalogue: Catalogue) -> Imported:
    """Return a publication that is written in our own form, beside a catalogue.

    Args:
        name: the name of its file, for faults; nothing is opened.
        data: its bytes, YAML.
        catalogue: what is in force.

    Raises:
        StandardsFault: it has faults, or contradicts the catalogue; all are told.
        ListRefused: its revision does not follow the one in force.
    """
    publication = read_beside(name, data, catalogue)
    places = [Place(path=f"{name}: listings[{at}]") for at in range(len(publication.entries))]
    rows = [Listed(place) for place in places]
    behind = _behind(
        publication.id, publication.revision, catalogue, Place(path=f"{name}: revision")
    )
    if behind:
        raise ListRefused(tuple(behind))
    return _imported(data, publication, rows, (), catalogue)


def import_list(
    data: bytes,
    statement: tuple[str, bytes],
    catalogue: Catalogue,
    bounds: Bounds = DEFAULT_BOUNDS,
) -> Imported:
    """Return the publication that a table of rows makes, beside a catalogue.

    Args:
        data: the list, as XLSX, CSV or rows of JSON.
        statement: name and bytes of the statement which list it is (`catalog.list_statement`).
        catalogue: what is in force.
        bounds: what reading the list may cost.

    Raises:
        StandardsFault: the statement has faults of form; all are told.
        FileRefused: the file cannot be read as a table; nothing of it was used.
        ListRefused: rows are doubted, or do not fit the scheme or the statement; all are told.
        OSError: the machine has no room for another process.
    """
    name, stated = statement
    said = read_statement(name, stated, catalogue.schemes)
    file = read_list(data, bounds)
    if (rows_there := len(file.table.rows)) > MOST_ROWS:
        place = file.at(Place(file.table.sheet))
        many = note(place, ListCode.TOO_MANY_ROWS, found=rows_there, most=MOST_ROWS)
        raise ListRefused((many,))
    notes = [*file.notes, *_headed(file, said)]
    revision = Place(path=_stated_at(said, "revision"))
    notes += _behind(said.id, said.loaded["revision"], catalogue, revision)
    frame = Frame(file, said, catalogue.schemes[said.scheme], _ids(said, catalogue))
    rows = [listed(row, frame) for row in file.table.rows]
    notes += _once(it for row in rows for it in row.notes)
    notes += _twice(rows)
    held = [row for row in rows if row.listing]
    document = written(said.with_rows([row.listing for row in held]), _remark(said))
    try:
        publication = read_beside(_NAME, document, catalogue)
    except StandardsFault as error:
        notes += _placed(error.faults, said, held, whole=not faults_of(notes))
        raise ListRefused(faults_of(notes)) from error
    if faults := faults_of(notes):
        raise ListRefused(faults)
    own = [
        Listed(Place(path=_stated_at(said, f"listings[{at}]"))) for at in range(len(said.listings))
    ]
    return _imported(document, publication, [*own, *rows], notes, catalogue)


def _imported(
    document: bytes,
    publication: Publication,
    rows: Sequence[Listed],
    notes: Sequence[ListNote],
    catalogue: Catalogue,
) -> Imported:
    change = difference(_held(publication.id, catalogue), publication)
    others = (
        entry
        for entry in catalogue.listings(scheme=publication.scheme)
        if entry.listing.publication != publication.id
    )
    told = [*notes, *near(rows, publication.entries, others)]
    told += [note(Place(), ListCode.REMOVED, name=shown(it.listing.name)) for it in change.removed]
    return Imported(document, publication, change, tuple(told))


def _held(id_: str, catalogue: Catalogue) -> Publication | None:
    return next((it for it in catalogue.publications if it.id == id_), None)


def _behind(id_: str, revision: int, catalogue: Catalogue, place: Place) -> list[ListNote]:
    held = _held(id_, catalogue)
    if held is None or held.revision < revision:
        return []
    return [note(place, ListCode.REVISION_BEHIND, revision=revision, held=held.revision)]


def _ids(said: ListStatement, catalogue: Catalogue) -> dict[Key, str]:
    """Return the ids that listings of the revision in force have, by what tells them apart."""
    held = _held(said.id, catalogue)
    listings = () if held is None else (entry.listing for entry in held.entries)
    return {
        key_of(
            {
                "kind": it.kind.value,
                "name": it.name,
                "version": it.version or "",
                "kernel": it.kernel or "",
            }
        ): it.id
        for it in listings
    }


def _headed(file: ListFile, said: ListStatement) -> Iterator[ListNote]:
    """Yield a fault where the file is headed with the number of another list."""
    stated = said.loaded.get("number")
    found = (
        "".join(it[0].split()) for title in file.table.titles for it in _NUMBER.finditer(title)
    )
    for number in dict.fromkeys(found):
        if stated is not None and _NUMBER.fullmatch(stated) and "".join(stated.split()) != number:
            place = Place(file.table.sheet)
            yield note(place, ListCode.NUMBER_OTHER, found=number, stated=stated)


def _once(notes: Iterable[ListNote]) -> Iterator[ListNote]:
    """Yield notes, those that every row would repeat only where they are met first."""
    seen: set[tuple[str, str]] = set()
    for it in notes:
        if it.code not in _OF_ALL_ROWS or (it.code, it.message.en) not in seen:
            seen.add((it.code, it.message.en))
            yield it


def _twice(rows: Sequence[Listed]) -> Iterator[ListNote]:
    seen: dict[Key, Place] = {}
    for row in rows:
        if row.listing:
            first = seen.setdefault(row.key, row.place)
            if first is not row.place:
                name = shown(str(row.listing["name"]))
                yield note(row.place, ListCode.ROW_TWICE, name=name, first=first)


def _placed(
    faults: Sequence[Fault], said: ListStatement, rows: Sequence[Listed], *, whole: bool
) -> Iterator[ListNote]:
    """Yield faults of the document as faults of what it was made of: a row, or the statement.

    Where rows are left out for their own faults (not ``whole``), how many there are is no fault.
    """
    own = len(said.listings)
    repeated = Counter(row.key for row in rows)
    for fault in faults:
        found = _LISTING.fullmatch(fault.key)
        at = -1 if found is None else int(found[1]) - own
        if found is not None and at >= 0:
            row, key = rows[at], found[2] or ""
            # Told already, with the place of the first.
            if key not in _TOLD_OF_TWICE or repeated[row.key] == 1:
                yield note(row.place, ListCode.LISTING_FAULTY, key=key, why=fault.message)
        elif whole or not fault.key.startswith("parts"):
            place = Place(path=_stated_at(said, fault.key))
            yield note(place, ListCode.STATEMENT_FAULTY, why=fault.message)


def _stated_at(said: ListStatement, key: str) -> str:
    """Return where a key of the document stands in the statement."""
    lines = {path_key(path): line for path, line in said.tree.lines.items()}
    line = lines.get(key) or lines.get(key.rpartition(".")[0], 1)
    return f"{said.tree.file}:{line}: {key}"


def _remark(said: ListStatement) -> str:
    title = said.loaded.get("number") or said.id
    return f"{title}, made from a table of rows and {said.tree.file}"
