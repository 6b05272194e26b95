"""The books as this release carries them in files: for commands that need no database."""

from pathlib import Path

from catalog.books import Books
from catalog.documents import Document, put_together, read_all
from catalog.seeds import SEEDS
from catalog.seeds import documents as lists_in
from validators.standards_file import STANDARDS
from validators.standards_file import documents as law_in


def released_documents(law: Path = STANDARDS, lists: Path = SEEDS) -> tuple[Document, ...]:
    """Return every document of the law and of the catalogue in the two folders.

    Raises:
        OSError: a folder or a file in it cannot be read.
        StandardsFault: documents have faults; all of all are told.
    """
    return read_all((*law_in(law), *lists_in(lists)))


def released_books(law: Path = STANDARDS, lists: Path = SEEDS) -> Books:
    """Return the law and the catalogue in the two folders, as books of revision 0.

    Raises:
        OSError: a folder or a file in it cannot be read.
        StandardsFault: documents have faults or contradict one another; all are told.
    """
    return put_together(released_documents(law, lists), revision=0)
