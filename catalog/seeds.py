"""The door through which lists and notices come from files: bytes in, a catalogue out.

One YAML document is one scheme, one publication or one notice. As with the law, a document with
any fault is refused whole, and every fault of every document is told with file, line and key.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path as FilePath
from types import MappingProxyType
from typing import Any

from catalog.catalogue import Catalogue
from catalog.contents import Contents, contents_digest
from catalog.notice import Notice
from catalog.parsed import Parsed, Stated
from catalog.scheme import Publication, Scheme
from catalog.seed_check import faults_beside, faults_between, faults_in
from catalog.seed_fields import NOTICE, PUBLICATION, SCHEME, SHAPES
from catalog.seed_sentences import wrong
from catalog.seed_values import notice_of, publication_of, scheme_of
from validators.standards_fault import Fault, StandardsFault, in_order
from validators.standards_file import document_digest
from validators.standards_shaped import shaped
from validators.standards_yaml import read_tree

SEEDS = FilePath(__file__).parent / "lists"
"""The folder of schemes and publications as released."""


def read_document(name: str, data: bytes) -> Stated:
    """Return the scheme, publication or notice in ``data``, judged for itself alone.

    Args:
        name: the name of the file, for faults; nothing is opened.
        data: the bytes of the file.

    Raises:
        StandardsFault: the document has faults; all are told.
    """
    parsed, faults = _parse(name, data)
    if parsed is None:
        raise StandardsFault(in_order(faults))
    return parsed.value


def read_beside(name: str, data: bytes, catalogue: Catalogue) -> Publication:
    """Return the publication in ``data``, judged for itself and beside a catalogue.

    Its revision need not follow the one in force: whoever proposes it is told of that.

    Raises:
        StandardsFault: it has faults, contradicts the catalogue, or is no publication; all are
            told.
    """
    parsed, faults = _parse(name, data)
    if parsed is None:
        raise StandardsFault(in_order(faults))
    if not isinstance(parsed.value, Publication):
        other = wrong("unknown-format", known=f'"{PUBLICATION}"')
        raise StandardsFault((parsed.tree.fault(("format",), other),))
    found = tuple(faults_beside(parsed, catalogue.schemes, catalogue.publications))
    if found:
        raise StandardsFault(in_order(found))
    return parsed.value


def load(given: Iterable[tuple[str, bytes]]) -> Catalogue:
    """Return the catalogue that documents (name and bytes) make together.

    Of several revisions of one document the highest counts.

    Raises:
        StandardsFault: a document has faults, or documents contradict one another; all are told.
    """
    latest: dict[tuple[type, str], Parsed] = {}
    faults: list[Fault] = []
    for name, data in given:
        one, wrong = _parse(name, data)
        faults.extend(wrong)
        if one is not None:
            faults.extend(_same_revision(one, latest))
            held = latest.get(_key(one))
            if held is None or held.value.revision < one.value.revision:
                latest[_key(one)] = one
    if not faults:
        faults.extend(faults_between(latest.values()))
    if faults:
        raise StandardsFault(in_order(faults))
    values = [one.value for one in latest.values()]
    return Catalogue.of(
        [value for value in values if isinstance(value, Scheme)],
        [value for value in values if isinstance(value, Publication)],
        contents_digest(map(contents_of, values)),
        [value for value in values if isinstance(value, Notice)],
    )


def contents_of(value: Stated) -> Contents:
    """Return what a catalogue document is called in the digest of the catalogue."""
    return Contents(_CALLED[type(value)], value.id, value.revision, value.digest)


_CALLED = {Scheme: "scheme", Publication: "publication", Notice: "notice"}


def documents(folder: FilePath = SEEDS) -> Iterator[tuple[str, bytes]]:
    """Yield name and bytes of every document in ``folder``, by name.

    Raises:
        OSError: the folder or a file in it cannot be read.
    """
    # A folder that is none holds nothing wrong either: glob says nothing of it, iterdir does.
    for file in sorted(it for it in folder.iterdir() if it.suffix == ".yaml"):
        yield file.name, file.read_bytes()


def load_seeds(folder: FilePath = SEEDS) -> Catalogue:
    """Return the catalogue in ``folder``; needs no database.

    Raises:
        OSError: the folder or a file in it cannot be read.
        StandardsFault: as ``load``.
    """
    return load(documents(folder))


def _key(one: Parsed) -> tuple[type, str]:
    return type(one.value), one.value.id


def _same_revision(one: Parsed, latest: dict[tuple[type, str], Parsed]) -> Iterator[Fault]:
    held = latest.get(_key(one))
    if held is not None and held.value.revision == one.value.revision:
        twice = wrong(
            "revision-twice",
            revision=held.value.revision,
            name=held.value.id,
            file=held.tree.file,
        )
        yield one.tree.fault(("id",), twice)


def _parse(name: str, data: bytes) -> tuple[Parsed | None, tuple[Fault, ...]]:
    """Return a document, or ``None`` and all its faults."""
    tree = read_tree(name, data)
    loaded, faults = shaped(tree, SHAPES)
    faults = (*tree.faults, *faults)
    if loaded:
        faults = (*faults, *(tree.fault(path, why) for path, why in faults_in(loaded)))
    if faults:
        return None, faults
    return Parsed(tree, loaded, _VALUES[loaded["format"]](loaded, document_digest(data))), ()


_VALUES: Mapping[str, Callable[[Mapping[str, Any], str], Stated]] = MappingProxyType(
    {SCHEME: scheme_of, PUBLICATION: publication_of, NOTICE: notice_of}
)
