"""An approval on paper: what it says, over how many pages, and that its signature holds."""

import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from pyhanko.keys import load_cert_from_pemder
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from api.document_key import make_sure_of_document_key, read_document_key
from integrations.approval_document import address_of
from integrations.approval_printing import Printed, print_approval
from integrations.approval_words import CLASSES
from integrations.confined import Bounds
from integrations.errors import FileRefused
from integrations.pdf_signing import sign_pdf
from tests.api.stage import settings_for
from validators.classes import ItemClass

_NOW = datetime(2026, 11, 28, 2, 0, tzinfo=UTC)
_LINE: Mapping[str, Any] = {
    "line": 0,
    "class": "desktop",
    "attributes": {"colour": True},
    "quantity": 40,
    "unit_price": "4940.00",
    "model": "<b>A&B</b> 台式机",
    "operating_system": {
        "preloaded": True,
        "name": "银河麒麟桌面操作系统",
        "version": "V11",
        "kernel": "Linux 6.6",
        "listing": {"id": "os-12", "publication": "p"},
    },
    "processor": {"name": "龙芯3B6000", "part_number": "LS-1"},
}


def claims(count: int, **more: Any) -> dict[str, Any]:  # noqa: ANN401 - JSON values
    return {
        "iss": "https://procheck.example/",
        "jti": "PC-2026-AAAA-BBBB-CCCC-DDDD",
        "iat": int(_NOW.timestamp()),
        "agency": "11100000000013338W",
        "aud": "91110108101974963X",
        "reference": "PR-2026-0017",
        "valid_from": "2026-11-28",
        "valid_until": "2027-02-26",
        "price_basis": {"currency": "CNY", "tax": "included", "includes": ["operating-system"]},
        "lines": [{**_LINE, "line": place} for place in range(count)],
        "amount": f"{count * 40 * 4940}.00",
        "order": "sha256:" + "a1" * 32,
        "receipt": "sha256:" + "b2" * 32,
        "engine": 3,
        "editions": [{"id": "cn-2016-27", "revision": 2, "digest": "sha256:" + "c3" * 32}],
        "law": "sha256:" + "d4" * 32,
        "catalogue": {"revision": 12, "digest": "sha256:" + "e5" * 32},
        "notices": [],
        **more,
    }


def printed(count: int = 2, **more: Any) -> Printed:  # noqa: ANN401 - JSON values
    return Printed(
        claims=claims(count, **more),
        digest="sha256:" + "ab" * 32,
        kid="kid-1",
        agency="国家示例信息中心",
        titles={"cn-2016-27": "中央行政单位通用办公设备家具配置标准 财资〔2016〕27号"},
        words={"colour": "是否彩色", "unit-price-ceiling": "单价上限"},
        alive=True,
        state=("有效", "in force"),
        as_of=int(_NOW.timestamp()),
    )


def text_of(pdf: bytes) -> str:
    """The text of a document, as another program extracts it."""
    if shutil.which("pdftotext") is None:
        pytest.skip("pdftotext (poppler-utils) is not here")
    told = subprocess.run(
        ["pdftotext", "-raw", "-", "-"], input=pdf, capture_output=True, check=True
    )
    return bare(told.stdout.decode())


def bare(text: str) -> str:
    """A text without its blanks and ends of lines: where a line breaks is not what is asked."""
    return "".join(text.split())


def pages_of(pdf: bytes) -> int:
    count: int = PdfFileReader(BytesIO(pdf)).root["/Pages"]["/Count"]
    return count


def test_every_line_amount_and_ground_can_be_read_by_another_program() -> None:
    waiver = {
        "number": "WV-2026-1",
        "rule": "unit-price-ceiling",
        "pointer": "/lines/0/unit_price",
        "units": 4,
        "until": "2027-01-31",
    }
    notice = {"line": 1, "code": "listing-lapses", "listing": "os-12", "on": "2026-12-31"}
    told = text_of(print_approval(printed(waivers=[waiver], notices=[notice])))
    for wanted in (
        "采购批准书",
        "PC-2026-AAAA-BBBB-CCCC-DDDD",
        "国家示例信息中心(11100000000013338W)",
        "91110108101974963X",
        "2026-11-28 10:00:00(北京时间)",
        "2026-11-28 至 2027-02-26",
        "人民币元,含税,单价包含操作系统",
        "<b>A&B</b> 台式机",
        "是否彩色: 是",
        "银河麒麟桌面操作系统 V11(Linux 6.6)",
        "龙芯3B6000 LS-1",
        "197,600.00",
        "395,200.00 元",
        "WV-2026-1:单价上限",
        "第 2 行:目录条目 os-12 于 2026-12-31 到期",
        "中央行政单位通用办公设备家具配置标准 财资〔2016〕27号 cn-2016-27 第 2 版",
        "sha256:" + "b2" * 32,
        "第 1 页,共 1 页",
    ):
        assert bare(wanted) in told
    assert "不得据以采购" not in told


def test_what_the_typeface_has_no_shape_for_is_printed_by_its_code() -> None:
    said = claims(1, reference="\u05e9\u05dc-\U0001f600")
    told = text_of(print_approval(replace(printed(), claims=said, agency="\U00020000\u5e02局")))
    assert bare("[U+05E9][U+05DC]-[U+1F600]") in told
    assert "[U+20000]市局" in told
    assert "\ufffd" not in told


def test_a_long_order_goes_on_over_pages_that_each_repeat_the_head() -> None:
    pdf = print_approval(printed(120))
    pages = pages_of(pdf)
    told = text_of(pdf)
    assert pages > 3
    # What stands after the lines takes a page of its own, and may go on to another.
    assert pages - 2 <= told.count("品目与型号") <= pages
    assert all(f"第{page}页,共{pages}页" in told for page in range(1, pages + 1))
    assert told.count("龙芯3B6000") == 120


def test_what_is_not_in_force_says_so_in_the_first_place() -> None:
    dead = replace(printed(), alive=False, state=("已撤销", "revoked"))
    told = text_of(print_approval(dead))
    assert told.index("此批准已撤销,不得据以采购") < told.index("采购人")


def test_what_costs_too_much_is_refused() -> None:
    with pytest.raises(FileRefused):
        print_approval(printed(), Bounds(output_bytes=100))


def test_the_code_leads_to_the_issuer_and_holds_number_and_digest() -> None:
    found = printed()
    assert address_of(found.claims, found.digest) == (
        "https://procheck.example/verify?approval=PC-2026-AAAA-BBBB-CCCC-DDDD"
        "&statement=sha256:" + "ab" * 32
    )


def test_every_class_has_a_name_in_print() -> None:
    assert CLASSES.keys() == {it.value for it in ItemClass}


@pytest.fixture(scope="module")
def signed(tmp_path_factory: pytest.TempPathFactory) -> tuple[bytes, Path]:
    settings = settings_for(tmp_path_factory.mktemp("office"))
    (settings.data_dir / "keys").mkdir()
    made = make_sure_of_document_key(settings, _NOW)
    assert (len(made), make_sure_of_document_key(settings, _NOW)) == (1, [])
    key, certificate = read_document_key(settings)
    pdf = print_approval(printed())
    return sign_pdf(pdf, key=key, certificate=certificate, reason="a test"), certificate


def judged(pdf: bytes, certificate: Path) -> tuple[bool, bool]:
    """Whether the signature holds and its signer is trusted; whether it covers all of the file."""
    (signature,) = PdfFileReader(BytesIO(pdf)).embedded_signatures
    context = ValidationContext(
        trust_roots=[load_cert_from_pemder(str(certificate))], allow_fetching=False, moment=_NOW
    )
    status = validate_pdf_signature(signature, signer_validation_context=context)
    return status.bottom_line, status.coverage is SignatureCoverageLevel.ENTIRE_FILE


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_the_signature_holds_and_a_changed_byte_breaks_it(signed: tuple[bytes, Path]) -> None:
    pdf, certificate = signed
    assert judged(pdf, certificate) == (True, True)
    place = pdf.index(b"stream\n") + 20
    changed = pdf[:place] + bytes([pdf[place] ^ 1]) + pdf[place + 1 :]
    assert judged(changed, certificate)[0] is False


def test_another_program_finds_the_whole_document_signed(
    signed: tuple[bytes, Path], tmp_path: Path
) -> None:
    if shutil.which("pdfsig") is None:
        pytest.skip("pdfsig (poppler-utils) is not here")
    (tmp_path / "approval.pdf").write_bytes(signed[0])
    command = ["pdfsig", "-nocert", str(tmp_path / "approval.pdf")]
    told = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    for wanted in ("Signature is Valid", "Total document signed", "ETSI.CAdES.detached"):
        assert wanted in told
