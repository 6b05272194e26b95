"""An approval on paper: A4, Chinese, every line of it, and a code that leads to its verification.

What is printed is what was signed: the claims of the statement, and nothing besides but the name of
the agency and the state at the moment of printing. A long order takes as many pages as it needs.
"""

import codecs
import json
from base64 import b64encode
from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from html import escape
from io import BytesIO
from typing import Any

from reportlab.graphics import renderPDF  # noqa: F401 - the widget of the code draws by it
from reportlab.graphics.barcode.qr import QrCodeWidget
from reportlab.graphics.shapes import Drawing
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

from integrations.approval_printing import Printed
from integrations.approval_words import (
    CLASSES,
    attribute_words,
    basis_words,
    grouped,
    system_words,
)
from integrations.print_font import BOLD, REGULAR, SPELLING, cut, drawn, spelled
from integrations.print_styles import BOLD_FONT, FAINT, GRID, REGULAR_FONT, RULE, SHADE, styles

_MARGIN, _FOOT = 18 * mm, 20 * mm
_PADDING = 6
"""What the frame of a page keeps free by itself, in points."""
_WIDTH = A4[0] - 2 * _MARGIN
_LINES = tuple(width * mm for width in (10, 45, 63, 14, 20, 22))
# The libraries import some of their parts and codecs when they first need them, and by then the
# writing process may open no file any more.
codecs.lookup("shift_jis")
cut(("0",), REGULAR, BOLD)

_SPELLED = "字体中没有的字符以其统一码(Unicode)编号印出,如 [U+20000]。"

_SHANGHAI = timezone(timedelta(hours=8))
"""China keeps one time, without summer time."""


Say = Callable[[str, str], Flowable]
"""Sets a text in a style, by the style's name."""


def written(data: bytes) -> str:
    """Return a document as PDF in Base64: what ``confined`` runs, once a process.

    Args:
        data: the members of `Printed` as a JSON object.
    """
    printed = Printed(**json.loads(data))
    heard: list[str] = [_foot(printed, 0, 0), SPELLING, _SPELLED]

    def hear(text: str, _: str) -> Flowable:
        heard.append(text)
        return Spacer(0, 0)

    list(_story(printed, hear))
    regular, bold = cut(heard, REGULAR, BOLD)
    pdfmetrics.registerFont(TTFont(REGULAR_FONT, BytesIO(regular)))
    pdfmetrics.registerFont(TTFont(BOLD_FONT, BytesIO(bold)))
    known = drawn(regular)
    # Once to see how many pages it takes, and once to print that on each.
    _, pages = _written(printed, known, 0)
    return b64encode(_written(printed, known, pages)[0]).decode()


def _written(printed: Printed, drawable: Collection[str], pages: int) -> tuple[bytes, int]:
    buffer, number = BytesIO(), str(printed.claims["jti"])
    document = SimpleDocTemplate(
        buffer,
        pagesize=A4,
        leftMargin=_MARGIN - _PADDING,
        rightMargin=_MARGIN - _PADDING,
        topMargin=_MARGIN,
        bottomMargin=_FOOT,
        title=f"采购批准书 {number}",
        author=str(printed.claims["iss"]),
        subject=printed.digest,
        lang="zh-CN",
    )
    known = styles()

    def foot(canvas: Canvas, _: object) -> None:
        canvas.setFont(REGULAR_FONT, 7)
        canvas.setFillColor(FAINT)
        canvas.setStrokeColor(RULE)
        canvas.line(_MARGIN, _FOOT - 4 * mm, A4[0] - _MARGIN, _FOOT - 4 * mm)
        said, page = _foot(printed, canvas.getPageNumber(), pages).rsplit("\t", 1)
        canvas.drawString(_MARGIN, _FOOT - 8 * mm, said)
        canvas.drawRightString(A4[0] - _MARGIN, _FOOT - 8 * mm, page)

    def say(text: str, style: str) -> Flowable:
        return Paragraph(escape(spelled(text, drawable), quote=False), known[style])

    document.build(list(_story(printed, say)), onFirstPage=foot, onLaterPages=foot)
    return buffer.getvalue(), document.page


def _foot(printed: Printed, page: int, pages: int) -> str:
    mark = "沙箱 sandbox  " if printed.claims.get("sandbox") else ""
    return f"{mark}{printed.claims['jti']}  {printed.digest}\t第 {page} 页,共 {pages} 页"


def _story(printed: Printed, say: Say) -> Iterator[Flowable]:
    claims = printed.claims
    yield _head(printed, say)
    if claims.get("sandbox"):
        yield Spacer(0, 4 * mm)
        yield say("沙箱:仅供试用,不是采购批准。Sandbox: this approves nothing.", "alarm")
    if not printed.alive:
        zh, en = printed.state
        yield Spacer(0, 4 * mm)
        yield say(f"此批准{zh},不得据以采购。It is {en}.", "alarm")
        yield Spacer(0, 3 * mm)
    yield Spacer(0, 2 * mm)
    yield _facts(printed, say)
    yield Spacer(0, 5 * mm)
    yield say("批准的采购内容", "heading")
    yield _lines(printed, say)
    yield Spacer(0, 4 * mm)
    for heading, said in (
        ("豁免", _waivers(printed)),
        ("提示", _notices(claims)),
        ("依据的标准与目录", _grounds(claims, printed.titles)),
        ("如何核验", _how(printed)),
    ):
        if said:
            yield say(heading, "heading")
            yield from (say(one, "small") for one in said)
            yield Spacer(0, 3 * mm)


def _head(printed: Printed, say: Say) -> Flowable:
    title = [
        say("采购批准书", "title"),
        say("Procurement approval", "subtitle"),
        say(str(printed.claims["jti"]), "number"),
    ]
    table = Table([[title, _code(printed)]], colWidths=[_WIDTH - 32 * mm, 32 * mm])
    table.setStyle(
        TableStyle(
            [
                ("VALIGN", (0, 0), (-1, -1), "TOP"),
                ("LEFTPADDING", (0, 0), (-1, -1), 0),
                ("RIGHTPADDING", (0, 0), (-1, -1), 0),
                ("ALIGN", (1, 0), (1, 0), "RIGHT"),
            ]
        )
    )
    return table


def address_of(claims: Mapping[str, Any], digest: str) -> str:
    """Return what the code holds: the page that verifies, the number and the statement's digest.

    Documents printed before that page was there say ``/#approval=``; the first page leads on.
    """
    base = str(claims["iss"]).rstrip("/")
    return f"{base}/verify?approval={claims['jti']}&statement={digest}"


def _code(printed: Printed) -> Flowable:
    code = QrCodeWidget(address_of(printed.claims, printed.digest), barLevel="M", barBorder=0)
    left, bottom, right, top = code.getBounds()
    side = 30 * mm
    scale = (side / (right - left), 0, 0, side / (top - bottom), 0, 0)
    drawing = Drawing(side, side, transform=scale)
    drawing.add(code)
    return drawing


def _facts(printed: Printed, say: Say) -> Flowable:
    claims, zh = printed.claims, printed.state[0]
    code = str(claims["agency"])
    facts = (
        ("采购人", f"{printed.agency}({code})"),
        ("供应商", str(claims.get("aud", "未指明"))),
        ("采购申请编号", str(claims["reference"])),
        ("批准时刻", f"{_moment(claims['iat'])}(北京时间)"),
        ("有效期", f"{claims['valid_from']} 至 {claims['valid_until']}(含当日)"),
        ("价格口径", basis_words(claims["price_basis"])),
        ("批准总额", f"{grouped(str(claims['amount']))} 元"),
        ("状态", f"{zh}(截至 {_moment(printed.as_of)})"),
    )
    table = Table(
        [[say(name, "label"), say(value, "cell")] for name, value in facts],
        colWidths=[30 * mm, _WIDTH - 30 * mm],
    )
    table.setStyle(TableStyle([*GRID, ("BACKGROUND", (0, 0), (0, -1), SHADE)]))
    return table


def _moment(seconds: int) -> str:
    return f"{datetime.fromtimestamp(seconds, _SHANGHAI):%Y-%m-%d %H:%M:%S}"


def _lines(printed: Printed, say: Say) -> Flowable:
    claims = printed.claims
    names = ("序号", "品目与型号", "操作系统与处理器", "数量", "单价(元)", "金额(元)")
    aligned = (*["label"] * 3, *["label-right"] * 3)
    rows: list[list[object]] = [
        [say(name, style) for name, style in zip(names, aligned, strict=True)]
    ]
    for line in claims["lines"]:
        what = [CLASSES.get(line["class"], line["class"]), line.get("model", "型号未写明")]
        if line["attributes"]:
            what.append(attribute_words(line["attributes"], printed.words))
        amount = Decimal(line["unit_price"]) * line["quantity"]
        rows.append(
            [
                say(str(line["line"] + 1), "cell"),
                [say(one, "cell") for one in what],
                [say(one, "cell") for one in system_words(line) or ("—",)],
                say(f"{line['quantity']:,}", "cell-right"),
                say(grouped(line["unit_price"]), "cell-right"),
                say(grouped(f"{amount:f}"), "cell-right"),
            ]
        )
    total = grouped(str(claims["amount"]))
    rows.append(
        [
            say("合计", "label"),
            "",
            "",
            say(_pieces(claims), "label-right"),
            "",
            say(total, "label-right"),
        ]
    )
    table = Table(rows, colWidths=list(_LINES), repeatRows=1)
    shaded = [("BACKGROUND", (0, row), (-1, row), SHADE) for row in (0, -1)]
    table.setStyle(TableStyle([*GRID, *shaded, ("SPAN", (0, -1), (2, -1))]))
    return table


def _pieces(claims: Mapping[str, Any]) -> str:
    return f"{sum(line['quantity'] for line in claims['lines']):,}"


def _waivers(printed: Printed) -> list[str]:
    called = printed.words
    return [
        f"{it['number']}:{called.get(it['rule'], it['rule'])}({it['pointer']}),"
        f"{it['units']} 件,至 {it['until']}"
        for it in printed.claims.get("waivers", ())
    ]


def _notices(claims: Mapping[str, Any]) -> list[str]:
    return [
        f"第 {it['line'] + 1} 行:目录条目 {it['listing']} 于 {it['on']} 到期"
        for it in claims["notices"]
    ]


def _grounds(claims: Mapping[str, Any], titles: Mapping[str, str]) -> list[str]:
    editions = [
        f"{titles.get(it['id'], '')} {it['id']} 第 {it['revision']} 版 {it['digest']}".strip()
        for it in claims["editions"]
    ]
    catalogue = claims["catalogue"]
    return [
        *editions,
        f"全部标准 {claims['law']}",
        f"产品目录第 {catalogue['revision']} 版 {catalogue['digest']}",
        f"订单 {claims['order']}",
        f"审查记录 {claims['receipt']}(规则引擎 {claims['engine']})",
    ]


def _how(printed: Printed) -> list[str]:
    base = str(printed.claims["iss"]).rstrip("/")
    number = printed.claims["jti"]
    return [
        "以签名文本为准;本页是其印本,二维码载有批准编号与签名文本的摘要。",
        _SPELLED,
        f"在线核验:扫二维码,或到 {base}/verify 输入批准编号",
        f"核验接口:POST {base}/v1/approvals/verification",
        f"签名文本:{base}/v1/approvals/{number}/statement(密钥 {printed.kid})",
        f"离线证明包:{base}/v1/approvals/{number}/bundle;核验程序:{base}/v1/approvals/verifier",
        f"本文件的签名证书:{base}/v1/approvals/document-certificate",
    ]
