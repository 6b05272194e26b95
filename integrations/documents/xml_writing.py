"""Pieces of UBL documents that are written here: elements in their namespaces, in order."""

from typing import Final
from xml.etree.ElementTree import Element, SubElement, register_namespace, tostring

_SPACE: Final = "urn:oasis:names:specification:ubl:schema:xsd:"
CAC: Final = f"{{{_SPACE}CommonAggregateComponents-2}}"
CBC: Final = f"{{{_SPACE}CommonBasicComponents-2}}"
EXT: Final = f"{{{_SPACE}CommonExtensionComponents-2}}"

# Prefixes belong to the whole process: they are set once, and never while something is written.
for _prefix, _name in (
    ("cac", "CommonAggregateComponents-2"),
    ("cbc", "CommonBasicComponents-2"),
    ("ext", "CommonExtensionComponents-2"),
    ("order", "Order-2"),
    ("response", "OrderResponse-2"),
):
    register_namespace(_prefix, f"{_SPACE}{_name}")


def ubl_root(name: str) -> Element:
    """Return the root element of a UBL 2 document of that name."""
    return Element(f"{{{_SPACE}{name}-2}}{name}")


def part(to: Element, path: str) -> Element:
    """Add an aggregate, or one inside another as in ``A/B``, and return the innermost."""
    for name in path.split("/"):
        to = SubElement(to, f"{CAC}{name}")
    return to


def basic(to: Element, name: str, text: str) -> Element:
    """Add an element that holds a text."""
    element = SubElement(to, f"{CBC}{name}")
    element.text = text
    return element


def written(root: Element) -> bytes:
    """Return a UBL document as UTF-8."""
    data: bytes = tostring(root, encoding="UTF-8", xml_declaration=True)
    return data
