"""What may be said beside an order document, and what is one, without loading what reads it."""

from typing import Final

from api.commands.line import Parser
from validators.order import Tax

_BEGINS_JSON: Final = frozenset({b"{", b"["})


def describe_document(parser: Parser) -> None:
    """Declare what may be said beside an order document."""
    group = parser.add_argument_group("beside an order document (UBL, cXML, XLSX, CSV)")
    group.add_argument("--tax", choices=[it.value for it in Tax], help="what its prices are")
    group.add_argument("--tax-rate", metavar="SHARE", help="the rate, where tax is excluded: 0.13")
    group.add_argument("--includes", metavar="WORDS", help="what every price contains")
    group.add_argument("--scheme", metavar="NAME", help="the classification of its codes")
    group.add_argument(
        "--classes", metavar="PAIRS", help="the class of lines: 1:laptop,SKU-7:monitor"
    )


def is_order_document(data: bytes) -> bool:
    """Return whether a file is left to the readers of documents: it does not begin like JSON."""
    begin = data.removeprefix(b"\xef\xbb\xbf").lstrip()[:1]
    return bool(begin) and begin not in _BEGINS_JSON
