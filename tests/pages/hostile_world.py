"""Hostile people at every desk: one of everything that can be done, with a mark in every text."""

import re
from dataclasses import dataclass
from typing import Any

from api.examples import AGENCY, ORDER, SECOND_AGENCY
from api.roles import Role
from catalog.seeds import SEEDS
from tests.api.deliveries import covered, found, hold_no_licences, key_of
from tests.api.stage import HEADS, START, fresh, order
from tests.api.test_free_software import stated as free_software
from tests.api.test_gate_answers import QUESTION
from tests.api.test_licences import stated as licence
from tests.api.test_reviews import correct_headcount, review
from tests.api.test_substitutions import body as substitute
from tests.api.test_waivers import asked, laptops
from tests.pages.browsing import Browser
from tests.pages.hostile import MARK, OPERATIONS, Hostile
from validators.standards_file import STANDARDS

_THIRD_AGENCY = "11100000EXAMPLE040"
_MEANT = {
    *(f"operating_system/{it}" for it in ("name", "version", "kernel", "edition")),
    "operating_system/licence/term",
    "operating_system/licence/base/edition",
    "processor/name",
}
_KEPT = (*(f"/lines/0/{it}" for it in sorted(_MEANT)), "/lines/0/software", "/lines/0/replaces")
"""What an order is approved by: another word in its place, and it would be held."""


@dataclass
class World(Hostile):
    """One of everything, done by hostile people; each step is one of their days' work."""

    approved: str = ""
    """The number of the approval some devices of which were delivered."""

    def fill(self) -> None:
        """Do it all."""
        self._agency()
        self._devices_of_before()
        self._orders()
        self._waivers()
        self._deliveries()
        self._licences()
        self._free_software()
        self._people()
        self._systems()
        self._supplier()
        self._case()
        self._documents()
        self.stage.sequence()

    def known(self, operation: str, role: str, member: str = "id", query: str = "") -> list[str]:
        """What a list names, the newest first."""
        path = f"{OPERATIONS[operation].path}{query}"
        return [it[member] for it in self.stage.call("GET", path, role).json["items"]]

    def _agency(self) -> None:
        own = {"uscc": AGENCY}
        named = {"jurisdiction": "cn", "level": "central"}
        self.act("putAgency", "administrator", named, at={"uscc": _THIRD_AGENCY})
        self._heads()
        since = {"valid_from": "2026-01-01"}
        facts = {"properties": {"classified": False}, **since}
        self.act("recordProperties", "administrator", facts, at=own)
        self.act("nameApprovers", "administrator", {"valid_from": "2029-01-01"}, at=own)
        hold_no_licences(self.stage)

    def _heads(self) -> None:
        heads = {"basis": "filled-establishment", "value": HEADS, "valid_from": "2026-01-01"}
        self.act("recordHeadcount", "administrator", heads, at={"uscc": AGENCY})

    def _devices_of_before(self) -> None:
        serial, own = self.mark("serial"), {"uscc": AGENCY}
        evidence = {"kind": "oem-entitlement"}
        device = {
            "serial": serial,
            "class": "desktop",
            "in_service_since": "2024-01-01",
            "operating_system": {},
            "label": {"present": True},
            "media": {"present": True},
            "licence_evidence": [evidence],
        }
        keep = ("/approval",)
        self.act("recordAssets", "administrator", {"assets": [device]}, keep=keep, at=own)
        shown = {"licence_evidence": [{**evidence, "serial": serial}]}
        self.act("recordLicenceEvidence", "administrator", shown, at=own)
        gone = {"serial": serial, "disposed_on": "2026-11-20"}
        self.act("disposeAsset", "administrator", gone, at=own)

    def _orders(self) -> None:
        whole = self._order(everything())
        self.act("examineOrderAgain", "officer", at={"order_id": whole["id"]})
        lost = self._order(everything())
        self.act("cancelOrder", "officer", at={"order_id": lost["id"]})
        printer = order(attributes={"paper": "a4", "colour": True}, codes=[])
        printer["lines"][0] |= {"class": "printer", "quantity": 1, "unit_price": "1900.00"}
        asking = self._order(printer)
        question = {"question": "colour-printers-needed", "granted": True}
        at = "/answers/0/question"
        self.act(
            "answerQuestions",
            "approver",
            {"answers": [question]},
            keep=(at,),
            at={"order_id": asking["id"]},
        )
        surplus = covered(1)
        surplus["lines"][0]["software"][0]["licence"]["count"] = 2
        self.act(
            "answerQuestions",
            "approver",
            {"answers": [{"question": QUESTION, "granted": True}]},
            keep=(at,),
            at={"order_id": self._order(surplus, keep=_KEPT)["id"]},
        )
        waiting = self._order(order(agency=SECOND_AGENCY), keep=_KEPT, second=True)
        decline = {"decision": "decline"}
        self.act("decideOrder", "approver", decline, second=True, at={"order_id": waiting["id"]})
        self._order(order(agency=SECOND_AGENCY), keep=_KEPT, second=True)
        self.act("amendOrder", "officer", everything(), at={"order_id": whole["id"]})
        narrowed = self._order(covered(2), keep=_KEPT)
        self.act("amendOrder", "officer", covered(1), keep=_KEPT, at={"order_id": narrowed["id"]})
        number = self._order(covered(1), keep=_KEPT)["approval"]["number"]
        self.act("revokeApproval", "approver", at={"number": number})

    def _order(
        self,
        document: Any,  # noqa: ANN401 - a JSON value
        *,
        keep: tuple[str, ...] = (),
        second: bool = False,
    ) -> Any:  # noqa: ANN401 - a JSON value
        kept = (*keep, "/quote_check")
        return self.act("submitOrder", "officer", document, keep=kept, second=second).json

    def _waivers(self) -> None:
        numbers = [
            self.act("askWaiver", "officer", asked(reason=None, evidence=None)).json["number"]
            for _ in range(3)
        ]
        self.act("decideWaiver", "approver", {"decision": "grant"}, at={"waiver": numbers[0]})
        self.act("decideWaiver", "approver", {"decision": "grant"}, at={"waiver": numbers[1]})
        self._order(laptops(), keep=_KEPT)
        self.act("withdrawWaiver", "approver", at={"waiver": numbers[0]})

    def _deliveries(self) -> None:
        number = self._order(covered(8), keep=_KEPT)["approval"]["number"]
        self.approved = number
        one, two, three, four = (self.mark("serial") for _ in range(4))
        sent = {
            "approval": number,
            "despatched_on": START.date().isoformat(),
            "lines": [{"line": 0, "serials": [one, two, three, four]}],
        }
        made = self.act("despatchDelivery", "supplier", sent, keep=("/approval",)).json["id"]
        of = {"delivery_id": made}
        self.act("withdrawDelivery", "supplier", {"serials": [four]}, at=of)
        came = {"received": [one], "missing": [two], "damaged": [three]}
        self.act("receiveDelivery", "officer", came, at=of)
        broken = {**found(three), "label": {"present": True}}
        self.act("inspectDelivery", "officer", {"units": [broken]}, at=of)
        as_approved = ("/units/0/operating_system", "/units/0/media")
        self.act("inspectDelivery", "officer", {"units": [found(one)]}, keep=as_approved, at=of)
        self.act("acceptDelivery", "officer", {"serials": [one]}, at=of)
        back = {"serials": [three], "replacement": True}
        self.act("returnDelivery", "officer", back, at=of)
        self.act("cardDelivery", "officer", {"cards": [{"serial": one}]}, at=of)
        proposals = [self._substitute(number) for _ in range(3)]
        decline = {"decision": "decline"}
        at = {"substitution": proposals[0]}
        self.act("decideSubstitution", "officer", decline, keep=("/reference",), at=at)
        self.act("withdrawSubstitution", "supplier", at={"substitution": proposals[1]})
        other = self._order(covered(2), keep=_KEPT)["approval"]["number"]
        self.act("closeRemainder", "officer", at={"number": other})

    def _substitute(self, number: str) -> str:
        kept = tuple(f"/device/{it}" for it in _MEANT)
        made = substitute(number)
        return str(
            self.act("proposeSubstitution", "supplier", made, keep=("/approval", *kept)).json["id"]
        )

    def _licences(self) -> None:
        grant = licence(holder={"uscc": AGENCY})
        made = self.act("recordLicence", "officer", grant, keep=("/reason",)).json["number"]
        self.act("confirmLicence", "catalog-keeper", at={"licence": made})
        other = self.act("recordLicence", "officer", {**grant, "corrects": made}).json["number"]
        self.act("confirmLicence", "catalog-keeper", at={"licence": other})
        self.act("revokeLicence", "approver", at={"licence": other})

    def _free_software(self) -> None:
        own = {"uscc": AGENCY}
        plain = free_software()
        one, two = (
            self.act("recordFreeSoftware", "officer", plain, at=own).json["number"]
            for _ in range(2)
        )
        self.act("approveFreeSoftware", "approver", at={**own, "entry": one})
        self.act("takeOffFreeSoftware", "approver", at={**own, "entry": one})
        both = {"entries": [two]}
        self.act("approveFreeSoftwareList", "approver", both, keep=("/entries",), at=own)

    def _people(self) -> None:
        made = ""
        for name in (fresh("n").lower(), fresh("n").lower()):
            account = {"name": name, "role": "auditor"}
            made = self.act("addAccount", "audit-administrator", account).json["id"]
        self.act("setPassword", "audit-administrator", at={"account": made})
        self.act("disableAccount", "audit-administrator", at={"account": made})
        self.act("endSessions", "officer")
        label = self.mark("label")
        key_of(self.stage, Role.AUDITOR, person=self.mark("person"), label=label)
        labels = self.known("listKeys", "security-administrator", "label")
        key = self.known("listKeys", "security-administrator")[labels.index(label)]
        self.act("withdrawKey", "security-administrator", at={"key": key})
        Browser(self.stage).sign_in("auditor")
        session = self.known("listSessions", "auditor")[0]
        self.act("endSession", "auditor", at={"session": session})

    def _systems(self) -> None:
        place = {"url": "https://shop.example.com/events"}
        made = self.act("subscribe", "supplier", place, keep=("/url",)).json["id"]
        at = {"subscription": made}
        for name in ("rotate", "disable", "enable", "delete"):
            self.act(f"{name}Subscription", "supplier", at=at)

    def _supplier(self) -> None:
        days = {"valid_from": "2026-11-23", "valid_until": "2027-11-22"}
        at = {"uscc": ORDER["supplier"]}
        made = self.act("suspendSupplier", "administrator", days, at=at).json["suspension"]
        other = key_of(self.stage, Role.ADMINISTRATOR, person="example:other", label="other")
        self.act("liftSuspension", "administrator", headers=other, at={**at, "suspension": made})

    def _case(self) -> None:
        correct_headcount(self.stage, 0)
        try:
            review(self.stage)
        finally:
            self._heads()
        case = self.known("listReviewCases", "approver", query="?state=open")[0]
        self.act("closeReviewCase", "approver", {"disposition": "stands"}, at={"case_id": case})

    def _documents(self) -> None:
        """Let a list name a product as no product is called, and an edition wait with its title."""
        quoted = MARK.replace('"', '\\"')
        data = (
            (SEEDS / "anke-2024-1.yaml")
            .read_text("utf-8")
            .replace('revision: "1"', 'revision: "2"', 1)
        )
        data = re.sub('name: "[^"]*"', lambda _: f'name: "{quoted}海光"', data, count=1)
        made = self._propose("catalog-keeper", data)
        self.act(
            "publishProposal",
            "catalog-keeper",
            {"together_with": []},
            keep=("/together_with",),
            second=True,
            at={"proposal": made},
        )
        text = (
            (STANDARDS / "cn-central-mof-2016-27.yaml")
            .read_text("utf-8")
            .replace('revision: "1"', 'revision: "2"', 1)
        )
        self._propose("standards-keeper", text.replace('en: "', f'en: "{quoted}title ', 1))
        self.act(
            "startReplay",
            "standards-keeper",
            {"proposal": self.known("listProposals", "standards-keeper")[0]},
        )

    def _propose(self, role: str, text: str) -> str:
        headers = {"Content-Type": "application/yaml"}
        answer = self.stage.call(
            "POST", "/v1/proposals?name=x.yaml", role, data=text.encode(), headers=headers
        )
        assert answer.status == 201, answer.data.decode()
        return str(answer.json["id"])


def everything() -> Any:  # noqa: ANN401 - a JSON value
    """An order in which every part stands that holds a text."""
    made = covered(1)
    line = made["lines"][0]
    line["for"] = line["permit"] = {}
    del line["permit"]
    line["environment_label"] = {"valid_until": "2029-12-31"}
    line["framework_admission"] = {"valid_until": "2029-12-31"}
    for licence_ in (line["operating_system"]["licence"], line["software"][0]["licence"]):
        licence_ |= {"evidence": [{"kind": "invoice"}], "base": {}}
    line["software"][0]["permit"] = {"valid_until": "2029-12-31"}
    line["software"] = line["software"][:1]
    return made
