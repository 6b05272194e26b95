"""The order as compiled strict types: accept fast. Whatever this refuses, ``schemas`` explains.

Both halves accept the same language: a property test holds them to it. The compiled decoder reads
typed dictionaries, skips names it does not know and keeps the last of repeated ones; both lose a
string, so writing what was read must give as many quotation marks as came in. What is written has
no blank outside its texts, so that a blank or a quotation mark after a quotation mark shows a text
that is empty or begins or ends blank.
"""

from datetime import date
from typing import Annotated, Any, Literal, Required, TypedDict

import msgspec
from msgspec import Meta

from api import limits
from api.texts import is_plain
from approvals.errors import MalformedUscc
from approvals.uscc import check_uscc
from validators.classes import ItemClass
from validators.order import EvidenceKind

_Text = Annotated[str, Meta(max_length=limits.TEXT)]
_LongText = Annotated[str, Meta(max_length=limits.LONG_TEXT)]
_Reference = Annotated[str, Meta(max_length=limits.REFERENCE)]
_Code = Annotated[str, Meta(pattern=limits.CODE_PATTERN)]
_Uscc = Annotated[str, Meta(pattern=limits.USCC_PATTERN)]
_Amount = Annotated[str, Meta(pattern=limits.AMOUNT_PATTERN)]
_Share = Annotated[str, Meta(pattern=limits.SHARE_PATTERN)]
_Day = Annotated[str, Meta(pattern=limits.DAY_PATTERN)]
_Class = Annotated[str, Meta(pattern=rf"^(?:{'|'.join(ItemClass)})\Z")]
_EvidenceKind = Annotated[str, Meta(pattern=rf"^(?:{'|'.join(EvidenceKind)})\Z")]
_Quantity = Annotated[int, Meta(ge=1, le=limits.QUANTITY)]
_Name = Annotated[str, Meta(pattern=limits.NAME_PATTERN)]
_Word = Annotated[str, Meta(max_length=limits.CODE)]
_Count = Annotated[int, Meta(ge=0, le=limits.INTEGER)]
_Attributes = Annotated[dict[_Name, _Word | bool | _Count], Meta(max_length=limits.ATTRIBUTES)]


class _PriceBasis(TypedDict, total=False):
    currency: Required[Literal["CNY"]]
    tax: Required[Literal["included", "excluded"]]
    includes: Annotated[
        list[Literal["operating-system", "warranty", "delivery", "installation"]],
        Meta(max_length=4),
    ]
    tax_rate: _Share


class _Contract(TypedDict, total=False):
    number: _Text
    non_infringement: bool
    compatibility: _LongText
    after_sales: _LongText


class _Evidence(TypedDict, total=False):
    kind: Required[_EvidenceKind]
    number: _Text


class _Licence(TypedDict, total=False):
    channel: Literal["oem", "retail", "volume", "site", "free", "trial"]
    count: _Count
    evidence: Annotated[list[_Evidence], Meta(max_length=limits.EVIDENCE)]


class _OperatingSystem(TypedDict, total=False):
    preloaded: bool
    name: _Text
    version: _Text
    kernel: _Text
    edition: _Text
    licence: _Licence


_Software = TypedDict(
    "_Software",
    {
        "class": Required[_Class],
        "name": Required[_Text],
        "version": _Text,
        "licence": _Licence,
    },
    total=False,
)


class _Processor(TypedDict, total=False):
    name: Required[_Text]
    part_number: _Text


class _Certificate(TypedDict, total=False):
    number: Required[_Text]
    valid_until: _Day


class _Recipient(TypedDict, total=False):
    department: _Text
    rank: _Text
    room: _Text


class _ProductCode(TypedDict):
    scheme: _Code
    code: _Code


_Line = TypedDict(
    "_Line",
    {
        "class": Required[_Class],
        "attributes": _Attributes,
        "model": _Text,
        "quantity": Required[_Quantity],
        "unit_price": Required[_Amount],
        "codes": Annotated[list[_ProductCode], Meta(max_length=limits.CODES)],
        "for": _Recipient,
        "processor": _Processor,
        "energy_certificate": _Certificate,
        "operating_system": _OperatingSystem,
        "software": Annotated[list[_Software], Meta(max_length=limits.SOFTWARE)],
        "replaces": Annotated[list[_Text], Meta(max_length=limits.SERIALS)],
        "deliver_by": _Day,
    },
    total=False,
)


class _Order(TypedDict, total=False):
    agency: Required[_Uscc]
    supplier: _Uscc
    reference: Required[_Reference]
    price_basis: Required[_PriceBasis]
    contract: _Contract
    lines: Required[Annotated[list[_Line], Meta(min_length=1, max_length=limits.LINES)]]


_decode = msgspec.json.Decoder(_Order).decode
_encode = msgspec.json.Encoder().encode
_BLANK = (b'""', b'" ', b' "')


def accept(data: bytes) -> dict[str, Any] | None:
    """Return the order document ``data`` is, or ``None`` where it has to be explained.

    ``None`` says only that the quick way does not vouch for it: a name written with escapes is
    left to the slow way as well.
    """
    if b"\\" in data:
        return None
    try:
        if not is_plain(data.decode()):
            return None
        document: Any = _decode(data)
        compact = _encode(document)
        if compact.count(b'"') != data.count(b'"') or any(sign in compact for sign in _BLANK):
            return None
        _check_values(document)
    except (ValueError, MalformedUscc, RecursionError):
        return None
    return document  # type: ignore[no-any-return]  # a JSON object by its type


def _check_values(document: dict[str, Any]) -> None:
    """Look at what no pattern can tell: check characters, and days that are in no calendar."""
    check_uscc(document["agency"])
    if "supplier" in document:
        check_uscc(document["supplier"])
    for line in document["lines"]:
        if "deliver_by" in line:
            date.fromisoformat(line["deliver_by"])
        if "energy_certificate" in line and "valid_until" in line["energy_certificate"]:
            date.fromisoformat(line["energy_certificate"]["valid_until"])
