"""XML of strangers as plain nodes, each with its place; the document type is never looked at.

Genuine cXML names its DTD (``<!DOCTYPE cXML SYSTEM "http://…">``). That line is blanked before the
parser sees the text, so there is nothing it could load; a document type that declares something of
its own, as every entity attack has to, is refused.
"""

import codecs
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from lxml import etree

from integrations.documents.faults import OrderDocumentFault, refused
from integrations.machine.xml_tree import parser

_PROLOG: Final = re.compile(r"(?:\s|<\?.*?\?>|<!--.*?-->)*", re.DOTALL)
_DOCTYPE: Final = re.compile(
    r"""<!DOCTYPE\s+[^\s<>\[\]"']+(?:\s+(?:SYSTEM|PUBLIC)(?:\s*(?:"[^"]*"|'[^']*')){1,2})?\s*>"""
)
_ENCODING: Final = re.compile(r"""\s*<\?xml[^>]*?\bencoding\s*=\s*["']([^"']*)["']""")
_TAKEN: Final = frozenset({"utf-8", "utf8", "us-ascii"})
_DEEPEST: Final = 60
"""Levels of a document; UBL orders have about a dozen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """One element: its local name, where it stands, its own text, and what is in it.

    ``instructions`` are processing instructions, of which the root has all.
    """

    name: str
    space: str
    place: str
    text: str
    attributes: tuple[tuple[str, str], ...] = ()
    children: tuple["Node", ...] = ()
    instructions: tuple[tuple[str, str], ...] = ()

    def get(self, attribute: str) -> str | None:
        """Return an attribute."""
        return dict(self.attributes).get(attribute)

    def all(self, path: str) -> Iterator["Node"]:
        """Yield the elements at a path of local names, such as ``Item/Name``."""
        first, _, rest = path.partition("/")
        for child in self.children:
            if child.name == first:
                yield from child.all(rest) if rest else (child,)

    def find(self, path: str) -> "Node | None":
        """Return the first element at a path, if there is one."""
        return next(self.all(path), None)


def root_of(data: bytes) -> Node:
    """Return the root element of a document.

    Raises:
        FileRefused: it is no UTF-8 or not well-formed, declares something of its own, or is
            nested too deeply.
    """
    text = _without_document_type(_decoded(data))
    try:
        root = etree.fromstring(text.encode(), parser())
    except etree.XMLSyntaxError as error:
        raise refused(OrderDocumentFault.XML_MALFORMED, line=error.lineno or 1) from error
    return _node(root, f"/{_local(root)}", 1)


def _decoded(data: bytes) -> str:
    try:
        # Not by the codec "utf-8-sig": it stands in a file, and the reading process opens none.
        text = data.removeprefix(codecs.BOM_UTF8).decode()
    except UnicodeDecodeError as error:
        raise refused(OrderDocumentFault.NOT_UTF_8, byte=error.start) from error
    declared = _ENCODING.match(text)
    if declared is not None and declared[1].lower() not in _TAKEN:
        raise refused(OrderDocumentFault.NOT_UTF_8, byte=0)
    return text.strip()


def _without_document_type(text: str) -> str:
    """Return the text with its document type blanked out, line by line as long as it was."""
    begin = _end_of_prolog(text)
    if not text.startswith("<!DOCTYPE", begin):
        return text
    found = _DOCTYPE.match(text, begin)
    if found is None:
        raise refused(OrderDocumentFault.XML_DECLARES)
    blank = re.sub(r"[^\n]", " ", found.group())
    return text[:begin] + blank + text[found.end() :]


def _end_of_prolog(text: str) -> int:
    found = _PROLOG.match(text)
    return 0 if found is None else found.end()


def _node(element: etree._Element, place: str, depth: int) -> Node:
    if depth > _DEEPEST:
        raise refused(OrderDocumentFault.XML_TOO_DEEP, most=_DEEPEST)
    inside = list(element.iterchildren("*"))
    names = [_local(it) for it in inside]
    several = {name for name, times in Counter(names).items() if times > 1}
    seen: Counter[str] = Counter()
    children = []
    for child, name in zip(inside, names, strict=True):
        seen[name] += 1
        where = f"{place}/{name}[{seen[name]}]" if name in several else f"{place}/{name}"
        children.append(_node(child, where, depth + 1))
    return Node(
        name=_local(element),
        space=etree.QName(element).namespace or "",
        place=place,
        text=" ".join(_own_texts(element)),
        attributes=tuple((_local_name(name), str(value)) for name, value in element.attrib.items()),
        children=tuple(children),
        instructions=tuple(_instructions(element)) if depth == 1 else (),
    )


def _instructions(root: etree._Element) -> Iterator[tuple[str, str]]:
    """Yield the processing instructions of a document, those before its root included."""
    before = reversed(list(root.itersiblings(preceding=True)))
    for it in (*before, *root.iter(), *root.itersiblings()):
        if isinstance(it, etree._ProcessingInstruction):  # noqa: SLF001 - lxml has no public name
            yield str(it.target), str(it.text or "")


def _own_texts(element: etree._Element) -> Iterator[str]:
    """Yield what stands directly in an element, without blanks around it."""
    for text in (element.text, *(child.tail for child in element)):
        if text is not None and text.strip():
            yield text.strip()


def _local(element: etree._Element) -> str:
    return etree.QName(element).localname


def _local_name(name: str | bytes) -> str:
    return etree.QName(name).localname
