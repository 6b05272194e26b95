"""The one door through which the law comes from files: bytes in, values or all faults out.

One YAML document is one official document, one code table, or the tree of places. A document with
any fault is refused whole, and so is a set of documents that contradict one another; every fault
of every document is told, with file, line and key. See ``docs/changing-the-law.md``.
"""

import hashlib
from collections.abc import Iterable, Iterator
from pathlib import Path as FilePath

from validators.law import Law
from validators.standards_check import faults_in
from validators.standards_fault import Fault, StandardsFault, in_order
from validators.standards_schema import SHAPES
from validators.standards_shaped import shaped
from validators.standards_together import Parsed, faults_between, law_of
from validators.standards_values import Places, Value, value_of
from validators.standards_yaml import read_tree

__all__ = [
    "STANDARDS",
    "Fault",
    "Places",
    "StandardsFault",
    "document_digest",
    "documents",
    "load",
    "load_folder",
    "parse",
    "read_document",
]

STANDARDS = FilePath(__file__).parent / "standards"
"""The folder of the law as released: its documents, and beneath it their cases."""


def document_digest(data: bytes) -> str:
    """Return the name of a document's bytes: ``sha256:`` and 64 hexadecimal digits."""
    return f"sha256:{hashlib.sha256(data).hexdigest()}"


def read_document(name: str, data: bytes) -> Value:
    """Return the edition, code table or places in ``data``.

    Only the document itself is judged; whether it agrees with the rest of the law is for ``load``.

    Args:
        name: the name of the file, for faults; nothing is opened.
        data: the bytes of the file.

    Raises:
        StandardsFault: the document has faults; all are told.
    """
    parsed, faults = parse(name, data)
    if parsed is None:
        raise StandardsFault(in_order(faults))
    return parsed.value


def load(given: Iterable[tuple[str, bytes]]) -> Law:
    """Return the law that documents (name and bytes) make together.

    Of several revisions of one document the highest counts.

    Raises:
        StandardsFault: a document has faults, or documents contradict one another; all are told.
    """
    parsed: list[Parsed] = []
    faults: list[Fault] = []
    for name, data in given:
        one, wrong = parse(name, data)
        faults.extend(wrong)
        if one is not None:
            parsed.append(one)
    if not faults:
        faults.extend(faults_between(parsed))
    if faults:
        raise StandardsFault(in_order(faults))
    return law_of(parsed)


def documents(folder: FilePath = STANDARDS) -> Iterator[tuple[str, bytes]]:
    """Yield name and bytes of every document of the law in ``folder``, by name.

    Raises:
        OSError: the folder or a file in it cannot be read.
    """
    # A folder that is none holds nothing wrong either: glob says nothing of it, iterdir does.
    for file in sorted(it for it in folder.iterdir() if it.suffix == ".yaml"):
        yield file.name, file.read_bytes()


def load_folder(folder: FilePath = STANDARDS) -> Law:
    """Return the law in ``folder``.

    Raises:
        OSError: the folder or a file in it cannot be read.
        StandardsFault: as ``load``.
    """
    return load(documents(folder))


def parse(name: str, data: bytes) -> tuple[Parsed | None, tuple[Fault, ...]]:
    """Return the document in ``data``, judged for itself alone, or ``None`` and all its faults."""
    tree = read_tree(name, data)
    loaded, faults = shaped(tree, SHAPES)
    faults = (*tree.faults, *faults)
    if loaded:
        faults = (*faults, *(tree.fault(path, why) for path, why in faults_in(loaded)))
    if faults:
        return None, faults
    return Parsed(tree, loaded, value_of(loaded, document_digest(data))), ()
