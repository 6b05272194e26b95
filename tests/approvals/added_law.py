"""The example law with one duty or more put into it, for tests of what such a duty asks."""

from dataclasses import dataclass
from functools import cached_property

from catalog.books import Books
from ledger.canonical import digest
from tests.approvals.builders import GOLDEN, books
from validators.law import Law
from validators.standards_file import documents, load


@dataclass(frozen=True)
class AddedLaw:
    """The example law; ``duties`` stand in place of the line its requirements begin with."""

    duties: bytes

    @cached_property
    def documents(self) -> tuple[tuple[str, bytes], ...]:
        return tuple(
            (name, data.replace(b"requirements:\n", self.duties))
            for name, data in documents(GOLDEN / "law-1")
        )

    @cached_property
    def law(self) -> Law:
        return load(list(self.documents))

    @cached_property
    def digest(self) -> str:
        return digest(b"".join(data for _, data in self.documents))

    @property
    def books(self) -> Books:
        return Books(self.law, self.digest, books().catalogue, 7)
