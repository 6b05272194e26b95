"""What members of requests are called: on the labels of forms, and where a pointer names them."""

import re
from collections.abc import Mapping
from io import BytesIO

import pytest

from api.filters import FILTERS
from api.pages.all import DESKS
from api.pages.field_names import field_name, kind_of, label, plain_name
from api.pages.field_words import FIELDS, HEADS, PARTS, VALUES, Pair
from api.pages.words import WORDS
from tests.api.deliveries import approved
from tests.api.stage import Stage, order
from tests.api.test_substitutions import propose
from tests.pages.browsing import Browser, Shown
from tests.pages.hostile import BODIES, leaves
from tests.pages.test_ordering import filled, form_of
from tests.pages.test_substituting import place_of
from validators.terms import TERMS

_HAN = re.compile(r"[\u3400-\u9fff]")
_POINTER = re.compile(r"(?<![\w.])/[a-z_]+(?:/[a-z0-9_]+)*(?![\w.])")
_ATTRIBUTES = {"colour": ("是否彩色", "whether it prints in colour")}
_LANGUAGES = {"zh": "zh-CN", "en": "en"}


def called(attribute: str) -> Pair:
    """What an attribute is called, as the law's words say it."""
    return _ATTRIBUTES.get(attribute, (attribute, attribute))


@pytest.mark.parametrize(
    ("pointer", "zh", "en", "rest"),
    [
        ("", "", "", ""),
        ("/reference", "采购申请编号", "reference", ""),
        ("/lines/0", "第 1 行", "line 1", ""),
        ("/lines/0/class", "第 1 行 · 品目", "line 1 · class", ""),
        ("/lines/99/unit_price", "第 100 行 · 单价", "line 100 · unit price", ""),
        ("/lines", "明细行", "lines", ""),
        (
            "/lines/1/operating_system/name",
            "第 2 行 · 操作系统名称",
            "line 2 · name of the operating system",
            "",
        ),
        ("/contract/after_sales", *TERMS["contract.after_sales"], ""),
        # Only the first of a list's items stands on the form, by the label without a number.
        (
            "/lines/0/replaces/0",
            "第 1 行 · 替换设备序列号",
            "line 1 · serial of the device replaced",
            "",
        ),
        (
            "/lines/0/replaces/1",
            "第 1 行 · 替换设备序列号(2)",
            "line 1 · serial of the device replaced (2)",
            "",
        ),
        (
            "/lines/0/software/1/licence/count",
            "第 1 行 · 软件 2 · 授权数量",
            "line 1 · software 2 · number of licences",
            "",
        ),
        ("/lines/0/software/0/class", "第 1 行 · 软件 1 · 品目", "line 1 · software 1 · class", ""),
        (
            "/lines/0/energy_certificate/number",
            "第 1 行 · 节能产品认证证书 · 编号",
            "line 1 · energy-saving product certificate · number",
            "",
        ),
        (
            "/lines/0/attributes/colour",
            "第 1 行 · 是否彩色",
            "line 1 · whether it prints in colour",
            "",
        ),
        ("/answers/2/reason", "答复 3 · 理由", "answer 3 · reason", ""),
        ("/findings/0/limit", "发现 1 · 限额", "finding 1 · limit", ""),
        # What has no word is told as it is, after what has.
        ("/lines/0/attributes/wings", "第 1 行 · 特征", "line 1 · attributes", "/wings"),
        ("/lines/0/wings/2", "第 1 行", "line 1", "/wings/2"),
        ("/lines/00/class", "明细行", "lines", "/00/class"),
        ("/lines/x", "明细行", "lines", "/x"),
        ("/wings~1tail", "", "", "/wings~1tail"),
        ("/number", "", "", "/number"),
        ("/0", "", "", "/0"),
        ("/", "", "", "/"),
    ],
)
def test_a_pointer_is_said_by_line_and_label(pointer: str, zh: str, en: str, rest: str) -> None:
    name = field_name(pointer, called)
    assert (name.said(), name.rest) == ((zh, en), rest)


def test_what_was_said_before_is_left_out() -> None:
    said = field_name("/lines/3/quantity", called, "/lines/3")
    assert (said.said(), said.rest) == (("数量", "quantity"), "")
    assert field_name("/lines/3/wings", called, "/lines/3").rest == "/wings"


@pytest.mark.parametrize(
    ("pointer", "zh", "en"),
    [
        ("/lines/0/unit_price", "单价", "Unit price"),
        ("/lines/4", "第 5 行", "Line 5"),
        ("/lines/0/attributes/colour", "是否彩色", "Whether it prints in colour"),
        ("/lines/0/attributes/wings", "wings", "wings"),
        ("/wings~1tail", "wings/tail", "wings/tail"),
    ],
)
def test_a_label_is_the_last_of_the_words(pointer: str, zh: str, en: str) -> None:
    assert label(pointer, called) == (zh, en)


def test_a_field_of_a_flat_form_is_named_by_the_member_alone() -> None:
    named = ("/units", "/provision/edition", "/evidence/0", "")
    assert [plain_name(it) for it in named] == ["units", "edition", "evidence", ""]


@pytest.mark.parametrize(
    ("pointer", "text", "kind"),
    [
        ("/lines/0/class", "desktop", "class"),
        ("/lines/0/software/0/class", "software_office", "class"),
        ("/price_basis/includes/1", "warranty", "included"),
        ("/lines/0/operating_system/licence/evidence/0/kind", "coa", "paper"),
        ("/lines/0/operating_system/preloaded", "true", "yes"),
        ("/lines/0/attributes/colour", "false", "yes"),
        # What somebody wrote is no code, whatever it reads like.
        ("/lines/0/attributes/paper", "a4", None),
        ("/lines/0/model", "true", None),
        ("/reference", "desktop", None),
    ],
)
def test_values_that_are_codes_have_their_kind_of_word(
    pointer: str, text: str, kind: str | None
) -> None:
    assert kind_of(pointer, text) == kind
    assert kind is None or text in WORDS[kind]


_ON_NO_FORM: Mapping[str, str] = {
    "submitOrder/quote_check": "systems attach it",
    "verifyApproval/order": "a page sends the statement alone",
}
"""Operation, or the beginning of a member's path → why no page sends it."""


def test_every_member_that_a_page_sends_has_words_in_both_languages() -> None:
    sent = {it for desk in DESKS for page in desk for it in page.asks if it in BODIES}
    assert {"submitOrder", "askWaiver", "addAccount", "changePassword"} <= sent
    bare, reasons = set(), set()
    for operation in sent:
        for at, _ in leaves(BODIES[operation]()):
            known = [it for it in _ON_NO_FORM if f"{operation}{at}".startswith(it)]
            reasons |= {*known}
            # The name of an attribute is a word of the law: tests/pages/test_law_words.py.
            if not known and field_name(at, called).rest:
                bare.add(f"{operation}{at}")
    assert bare == set()
    assert reasons == _ON_NO_FORM.keys()


def test_every_word_that_lists_are_narrowed_by_has_a_label() -> None:
    assert {it.name for it in FILTERS} <= FIELDS.keys() | TERMS.keys()


def test_every_name_is_in_both_languages_and_no_code() -> None:
    for zh, en in (*FIELDS.values(), *PARTS.values(), *HEADS.values()):
        assert _HAN.search(zh), zh
        assert en == en.strip()
        assert not _HAN.search(en), en
        assert not re.search(r"[a-z][_.][a-z]", en), en
    assert not FIELDS.keys() & TERMS.keys()
    assert {*VALUES.values()} <= WORDS.keys()


# on pages


def faults(shown: Shown) -> str:
    """What a page says is wrong, wherever it says so."""
    told = shown.page.xpath("//*[@role='alert'] | //p[@class='fault']")
    return " ".join(" ".join(it.text_content() for it in told).split())


def led_to(shown: Shown) -> set[str]:
    """The fields that messages lead to; each has to be there."""
    found = {
        str(it)[1:] for it in shown.page.xpath("//*[@role='alert' or @class='fault']//a/@href")
    }
    assert found <= {*map(str, shown.page.xpath("//@id"))}
    return found


@pytest.fixture(params=_LANGUAGES)
def officer(stage: Stage, request: pytest.FixtureRequest) -> Browser:
    return Browser(stage, accept_language=_LANGUAGES[request.param]).sign_in("officer")


def english(browser: Browser) -> bool:
    return browser.accept_language == _LANGUAGES["en"]


@pytest.mark.parametrize("do", ["place", "try"])
def test_an_order_form_names_its_faults_by_its_labels_and_leads_to_them(
    officer: Browser, do: str
) -> None:
    wrong = order(quantity="４台")
    del wrong["lines"][0]["class"], wrong["reference"]
    wrong["lines"][0]["wings"] = 2
    wrong["price_basis"].pop("tax")
    shown = officer.post("/orders/new", filled(officer.get("/orders/new"), wrong) | {"do": do})
    told = faults(shown)
    assert not _POINTER.search(told.replace("/wings", "")), told
    line, kind, quantity, tax = (
        ("line 1 · ", "class", "quantity", "prices and tax")
        if english(officer)
        else ("第 1 行 · ", "品目", "数量", "单价是否含税")
    )
    for named in (f"{line}{kind}: ", f"{line}{quantity}: ", f"{tax}: ", f"{line}/wings: "):
        assert named in told
    # A member of no form has no field to lead to.
    wanted = {"/lines/0/class", "/lines/0/quantity", "/price_basis/tax"}
    assert led_to(shown) == wanted | ({"/reference"} if do == "place" else set())
    for pointer, words in (("/lines/0/class", kind), ("/lines/0/quantity", quantity)):
        (label_,) = shown.page.xpath(f"//label[@for='{pointer}']")
        assert label_.text.strip().lower().startswith(words)
    assert {*shown.page.xpath("//code/bdi/text()")} == {"/wings"}


def test_an_amendment_says_what_it_changes_in_words(officer: Browser) -> None:
    made = officer.stage.place(quantity=2)
    address = f"/orders/{made['id']}/amend"
    changed = {
        "/lines/0/quantity": "1",
        "/lines/0/class": "all_in_one",
        "/lines/0/operating_system/preloaded": "false",
    }
    shown = officer.post(address, form_of(officer.get(address)) | changed | {"do": "try"})
    (table,) = shown.page.xpath("//section[@aria-labelledby='changes']//table")
    said = {
        " ".join(row.xpath("string(th)").split()): (
            row.xpath("string(td[1])"),
            row.xpath("string(td[2])"),
        )
        for row in table.xpath("tbody/tr")
    }
    assert said == (
        {
            "line 1 · quantity": ("2", "1"),
            "line 1 · class": ("desktop", "all in one"),
            "line 1 · whether an operating system is preloaded": ("yes", "no"),
        }
        if english(officer)
        else {
            "第 1 行 · 数量": ("2", "1"),
            "第 1 行 · 品目": ("台式计算机", "一体式计算机"),
            "第 1 行 · 是否预装操作系统": ("是", "否"),
        }
    )


def test_other_forms_name_their_faults_by_their_labels_too(officer: Browser) -> None:
    form = officer.get("/waivers/new").form("/waivers/new")
    asked = officer.post("/waivers/new", form | {"edition": "no edition", "evidence": " x\u202e"})
    assert {"units", "reason", "edition", "evidence", "rule"} <= led_to(asked)
    place = place_of(propose(officer.stage, approved(officer.stage, 1)))
    deciding = officer.get(place).form(f"{place}/decision")
    declined = officer.post(f"{place}/decision", deciding | {"decision": "decline"})
    assert led_to(declined) == {"reason"}
    made = officer.stage.place(quantity=1)
    cancel = f"/orders/{made['id']}/cancellation"
    cancelled = officer.post(cancel, officer.get(f"/orders/{made['id']}").form(cancel))
    reason = "reason: " if english(officer) else "理由: "
    for shown in (asked, declined, cancelled):
        told = faults(shown)
        assert reason in told
        assert not _POINTER.search(told), told


def test_a_file_is_told_what_is_wrong_beside_it_and_what_followed_of_it_in_words(
    officer: Browser,
) -> None:
    address = "/orders/from-file"
    form = officer.get(address).form(address) | {"tax": "included", "do": "read"}
    head = "序号,使用部门,资产名称,品目编码,计量单位,数量,预算单价(元),金额(元)"
    table = f"{head}\n1,办公室,台式计算机,A02010105,台,1,4940,4940\n".encode()
    file: dict[str, object] = {"file": (BytesIO(table), "plan.csv")}
    read = officer.post(address, form | file)
    follows = read.page.xpath("//details/dl[@class='facts']")[0].text_content()
    words = ("code table", "unit price", "by the title")
    for said in words if english(officer) else ("编码表", "单价", "按名称"):
        assert said in follows
    assert not _POINTER.search(follows), follows
    wrong = officer.post(address, form | {"tax_rate": "17%", "file": (BytesIO(table), "x")})
    assert ("tax rate: " if english(officer) else "税率: ") in faults(wrong)
    assert led_to(wrong) == {"tax_rate"}
    # What may be said instead is listed by its names, not by its codes.
    unknown = officer.post(address, form | {"classes": "1:飞船", "file": (BytesIO(table), "x")})
    told = faults(unknown)
    assert ("thin client" if english(officer) else "瘦客户机") in told
    assert "thin_client" not in unknown.words


def test_a_page_that_is_asked_for_wrongly_names_what_it_was_asked_by(officer: Browser) -> None:
    for address, zh, en in (
        ("/orders?state=floating", "状态", "state"),
        ("/approvals?ends_by=soon", "有效且在此日前到期", "in force and ending by"),
        ("/orders?after=x", "列表中的位置", "place in the list"),
    ):
        shown = officer.get(address)
        assert shown.status in {400, 422}
        assert f"{en if english(officer) else zh}: " in shown.words
