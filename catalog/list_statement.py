"""Which official list a table of rows is: stated by the keeper who imports it.

A statement is written as a publication is, without the rows that the table holds: what is known of
the list, how much of each kind the table has, and the sources. Rows that stand in no table (another
annex of the same list, read before) may stand in it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from catalog.scheme import Scheme
from catalog.seed_fields import LIST_SHAPES, PUBLICATION
from catalog.seed_sentences import wrong
from validators.listing import ListingKind
from validators.standards_fault import StandardsFault, in_order
from validators.standards_shaped import shaped
from validators.standards_yaml import Tree, read_tree
from validators.standards_yaml_plain import Plain


@dataclass(frozen=True, slots=True)
class ListStatement:
    """A statement without faults of form.

    Attributes:
        tree: its own document, for the lines on which its keys stand.
        loaded: the same as its shape loaded it.
        kind: of what kind the rows of the table are, where no column says so.
    """

    tree: Tree
    loaded: Mapping[str, Any]
    kind: ListingKind | None

    @property
    def id(self) -> str:
        """Return the id of the publication."""
        return str(self.loaded["id"])

    @property
    def scheme(self) -> str:
        """Return the id of the scheme."""
        return str(self.loaded["scheme"])

    @property
    def listings(self) -> list[Plain]:
        """Return the rows that stand in the statement itself, as written."""
        rows = self._plain.get("listings", [])
        return rows if isinstance(rows, list) else []

    def part(self, kind: ListingKind) -> Mapping[str, Plain] | None:
        """Return how much of a kind is said to be loaded, as written."""
        parts = self._plain.get("parts", [])
        for part in parts if isinstance(parts, list) else []:
            if isinstance(part, dict) and part.get("kind") == kind.value:
                return part
        return None

    def with_rows(self, rows: list[Plain]) -> dict[str, Plain]:
        """Return the publication's document: what is stated, with the rows of the table."""
        document: dict[str, Plain] = {"format": PUBLICATION}
        skipped = ("format", "kind", "listings", "sources")
        document |= {key: it for key, it in self._plain.items() if key not in skipped}
        if listings := [*self.listings, *rows]:
            document["listings"] = listings
        if "sources" in self._plain:
            document["sources"] = self._plain["sources"]
        return document

    @property
    def _plain(self) -> dict[str, Plain]:
        return self.tree.plain if isinstance(self.tree.plain, dict) else {}


def read_statement(name: str, data: bytes, schemes: Mapping[str, Scheme]) -> ListStatement:
    """Return the statement in ``data``.

    What it says of its rows and sources is judged with the rows, as part of the publication.

    Args:
        name: the name of its file, for faults; nothing is opened.
        data: its bytes, YAML of the format `procheck/list/1`.
        schemes: every scheme there is, by its id.

    Raises:
        StandardsFault: it has faults of form, or its scheme is unknown; all are told.
    """
    tree = read_tree(name, data)
    loaded, faults = shaped(tree, LIST_SHAPES)
    faults = (*tree.faults, *faults)
    if not faults and loaded["scheme"] not in schemes:
        unknown = wrong("no-scheme", name=loaded["scheme"])
        faults = (tree.fault(("scheme",), unknown),)
    if faults:
        raise StandardsFault(in_order(faults))
    return ListStatement(tree, loaded, loaded.get("kind"))
