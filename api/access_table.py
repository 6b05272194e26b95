"""Who may do what: one table of operations. A route that is missing from it fails the start.

An action is the word the ledger and the auditor know it by. ``PUBLIC`` is a decision somebody wrote
down here: the law, keys, proofs and the verification of approvals are for everybody.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from api.roles import Role


@dataclass(frozen=True, slots=True)
class Access:
    """What an operation does, and who may do it; ``roles`` is ``None`` where everybody may."""

    action: str
    roles: frozenset[Role] | None

    @property
    def public(self) -> bool:
        """Return whether no key is needed."""
        return self.roles is None


_EVERYBODY = frozenset(Role)
_ALL = _EVERYBODY - {Role.SECURITY_ADMINISTRATOR, Role.AUDIT_ADMINISTRATOR}
"""Whoever has to do with purchases; the other two administrators have not."""
_OF_PEOPLE = (Role.SECURITY_ADMINISTRATOR, Role.AUDIT_ADMINISTRATOR)
"""Who says who comes in: auditors are for the one, everybody else is for the other."""
_AGENCY = frozenset({Role.OFFICER, Role.APPROVER})
_READERS = _AGENCY | {Role.SUPPLIER, Role.AUDITOR}
_KEEPERS = frozenset({Role.STANDARDS_KEEPER, Role.CATALOG_KEEPER})
_FACTS = _AGENCY | {Role.AUDITOR, Role.ADMINISTRATOR}

_SOFTWARE = (Role.OFFICER, Role.AUDITOR, Role.ADMINISTRATOR)
"""Who reads which person uses which machine: those who keep the ledgers or look after them."""

_SUBSCRIBERS = (Role.OFFICER, Role.SUPPLIER)
"""Who says where events are sent: whoever asks on an agency's behalf, and suppliers."""


def _may(action: str, *roles: Role) -> Access:
    return Access(action, frozenset(roles))


def _everybody(action: str) -> Access:
    return Access(action, None)


ACCESS: Mapping[str, Access] = MappingProxyType(
    {
        "whoAmI": Access("identity.read", _EVERYBODY),
        "listKeys": Access("key.read", _EVERYBODY),
        "withdrawKey": _may("key.withdraw", Role.SECURITY_ADMINISTRATOR),
        "listAccounts": _may("account.read", *_OF_PEOPLE),
        "addAccount": _may("account.make", *_OF_PEOPLE),
        "disableAccount": _may("account.disable", *_OF_PEOPLE),
        "setPassword": _may("account.password", *_OF_PEOPLE),
        "changePassword": Access("password.change", _EVERYBODY),
        "listSessions": Access("session.read", _EVERYBODY),
        "endSession": Access("session.end", _EVERYBODY),
        "endSessions": Access("session.end", _EVERYBODY),
        "issueToken": _everybody("token.issue"),
        # orders
        "validateOrder": Access("order.validate", _ALL),
        "examinePlan": Access("plan.examine", _AGENCY | {Role.AUDITOR}),
        "readMachineDocument": Access("document.read", _ALL),
        "readOrderDocument": Access("order.validate", _ALL),
        "submitOrder": _may("order.submit", Role.OFFICER),
        "placeOrderDocument": _may("order.submit", Role.OFFICER),
        "listOrders": Access("order.read", _READERS),
        "getOrder": Access("order.read", _READERS),
        "getOrderDocument": Access("order.read", _READERS),
        "getOrderReading": Access("receipt.read", _AGENCY | {Role.AUDITOR}),
        "cancelOrder": _may("order.cancel", Role.OFFICER),
        "amendOrder": _may("order.amend", Role.OFFICER),
        "listAmendments": Access("order.read", _READERS),
        "getGates": Access("order.read", _READERS),
        "getReceipt": Access("receipt.read", _AGENCY | {Role.AUDITOR}),
        "listOrderEntries": Access("ledger.read", _AGENCY | {Role.AUDITOR}),
        "recomputeReceipt": Access("receipt.read", _AGENCY | {Role.AUDITOR}),
        "examineOrderAgain": _may("order.examine", Role.OFFICER),
        "answerQuestions": _may("order.answer", Role.APPROVER),
        "decideOrder": _may("order.decide", Role.APPROVER),
        # approvals
        "listApprovals": Access("approval.read", _READERS),
        "getApproval": Access("approval.read", _READERS),
        "getStatement": Access("approval.read", _READERS),
        "getApprovalStatus": _everybody("approval.verify"),
        "getBundle": Access("approval.read", _READERS),
        "getVerifier": _everybody("approval.verify"),
        "getApprovalDocument": Access("approval.read", _READERS),
        "verifyApprovalDocument": _everybody("approval.verify"),
        "getDocumentCertificate": _everybody("keys.read"),
        "getAccount": Access("approval.read", _READERS),
        "closeRemainder": _may("approval.close", Role.OFFICER),
        "revokeApproval": _may("approval.revoke", Role.APPROVER),
        "verifyApproval": _everybody("approval.verify"),
        "getStatusList": _everybody("approval.verify"),
        # review cases
        "listReviewCases": Access("review.read", _AGENCY | {Role.AUDITOR}),
        "getReviewCase": Access("review.read", _AGENCY | {Role.AUDITOR}),
        "closeReviewCase": _may("review.close", Role.APPROVER),
        # waivers
        "askWaiver": _may("waiver.ask", Role.OFFICER),
        "listWaivers": Access("waiver.read", _AGENCY | {Role.AUDITOR}),
        "getWaiver": Access("waiver.read", _AGENCY | {Role.AUDITOR}),
        "decideWaiver": _may("waiver.decide", Role.APPROVER),
        "withdrawWaiver": _may("waiver.withdraw", Role.APPROVER),
        # licence grants: their holder states them; a keeper confirms them, who belongs to none of
        # the agencies that profit, and keeps the products and versions they name
        "recordLicence": _may("licence.record", Role.OFFICER),
        "listLicences": Access("licence.read", _AGENCY | {Role.AUDITOR, Role.CATALOG_KEEPER}),
        "getLicence": Access("licence.read", _AGENCY | {Role.AUDITOR, Role.CATALOG_KEEPER}),
        "confirmLicence": _may("licence.confirm", Role.CATALOG_KEEPER),
        "revokeLicence": _may("licence.revoke", Role.APPROVER, Role.CATALOG_KEEPER),
        # deliveries: whoever sends says so, whoever receives says the rest; nobody accepts his own
        "despatchDelivery": _may("delivery.despatch", Role.SUPPLIER),
        "listDeliveries": Access("delivery.read", _READERS),
        "getDelivery": Access("delivery.read", _READERS),
        "getDeliveryGates": Access("delivery.read", _READERS),
        "receiveDelivery": _may("delivery.receive", Role.OFFICER),
        "inspectDelivery": _may("delivery.inspect", Role.OFFICER),
        "acceptDelivery": _may("delivery.accept", Role.OFFICER),
        "returnDelivery": _may("delivery.return", Role.OFFICER),
        "withdrawDelivery": _may("delivery.withdraw", Role.SUPPLIER, Role.OFFICER),
        "cardDelivery": _may("delivery.card", Role.OFFICER, Role.ADMINISTRATOR),
        # substitutions: the supplier proposes, the buyer decides, and never the same person
        "proposeSubstitution": _may("substitution.propose", Role.SUPPLIER),
        "listSubstitutions": Access("substitution.read", _READERS),
        "getSubstitution": Access("substitution.read", _READERS),
        "decideSubstitution": Access("substitution.decide", _AGENCY),
        "withdrawSubstitution": _may("substitution.withdraw", Role.SUPPLIER),
        # agencies
        "putAgency": _may("agency.register", Role.ADMINISTRATOR),
        "getAgency": Access("agency.read", _FACTS),
        "recordHeadcount": _may("headcount.record", Role.ADMINISTRATOR),
        "listHeadcounts": Access("agency.read", _FACTS),
        "recordProperties": _may("properties.record", Role.ADMINISTRATOR),
        "nameApprovers": _may("approvers.name", Role.ADMINISTRATOR),
        "recordAssets": _may("asset.record", Role.OFFICER, Role.ADMINISTRATOR),
        "recordLicenceEvidence": _may("evidence.bind", Role.OFFICER, Role.ADMINISTRATOR),
        "listAssets": Access("agency.read", _FACTS),
        "disposeAsset": _may("asset.dispose", Role.APPROVER, Role.ADMINISTRATOR),
        "getEntitlements": Access("agency.read", _FACTS),
        # the list of usable free software: who wants to use it states it, another person of the
        # agency approves it, and either takes it off, which lets nothing pass
        "recordFreeSoftware": _may("free-software.record", Role.OFFICER),
        "recordFreeSoftwareList": _may("free-software.record", Role.OFFICER),
        "listFreeSoftware": Access("free-software.read", _FACTS),
        "getFreeSoftware": Access("free-software.read", _FACTS),
        "approveFreeSoftware": _may("free-software.approve", Role.APPROVER),
        "approveFreeSoftwareList": _may("free-software.approve", Role.APPROVER),
        "takeOffFreeSoftware": _may("free-software.take-off", Role.OFFICER, Role.APPROVER),
        "recordInstallations": _may("software.enter", Role.OFFICER, Role.ADMINISTRATOR),
        "getSoftwareLedgers": _may("software.read", *_SOFTWARE),
        "getSoftwareIndicators": _may("software.read", *_SOFTWARE),
        # the law and the catalogue
        "listTerms": _everybody("law.read"),
        "listEditions": _everybody("law.read"),
        "getEdition": _everybody("law.read"),
        "getEditionDocument": _everybody("law.read"),
        "listLoosenings": _everybody("law.read"),
        "getLimits": _everybody("law.read"),
        "listListings": _everybody("catalogue.read"),
        "getListing": _everybody("catalogue.read"),
        "getListingImpact": Access("impact.read", _AGENCY | {Role.AUDITOR, Role.CATALOG_KEEPER}),
        "listPublications": _everybody("catalogue.read"),
        "getCatalogueFile": _everybody("catalogue.read"),
        "listExpiries": _may("expiry.read", Role.CATALOG_KEEPER, Role.AUDITOR),
        "importList": _may("list.import", Role.CATALOG_KEEPER),
        "proposeDocument": Access("document.propose", _KEEPERS),
        "listProposals": Access("proposal.read", _KEEPERS | {Role.AUDITOR}),
        "getProposal": Access("proposal.read", _KEEPERS | {Role.AUDITOR}),
        "getProposalDocument": Access("proposal.read", _KEEPERS | {Role.AUDITOR}),
        "getProposedEdition": Access("proposal.read", _KEEPERS | {Role.AUDITOR}),
        "publishProposal": Access("document.publish", _KEEPERS),
        # rehearsals
        "startReplay": _may("replay.start", Role.STANDARDS_KEEPER),
        "listReplays": _may("replay.read", Role.STANDARDS_KEEPER, Role.AUDITOR),
        "getReplay": _may("replay.read", Role.STANDARDS_KEEPER, Role.AUDITOR),
        "listReplayOrders": _may("replay.read", Role.STANDARDS_KEEPER, Role.AUDITOR),
        "cancelReplay": _may("replay.cancel", Role.STANDARDS_KEEPER),
        # the ledger
        "getCheckpoint": _everybody("ledger.prove"),
        "listEntries": Access("ledger.read", _READERS | {Role.AUDIT_ADMINISTRATOR}),
        "proveInclusion": _everybody("ledger.prove"),
        "proveConsistency": _everybody("ledger.prove"),
        "getLedgerKeys": _everybody("ledger.prove"),
        # exports and audit tools: an agency's own, and everything for the auditor, whose reading
        # is recorded
        "searchOrders": Access("order.read", _AGENCY | {Role.AUDITOR}),
        "getTotals": Access("order.read", _AGENCY | {Role.AUDITOR}),
        "getOrderRecord": Access("order.read", _AGENCY | {Role.AUDITOR}),
        "getOcdsExtension": _everybody("contract.read"),
        "getOcdsSchema": _everybody("contract.read"),
        "getEvidencePack": Access("evidence.read", _AGENCY | {Role.AUDITOR}),
        "drawSample": Access("sample.read", _AGENCY | {Role.AUDITOR}),
        "getRedList": Access("audit.read", _AGENCY | {Role.AUDITOR}),
        "listGaps": Access("audit.read", _AGENCY | {Role.AUDITOR}),
        "getWaiverRegister": Access("audit.read", _AGENCY | {Role.AUDITOR}),
        "getComplianceRate": Access("audit.read", _AGENCY | {Role.AUDITOR}),
        # which list is whose: api/export_access.py
        "listExports": Access("export.read", _READERS | _KEEPERS),
        "getExport": Access("export.read", _READERS | _KEEPERS),
        "getListSums": Access("export.read", _READERS | _KEEPERS),
        "getPurchaseModule": Access("order.read", _AGENCY | {Role.AUDITOR}),
        # suppliers: whom nobody may buy from is public to all who act here; one administrator
        # records a decision, another one that it was lifted
        "getSupplier": Access("supplier.read", _ALL),
        "suspendSupplier": _may("supplier.suspend", Role.ADMINISTRATOR),
        "liftSuspension": _may("supplier.reinstate", Role.ADMINISTRATOR),
        # events: whose they are, reads them and says where they are sent; an auditor sees both
        "readFeed": Access("event.read", _READERS),
        "subscribe": _may("subscription.create", *_SUBSCRIBERS),
        "listSubscriptions": Access("subscription.read", _READERS),
        "getSubscription": Access("subscription.read", _READERS),
        "getSubscriptionSecret": _may("subscription.secret", *_SUBSCRIBERS),
        "rotateSubscription": _may("subscription.change", *_SUBSCRIBERS),
        "disableSubscription": _may("subscription.change", *_SUBSCRIBERS),
        "enableSubscription": _may("subscription.change", *_SUBSCRIBERS),
        "deleteSubscription": _may("subscription.change", *_SUBSCRIBERS),
        "listWebhookDeliveries": Access("subscription.read", _READERS),
        "getWebhookDelivery": Access("subscription.read", _READERS),
        "replayWebhookDelivery": _may("subscription.replay", *_SUBSCRIBERS),
        # the clock of a sandbox, which is there for those who try: whoever has a key sets it
        "getSandboxClock": _everybody("clock.read"),
        "setSandboxClock": Access("clock.advance", _ALL),
        # the service itself
        "getJwks": _everybody("keys.read"),
        "getOpenApi": _everybody("contract.read"),
        "getProblem": _everybody("contract.read"),
        "getHealth": _everybody("service.watch"),
        "getReadiness": _everybody("service.watch"),
        "getMetrics": _everybody("service.watch"),
    }
)
"""Operation → action and roles."""
