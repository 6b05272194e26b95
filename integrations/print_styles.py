"""How printed documents look: a few styles, greys, and one red for what must not be overlooked."""

from collections.abc import Mapping
from typing import Any, Final

from reportlab.lib.colors import HexColor  # codespell:ignore colors
from reportlab.lib.enums import TA_RIGHT
from reportlab.lib.styles import ParagraphStyle

REGULAR_FONT: Final = "PrintRegular"
BOLD_FONT: Final = "PrintBold"
FAINT: Final = HexColor("#5c5c5c")
RULE: Final = HexColor("#b8b8b8")
SHADE: Final = HexColor("#f1f3f5")
_INK, _ALARM = HexColor("#1a1a1a"), HexColor("#a61b1b")

GRID: Final = (
    ("GRID", (0, 0), (-1, -1), 0.4, RULE),
    ("VALIGN", (0, 0), (-1, -1), "TOP"),
    ("TOPPADDING", (0, 0), (-1, -1), 3),
    ("BOTTOMPADDING", (0, 0), (-1, -1), 4),
    ("LEFTPADDING", (0, 0), (-1, -1), 4),
    ("RIGHTPADDING", (0, 0), (-1, -1), 4),
)


def styles() -> Mapping[str, ParagraphStyle]:
    """Return the styles by their names, made anew: the fonts they name are those of a document."""

    def style(name: str, font: str, size: float, **more: Any) -> ParagraphStyle:  # noqa: ANN401 - the library's
        colour = more.pop("colour", _INK)
        return ParagraphStyle(
            name,
            fontName=font,
            fontSize=size,
            leading=size * 1.45,
            textColor=colour,
            wordWrap="CJK",
            **more,
        )

    made = (
        style("title", BOLD_FONT, 20),
        style("subtitle", REGULAR_FONT, 9, colour=FAINT, spaceAfter=4),
        style("number", BOLD_FONT, 13),
        style(
            "alarm",
            BOLD_FONT,
            11,
            colour=_ALARM,
            borderColor=_ALARM,
            borderWidth=1,
            borderPadding=5,
            leftIndent=6,
            rightIndent=6,
        ),
        style("heading", BOLD_FONT, 10.5, spaceAfter=4, keepWithNext=True),
        style("label", BOLD_FONT, 8.5),
        style("label-right", BOLD_FONT, 8.5, alignment=TA_RIGHT),
        style("cell", REGULAR_FONT, 8.5),
        style("cell-right", REGULAR_FONT, 8.5, alignment=TA_RIGHT),
        style("small", REGULAR_FONT, 7.5, colour=FAINT),
    )
    return {it.name: it for it in made}
