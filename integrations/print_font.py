"""The typeface of printed documents: Noto Sans SC (OFL 1.1), cut down to what a document needs.

The font of the package has every weight and 30,000 characters in 17 MB. Cut first and then fixed at
a weight, that takes under a second, and a document carries some ten kilobytes of it.
"""

from collections.abc import Collection, Iterable
from importlib.resources import files
from io import BytesIO
from typing import Final

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

SPELLING: Final = "[U+0123456789ABCDEF]"
"""The characters that `spelled` writes others by."""
REGULAR: Final = 400
BOLD: Final = 700
_FOLDER = files("justmytype_intl_cjk") / "fonts" / "ofl" / "notosanssc"
_FONT: Final = (_FOLDER / "NotoSansSC[wght].ttf").read_bytes()
"""Read when this is imported: whoever prints may open no file afterwards (`confined`)."""
_POSTSCRIPT_NAME = 6
_UNSET = ("GSUB", "GPOS", "GDEF", "BASE", "vmtx", "vhea", "STAT")
"""Tables for typesetting that the writer of the document does not do."""


def cut(text: Iterable[str], *weights: int) -> tuple[bytes, ...]:
    """Return the font with the characters of some texts, a TrueType file for each weight.

    Of a character that the typeface lacks there is an empty box alone: see `spelled`.
    """
    options = Options(notdef_outline=True, layout_features=[])
    options.drop_tables = [*options.drop_tables, *_UNSET]
    with TTFont(BytesIO(_FONT), lazy=True) as whole:
        subsetter = Subsetter(options)
        subsetter.populate(text="".join(sorted(set().union(*text))))
        subsetter.subset(whole)
        shortened = _saved(whole)
    return tuple(_fixed(shortened, weight) for weight in weights)


def drawn(font: bytes) -> frozenset[str]:
    """Return the characters a font has a shape for."""
    with TTFont(BytesIO(font), lazy=True) as read:
        return frozenset(map(chr, read.getBestCmap() or {}))


def spelled(text: str, known: Collection[str]) -> str:
    """Return a text with every character that cannot be drawn as its code point, ``[U+20000]``.

    Two names that differ in a rare character would else be one name in print.
    """
    return "".join(it if it in known else f"[U+{ord(it):04X}]" for it in text)


def _fixed(font: bytes, weight: int) -> bytes:
    """Return a font at one weight, under a name of its own: of two with one name, one is lost."""
    fixed = instantiateVariableFont(TTFont(BytesIO(font)), {"wght": weight})
    for record in fixed["name"].names:
        if record.nameID == _POSTSCRIPT_NAME:
            record.string = f"NotoSansSC-{weight}"
    return _saved(fixed)


def _saved(font: TTFont) -> bytes:
    buffer = BytesIO()
    font.save(buffer)
    return buffer.getvalue()
