"""CSV as offices save it: UTF-8, UTF-16 or GB18030; separated by comma, semicolon or tab.

Every cell is text, also one that begins like a formula.
"""

import codecs
import csv
import io
import re
from typing import Final

from integrations.errors import Place
from integrations.file_faults import FileFault, refusal
from integrations.workbook_bounds import LONGEST_TEXT, MOST_CELLS, check_bounds
from integrations.workbook_values import Cell, CellKind, Row, Sheet

# With a mark at its beginning a file says how it is encoded. Without, what is valid UTF-8 is hardly
# ever anything else; GB18030 contains GBK and GB 2312, which Chinese editions of programs save.
_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_ENCODINGS: Final = ("utf-8", "gb18030")

# A confined reader can load no codec any more, so they are loaded here.
for _name in ("utf-8-sig", "utf-16", *_ENCODINGS):
    codecs.lookup(_name)

_SEPARATORS: Final = ",;\t"
_LOOKED_AT: Final = 8192
"""Characters by which the separator is found out."""

_NO_TEXT: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


def read_csv(data: bytes) -> Sheet:
    """Read a file as one sheet without a name.

    Raises:
        FileRefused: it is no text of a known encoding, a quotation does not end, or it is larger
            than a sheet may be.
    """
    text = _decoded(data)
    if _NO_TEXT.search(text):
        raise refusal(FileFault.UNREADABLE)
    rows: list[Row] = []
    filled = 0
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text), strict=True)
    csv.field_size_limit(LONGEST_TEXT + 1)
    try:
        for number, fields in enumerate(lines, 1):
            cells = tuple(
                Cell(number, column, CellKind.TEXT, field)
                for column, field in enumerate(fields, 1)
                if field
            )
            for cell in cells:
                check_bounds(cell, None)
            filled += len(cells)
            if filled > MOST_CELLS:
                raise refusal(FileFault.TOO_MANY_CELLS, Place(row=number), most=MOST_CELLS)
            if cells:
                rows.append(Row(number, cells))
    except csv.Error as error:
        raise refusal(FileFault.CSV_BROKEN, Place(row=len(rows) + 1)) from error
    return Sheet(None, tuple(rows))


def _decoded(data: bytes) -> str:
    marked = next((name for mark, name in _MARKS if data.startswith(mark)), None)
    for encoding in (marked,) if marked else _ENCODINGS:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise refusal(FileFault.NO_ENCODING)


def _separator(text: str) -> str:
    """Return the sign that stands most often outside quotation marks near the beginning."""
    outside = "".join(text[:_LOOKED_AT].split('"')[::2])
    return max(_SEPARATORS, key=outside.count)
