"""What people read is wholly Chinese or wholly English, and every state has its word in both."""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from string import Formatter

import pytest
from werkzeug.exceptions import MethodNotAllowed, NotFound, RequestEntityTooLarge

from api.access_keys import UnknownKey
from api.accounts import MalformedName, NameTaken, NoPassword, UnknownAccount
from api.document_faults import DocumentFaults
from api.fault_sentences import SENTENCES
from api.faults import Fault, Note, Words
from api.holders import AdministratorsApart, WrongHolder
from api.json_places import Place
from api.own_password import NoOwnPassword, SamePassword, WrongPassword
from api.passwords import WeakPassword
from api.print_answer import EMPTY, UNKNOWN
from api.problem_kinds import KINDS
from api.problems import TABLE, problem_of
from api.session_acts import UnknownSession
from api.strict_json import CODES, MalformedJson
from approvals import delivery_errors as delivering
from approvals import errors as approving
from approvals import free_software_errors as listing
from approvals import licence_errors as licensing
from approvals import software_errors, software_gaps, software_indicators, uscc, verify
from approvals import substitution_errors as substituting
from approvals import suspension_errors as suspending
from approvals.replay_errors import ReplayNotFound
from approvals.state_words import OF_ANYTHING, STATE_WORDS, state_words
from approvals.states import (
    ABSENT,
    CHANGED,
    PENDING,
    ApprovalState,
    Awaits,
    FreeSoftwareState,
    LicenceState,
    OrderState,
    ReplayState,
    WaiverState,
)
from approvals.substitution import SubstitutionState
from approvals.unit_states import UnitState
from catalog import errors as cataloguing
from catalog import seed_sentences, state_sentences
from integrations.documents.open_points import SENTENCES as POINTS
from integrations.documents.open_points import OpenCode, point
from integrations.errors import Place as FilePlace
from integrations.file_faults import FileFault, refusal
from integrations.list_notes import ListCode, ListRefused, note
from integrations.office_doubts import DoubtCode, TableDoubted, doubt
from integrations.print_verifying import FINDINGS
from integrations.webhooks import errors as webhooks
from integrations.webhooks.addresses import Unfit, UnfitAddress
from ledger import discrepancies, reasons
from ledger.errors import Flaw, ReasonedError
from ledger.jws import sign_compact
from tests.api.stage import Stage
from tests.architecture.tree import read, sources
from validators import law_cases, sentences, standards_sentences
from validators.finding import Conclusion, Finding, Message, Outcome, Verdict
from validators.law_cases import Failure
from validators.messages import say
from validators.rule import Gate
from validators.standards_fault import Fault as StandardFault
from validators.standards_fault import StandardsFault
from validators.standards_fields import Written
from validators.standards_sentences import wrong

_HAN = re.compile(r"[\u3400-\u9fff\u3000-\u303f\uff00-\uffef]")
_WORD = re.compile(r"[A-Za-z]{2,}")
_NAMES = frozenset(
    {
        "JSON",
        "UTF",
        "YAML",
        "XML",
        "NaN",
        "true",
        "false",
        "null",
        "ASCII",
        "GB",
        "kB",
        "OEM",
        "CPU",
        "CPE",
        "purl",
        "https",
        "IP",
        "errors",
    }
    | {"Idempotency", "Key", "Authorization", "Bearer", "If", "Match", "ETag", "Allow", "Host"}
    | {"Retry", "After", "RateLimit", "Policy", "sha"}
    | {"application", "json", "checkpoint", "PROCHECK", "TRUSTED", "HOSTS"}
)
"""Names of formats, headers and members: the same in every language."""


_LIBRARYS = frozenset({"{why}"})
"""What has no English words but those of a library."""


def _chinese(text: str) -> list[str]:
    """The words in a Chinese sentence that are not Chinese, values and quoted keys left out."""
    bare = re.sub(r'\{[^}]*\}|"[^"]*"', "", text)
    return [it for it in _WORD.findall(bare) if it not in _NAMES]


def _pairs() -> Iterator[tuple[str, str, str]]:
    tables = (("json", CODES), ("broken", verify.BROKEN), ("open", POINTS))
    for name, table in (("faults", SENTENCES), *tables):
        for code, (zh, en) in table.items():
            yield f"{name}:{code}", zh, en
    for kind in KINDS.values():
        yield f"kind:{kind.name}", kind.zh, kind.en
        yield f"advice:{kind.name}", kind.advice_zh, kind.advice_en
    for at, (zh, en) in enumerate([*FINDINGS.values(), EMPTY, UNKNOWN]):
        yield f"paper:{at}", zh, en
    for subject, table in {**STATE_WORDS, "anything": OF_ANYTHING}.items():
        for state, (zh, en) in table.items():
            yield f"state:{subject}:{state}", zh, en
    yield from _pairs_of_the_ledger()
    for module in (sentences, law_cases, standards_sentences, seed_sentences, state_sentences):
        for code, (zh, en) in module.SENTENCES.items():
            yield f"{module.__name__}:{code}", zh, en
    yield from _pairs_of_software()
    for field in _fields(Written):
        yield f"expected:{field.__name__}", *field.expected


def _pairs_of_software() -> Iterator[tuple[str, str, str]]:
    for table in (software_gaps.SENTENCES, software_indicators.DEFINITIONS):
        for code, (zh, en) in table.items():
            yield f"software:{code}", zh, en
    for kind, reason in software_gaps.REASONS.items():
        yield f"refused:{kind.__name__}", reason.zh, reason.en
    for at, left in enumerate(software_indicators.LEFT_OUT):
        yield f"left-out:{at}", left.zh, left.en


def _pairs_of_the_ledger() -> Iterator[tuple[str, str, str]]:
    for fault, (en, zh) in discrepancies.SENTENCES.items():
        yield f"ledger:{fault}", zh, en
    for code, (en, zh) in reasons.SENTENCES.items():
        if en not in _LIBRARYS:
            yield f"reason:{code}", zh, en


def _fields(field: type[Written]) -> Iterator[type[Written]]:
    """A kind of value that documents write, and every kind of it."""
    yield field
    for narrower in field.__subclasses__():
        yield from _fields(narrower)


@pytest.mark.parametrize(("name", "zh", "en"), tuple(_pairs()))
def test_a_pair_is_one_sentence_in_two_languages(name: str, zh: str, en: str) -> None:
    assert _HAN.search(zh), name
    assert _chinese(zh) == [], name
    assert not _HAN.search(re.sub(r"\{[^}]*\}", "", en)), name
    assert _WORD.search(en), name


def _shown(sentence: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(sentence) if name}


@pytest.mark.parametrize("table", [discrepancies.SENTENCES, reasons.SENTENCES])
def test_the_ledgers_chinese_shows_what_its_english_shows_but_words_of_libraries(
    table: Mapping[str, tuple[str, str]],
) -> None:
    for code, (en, zh) in table.items():
        assert _shown(zh) <= _shown(en), code
        assert _shown(en) & {"reason", "what"} == _shown(zh) & {"reason", "what"}, code


def test_every_reason_that_is_given_is_in_the_table_and_every_one_in_it_is_given() -> None:
    # Code that raises names its reason as a literal, in one of these calls.
    called = re.compile(r'because\(\s*("[^)]*?)[,)]')
    given = {
        code
        for path in sources("ledger", "approvals", "catalog")
        for call in called.findall(read(path))
        for code in re.findall(r'"([a-z0-9-]+)"', call)
    }
    dynamic = {it.code for it in ReasonedError.__subclasses__()} | {"file-size", "file-longer"}
    assert given | dynamic == reasons.SENTENCES.keys()


_STATES: Mapping[str, set[str]] = {
    "order": {*OrderState, *Awaits},
    "approval": {*ApprovalState},
    "waiver": {*WaiverState},
    "licence": {*LicenceState, PENDING},
    "free-software": {*FreeSoftwareState},
    "replay": {*ReplayState},
    "unit": {*UnitState},
    "substitution": {*SubstitutionState},
    "review-case": {"open", "closed"},
}


def test_every_state_of_everything_has_its_word_and_nothing_else_has() -> None:
    assert {subject: set(table) for subject, table in STATE_WORDS.items()} == _STATES
    assert OF_ANYTHING.keys() == {CHANGED, ABSENT}


def test_states_of_one_code_have_each_its_own_word() -> None:
    assert state_words("waiver", "withdrawn") == ("已收回", "withdrawn")
    assert state_words("unit", "withdrawn") == ("已撤回", "withdrawn")
    assert state_words("waiver", CHANGED)[0] == "已被另一操作改变"
    with pytest.raises(KeyError):
        state_words("waiver", "in-force")


def test_every_flaw_of_a_signature_has_its_sentence() -> None:
    assert verify.BROKEN.keys() == set(Flaw)


def _wholly(zh: str, en: str, *values: str) -> None:
    for value in values:
        zh, en = zh.replace(value, ""), en.replace(value, "")
    assert _HAN.search(zh)
    assert _chinese(zh) == [], zh
    assert not _HAN.search(en), en


_HELD = Verdict(
    Conclusion.REFUSED,
    date(2026, 1, 1),
    "1",
    (),
    (
        Finding(
            "original-image",
            "image-altered",
            Outcome.BREACH,
            "/units/0/altered",
            say("image-altered", serial="S1"),
        ),
    ),
)
_EXAMPLES: tuple[Exception, ...] = (
    software_errors.EntriesRefused((software_errors.AlreadyInstalled("明细表!F5"),)),
    TableDoubted((doubt(FilePlace("明细表"), DoubtCode.TABLE_EMPTY),)),
    refusal(FileFault.UNREADABLE),
    DocumentFaults(
        tuple(
            {"code": it.code, "message": {"zh": it.message.zh, "en": it.message.en}}
            for it in (
                point(OpenCode.TAX),
                point(OpenCode.CLASS, "/l", found="7"),
                point(OpenCode.PRICE_NOT_EXACT, "/l", price="10", per="3"),
                point(OpenCode.AMOUNT_DIFFERS, "/l", found="1", wanted="2"),
            )
        )
    ),
    MalformedJson("not-a-number", "NaN", Place(1, 2, "/a")),
    approving.WrongState.of_order("o", OrderState.HELD, Awaits.DECISION, awaits=Awaits.FACTS),
    approving.WrongState.of_order("o", CHANGED, OrderState.APPROVED),
    approving.WrongState.of_approval("n", ApprovalState.REVOKED, ApprovalState.IN_FORCE),
    approving.WrongState.of_replay("r", ReplayState.DONE, ReplayState.RUNNING),
    ReplayNotFound("r"),
    refusal(FileFault.NO_ROWS, FilePlace(path="/0")),
    ListRefused((note(FilePlace(), ListCode.REVISION_BEHIND, revision=1, held=2),)),
    approving.SamePerson("p"),
    approving.NotNamed("p", "a"),
    approving.DuplicateReference("R1", "o"),
    approving.AgencyExists("a"),
    approving.SerialTaken(("S1",)),
    approving.AlreadyDisposed("S1", date(2026, 1, 1)),
    approving.WrongItem("S1", 0),
    approving.MoreThanApproved("n", 0, 1, 2),
    approving.DayOutOfRange(date(2026, 1, 1), "valid_from", None, date(2025, 1, 1)),
    approving.WrongState.of_unit("S1", UnitState.RETURNED, UnitState.INSPECTED),
    delivering.DeliveryNotFound("d"),
    delivering.DeliveryExists("R1"),
    delivering.LineNotApproved(0, 7),
    delivering.NotInDelivery(("S1",)),
    delivering.ToldTwice(("S1",)),
    delivering.CardStands(("S1",)),
    delivering.GateHolds("d", ((Gate.DELIVERY, _HELD),)),
    substituting.SubstitutionNotFound("s"),
    substituting.SubstitutionExists("R1"),
    substituting.LineNotStanding(7),
    substituting.MoreThanOpen(0, 1, 2),
    substituting.PriceRose("4500.00", "4500.01"),
    substituting.NothingSubstituted(),
    substituting.SubstitutionOpen("s", (_HELD,)),
    substituting.wrong_state("s", SubstitutionState.LAPSED, SubstitutionState.PROPOSED),
    approving.QuestionNotOpen("q1", ()),
    approving.QuotaOverdrawn("a"),
    approving.AgencyBusy("a"),
    approving.KeyReused("k"),
    approving.KeyInUse("k"),
    approving.UnknownAgency("a"),
    approving.OrderNotFound("o"),
    approving.ReceiptNotFound("o", 1),
    approving.ApprovalNotFound("n"),
    approving.WaiverNotFound("n"),
    licensing.LicenceNotFound("n"),
    licensing.DrawnBeyond("n", 1, 2),
    listing.FreeSoftwareNotFound("n"),
    listing.FreeSoftwareListed("n"),
    listing.EntriesNotApproved(tuple(enumerate(listing.NotApproved))),
    webhooks.SubscriptionNotFound("s"),
    webhooks.WebhookDeliveryNotFound("d"),
    webhooks.SubscriptionState("disabled", ("enabled",)),
    webhooks.TooManySubscriptions(10),
    *map(UnfitAddress, Unfit),
    suspending.SuspensionNotFound("n"),
    suspending.SuspensionOver("n"),
    licensing.EvidenceUsed((0,)),
    approving.ReviewNotFound("c"),
    approving.WrongState.of_review("c"),
    approving.NothingAmended("o"),
    approving.LessThanDelivered(0, 3),
    approving.LessThanDelivered(None, 3),
    approving.PartlyDelivered("o"),
    approving.WrongState.of_waiver("n", WaiverState.EXPIRED, WaiverState.ASKED),
    approving.AssetNotFound("s"),
    cataloguing.UnknownProposalError("p"),
    cataloguing.UnknownDocumentError("edition", "e1"),
    cataloguing.NotTheKeeperError("r", "edition"),
    cataloguing.SamePersonError("p", "q"),
    cataloguing.StaleRevisionError("edition", "e1", 1, 2),
    cataloguing.LawCasesFailedError((Failure("f.yaml", 3, "c1", Message("不对", "it says no")),)),
    StandardsFault(
        (StandardFault("f.yaml", 3, "rows[0].price", wrong("no-yaml", why="it is odd")),)
    ),
    UnknownAccount("a"),
    UnknownSession("s"),
    UnknownKey("k"),
    NameTaken("n"),
    MalformedName("N"),
    NoPassword("a"),
    WeakPassword(),
    NoOwnPassword(),
    WrongPassword(),
    SamePassword(),
    AdministratorsApart("p"),
    WrongHolder("r"),
    MethodNotAllowed(["GET"]),
    NotFound(),
    RequestEntityTooLarge(),
)


@pytest.mark.parametrize(
    "error", _EXAMPLES, ids=[f"{at}-{type(it).__name__}" for at, it in enumerate(_EXAMPLES)]
)
def test_a_problem_is_told_wholly_in_each_language(error: Exception) -> None:
    problem = problem_of(error)
    assert problem is not None
    document = problem.document()
    told = [document, *document.get("errors", ())]
    for one in told:
        _wholly(
            one["message"]["zh"],
            one["message"]["en"],
            *("R1", "S1", "q1", "e1", "f.yaml", "rows[0].price", "c1", '"/a"', "edition"),
        )


def test_every_problem_has_an_example_above() -> None:
    examples = {type(it) for it in _EXAMPLES}
    general = {it for it in TABLE if it.__name__ in {"Refused", "ContentFaults", "HTTPException"}}
    assert {it.__name__ for it in TABLE} - {it.__name__ for it in general} <= {
        it.__name__ for it in examples
    }


@pytest.mark.parametrize(
    "code",
    ["1", "1" * 17 + "I", "11100000EXAMPLE01X", "11AB0000EXAMPLE01N", "1110000OEXAMPLE01N"],
)
def test_why_a_code_is_none_is_said_in_each_language(code: str) -> None:
    with pytest.raises(approving.MalformedUscc) as raised:
        uscc.check_uscc(code)
    _wholly(raised.value.reason_zh, raised.value.reason, code)
    told = Fault(
        "", Note("not-a-uscc", {"reason": Words(raised.value.reason_zh, raised.value.reason)})
    )
    message = told.document()["message"]
    _wholly(message["zh"], message["en"], code)
    assert raised.value.reason_zh in message["zh"]
    assert raised.value.reason in message["en"]


@pytest.mark.parametrize(
    ("statement", "flaw"),
    [
        ("x", Flaw.FORM),
        ("a.b.c", Flaw.FORM),
        ("e30.e30.e30", Flaw.HEADER),
        ("a" * (verify.MAX_TOKEN + 1), Flaw.LENGTH),
    ],
)
def test_why_a_signature_does_not_hold_is_said_in_each_language(
    stage: Stage, statement: str, flaw: Flaw
) -> None:
    found = verify.verify(statement, keys=stage.services.keys, now=stage.clock())
    assert found.signature.code == "signature-broken"
    assert (found.signature.zh, found.signature.en) == verify.BROKEN[flaw]


def test_a_statement_of_a_strange_key_and_one_of_another_kind_are_told_apart(stage: Stage) -> None:
    signer = stage.services.office.signer
    other = sign_compact(b"{}", typ="other+jws", signer=signer)
    empty = sign_compact(b"{}", typ="approval+jws", signer=signer)
    good = stage.place()["approval"]["statement"]
    head, body, _ = good.split(".")
    changed = f"{head}.{body}.{empty.split('.')[2]}"
    told = {
        flaw: verify.verify(it, keys=keys, now=stage.clock()).signature.en
        for flaw, it, keys in (
            (Flaw.TYPE, other, stage.services.keys),
            (Flaw.CONTENT, empty, stage.services.keys),
            (Flaw.KEY, good, ()),
            (Flaw.SIGNATURE, changed, stage.services.keys),
        )
    }
    assert told == {flaw: verify.BROKEN[flaw][1] for flaw in told}


def test_an_order_in_another_state_is_told_by_its_state_and_what_it_awaits(stage: Stage) -> None:
    held = stage.place(operating_system={"preloaded": True, "name": "麒麟"})
    path = f"/v1/orders/{held['id']}"
    etag = stage.call("GET", path, "approver").headers["ETag"]
    decision = {"decision": "grant", "reason": "example"}
    answer = stage.call(
        "POST", f"{path}/decision", "approver", decision, headers={"If-Match": etag}
    )
    told = answer.json
    assert (answer.status, told["state"], told["awaits"]) == (409, "held", "facts")
    assert told["wanted"] == ["decision"]
    assert "待补事实" in told["message"]["zh"]
    _wholly(told["message"]["zh"], told["message"]["en"])


def test_a_revoked_approval_is_told_wholly_in_each_language(stage: Stage) -> None:
    made = stage.place()
    number = made["approval"]["number"]
    reason = {"reason": "example"}
    assert (
        stage.call("POST", f"/v1/approvals/{number}/revocation", "approver", reason).status == 200
    )
    body = {"statement": made["approval"]["statement"]}
    told = stage.call("POST", "/v1/approvals/verification", None, body).json["revocation"]
    assert told["code"] == "revoked"
    # an instant has letters of its own
    _wholly(told["message"]["zh"], told["message"]["en"])
    assert "已撤销" in told["message"]["zh"]


def test_every_refusal_of_the_software_ledgers_has_its_reason() -> None:
    refusals = set(software_errors.LedgerActRefused.__subclasses__())
    assert refusals == software_gaps.REASONS.keys()
