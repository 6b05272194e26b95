"""An order for software beside unused grants: asked about, sealed, never drawn of unasked. L17."""

from typing import Any

import pytest

from approvals.licence import Terms
from approvals.receipt import recompute
from ledger.canonical import parse
from tests.approvals.added_law import AddedLaw
from tests.approvals.builders import (
    AGENCY,
    OTHER_AGENCY,
    line,
    order,
)
from tests.approvals.licences import confirmed, left, record, terms
from tests.approvals.stage import Stage, order_of, state_of
from validators.classes import ItemClass

_DUTY = b"""requirements:
  - id: "shortfall-only"
    duty: "shortfall-only"
    classes: ["desktop"]
    covers: ["software_office"]
    role: "asset-management-head"
    article: "3"
    evidence: "read"
    sources: ["s1"]
"""
_LAW = AddedLaw(_DUTY)
QUESTION = "shortfall-only/software_office"


@pytest.fixture
def scene(stage: Stage) -> Stage:
    stage.books = _LAW.books
    stage.register()
    stage.register(OTHER_AGENCY)
    return stage


def office(copies: int, **changes: Any) -> Terms:  # noqa: ANN401 - members of a statement
    return terms(copies, item_class=ItemClass.SOFTWARE_OFFICE, product="示例办公", **changes)


def suites(reference: str, copies: int, *numbers: str) -> dict[str, Any]:
    evidence = [{"kind": "licence-certificate", "number": it} for it in numbers or ("C-9",)]
    software = {
        "class": "software_office",
        "name": "示例办公",
        "version": "V1",
        "licence": {"channel": "volume", "count": copies, "evidence": evidence},
    }
    return order(reference, line(copies, software=[software]))


def test_an_order_beside_unused_copies_waits_for_a_judgement_and_draws_none(scene: Stage) -> None:
    number = confirmed(scene, office(2))
    found = scene.submit(suites("S-1", 3))
    assert state_of(found) == "held"
    told = {it.code: it for it in found.examination.verdict.findings}
    assert told.keys() == {"judgement-open", "fact-missing"}
    assert (told["judgement-open"].limit, told["judgement-open"].near) == ("1", (f"{number} (2)",))
    sealed = found.examination.sealed.receipt
    (grant,) = parse(sealed)["evidence"]["licences"]  # type: ignore[index]  # our own receipt
    assert (grant["number"], grant["left"]) == (number, 2)
    assert recompute(sealed, {_LAW.digest: _LAW.law}).agrees
    assert left(scene, number) == 2


def test_a_judged_need_passes_and_leaves_the_grant_as_it_is(scene: Stage) -> None:
    number = confirmed(scene, office(5))
    found = scene.submit(suites("S-1", 3))
    assert state_of(found) == "referred"
    assert state_of(scene.answer(order_of(found), QUESTION)) == "approved"
    assert left(scene, number) == 5


def test_a_need_that_is_denied_refuses_the_order(scene: Stage) -> None:
    confirmed(scene, office(5))
    found = scene.submit(suites("S-1", 3))
    refused = scene.answer(order_of(found), QUESTION, granted=False)
    assert state_of(refused) == "refused"
    (finding,) = refused.examination.verdict.findings
    assert (finding.code, finding.over, finding.limit) == ("licences-held-unused", "3", "0")


def test_what_draws_of_the_grant_is_not_bought(scene: Stage) -> None:
    number = confirmed(scene, office(5))
    assert state_of(scene.submit(suites("S-1", 3, number))) == "approved"
    assert left(scene, number) == 2


def test_an_agency_that_is_entitled_is_asked_and_one_that_is_not_is_not(scene: Stage) -> None:
    confirmed(scene, office(5), uscc=OTHER_AGENCY)
    found = scene.submit(suites("S-1", 3))
    assert [it.code for it in found.examination.verdict.findings] == ["fact-missing"]
    shared = confirmed(scene, office(5, entitled=(AGENCY,)), uscc=OTHER_AGENCY)
    found = scene.submit(suites("S-2", 3))
    (finding,) = found.examination.verdict.findings
    assert (finding.code, finding.near) == ("judgement-open", (f"{shared} (5)",))


def test_a_grant_nobody_has_confirmed_and_one_used_up_are_not_held_against_it(scene: Stage) -> None:
    record(scene, office(5))
    used = confirmed(scene, office(3))
    assert state_of(scene.submit(suites("S-1", 3, used))) == "approved"
    found = scene.submit(suites("S-2", 3))
    assert [it.code for it in found.examination.verdict.findings] == ["fact-missing"]
