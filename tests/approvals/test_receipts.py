"""A receipt recomputes its verdict, byte for byte, for ever."""

import json
from datetime import timedelta
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from approvals.errors import MalformedReceipt, UnknownEngine, UnknownLaw
from approvals.receipt import ENGINES, differing, recompute, seal
from approvals.sealing import claims_bytes, evidence_bytes, verdict_bytes
from approvals.statement import editions_named
from ledger.canonical import canonical, digest, parse
from storage.packed import unpack
from tests.approvals.builders import (
    APPROVER,
    GOLDEN,
    POLICY,
    TODAY,
    books,
    law,
    law_digest,
    line,
    order,
)
from tests.approvals.stage import Stage, order_of
from validators.classes import ItemClass
from validators.evidence import Agency, Answer, Count, Evidence, Holding, Level, Register, Standing
from validators.examine import Dates, examine
from validators.finding import (
    Citation,
    Conclusion,
    EditionUsed,
    Finding,
    Message,
    Outcome,
    Remedy,
    Verdict,
    WaivedBy,
)
from validators.free_software import FreeSoftware
from validators.listing import Listing, ListingKind
from validators.listing_event import EventKind, ListingEvent
from validators.reading import read_order
from validators.spare import Spare
from validators.suspension import Suspension
from validators.waiver import Waiver
from validators.writing import evidence_document, verdict_document

LAWS = {law_digest(): law()}
RECEIPTS = sorted(GOLDEN.glob("*.receipt.json"))


def of(stage: Stage, order_id: str) -> list[bytes]:
    stored = stage.column(
        "select body from procheck.receipt where order_id = :order order by examination",
        order=order_id,
    )
    return [unpack(it) for it in stored]


def test_the_receipts_of_every_kind_of_outcome_recompute(stage: Stage) -> None:
    stage.register(heads=10)
    stage.deliver(None, ["OLD-1"], pages=100)
    documents = {
        "approved": order("A-1", line(3)),
        "refused": order("A-2", line(30, "5200.00", replaces=["OLD-1", "NONE"])),
        "question": order("A-3", line(of="printer", attributes={"colour": True})),
        "held": order("A-4", line(of="safe")),
    }
    for document in documents.values():
        order_id = order_of(stage.submit(document))
        (receipt,) = of(stage, order_id)
        assert recompute(receipt, LAWS).agrees
        assert json.loads(receipt)["order"] == document


def test_the_receipt_of_a_later_examination_recomputes_too(stage: Stage) -> None:
    stage.register(heads=10)
    stage.approvers(APPROVER.person)
    question = line(price="900", of="printer", attributes={"colour": True})
    order_id = order_of(stage.submit(order("A-1", question)))
    stage.later(days=3)
    stage.answer(order_id, "colour-printers-needed")
    stage.later(days=3)
    stage.grant(order_id)
    receipts = of(stage, order_id)
    assert len(receipts) == 3
    assert all(recompute(it, LAWS).agrees for it in receipts)
    assert [json.loads(it)["verdict"]["outcome"] for it in receipts] == [
        "undetermined",
        "conforming",
        "conforming",
    ]


def test_a_later_correction_of_the_headcount_changes_no_receipt(stage: Stage) -> None:
    stage.register(heads=10)
    order_id = order_of(stage.submit(order("A-1", line(10))))
    before = of(stage, order_id)
    stage.headcount(1)
    assert of(stage, order_id) == before
    assert recompute(before[0], LAWS).agrees


@pytest.mark.parametrize("receipt", RECEIPTS, ids=[it.name for it in RECEIPTS])
def test_golden_receipts_of_every_release_still_recompute(receipt: Path) -> None:
    assert recompute(receipt.read_bytes(), LAWS).agrees


def test_there_are_golden_receipts_of_all_outcomes_for_every_engine() -> None:
    found = {
        (sealed["engine"], sealed["verdict"]["outcome"])
        for sealed in (json.loads(it.read_bytes()) for it in RECEIPTS)
    }
    outcomes = ("conforming", "refused", "undetermined")
    assert found >= {(engine, outcome) for engine in ENGINES for outcome in outcomes}


def test_a_golden_law_is_kept_with_the_very_bytes_its_receipts_rest_on() -> None:
    assert {json.loads(it.read_bytes())["law"] for it in RECEIPTS} == {law_digest()}


@pytest.mark.parametrize("receipt", RECEIPTS, ids=[it.name for it in RECEIPTS])
def test_a_changed_verdict_is_named_where_it_was_changed(receipt: Path) -> None:
    sealed: Any = json.loads(receipt.read_bytes())
    sealed["verdict"]["outcome"] = "waved through"
    found = recompute(canonical(sealed), LAWS)
    assert (found.agrees, found.differences) == (False, ("/outcome",))


def test_what_is_no_receipt_is_told_apart_from_what_cannot_be_recomputed() -> None:
    sealed: Any = json.loads(RECEIPTS[0].read_bytes())
    for bad in (
        b"",
        b"{}",
        b"[1]",
        json.dumps(sealed).encode(),
        canonical({**sealed, "format": 2}),
        canonical({**sealed, "extra": 1}),
        canonical({**sealed, "dates": {"placed_on": "soon"}}),
        canonical({**sealed, "order": []}),
        canonical({**sealed, "evidence": {}}),
    ):
        with pytest.raises(MalformedReceipt):
            recompute(bad, LAWS)
    with pytest.raises(UnknownEngine):
        recompute(canonical({**sealed, "engine": "0"}), LAWS)
    with pytest.raises(UnknownLaw):
        recompute(canonical({**sealed, "law": digest(b"other")}), LAWS)


_TEXT = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12)
_EVIDENCE = st.builds(
    Evidence,
    agency=st.builds(
        Agency,
        uscc=_TEXT,
        name=_TEXT,
        jurisdiction=st.just("ex"),
        level=st.just(Level.CENTRAL),
        counts=st.dictionaries(
            st.sampled_from(["filled-establishment", "rooms"]),
            st.builds(Count, value=st.integers(0, 99), since=st.just(TODAY), source=_TEXT),
        ),
    ),
    holdings=st.lists(
        st.builds(
            Holding,
            item_class=st.sampled_from(["desktop", "laptop", "printer"]).map(ItemClass),
            attributes=st.sampled_from([(), (("colour", True),), (("paper", "a3"),)]),
            standing=st.sampled_from(Standing),
            quantity=st.integers(1, 60),
        ),
        max_size=4,
    ).map(tuple),
    answers=st.dictionaries(
        st.just("colour-printers-needed"),
        st.builds(
            Answer,
            question=st.just("colour-printers-needed"),
            granted=st.booleans(),
            reason=_TEXT,
            role=_TEXT,
        ),
    ),
    catalogue=st.just("sha256:" + "c" * 64),
    waivers=st.lists(
        st.builds(
            Waiver,
            number=_TEXT,
            rule=st.sampled_from(["unit-price-ceiling", "headcount-quota"]),
            item_class=st.sampled_from(["desktop", "laptop", "printer"]).map(ItemClass),
            attributes=st.sampled_from([(), (("colour", True),)]),
            edition=st.none() | st.just("example-equipment"),
            row=st.none(),
            units=st.integers(1, 60),
            left=st.integers(0, 60),
            unit_price=st.none() | st.decimals("4500", "9000", places=2),
            valid_from=st.just(TODAY),
            valid_until=st.just(TODAY),
            granted_by=_TEXT,
        ),
        max_size=3,
        unique_by=lambda it: it.number,
    ).map(tuple),
    free_software=st.lists(
        st.builds(
            FreeSoftware,
            number=_TEXT,
            name=_TEXT,
            version=st.none() | _TEXT,
            edition=st.none() | _TEXT,
            department=st.none() | _TEXT,
            reason=_TEXT,
            approved=st.booleans(),
            valid_from=st.just(TODAY),
            off_from=st.none() | st.just(TODAY),
            off_reason=st.none() | _TEXT,
        ),
        max_size=2,
    ).map(tuple),
    suspensions=st.lists(
        st.builds(
            Suspension,
            number=_TEXT,
            document=_TEXT,
            valid_from=st.just(TODAY),
            valid_until=st.just(TODAY),
        ),
        max_size=2,
    ).map(tuple),
    spares=st.lists(
        st.builds(
            Spare,
            item_class=st.sampled_from(["software_office", "software_antivirus"]).map(ItemClass),
            drawn=st.integers(0, 60),
            used=st.integers(0, 60),
            count=st.integers(0, 9),
            orders=st.lists(_TEXT, max_size=2).map(tuple),
        ),
        max_size=2,
        unique_by=lambda it: it.item_class,
    ).map(tuple),
)


@given(_EVIDENCE, st.integers(1, 60), st.sampled_from(["desktop", "laptop", "printer"]))
def test_any_evidence_survives_sealing(evidence: Evidence, quantity: int, name: str) -> None:
    document = order("A-1", line(quantity, "7000.01", of=name, attributes={"colour": True}))
    data = canonical(document)
    days = Dates(TODAY, valid_until=POLICY.valid_until(TODAY))
    verdict = examine(read_order(document), evidence, law(), days)
    sealed = seal(data, evidence, verdict, days, law_digest(), books().revision)
    assert canonical(parse(sealed.receipt)) == sealed.receipt
    assert recompute(sealed.receipt, LAWS).agrees


_LISTING = st.builds(
    Listing,
    id=_TEXT,
    scheme=st.just("example-scheme"),
    kind=st.sampled_from(ListingKind),
    publication=_TEXT,
    name=_TEXT,
    names=st.lists(_TEXT, min_size=1, max_size=2).map(tuple),
    version=st.none() | _TEXT,
    valid_until=st.none() | st.just(TODAY),
    proves=st.booleans(),
    events=st.lists(
        st.builds(
            ListingEvent,
            kind=st.sampled_from(EventKind),
            notice=_TEXT,
            first=st.just(TODAY),
            last=st.just(TODAY) | st.just(TODAY + timedelta(days=9)),
            until=st.none() | st.just(TODAY),
            version=st.none() | _TEXT,
            proves=st.booleans(),
        ),
        max_size=2,
    ).map(tuple),
)
_REGISTER = st.builds(
    Register,
    scheme=_TEXT,
    kind=st.sampled_from(ListingKind).map(str),
    incomplete=st.lists(_TEXT, max_size=2).map(tuple),
    outlast=st.booleans(),
    candidates=st.dictionaries(
        st.text(st.characters(exclude_categories=["Cs"]), max_size=4),
        st.lists(_LISTING, max_size=2).map(tuple),
        max_size=4,
    ),
)


@given(_EVIDENCE, st.dictionaries(_TEXT, _REGISTER, max_size=3))
def test_evidence_written_quickly_is_the_very_bytes_of_evidence_written_plainly(
    evidence: Evidence, registers: dict[str, Register]
) -> None:
    whole = structs.replace(evidence, registers=MappingProxyType(registers))
    assert evidence_bytes(whole) == canonical(evidence_document(whole))


_MESSAGE = st.builds(Message, zh=_TEXT, en=_TEXT)
_VERDICT = st.builds(
    Verdict,
    outcome=st.sampled_from(Conclusion),
    examined_on=st.just(TODAY),
    engine=_TEXT,
    editions=st.lists(
        st.builds(EditionUsed, id=_TEXT, revision=st.integers(1, 99), digest=_TEXT, why=_MESSAGE),
        max_size=3,
    ).map(tuple),
    findings=st.lists(
        st.builds(
            Finding,
            rule=_TEXT,
            code=_TEXT,
            outcome=st.sampled_from(Outcome),
            pointer=_TEXT,
            message=_MESSAGE,
            citation=st.none()
            | st.builds(
                Citation, edition=_TEXT, document=st.none() | _TEXT, sources=st.tuples(_TEXT)
            ),
            needs=st.none(),
            remedy=st.none()
            | st.builds(
                Remedy,
                pointer=_TEXT,
                value=st.none() | st.integers(1, 99) | _TEXT,
                message=_MESSAGE,
            ),
            waiver=st.none()
            | st.builds(
                WaivedBy,
                number=_TEXT,
                granted_by=_TEXT,
                until=st.just(TODAY),
                units=st.integers(1, 99),
                left=st.integers(0, 99),
            ),
        ),
        max_size=2,
    ).map(tuple),
)


@given(_VERDICT)
def test_a_verdict_written_quickly_is_the_very_bytes_of_one_written_plainly(
    verdict: Verdict,
) -> None:
    assert verdict_bytes(verdict) == canonical(verdict_document(verdict))


@given(_VERDICT, _TEXT | st.sampled_from(['"editions":[]', '\\"editions":[]', "editions"]))
def test_claims_written_quickly_are_the_very_bytes_of_claims_written_plainly(
    verdict: Verdict, text: str
) -> None:
    def claims(rests_on: Verdict) -> dict[str, Any]:
        named = editions_named(rests_on.editions)
        return {"agency": text, "aud": text, "editions": named, "lines": [{"editions": text}]}

    assert claims_bytes(verdict, claims) == canonical(claims(verdict))


@pytest.mark.parametrize(
    ("left", "right", "where"),
    [
        ({"a": 1}, {"a": 1}, []),
        ({"a": 1}, {"a": True}, ["/a"]),
        ({"a": None}, {}, ["/a"]),
        ({"a/b": {"~": [1, 2]}}, {"a/b": {"~": [1, 3]}}, ["/a~1b/~0/1"]),
        ([1], [1, 2], [""]),
        ("1", 1, [""]),
    ],
)
def test_differences_are_named_by_pointer(left: object, right: object, where: list[str]) -> None:
    assert differing(left, right) == where
