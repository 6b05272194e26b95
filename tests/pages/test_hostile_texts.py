"""Hostile text is refused at its field, or is text wherever it is shown.

What is invisible, turns the direction of reading, piles up or is too long never gets in. The rest
(markup, formulas, quotation marks, letters that are read from right to left) gets in as it is, and
stands as text on every page, in every export and in print.
"""

import io
import json
import re
import zipfile
from collections.abc import Iterator, Mapping
from itertools import chain, product

import pytest
from lxml import etree
from marshmallow import ValidationError

from api.access_table import ACCESS
from api.examples import AGENCY
from api.export_access import READ_BY
from api.pages.field_words import FIELDS
from api.pages.words import WORDS
from api.roles import Role
from api.schemas.fields import Choice, Day, Flag, Integer, Patterned, Text
from api.schemas.gathered import Mapped
from api.schemas.strict import Strict
from approvals.export_lists import LISTS
from integrations.exports.forms import ExportForm
from integrations.print_font import spelled
from storage.embedded.server import Address
from tests.api.stage import build, stocked
from tests.integrations.test_approval_printing import bare, text_of
from tests.pages.browsing import Shown
from tests.pages.hostile import BODIES, MARK, OPERATIONS, cells, leaves, texts
from tests.pages.hostile_world import World
from tests.pages.walking import english_pages, shown_pages

_LONG = 10_000
_REFUSED = (
    *(f"a{it}b" for it in ("\u202e", "\u2066", "\u200b", "\x00", "\x1b", "\u2028", "\ufeff")),
    *("\ud800", " a", "a ", "", "\n", "Z" + "\u0337" * 5, "x" * (_LONG + 1)),
)
_MORE = {
    "quote_check": "a signed text, which has a form of its own",
    "statement": "a signed text, which has a form of its own",
}
"""Texts that may be longer than any a person writes."""
_OTHERWISE: Mapping[str, str] = {
    "DocumentText": "a document, read as a whole: tests/api/test_law_and_catalogue.py",
    "FileContent": "a file, read as a whole: tests/integrations/test_hostile_workbooks.py",
    "OldPasswordText": "it is shown nowhere, and compared with what was set",
}
"""Fields that are neither texts nor of one printed form."""
_NOT_WRITTEN: Mapping[str, str] = {
    **dict.fromkeys(
        ("validateOrder", "examinePlan", "verifyApproval"),
        "nothing of it is kept, and its answer is JSON",
    ),
    "changePassword": "a password is shown nowhere",
    "replayWebhookDelivery": "it needs a receiver that failed: tests/api/test_webhooks.py",
    "submitOrder/quote_check": "a signed text",
    "answerQuestions/answers/0/question": "a code that the law has",
    "askWaiver/provision/row": "a code that the law has",
    "subscribe/url": "an address that is looked up",
    "publishProposal/together_with/0": "it names another proposal",
    **dict.fromkeys(
        (
            "approveFreeSoftwareList/entries/0",
            "despatchDelivery/approval",
            "proposeSubstitution/approval",
            "recordAssets/approval",
        ),
        "the number of what it is about",
    ),
    "decideSubstitution/reference": "of the order that consent places: submitOrder/reference",
    "proposeSubstitution/device": "what it is approved by: submitOrder/lines/0",
}
"""Operation, or the beginning of the path of a field → why nothing hostile is written there."""
_ON_NO_PAGE: Mapping[str, str] = {
    **dict.fromkeys(
        (
            *("acceptDelivery", "cardDelivery", "despatchDelivery/lines", "inspectDelivery"),
            *("receiveDelivery", "returnDelivery/serials", "withdrawDelivery/serials"),
            *("disposeAsset", "recordAssets", "recordLicenceEvidence"),
        ),
        "devices one by one stand in exports and ledgers",
    ),
    **dict.fromkeys(
        (
            *("recordLicence", "confirmLicence", "revokeLicence", "recordFreeSoftware"),
            *("approveFreeSoftware", "takeOffFreeSoftware", "suspendSupplier", "liftSuspension"),
            *("recordProperties", "nameApprovers", "proposeSubstitution/device"),
            *("subscribe", "rotateSub", "disableSub", "enableSub", "deleteSub"),
        ),
        "it is asked for in JSON",
    ),
    **dict.fromkeys(
        ("endSession", "withdrawKey", "disableAccount", "examineOrderAgain"),
        "why it was done stands in the entry of the ledger, which pages show as JSON",
    ),
    **dict.fromkeys(("addAccount/password", "setPassword"), "a password is shown nowhere"),
}
"""Operation, or the beginning of the path of a field → why no page shows what stands there."""


@pytest.fixture(scope="module")
def world(server: Address, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """A service of its own: nobody else's products are to be called by a formula."""
    with stocked(server, "hostile") as made:
        stage = build(made, tmp_path_factory.mktemp("hostile"))
        try:
            filled = World(stage)
            filled.fill()
            yield filled
        finally:
            stage.close()


@pytest.mark.parametrize("operation", BODIES)
def test_what_cannot_be_seen_piles_up_or_is_too_long_gets_into_no_field(operation: str) -> None:
    for at, field in leaves(BODIES[operation]()):
        kind = type(field).__name__
        assert isinstance(field, Strict), at
        if isinstance(field, Text):
            longer = at.rpartition("/")[2] in _MORE
            assert field.limit < _LONG or longer, at
            for text in (*_REFUSED[:-1], "x" * (field.limit + 1)):
                with pytest.raises(ValidationError):
                    field.read(text)
        elif kind not in _OTHERWISE:
            assert isinstance(field, Patterned | Choice | Day | Flag | Integer | Mapped), at
            for text in (*_REFUSED, MARK):
                with pytest.raises(ValidationError):
                    field.read(text)


def test_no_query_takes_a_text_that_is_hostile_or_too_long() -> None:
    asked = [it.field for one in OPERATIONS.values() for it in one.query]
    read = [it for it in asked if isinstance(it, Text)]
    assert read
    for field, text in product(read, (*_REFUSED[:-1], "x" * _LONG)):
        with pytest.raises(ValidationError):
            field.read(text)


def test_every_text_is_written_somewhere_or_has_its_reason(world: World) -> None:
    left = {
        f"{operation}{at}"
        for operation in BODIES
        for at in texts(operation)
        if (operation, at) not in world.marks
    }
    reasons = {it: [one for one in _NOT_WRITTEN if it.startswith(one)] for it in left}
    assert [it for it, found in reasons.items() if not found] == []
    assert set(chain(*reasons.values())) == _NOT_WRITTEN.keys()


_AS_TYPED = " or ".join(
    f"ancestor::{it}" for it in ("bdi", "code", "pre", "a[contains(@class, 'permanent')]")
)
_READ = f"(//main | //body[not(.//main)])//text()[not({_AS_TYPED})]"
"""What the service itself says on a page, or in a part that is put into one."""
_SHORT = 2
"""Codes of so few letters are words of other things too."""
_WORD = re.compile(r"[A-Za-z]+(?:[-_][A-Za-z0-9]+)*")
_CODE = re.compile(r"[A-Za-z]+(?:[-_.][A-Za-z0-9_]+)*")
_ISOLATED = frozenset({"bdi", "textarea", "option", "title"})
"""Elements in which a text cannot turn what stands around it, or that show nothing else."""


def not_as_text(shown: Shown) -> Iterator[str]:
    """What somebody typed and a browser would take for more than a text, or not set apart."""
    if "<b onclick" in shown.text:
        yield "an element"
    for node in shown.page.xpath("//text()[contains(., 'onclick=x')]"):
        parent = node.getparent().getparent() if node.is_tail else node.getparent()
        if not _ISOLATED & {parent.tag, *(it.tag for it in parent.iterancestors())}:
            yield str(node)
    yield from map(str, shown.page.xpath("//@*[starts-with(name(), 'on')]"))


@pytest.fixture(scope="module")
def pages(world: World) -> list[tuple[str, Shown]]:
    """All of them, looked at once."""
    return [*shown_pages(world)]


def test_no_page_shows_a_code_that_has_a_word(pages: list[tuple[str, Shown]]) -> None:
    codes = {code for kind in WORDS.values() for code in kind if len(code) > _SHORT}
    bare = {
        (address, *found)
        for address, shown in pages
        for node in shown.page.xpath(_READ)
        if (found := sorted(codes & {*_WORD.findall(str(node))}))
    }
    assert bare == set()


def test_no_page_in_english_shows_a_code_that_is_called_otherwise(world: World) -> None:
    # What is one word in a code is that word in English too; what signs join is a code.
    said = {code: en for kind in WORDS.values() for code, (_, en) in kind.items()}
    terms = world.stage.call("GET", "/v1/terms").json["items"]
    # An edition's id is what it is cited by, and stands beside its title.
    terms = [it for it in terms if it["code"] != it.get("edition")]
    said |= {it["code"]: it["name"]["en"] for it in terms} | dict.fromkeys(FIELDS, "")
    codes = {code for code, en in said.items() if re.search("[-_.]", code) and code not in en}
    assert {"thin_client", "in-force", "unit_price", "contract.after_sales"} <= codes
    walked = [*english_pages(world)]
    bare = {
        (address, *found)
        for address, shown in walked
        for node in shown.page.xpath(_READ)
        if (found := sorted(codes & {*_CODE.findall(str(node))}))
    }
    assert bare == set()
    assert sum(shown.status == 200 for _, shown in walked) > 80
    assert {shown.page.get("lang") for _, shown in walked} == {"en"}


def test_every_page_shows_it_as_text_that_moves_nothing_around_it(
    world: World, pages: list[tuple[str, Shown]]
) -> None:
    wrong, seen, opened = {}, set(), 0
    for address, shown in pages:
        opened += shown.status == 200
        assert shown.status in {200, 403, 404}, (address, shown.text)
        # Of a file, bytes that happen to look like markup would be taken for it.
        assert shown.headers["Content-Type"].startswith("text/html"), address
        if found := [*not_as_text(shown)]:
            wrong[address] = found
        told = shown.page.text_content() + " ".join(map(str, shown.page.xpath("//@value")))
        seen |= {at for at, marks in world.marks.items() if any(it in told for it in marks)}
    assert wrong == {}
    assert opened > 200
    unseen = {f"{operation}{at}" for operation, at in world.marks.keys() - seen}
    assert {it for it in unseen if not it.startswith(tuple(_ON_NO_PAGE))} == set()


def test_every_export_holds_it_as_text_and_no_formula(world: World) -> None:
    held = {}
    for name in LISTS.keys() - {"impact", "replay-orders"}:
        roles = ACCESS[READ_BY[name]].roles or {Role.AUDITOR}
        role = next(it for it in (Role.AUDITOR, Role.STANDARDS_KEEPER, *roles) if it in roles)
        found = {}
        for form in ExportForm:
            answer = world.stage.call("GET", f"/v1/exports/{name}?format={form}", role.value)
            assert answer.status == 200, answer.data
            with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
                found[form] = cells(form, archive.read(archive.namelist()[0]))
        held[name] = found[ExportForm.JSONL]
        assert found[ExportForm.PARQUET] == found[ExportForm.XLSX] == held[name]
        csv_cells = found[ExportForm.CSV]
        assert csv_cells == [f"'{it}" if it[0] == "=" else it for it in held[name]], name
    assert {name for name, found in held.items() if found} >= {
        *("orders", "approvals", "approval-lines", "waivers", "deliveries"),
        *("review-cases", "listings"),
    }


def test_documents_for_other_systems_hold_it_as_text(world: World) -> None:
    order = world.stage.call("GET", f"/v1/approvals/{world.approved}", "officer").json["order"]
    path = f"/v1/orders/{order}"
    document = etree.fromstring(world.stage.call("GET", f"{path}/document", "officer").data)
    assert MARK in "".join(map(str, document.itertext()))
    assert not document.xpath("//*[local-name() = 'b']")
    record = world.stage.call("GET", f"{path}/ocds", "auditor").data.decode()
    assert json.dumps(MARK, ensure_ascii=False)[1:-1] in record
    ledgers = f"/v1/agencies/{AGENCY}/software-ledgers?format=xlsx"
    assert cells(ExportForm.XLSX, world.stage.call("GET", ledgers, "auditor").data)


def test_a_print_holds_it_as_text(world: World) -> None:
    path = f"/v1/approvals/{world.approved}"
    order = world.stage.call("GET", path, "officer").json["order"]
    said = world.stage.call("GET", f"/v1/orders/{order}", "officer").json["order"]
    told = text_of(world.stage.call("GET", f"{path}/document", "officer").data)
    ascii_only = frozenset(map(chr, range(128)))
    for text in (said["reference"], said["lines"][0]["model"]):
        assert text.startswith(MARK)
        assert bare(spelled(text, ascii_only)) in told
