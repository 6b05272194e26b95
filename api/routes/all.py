"""Every resource of the interface, in the order OpenAPI shows them."""

from api.operation import Resource
from api.routes.accounts import ACCOUNTS
from api.routes.agencies import AGENCIES
from api.routes.amendments import AMENDMENTS
from api.routes.approvals import APPROVALS
from api.routes.audits import AUDITS
from api.routes.catalogue import CATALOGUE
from api.routes.deliveries import DELIVERIES
from api.routes.evidence_packs import EVIDENCE_PACKS
from api.routes.exports import EXPORTS
from api.routes.facts import FACTS
from api.routes.feed import FEED
from api.routes.free_software import FREE_SOFTWARE
from api.routes.free_software_approvals import FREE_SOFTWARE_APPROVALS_TOGETHER
from api.routes.gates import GATES
from api.routes.identity import IDENTITY
from api.routes.imports import IMPORTS
from api.routes.law import LAW
from api.routes.ledger import LEDGER
from api.routes.licences import LICENCES
from api.routes.machine_documents import MACHINE_DOCUMENTS
from api.routes.ocds import OCDS
from api.routes.order_documents import ORDER_DOCUMENTS
from api.routes.order_record import ORDER_RECORD
from api.routes.orders import ORDERS
from api.routes.plans import PLANS
from api.routes.printing import PRINTING
from api.routes.proofs import PROOFS
from api.routes.proposals import PROPOSALS
from api.routes.purchase_module import PURCHASE_MODULE
from api.routes.receiving import RECEIVING
from api.routes.remainders import REMAINDERS
from api.routes.replays import REPLAYS
from api.routes.reviews import REVIEWS
from api.routes.samples import SAMPLES
from api.routes.sandbox import SANDBOX
from api.routes.searching import SEARCHING
from api.routes.service import SERVICE
from api.routes.sessions import SESSIONS
from api.routes.software import SOFTWARE
from api.routes.subscription_acts import SUBSCRIPTION_ACTS
from api.routes.subscriptions import SUBSCRIPTIONS
from api.routes.substitutions import SUBSTITUTIONS
from api.routes.suppliers import SUPPLIERS
from api.routes.validations import VALIDATIONS
from api.routes.waivers import WAIVERS
from api.routes.webhook_deliveries import WEBHOOK_DELIVERIES

RESOURCES: tuple[Resource, ...] = (
    IDENTITY,
    ACCOUNTS,
    SESSIONS,
    VALIDATIONS,
    PLANS,
    ORDERS,
    ORDER_RECORD,
    SEARCHING,
    ORDER_DOCUMENTS,
    AMENDMENTS,
    GATES,
    MACHINE_DOCUMENTS,
    APPROVALS,
    PROOFS,
    PRINTING,
    WAIVERS,
    LICENCES,
    DELIVERIES,
    RECEIVING,
    REMAINDERS,
    SUBSTITUTIONS,
    AGENCIES,
    FACTS,
    FREE_SOFTWARE,
    FREE_SOFTWARE_APPROVALS_TOGETHER,
    SUPPLIERS,
    SOFTWARE,
    LAW,
    CATALOGUE,
    IMPORTS,
    PROPOSALS,
    REPLAYS,
    REVIEWS,
    LEDGER,
    EXPORTS,
    PURCHASE_MODULE,
    EVIDENCE_PACKS,
    SAMPLES,
    AUDITS,
    OCDS,
    FEED,
    SUBSCRIPTIONS,
    SUBSCRIPTION_ACTS,
    WEBHOOK_DELIVERIES,
    SERVICE,
)
"""What every service answers."""


def resources(*, sandbox: bool) -> tuple[Resource, ...]:
    """Return what a service answers; its clock is to be had of a sandbox alone."""
    return (*RESOURCES, SANDBOX) if sandbox else RESOURCES
