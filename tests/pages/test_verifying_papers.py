"""Anybody hands in the PDF of an approval, and is told how it stands, or why it proves nothing."""

from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path

import pytest

from api.document_key import read_document_key
from integrations import print_verifying
from integrations.confined import Bounds
from integrations.print_reading import read_print
from tests.api.stage import Stage
from tests.integrations.prints import ALTERED, Signer, page, signer
from tests.pages.browsing import Browser, Shown


@pytest.fixture
def near(monkeypatch: pytest.MonkeyPatch) -> None:
    """Read in this process what is else read in one of its own: that takes a second to begin."""

    def here(_: object, data: bytes, __: Bounds) -> object:
        return read_print(data)

    monkeypatch.setattr(print_verifying, "confined", here)


@pytest.fixture
def anybody(stage: Stage) -> Iterator[Callable[[bytes], Shown]]:
    browser = Browser(stage)

    def sent(pdf: bytes) -> Shown:
        return browser.post("/verify", {"file": (BytesIO(pdf), "approval.pdf")})

    yield sent
    browser.cookies.clear()


def office(stage: Stage) -> Signer:
    return Signer(*read_document_key(stage.services.settings))


def test_a_print_is_answered_as_its_number_is_and_follows_what_becomes_of_it(
    stage: Stage, anybody: Callable[[bytes], Shown]
) -> None:
    number = stage.place(quantity=1)["approval"]["number"]
    pdf = stage.call("GET", f"/v1/approvals/{number}/document", "supplier").data
    shown = anybody(pdf)
    assert shown.status == 200
    for told in (f"{number}: 有效", "未作任何改动", "印本所载摘要与签名文本一致", "签名有效"):
        assert told in shown.words
    assert shown.page.xpath("//*[@class='answer-yes']//h2")
    revoked = {"reason": "the supplier withdrew"}
    path = f"/v1/approvals/{number}/revocation"
    answer = stage.call("POST", path, "approver", revoked, headers={"If-Match": "*"})
    assert answer.status == 200, answer.data
    after = anybody(pdf)
    assert f"{number}: 已撤销" in after.words
    assert "the supplier withdrew" not in after.text
    assert after.page.xpath("//*[@class='answer-no']//h2")


@pytest.mark.usefixtures("near")
def test_the_statement_in_it_has_to_be_ours(
    stage: Stage, anybody: Callable[[bytes], Shown]
) -> None:
    made = stage.place(quantity=1)["approval"]
    ours, statement = office(stage), made["statement"]
    title = f"采购批准书 {made['number']}"
    assert f"{made['number']}: 有效" in anybody(ours.sign(page(title), statement)).words
    # Another digest than that of the statement that was signed: a print of an earlier release.
    old = anybody(ours.sign(page(title)))
    assert "不是此批准书的印本" in old.words
    assert old.page.xpath("//*[@class='answer-no']")
    broken = anybody(ours.sign(page(title), f"{statement[:-6]}AAAAAA"))
    assert ("未能确认" in broken.words, made["number"] in broken.words) == (True, False)
    assert "没有批准书" in anybody(ours.sign(page("a letter", "nothing"))).words
    unknown = anybody(ours.sign(page("PC-2026-0000-0000-0000-0000")))
    assert "没有这个编号的批准书" in unknown.words


_TOLD = {
    "paper-altered": ("在签发后被改动过", "changed after it was signed"),
    "paper-of-another": ("不是由本系统公布的证书签署", "no certificate that is published here"),
    "paper-unsigned": ("文件没有签名", "has no signature"),
    "file-pdf-locked": ("已加密", "is locked"),
    "file-pdf-damaged": ("已损坏或被改动", "damaged or was changed"),
    "file-pdf-too-much": ("过大", "larger than can be verified"),
    "file-not-a-pdf": ("没有读到签名文本", "No signed statement was found"),
}


@pytest.mark.usefixtures("near")
@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_whatever_proves_nothing_says_why_in_ones_language(
    stage: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    monkeypatch.setattr(print_verifying, "MOST_BYTES", 100_000)
    signed = office(stage).sign(page(), "a.b.c")
    browser = Browser(stage, accept_language=language)
    for pdf, code in (
        (ALTERED["a byte of the page"](signed), "paper-altered"),
        (ALTERED["a byte of the title"](signed), "paper-altered"),
        (ALTERED["something behind the end"](signed), "file-pdf-damaged"),
        (signer(tmp_path).sign(page(), "a.b.c"), "paper-of-another"),
        (page(), "paper-unsigned"),
        (page(encrypt="a password"), "file-pdf-locked"),
        (b"%PDF-1.7 \xff\xfe", "file-pdf-damaged"),
        (b"%PDF-" + bytes(100_000), "file-pdf-too-much"),
        (b"\x89PNG\r\n\x1a\n\x00", "file-not-a-pdf"),
    ):
        shown = browser.post("/verify", {"file": (BytesIO(pdf), "x.pdf")})
        assert shown.status == (200 if code.startswith("paper") else 422), (code, shown.words)
        assert _TOLD[code][language == "en"] in shown.words, (code, shown.words)
        assert shown.page.xpath("//*[@role='alert' and @class='answer-no']"), code
        assert not shown.page.xpath("//*[@class='answer-yes']"), code
    media = {"Content-Type": "multipart/form-data; boundary=x", "Accept": "text/html"}
    huge = stage.call("POST", "/verify", data=bytes(3_000_000), headers=media)
    assert huge.status == 413
    assert "2,065,536" in huge.data.decode()


def test_it_is_open_to_everybody_by_the_interface_and_one_waits_for_another(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    from api.reading_files import one_at_a_time  # noqa: PLC0415 - the one that is patched

    path, media = "/v1/approvals/document-verification", {"Content-Type": "application/pdf"}
    told = stage.call("POST", path, data=page(), headers=media)
    assert (told.status, told.json["document"]["code"]) == (200, "paper-unsigned")
    assert told.json["confirmed"] is False
    other = stage.call("POST", path, data=page(), headers={"Content-Type": "text/plain"})
    assert other.status == 415
    monkeypatch.setattr("api.reading_files.PATIENCE", 0.0)
    with one_at_a_time():
        assert stage.call("POST", path, data=b"x", headers=media).status == 422
    with one_at_a_time(anybody=True):
        busy = stage.call("POST", path, data=b"x", headers=media)
    assert (busy.status, busy.json["type"]) == (503, "/problems/unavailable")
